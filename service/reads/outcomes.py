"""What a decision has led to, read in its own transaction: the row itself and what waits for the same person next."""

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


def completed(
    tx: Tx, actor: Actor, task_id: UUID, instance_id: UUID, opened: Sequence[UUID], lang: str
) -> dict[str, Any]:
    """Return a completed task, how its instance stands, and the person's own follow-up tasks, in one statement."""
    rows = _tasks(tx, actor, f"t.id = %(task)s or ({_NEXT})", {"task": task_id, "ids": list(opened)})
    own = next(row for row in rows if row["id"] == task_id)
    return {
        "task": inbox.row_of(own, lang),
        "instance": {"id": instance_id, "status": own["instance_status"]},
        "next": [inbox.row_of(row, lang) for row in rows if row is not own],
    }


def started(tx: Tx, actor: Actor, instance_id: UUID, opened: Sequence[UUID], lang: str) -> dict[str, Any]:
    """Return a started instance and the person's own tasks in it."""
    return {
        "instance": instances.row_of(instances.find(tx, actor, instance_id), lang),
        "next": [inbox.row_of(row, lang) for row in _tasks(tx, actor, _NEXT, {"ids": list(opened)})] if opened else [],
    }


def _tasks(tx: Tx, actor: Actor, where: str, params: dict[str, Any]) -> list[Row]:
    return inbox.rows_where(tx, {**access.params(actor), **params}, where)
