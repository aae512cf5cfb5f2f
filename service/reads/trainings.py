"""Training classes and their rosters: of a leave only its class is known, and only to who works with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import scope
from service.store.database import Row, Tx

HERE = ("present", "made_up")
# A class is seen where it was planned, by whoever has a post at or above somebody on the roster, and by that somebody.
_CLASSES = f"""
select k.id, k.name, k.phase, k.starts_on, k.ends_on, k.place, k.hours, k.status,
       count(a.person_id) as enrolled, count(a.person_id) filter (where a.status in ('present', 'made_up')) as attended,
       count(a.person_id) filter (where a.certified) as certified
  from training_class k
  left join attendance a on a.tenant_id = k.tenant_id and a.class_id = k.id
 where k.tenant_id = %(tenant)s {{where}} and (
   exists (select 1 from org_closure s where s.tenant_id = k.tenant_id and s.descendant_id = k.organization_id
             and s.ancestor_id = any(%(seats)s::uuid[]))
   or exists (select 1 from attendance x join person p on p.tenant_id = x.tenant_id and p.id = x.person_id
               where x.tenant_id = k.tenant_id and x.class_id = k.id and {scope.PERSON}))
 group by k.tenant_id, k.id order by k.starts_on desc, k.phase desc, k.id limit 50
"""
_ATTENDEES = f"""
select p.id, p.name, coalesce(o.name, '') as branch, a.status, a.leave_class, a.certified
  from attendance a
  join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
  left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
 where a.tenant_id = %(tenant)s and a.class_id = %(id)s and {scope.PERSON}
 order by p.name_pinyin, p.id
"""


def page(tx: Tx, actor: Actor, lang: str) -> list[dict[str, Any]]:
    """Return the classes that a reader may see, newest first."""
    return [_row(row) for row in tx.rows(_CLASSES.format(where=""), scope.params(actor))]


def get(tx: Tx, actor: Actor, class_id: UUID, lang: str) -> dict[str, Any]:
    """Return a class with those of its roster whom the reader may see.

    Raises NotFound when there is none for this reader.
    """
    params = scope.params(actor) | {"id": class_id}
    row = tx.row(_CLASSES.format(where="and k.id = %(id)s"), params)
    if row is None:
        raise NotFound("training_not_found")
    return {**_row(row), "attendees": [_attendee(each, row) for each in tx.rows(_ATTENDEES, params)]}


def _row(row: Row) -> dict[str, Any]:
    names = ("id", "name", "starts_on", "ends_on", "place", "enrolled", "attended", "certified")
    return {**{name: row[name] for name in names}, "phase": str(row["phase"])}


def _attendee(row: Row, class_: Row) -> dict[str, Any]:
    return {
        "person": {"id": row["id"], "name": row["name"]},
        "branch": row["branch"],
        "status": shown_status(row, class_["status"]),
        "leave_reason_class": row["leave_class"],
        "hours": str(class_["hours"]) if row["status"] in HERE else "0",
    }


def shown_status(row: Row, class_status: str) -> str:
    """Say how a person stands: an absence counts as unexcused only after the make-up."""
    if row["certified"]:
        return "certified"
    if row["status"] == "absent" and class_status in ("made_up", "certified"):
        return "absent_unexcused"
    return "present" if row["status"] == "made_up" else str(row["status"])
