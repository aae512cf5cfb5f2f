"""The board of people on the way (个案看板), its columns as lists, and batches with what became of each.

Order is by due day, never by points; whoever reads counts and sees only people at or below their own posts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.desk import open_release
from service.domain import clock, cohorts, labels, messages
from service.domain.cohorts import Step, Verdict
from service.domain.messages import is_english
from service.domain.people import STAGES, Actor
from service.engine import Engine
from service.reads import cursor
from service.store import board as store
from service.store import releases
from service.store.database import Row, Tx

STEPS = 8  # how many bottlenecks a board names
RUNS = 10
RESULTS = 100  # people of a batch on one page
TRIED = 1_000  # people whom a trial names; the figures are of all


def board(
    tx: Tx,
    engine: Engine,
    actor: Actor,
    asked: dict[str, Any],
    seats: Sequence[UUID],
    year: int | None,
    lang: str,
    may_start: bool,
) -> dict[str, Any]:
    """Return the columns with their figures, where people wait, and the quotas of the round."""
    columns, bottlenecks = store.figures(tx, asked, STEPS)
    found = {row["stage"]: row for row in columns}
    rules = _rules(tx, engine, actor.tenant, lang)
    return {
        "columns": [_column(stage, found.get(stage), rules, lang) for stage in STAGES],
        "bottlenecks": [_bottleneck(row, lang) for row in bottlenecks],
        "rounds": [dict(row) for row in store.rounds(tx, actor.tenant, seats, asked["organization"], year)],
        "year": clock.today().year,
        "may_act": cohorts.may_act(actor, clock.today()),
        "may_start": may_start,
    }


def _rules(tx: Tx, engine: Engine, tenant: int, lang: str) -> dict[str, dict[str, str]]:
    """Return the rule that a stage is measured by, with its article, as it is in force today."""
    release = releases.current(tx, tenant, cohorts.CASE)
    if release is None:
        return {}
    rules = open_release(tx, engine, tenant, release["id"]).rules
    shown = {}
    for stage, name in cohorts.STAGE_RULES.items():
        rule = rules.find(name, clock.today())
        if rule is not None:
            text = rule.text_en if is_english(lang) else rule.text
            shown[str(stage)] = {"article": rule.citation, "text": text}
    return shown


def _column(stage: str, row: Row | None, rules: Mapping[str, Any], lang: str) -> dict[str, Any]:
    names = ("n", "overdue", "soon", "on_time", "open", "without_case", "ripe")
    return {
        "stage": str(stage),
        "name": labels.stage_name(stage, lang),
        **{name: row[name] if row else 0 for name in names},
        "median_days": row["median"] if row else None,
        "longest_days": row["longest"] if row else None,
        "rule": rules.get(stage),
    }


def _bottleneck(row: Row, lang: str) -> dict[str, Any]:
    return {
        "step": Step(row["task_process"], row["node"]).key,
        "title": row["title"],
        "role_name": labels.role_name(row["role"], lang),
        "n": row["n"],
        "overdue": row["overdue"],
        "since": row["since"],
        "places": row["places"],
        "top": [{"name": name, "n": n} for name, n in zip(row["names"], row["counts"], strict=True)],
        "bulk": (row["task_process"], row["node"]) in cohorts.FILINGS,
    }


def people(tx: Tx, asked: dict[str, Any], after: str | None, limit: int, lang: str) -> dict[str, Any]:
    """Return a page of a column, earliest due day first."""
    rows = store.page(tx, asked | cursor.window(after, limit, cursor.FIRST))
    total = store.total(tx, {**asked, "cap": cursor.COUNT_CAP})
    shown, more = cursor.cut(rows, limit, "place")
    return {"items": [_person(row, lang) for row in shown], "next": more, "total_capped": total}


def _person(row: Row, lang: str) -> dict[str, Any]:
    return {
        "person": {"id": row["id"], "name": row["name"]},
        "branch": row["branch_name"] or "",
        "stage": row["stage"],
        "stage_name": labels.stage_name(row["stage"], lang),
        "since": row["stage_since"],
        "days": row["days"],
        "standing": row["standing"],
        "due_at": row["due"],
        "case_id": row["case_id"],
        "step": _step(row, lang) if row["task_id"] else None,
        "waits_for": row["waits_for"],
        "waits_until": row["waits_until"],
    }


def _step(row: Row, lang: str) -> dict[str, Any]:
    return {
        "task_id": row["task_id"],
        "instance_id": row["instance_id"],
        "step": Step(row["task_process"], row["node"]).key,
        "title": row["title"],
        "role_name": labels.role_name(row["role"], lang),
        "organization": row["organization_name"] or "",
        "who": row["assignee_name"],
        "earliest_on": row["earliest_on"],
        "bulk": (row["task_process"], row["node"]) in cohorts.FILINGS,
    }


# --- batches ---------------------------------------------------------------------------------------------------------


def tried(kind: str, title: str, judged: Sequence[tuple[Row, Verdict]], lang: str) -> dict[str, Any]:
    """Shape a trial like a batch that has not been decided: those who cannot come first."""
    ordered = sorted(judged, key=lambda each: each[1].may)
    items = [
        {
            "person": {"id": row["person_id"], "name": row["name"]},
            "status": "would" if verdict.may else "refused",
            "text": messages.text(verdict.code, lang, **verdict.params),
            "instance_id": row["instance_id"] or row["case_id"],
            "at": None,
        }
        for row, verdict in ordered[:TRIED]
    ]
    would = sum(verdict.may for _, verdict in judged)
    return {
        "id": None,
        "kind": kind,
        "title": title,
        "status": "dry_run",
        "started_at": None,
        "ended_at": None,
        "total": len(judged),
        "counts": {"would": would, "refused": len(judged) - would, "done": 0, "waiting": 0},
        "items": items,
        "next": None,
    }


def run(tx: Tx, tenant: int, row: Row, after: str | None, lang: str) -> dict[str, Any]:
    """Return a batch with a page of its people: those that were refused first, then in their order."""
    counts = {
        each["status"]: each["n"]
        for each in tx.rows(
            "select status, count(*) as n from cohort_item where tenant_id = %s and run_id = %s group by status",
            (tenant, row["id"]),
        )
    }
    rank, person = cursor.decode(after) if after else ("", UUID(int=0))
    items = tx.rows(
        """select x.*, p.name from (
             select i.*, case i.status when 'refused' then '0' when 'done' then '1' else '2' end
                         || lpad(i.place::text, 6, '0') as rank
               from cohort_item i where i.tenant_id = %(tenant)s and i.run_id = %(run)s) x
             join person p on p.tenant_id = x.tenant_id and p.id = x.person_id
            where (x.rank, x.person_id) > (%(rank)s, %(person)s) order by x.rank, x.person_id limit %(limit)s""",
        {"tenant": tenant, "run": row["id"], "rank": rank, "person": person, "limit": RESULTS + 1},
    )
    shown = items[:RESULTS]
    more = len(items) > len(shown)
    return {
        **_head(row),
        "total": sum(counts.values()),
        "counts": {"would": 0, **{name: counts.get(name, 0) for name in ("refused", "done", "waiting")}},
        "items": [
            {
                "person": {"id": each["person_id"], "name": each["name"]},
                "status": each["status"],
                "text": each["said"][is_english(lang)] if each["said"] else "",
                "instance_id": each["instance_id"],
                "at": each["at"],
            }
            for each in shown
        ],
        "next": cursor.encode(shown[-1]["rank"], shown[-1]["person_id"]) if more else None,
    }


def _head(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "kind", "title", "status", "started_at", "ended_at")}


def runs(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """Return one's own latest batches, newest first."""
    rows = tx.rows(
        """select r.*, n.total, n.done, n.refused from cohort_run r
             join lateral (select count(*) as total, count(*) filter (where i.status = 'done') as done,
                                  count(*) filter (where i.status = 'refused') as refused
                             from cohort_item i where i.tenant_id = r.tenant_id and i.run_id = r.id) n on true
            where r.tenant_id = %s and r.started_by = %s order by r.started_at desc limit %s""",
        (actor.tenant, actor.person_id, RUNS),
    )
    return [{**_head(row), **{name: row[name] for name in ("total", "done", "refused")}} for row in rows]
