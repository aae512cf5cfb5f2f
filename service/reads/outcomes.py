"""What a decision has led to, in its own transaction: the row itself and what waits for the same person next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service.domain.people import Actor
from service.reads import access, inbox, instances
from service.store.database import Row, Tx

_NEXT = """t.status = 'open' and t.id = any(%(ids)s) and (t.assignee_id = %(me)s
  or (t.assignee_id is null and not (%(me)s = any(t.exclude))
      and (t.role, t.organization_id) in (select * from unnest(%(roles)s::text[], %(orgs)s::uuid[]))))"""


def completed(actor: Actor, task_id: UUID, instance_id: UUID, rows: Sequence[Row], lang: str) -> dict[str, Any]:
    """Shape what a step has written: the completed task, how its instance stands, the person's own follow-up tasks."""
    own = next(row for row in rows if row["id"] == task_id)
    return {
        "task": inbox.row_of(own, lang),
        "instance": {"id": instance_id, "status": own["instance_status"]},
        "next": [inbox.row_of(row, lang) for row in rows if row is not own and _waits_for(row, actor)],
    }


def _waits_for(row: Row, actor: Actor) -> bool:
    """Tell whether an open task is this person's or their post's; the inbox says the same in SQL."""
    if row["assignee_id"] is not None:
        return bool(row["assignee_id"] == actor.person_id)
    post = any(grant.role == row["role"] and grant.organization_id == row["organization_id"] for grant in actor.grants)
    return post and actor.person_id not in row["exclude"]


def started(tx: Tx, actor: Actor, instance_id: UUID, opened: Sequence[UUID], lang: str) -> dict[str, Any]:
    """Return a started instance and the person's own tasks in it."""
    return {
        "instance": instances.row_of(instances.find(tx, actor, instance_id), lang),
        "next": [inbox.row_of(row, lang) for row in _tasks(tx, actor, _NEXT, {"ids": list(opened)})] if opened else [],
    }


def _tasks(tx: Tx, actor: Actor, where: str, params: dict[str, Any]) -> list[Row]:
    return inbox.rows_where(tx, {**access.params(actor), **params}, where)
