"""People: the list, and one person as those who work with them see them. What is sensitive stays masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from service.domain import clock, labels, reveals
from service.domain.errors import NotFound
from service.domain.page_words import word
from service.domain.people import Actor
from service.reads import cursor, instances, points, scope, stages
from service.reads.inbox import like
from service.store import cases, moves, sensitive
from service.store.database import Row, Tx
from service.store.sealing import Sealer

_COLUMNS = """p.tenant_id, p.id, p.name, p.name_pinyin, p.sex, p.birth_year, p.branch_id, p.stage, p.stage_since,
  p.applied_on, p.talked_on, p.activist_on, p.member_on, p.education, p.occupation, p.floating, p.status"""
# The base organisation is the nearest one of its level; a branch that stands alone names what it stands under.
_SHOW = """
select x.*, b.name as branch_name, base.id as base_id, base.name as base_name
  from page x
  left join organization b on b.tenant_id = x.tenant_id and b.id = x.branch_id
  left join lateral (
    select o.id, o.name from org_closure c join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
     where c.tenant_id = x.tenant_id and c.descendant_id = x.branch_id
       and (o.level = 'base' or o.id = coalesce(b.parent_id, b.id))
     order by (o.level = 'base') desc, c.depth limit 1
  ) base on true
"""
SHOWN_CASES = 20
NOBODY = UUID(int=0)


def page(
    tx: Tx,
    actor: Actor,
    q: str | None = None,
    organization: UUID | None = None,
    stage: str | None = None,
    cursor: str | None = None,
    limit: int = 20,
    lang: str = "zh-CN",
) -> dict[str, Any]:
    """Return a page of the people whom a reader may see, by name."""
    return _page(tx, actor, q, organization, stage, cursor, limit, lang)


def _page(
    tx: Tx, actor: Actor, q: str | None, organization: UUID | None, stage: str | None, after: str | None, limit: int,
    lang: str,
) -> dict[str, Any]:  # fmt: skip
    key, row_id = cursor.decode(after) if after else ("", NOBODY)
    parts = ["p.tenant_id = %(tenant)s", "p.status <> 'erased'", scope.PERSON]
    params = scope.params(actor) | {
        "key": key,
        "after": row_id,
        "limit": cursor.most(limit) + 1,
        "cap": cursor.COUNT_CAP,
    }
    if q:
        parts.append("(p.name ilike %(q)s or p.name_pinyin like %(start)s)")
        params |= {"q": like(q), "start": like(q.lower())[1:]}
    if organization:
        parts.append(
            """exists (select 1 from org_closure u where u.tenant_id = p.tenant_id and u.descendant_id = p.branch_id
                 and u.ancestor_id = %(under)s)"""
        )
        params["under"] = organization
    if stage:
        parts.append("p.stage = %(stage)s")
        params["stage"] = stage
    where = " and ".join(parts)
    rows = tx.rows(
        f"""with page as (select {_COLUMNS} from person p where {where} and (p.name_pinyin, p.id) > (%(key)s, %(after)s)
              order by p.name_pinyin, p.id limit %(limit)s) {_SHOW} order by x.name_pinyin, x.id""",
        params,
    )
    total = tx.value(f"select count(*) from (select 1 from person p where {where} limit %(cap)s) c", params)
    shown, more = cursor.cut(rows, limit, "name_pinyin")
    return {"items": [row_of(row, lang) for row in shown], "next": more, "total_capped": total}


def some(tx: Tx, actor: Actor, ids: Sequence[UUID], lang: str) -> list[dict[str, Any]]:
    """Return those of some people whom a reader may see, as rows of a list."""
    rows = tx.rows(
        f"""with page as (select {_COLUMNS} from person p where p.tenant_id = %(tenant)s and p.id = any(%(ids)s)
              and {scope.PERSON}) {_SHOW} order by x.name_pinyin, x.id""",
        scope.params(actor) | {"ids": list(ids)},
    )
    return [row_of(row, lang) for row in rows]


def row_of(row: Row, lang: str) -> dict[str, Any]:
    """Shape a person for a list: the year of birth, never the day."""
    return {
        "id": row["id"],
        "name": row["name"],
        "sex": labels.label(labels.SEXES, row["sex"], lang),
        "birth_year": row["birth_year"] or 0,
        "branch": {"id": row["branch_id"] or NOBODY, "name": row["branch_name"] or ""},
        "base": {"id": row["base_id"] or NOBODY, "name": row["base_name"] or ""},
        "stage": row["stage"],
        "stage_name": labels.stage_name(row["stage"], lang),
        "since": row["stage_since"],
    }


def get(tx: Tx, actor: Actor, person_id: UUID, lang: str, sealer: Sealer) -> dict[str, Any]:
    """Return one person.

    Raises NotFound when there is none that this reader may see.
    """
    row = find(tx, actor, person_id)
    return {**detail(tx, actor, row, lang), "sealed": sealed(tx, actor, row, lang, sealer)}


def sealed(tx: Tx, actor: Actor, row: Row, lang: str, sealer: Sealer) -> dict[str, Any]:
    """Return the masks of what is sealed, and what this reader may see of it for which purposes."""
    line = moves.way_up(tx, actor.tenant, row["branch_id"]) if row["branch_id"] else ()
    may = reveals.may(actor, row["id"], line, clock.today())
    masks = sensitive.masked(tx, sealer, actor.tenant, row["id"])
    return {
        "fields": [
            {"field": field, "label": reveals.field_name(field, lang), "masked": masks[field]}
            for field in reveals.FIELDS
            if field in masks
        ],
        "may_reveal": may,
        "purposes": [{"key": key, "name": reveals.purpose_name(key, lang)} for key in reveals.PURPOSES if may],
    }


def find(tx: Tx, actor: Actor, person_id: UUID) -> Row:
    """Return the record of a person whom a reader may see, with what more they may see of them."""
    row = tx.row(
        f"""with page as (select {_COLUMNS}, {scope.LEDGER} as sees_ledger, {scope.PLAIN_LEDGER} as plain
              from person p where p.tenant_id = %(tenant)s and p.id = %(person)s and {scope.PERSON}) {_SHOW}""",
        scope.params(actor) | scope.ledger_params(actor) | {"person": person_id},
    )
    if row is None:
        raise NotFound("person_not_found")
    return row


def record(tx: Tx, tenant: int, person_id: UUID) -> Row | None:
    """Return a person's record for a caller that has checked who asks."""
    return tx.row(
        f"with page as (select {_COLUMNS} from person p where p.tenant_id = %s and p.id = %s) {_SHOW}",
        (tenant, person_id),
    )


def detail(tx: Tx, actor: Actor, row: Row, lang: str) -> dict[str, Any]:
    """Shape a person with everything their page shows to this reader."""
    found = instances.page(tx, actor, instances.Filters(person=row["id"]), None, SHOWN_CASES, lang)
    ledger = None
    if row["sees_ledger"] and row["activist_on"] is not None:
        ledger = points.ledger(tx, actor.tenant, row, lang, masked=not row["plain"])
    return {
        **row_of(row, lang),
        "facts": facts(row, lang),
        "dates": dates(row, lang),
        "path": stages.path_of(tx, actor.tenant, row["id"], lang),
        "ledger": ledger,
        "cases": found["items"],
        "notices": [],
        "contacts": [{"name": each["name"]} for each in cases.contacts(tx, actor.tenant, row["id"], clock.today())],
    }


def facts(row: Row, lang: str) -> dict[str, Any]:
    """Return the facts on record; what is sealed stands apart."""
    shown: list[tuple[str, Any]] = [
        ("sex", labels.label(labels.SEXES, row["sex"], lang)),
        ("birth_year", row["birth_year"]),
        ("branch", row["branch_name"]),
        ("base", row["base_name"]),
        ("stage", labels.stage_name(row["stage"], lang)),
        ("education", row["education"]),
        ("occupation", row["occupation"]),
        ("floating", word("yes" if row["floating"] else "no", lang)),
    ]
    return {
        "kind": "facts",
        "title": word("panel_person", lang),
        "facts": [{"label": word(code, lang), "value": str(value)} for code, value in shown if value],
    }


def dates(row: Row, lang: str) -> list[dict[str, Any]]:
    """Return the dates of the way so far."""
    found: list[tuple[str, date | None]] = [
        (name, row[name]) for name in ("applied_on", "talked_on", "activist_on", "member_on")
    ]
    return [{"label": word(name, lang), "date": day} for name, day in found if day is not None]
