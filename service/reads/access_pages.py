"""查阅记录: who saw what of whom, why, allowed or refused; for the audit administrator and the privacy officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain import administration, clock, labels, messages, phrases, reveals
from service.domain.errors import Forbidden, Invalid
from service.domain.people import Actor
from service.reads import cursor
from service.store.database import Row, Tx

# kind -> which rows; `refused` is a result, not a kind
KINDS: Final[dict[str, str]] = {
    "reveal": "l.purpose = any(%(purposes)s) and l.target_id is null",
    "page": "l.purpose = 'work'",
    "search": "l.purpose = 'search'",
    "sealed": "l.target_id is not null and l.purpose <> 'export'",
    "copy": "l.purpose = 'copy'",
    "export": "l.purpose = 'export'",
    "L4": "l.data_class = 'L4'",
}
FIRST: Final = UUID(int=(1 << 128) - 1)
# What concerns personal data is the officer's; that somebody tried another door is the auditor's alone.
_PERSONAL: Final = "(l.subject_id is not null or l.data_class is not null or l.purpose = 'export')"
_NAMED: Final = "(select p.id from person p where p.tenant_id = %(tenant)s and p.name ilike '%%' || %(WHO)s || '%%')"
_LOGIN: Final = "(select a.id from account a where a.tenant_id = %(tenant)s and a.login ilike '%%' || %(who)s || '%%')"
_PAGE: Final = """
select l.id, l.at, l.result, l.data_class, l.fields, l.purpose, l.note, l.action, l.code, l.subject_id,
       w.name as who, a.login, s.name as whom, i.subject_name, i.business_key,
       (select r.role from role_grant r where r.tenant_id = l.tenant_id and r.person_id = l.actor_id
           and (l.at at time zone 'Asia/Shanghai')::date between r.from_on and coalesce(r.to_on, 'infinity')
         order by r.role limit 1) as role
  from access_log l
  left join person w on w.tenant_id = l.tenant_id and w.id = l.actor_id
  left join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
  left join person s on s.tenant_id = l.tenant_id and s.id = l.subject_id
  left join instance i on i.tenant_id = l.tenant_id and i.id = l.target_id
 where l.tenant_id = %(tenant)s and l.id < %(before)s
   and {filters}
 order by l.id desc limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: who read, of whom, what kind, with which result, between which days."""

    who: str = ""
    whom: str = ""
    kind: str = ""
    result: str = ""
    from_on: date | None = None
    to_on: date | None = None


def check(actor: Actor) -> bool:
    """Tell whether somebody sees all rows; the privacy officer sees those about personal data.

    Raises Forbidden to everybody else.
    """
    today = clock.today()
    if actor.holds(administration.AUDIT, today):
        return True
    if actor.holds(administration.PRIVACY, today):
        return False
    raise Forbidden("not_log_reader")


def page(
    tx: Tx, actor: Actor, asked: Asked, after: str | None, limit: int, names: Mapping[str, str], lang: str
) -> dict[str, Any]:
    """Return a page of the access log, newest first; `names` says what each address is called.

    Raises Forbidden, Invalid (the cursor).
    """
    rows = rows_of(tx, actor, asked, _place(after), cursor.most(limit) + 1)
    shown = rows[: cursor.most(limit)]
    more = cursor.encode("", shown[-1]["id"]) if len(rows) > len(shown) else None
    return {"items": [shaped(row, names, lang) for row in shown], "next": more}


def _place(after: str | None) -> UUID:
    return FIRST if after is None else cursor.decode(after)[1]


def rows_of(tx: Tx, actor: Actor, asked: Asked, before: UUID, limit: int) -> list[Row]:
    """Return rows of the log older than one, newest first."""
    parts = [] if check(actor) else [_PERSONAL]
    if asked.who:
        parts.append(f"(l.actor_id in {_NAMED.replace('WHO', 'who')} or l.account_id in {_LOGIN})")
    if asked.whom:
        parts.append(f"l.subject_id in {_NAMED.replace('WHO', 'whom')}")
    if asked.kind:
        parts.append(KINDS[asked.kind])
    if asked.result:
        parts.append("l.result = %(result)s")
    if asked.from_on:
        parts.append("l.at >= %(from)s::date::timestamp at time zone 'Asia/Shanghai'")
    if asked.to_on:
        parts.append("l.at < (%(to)s::date + 1)::timestamp at time zone 'Asia/Shanghai'")
    if asked.from_on and asked.to_on and asked.to_on < asked.from_on:
        raise Invalid.at("/to_on", "log_days")
    statement = _PAGE.replace("{filters}", " and ".join(parts) or "true")
    return tx.rows(
        statement,
        {
            "tenant": actor.tenant,
            "before": before,
            "limit": limit,
            "who": asked.who,
            "whom": asked.whom,
            "result": asked.result,
            "from": asked.from_on,
            "to": asked.to_on,
            "purposes": [*reveals.PURPOSES, reveals.OWN],
        },
    )


def shaped(row: Row, names: Mapping[str, str], lang: str) -> dict[str, Any]:
    """Shape a row: never a value that was read, only whose and which."""
    allowed = row["result"] == "allowed"
    join = ", " if messages.is_english(lang) else "、"
    return {
        "id": row["id"],
        "at": row["at"],
        "who": row["who"] or row["login"] or phrases.text("stranger", lang),
        "role": labels.role_name(row["role"], lang) if row["role"] else None,
        "login": row["login"],
        "whom": row["whom"],
        "result": row["result"],
        "data_class": row["data_class"],
        "what": join.join(reveals.field_name(each, lang) for each in row["fields"]),
        "about": row["business_key"] or row["subject_name"],
        "why": _why(row, lang) if allowed else messages.text(row["code"] or "forbidden", lang),
        "way": names.get(row["action"], ""),
    }


def _why(row: Row, lang: str) -> str:
    purpose = reveals.purpose_name(row["purpose"], lang)
    return f"{purpose}{': ' if messages.is_english(lang) else '：'}{row['note']}" if row["note"] else purpose
