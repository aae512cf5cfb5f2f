"""Who read my record, and what for: the person's own view of the access log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import labels, reveals
from service.store.database import Tx

SHOWN = 50
# A look at a page is told once a day and reader; a sealed value that was shown is told each time.
_ONCE = """case when l.purpose = %(work)s then l.actor_id::text || (l.at at time zone 'Asia/Shanghai')::date
              else l.id::text end"""
_ABOUT = f"""
select * from (
  select distinct on ({_ONCE}) l.at, l.fields, l.purpose, l.note, p.name,
         (select r.role from role_grant r where r.tenant_id = l.tenant_id and r.person_id = l.actor_id
             and (l.at at time zone 'Asia/Shanghai')::date between r.from_on and coalesce(r.to_on, 'infinity')
           order by r.role limit 1) as role
    from access_log l join person p on p.tenant_id = l.tenant_id and p.id = l.actor_id
   where l.tenant_id = %(tenant)s and l.subject_id = %(person)s and l.result = 'allowed' and l.actor_id <> %(person)s
   order by {_ONCE}, l.at desc
) x order by at desc limit %(most)s
"""


def about(tx: Tx, tenant: int, person: UUID, lang: str, most: int = SHOWN) -> list[dict[str, Any]]:
    """Return who saw what of class L3 or L4 of a person, newest first; their own looks are left out."""
    rows = tx.rows(_ABOUT, {"tenant": tenant, "person": person, "most": most, "work": reveals.WORK})
    return [
        {
            "who": f"{row['name']}（{labels.role_name(row['role'], lang)}）" if row["role"] else row["name"],
            "why": _why(row["fields"], row["purpose"], row["note"], lang),
            "at": row["at"],
        }
        for row in rows
    ]


def _why(fields: list[str], purpose: str, note: str, lang: str) -> str:
    what = "、".join(reveals.field_name(field, lang) for field in fields)
    colon = ": " if lang == "en" else "："
    said = f"{reveals.purpose_name(purpose, lang)}{colon}{note}" if note else reveals.purpose_name(purpose, lang)
    return f"{what}{colon}{said}"
