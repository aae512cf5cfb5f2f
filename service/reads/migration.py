"""Releases with their open cases, what a release changes, and migrations: tried, under way, done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from service.desk import open_release
from service.domain import phrases
from service.domain.errors import Invalid, NotFound
from service.domain.messages import is_english
from service.domain.migration import Found, Wish, verdict
from service.domain.migration_words import KINDS
from service.engine import Engine
from service.store import migration as store
from service.store.database import Row, Tx

MOST_SHOWN = 200  # cases listed below one reason; the number beside it counts them all
PLANS = 50

# A case with what was found about it.
Case = tuple[Row, Sequence[Found]]


def releases(tx: Tx, tenant: int, seats: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return every process with its releases, newest first, and how many open cases each has."""
    rows = store.releases_of(tx, tenant, None, seats)
    return [
        {"key": key, "name": found[0]["name"], "releases": [_release(row) for row in found]}
        for key, group in groupby(rows, key=lambda row: row["process_key"])
        if (found := list(group))
    ]


def _release(row: Row) -> dict[str, Any]:
    shown = {key: row[key] for key in ("id", "version", "name", "status", "created_at", "released_by")}
    return {**shown, "cases": {key: row[key] for key in ("running", "faulted", "suspended", "parts")}}


def differences(
    tx: Tx, engine: Engine, tenant: int, process_key: str, left: UUID, to: UUID, lang: str
) -> dict[str, Any]:
    """Return what a release changes about another one, and where a case may stand in it."""
    known = {row["id"]: row for row in store.releases_of(tx, tenant, process_key, ())}
    if not known:
        raise NotFound("process_not_found", process=process_key)
    for pointer, key in (("/from", left), ("/to", to)):
        if key not in known:
            raise Invalid.at(pointer, "release_unknown")
    old, new = (open_release(tx, engine, tenant, key).model for key in (left, to))
    return {
        "items": [
            {
                "process": one.process,
                "node": one.node,
                "name": one.name,
                "kind": one.kind,
                "kind_name": _kind(one.kind, lang),
                "change": one.change,
                "what": [phrases.text(f"change.{each}", lang) for each in one.what],
                "proposal": one.proposal,
                "stands": one.stands,
            }
            for one in engine.differences(old, new)
        ],
        "targets": [
            {"process": process, "node": node.id, "name": node.name, "kind": node.kind}
            for process, nodes in new.nodes.items()
            for node in nodes.values()
        ],
    }


def _kind(kind: str, lang: str) -> str:
    return KINDS.get(kind, (kind, kind))[is_english(lang)]


def tried(tx: Tx, tenant: int, process_key: str, wish: Wish, cases: Sequence[Case], lang: str) -> dict[str, Any]:
    """Shape a trial like a migration that has not been decided."""
    verdicts = Counter(verdict(found) for _, found in cases)
    return {
        "id": None,
        **_head(tx, tenant, process_key, wish.froms, wish.to, wish.mapping),
        "status": "dry_run",
        "started_by": None,
        "started_at": None,
        "ended_at": None,
        "total": len(cases),
        "counts": {**dict.fromkeys(("waiting", "done", "undone", "kept"), 0), **_verdicts(verdicts)},
        "groups": _groups(cases, lang),
    }


def _verdicts(found: Counter[Any]) -> dict[str, int]:
    return {name: found[name] for name in ("clean", "warned", "refused")}


def plans(tx: Tx, tenant: int, process_key: str) -> list[dict[str, Any]]:
    """Return the latest migrations of a process, newest first, without their cases."""
    rows = tx.rows(
        f"{_PLAN} where m.tenant_id = %s and m.process_key = %s order by m.started_at desc limit %s",
        (tenant, process_key, PLANS),
    )
    return [_plan(tx, tenant, row) for row in rows]


_PLAN = """select m.*, p.name as started_by_name from case_migration m
  left join person p on p.tenant_id = m.tenant_id and p.id = m.started_by"""


def plan(tx: Tx, tenant: int, plan_id: UUID, lang: str) -> dict[str, Any]:
    """Return a migration with what became of its cases, by reason."""
    row = tx.row(f"{_PLAN} where m.tenant_id = %s and m.id = %s", (tenant, plan_id))
    if row is None:
        raise NotFound("migration_not_found")
    items = tx.rows(
        """select t.instance_id, t.status as item_status, t.found, i.subject_name, i.process_key, i.status, i.parent_id
             from case_migration_item t join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
            where t.tenant_id = %s and t.migration_id = %s and t.found <> '[]'::jsonb order by t.place""",
        (tenant, plan_id),
    )
    return {**_plan(tx, tenant, row), "groups": _groups([(each, store.unpack(each["found"])) for each in items], lang)}


def _plan(tx: Tx, tenant: int, row: Row) -> dict[str, Any]:
    counted = tx.rows(
        """select status, count(*) as n from case_migration_item
            where tenant_id = %s and migration_id = %s group by status""",
        (tenant, row["id"]),
    )
    counts = Counter({each["status"]: each["n"] for each in counted})
    shown = ("waiting", "done", "refused", "undone", "kept")
    return {
        "id": row["id"],
        **_head(tx, tenant, row["process_key"], row["from_releases"], row["to_release"], row["mapping"]),
        "status": row["status"],
        "started_by": row["started_by_name"],
        "started_at": row["started_at"],
        "ended_at": row["ended_at"],
        "total": counts.total(),
        "counts": {**{name: counts[name] for name in shown}, "clean": 0, "warned": 0},
        "groups": [],
    }


def _head(tx: Tx, tenant: int, process_key: str, froms: Sequence[UUID], to: UUID, mapping: Any) -> dict[str, Any]:
    rows = tx.rows(
        "select id, version, name from release where tenant_id = %s and id = any(%s)", (tenant, [*froms, to])
    )
    named = {row["id"]: {"id": row["id"], "version": row["version"]} for row in rows}
    name = next(row["name"] for row in rows if row["id"] == to)
    return {
        "process": {"key": process_key, "name": name},
        "from": sorted((named[key] for key in froms), key=lambda each: each["version"]),
        "to": named[to],
        "mapping": [{"from": old, "to": new} for old, new in mapping.items()],
    }


def _groups(cases: Iterable[Case], lang: str) -> list[dict[str, Any]]:
    """Put what was found together by what it says: what stands in the way first, then what hits most cases."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for row, found in cases:
        for one in found:
            text = one.text(lang)
            group = groups.setdefault(
                (one.code, text),
                {
                    "code": one.code,
                    "grade": one.grade,
                    "text": text,
                    "advice": one.advice(lang),
                    "node": one.node or None,
                    "n": 0,
                    "cases": [],
                },
            )
            group["n"] += 1
            if len(group["cases"]) < MOST_SHOWN:
                group["cases"].append(_case(row))
    order = ("refuse", "warn", "note")
    return sorted(groups.values(), key=lambda group: (order.index(group["grade"]), -group["n"]))


def _case(row: Row) -> dict[str, Any]:
    return {
        "id": row["instance_id"],
        "title": row["subject_name"],
        "status": row["status"],
        "part": row["parent_id"] is not None,
    }
