"""管理日志: what administrators did, to what, before and after, why; for the audit administrator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain import administration, clock, log_words
from service.domain.errors import Forbidden, Invalid
from service.domain.people import Actor
from service.reads import cursor
from service.store import codec
from service.store.database import Row, Tx

NEWEST: Final = 1 << 62
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Only what the reader may know anyway: who, which organisation, which account, the number of a case, a post.
_NAMES: Final = """
select id, name from person where tenant_id = %(tenant)s and id = any(%(ids)s)
union all select id, name from organization where tenant_id = %(tenant)s and id = any(%(ids)s)
union all select id, login from account where tenant_id = %(tenant)s and id = any(%(ids)s)
union all select id, coalesce(business_key, '') from instance where tenant_id = %(tenant)s and id = any(%(ids)s)
union all select t.id, coalesce(t.name, '') from api_token t where t.tenant_id = %(tenant)s and t.id = any(%(ids)s)
union all select i.id, i.file_name from import_run i where i.tenant_id = %(tenant)s and i.id = any(%(ids)s)
union all select r.id, p.name || ' ' || o.name from role_grant r
  join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
  join organization o on o.tenant_id = r.tenant_id and o.id = r.organization_id
 where r.tenant_id = %(tenant)s and r.id = any(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts: whose, of which kind, between which days."""

    who: str = ""
    noun: str = ""
    from_on: date | None = None
    to_on: date | None = None


def check(actor: Actor) -> None:
    """Raise Forbidden to all but the audit administrator."""
    if not actor.holds(administration.AUDIT, clock.today()):
        raise Forbidden("not_log_reader")


def page(tx: Tx, actor: Actor, asked: Asked, before: int | None, limit: int, lang: str) -> dict[str, Any]:
    """Return a page of administrative acts, newest first.

    Raises Forbidden, Invalid.
    """
    most = cursor.most(limit)
    rows = rows_of(tx, actor, asked, before or NEWEST, most + 1)
    shown = rows[:most]
    return {"items": shaped(tx, actor, shown, lang), "next": str(shown[-1]["seq"]) if len(rows) > most else None}


def rows_of(tx: Tx, actor: Actor, asked: Asked, before: int, limit: int) -> list[Row]:
    """Return acts older than one, newest first."""
    check(actor)
    if asked.from_on and asked.to_on and asked.to_on < asked.from_on:
        raise Invalid.at("/to_on", "log_days")
    return tx.rows(
        """select e.seq, e.at, e.kind, e.target, e.payload, p.name as who from admin_event e
             left join person p on p.tenant_id = e.tenant_id and p.id = e.actor_id
            where e.tenant_id = %(tenant)s and e.seq < %(before)s
              and (%(who)s = '' or p.name ilike '%%' || %(who)s || '%%')
              and (%(noun)s = '' or e.kind like %(noun)s || '.%%')
              and (%(from)s::date is null or e.at >= %(from)s::date::timestamp at time zone 'Asia/Shanghai')
              and (%(to)s::date is null or e.at < (%(to)s::date + 1)::timestamp at time zone 'Asia/Shanghai')
            order by e.seq desc limit %(limit)s""",
        {
            "tenant": actor.tenant,
            "before": before,
            "who": asked.who,
            "noun": asked.noun,
            "from": asked.from_on,
            "to": asked.to_on,
            "limit": limit,
        },
    )


def shaped(tx: Tx, actor: Actor, rows: Iterable[Row], lang: str) -> list[dict[str, Any]]:
    """Shape acts: ids become names, facts become words; what did not change is left out."""
    said = [{**row, "payload": codec.loads(bytes(row["payload"])) if row["payload"] else {}} for row in rows]
    ids = {UUID(each) for row in said for each in (row["target"], *_texts(row["payload"])) if _ID.fullmatch(each)}
    found = tx.rows(_NAMES, {"tenant": actor.tenant, "ids": list(ids)}) if ids else []
    names = {str(row["id"]): row["name"] for row in found}
    return [
        {
            "seq": row["seq"],
            "at": row["at"],
            "who": row["who"],
            "kind": row["kind"],
            "what": log_words.kind_name(row["kind"], lang),
            "target": names.get(row["target"]) or ("" if _ID.fullmatch(row["target"]) else row["target"]),
            "facts": _facts(row["payload"], names, lang),
            "reason": row["payload"].get("reason") or "",
        }
        for row in said
    ]


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _facts(payload: Mapping[str, Any], names: Mapping[str, str], lang: str) -> list[dict[str, str]]:
    before, after = payload.get("before") or {}, payload.get("after") or {}
    facts = []
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = (_said(key, each.get(key), names, lang) for each in (before, after))
        if was == now or not (was or now):
            continue
        both = f"{was} → {now}" if was and now else now or was
        facts.append({"name": log_words.fact_name(key, lang), "value": both})
    return facts


def _said(key: str, value: Any, names: Mapping[str, str], lang: str) -> str:
    if value is None or value in ([], {}, ""):
        return ""
    if isinstance(value, str) and _ID.fullmatch(value):
        return names.get(value, "")
    return log_words.value_name(key, value, lang)
