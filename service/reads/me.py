"""One's own page: where I stand, what comes next, what the organisation owes me by when, what was said about me."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.domain import clock, labels
from service.domain.calendar import add_years
from service.domain.page_words import word
from service.domain.people import Actor
from service.reads import notices, objections, people
from service.store import applications, moves
from service.store.database import Row, Tx

# Open tasks about me that others have to do, and those that wait for me.
_TASKS = """
select t.title, t.role, t.due_at, t.assignee_id, t.node, o.name as organization_name
  from instance i
  join task t on t.tenant_id = i.tenant_id and t.instance_id = i.id and t.status = 'open'
  join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
 where i.tenant_id = %(tenant)s and i.person_id = %(me)s
union
select t.title, t.role, t.due_at, t.assignee_id, t.node, o.name
  from task t join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
 where t.tenant_id = %(tenant)s and t.assignee_id = %(me)s and t.status = 'open' and t.role = 'applicant'
 order by due_at
"""


def page(tx: Tx, actor: Actor, lang: str) -> dict[str, Any]:
    """Return the reader's own page."""
    row = people.find(tx, actor, actor.person_id)
    tasks = tx.rows(_TASKS, {"tenant": actor.tenant, "me": actor.person_id})
    owed = [task for task in tasks if task["assignee_id"] != actor.person_id]
    return {
        **people.detail(tx, actor, row, lang),
        "notices": notices.page(tx, actor, lang),
        "next_step": next_step(row, tasks, actor, lang),
        "deadlines": [
            {
                "what": task["title"],
                "who": f"{task['organization_name']} {labels.role_name(task['role'], lang)}",
                "due": clock.office_day(task["due_at"]),
            }
            for task in owed
        ],
        "objections": objections.mine(tx, actor.tenant, actor.person_id, lang),
    }


def application(tx: Tx, actor: Actor) -> dict[str, Any] | None:
    """Return the reader's case that they can withdraw from; `withdrawn` when it stands still and keeps that word."""
    row = applications.open_withdrawal(tx, actor.tenant, actor.person_id)
    if row is None:
        return None
    kept = moves.kept_messages(tx, actor.tenant, row["instance_id"])
    said = any(held.get("wait") == str(row["id"]) for _, held in kept)
    case = {"instance_id": row["instance_id"], "process": row["process"], "key": row["business_key"]}
    return {**case, "withdrawn": said}


def next_step(row: Row, tasks: list[Row], actor: Actor, lang: str) -> str:
    """Say in one sentence what comes next, own tasks first."""
    own = [task["title"] for task in tasks if task["assignee_id"] == actor.person_id]
    step = _step(row, tasks, lang)
    return f"{word('next_task', lang, n=len(own), titles='、'.join(own))}{step}" if own else step


def _step(row: Row, tasks: list[Row], lang: str) -> str:
    stage = row["stage"]
    if stage == "applicant" and row["talked_on"] is None:
        due = next((task["due_at"] for task in tasks if task["node"] == "ut_talk"), None)
        return word("next_talk", lang, by=word("by_day", lang, day=clock.office_day(due)) if due else "")
    if stage == "activist":
        start: date = row["activist_on"] or clock.today()
        return word("next_activist", lang, earliest=add_years(start, 1))
    codes = {
        "applicant": "next_recommendation",
        "development_candidate": "next_candidate",
        "probationary_member": "next_probation",
        "full_member": "next_member",
    }
    return word(codes.get(stage, "next_other"), lang)
