"""What the withdrawal of a decision reads and puts back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx
from service.store.tasks import seal_draft


def rows_since(tx: Tx, tenant: int, instance_id: UUID, task_id: UUID) -> list[Row]:
    """Return the history rows from the latest completion of a task on."""
    rows = tx.rows(
        """select h.seq, h.type, h.node, h.payload, h.state is not null as closes, t.title, p.name as who
             from history h
             left join task t on t.tenant_id = h.tenant_id and t.id = h.task_id
             left join person p on p.tenant_id = h.tenant_id and p.id = h.actor_id
            where h.tenant_id = %(tenant)s and h.instance_id = %(instance)s
              and h.seq >= (select max(d.seq) from history d where d.tenant_id = %(tenant)s
                               and d.instance_id = %(instance)s and d.task_id = %(task)s and d.type = 'task.completed')
            order by h.seq""",
        {"tenant": tenant, "instance": instance_id, "task": task_id},
    )
    return [{**row, "payload": codec.loads(bytes(row["payload"])) if row["payload"] else {}} for row in rows]


def follow_up(tx: Tx, tenant: int, tasks: Sequence[UUID]) -> list[Row]:
    """Return tasks with who has claimed them and who has a draft of them."""
    return tx.rows(
        """select t.title, case when t.claimed_at is not null then t.assignee_id end as claimed_by,
                  holder.name as claimed_name, case when t.draft is not null then t.draft_by end as draft_by,
                  writer.name as draft_name
             from task t
             left join person holder on holder.tenant_id = t.tenant_id and holder.id = t.assignee_id
             left join person writer on writer.tenant_id = t.tenant_id and writer.id = t.draft_by
            where t.tenant_id = %s and t.id = any(%s) order by t.created_at, t.id""",
        (tenant, list(tasks)),
    )


def state_before(tx: Tx, tenant: int, instance_id: UUID, seq: int) -> bytes | None:
    """Return the engine's state before a history row."""
    state = tx.value(
        """select state from history where tenant_id = %s and instance_id = %s and seq < %s and state is not null
            order by seq desc limit 1""",
        (tenant, instance_id, seq),
    )
    return None if state is None else bytes(state)


def milestone_before(tx: Tx, tenant: int, instance_id: UUID, task_id: UUID, gone: Sequence[UUID]) -> str | None:
    """Return the milestone at which a task stood: its own, or that of the latest task which stays."""
    found: str | None = tx.value(
        """select milestone from task
            where tenant_id = %s and instance_id = %s and milestone is not null and not id = any(%s)
            order by (id = %s) desc, created_at desc limit 1""",
        (tenant, instance_id, list(gone), task_id),
    )
    return found


def reopen(
    tx: Tx,
    tenant: int,
    tasks: Sequence[UUID],
    task_id: UUID,
    answers: Mapping[str, Any],
    person_id: UUID,
    at: datetime,
) -> None:
    """Open tasks again; the one that was decided gets its answers back as a draft."""
    tx.run(
        """update task set status = 'open', completed_at = null, completed_by = null, decision = null,
                  version = version + 1,
                  draft = case when id = %(task)s then %(draft)s::bytea end,
                  draft_at = case when id = %(task)s then %(at)s end,
                  draft_by = case when id = %(task)s then %(person)s end
            where tenant_id = %(tenant)s and id = any(%(tasks)s::uuid[])""",
        {
            "tenant": tenant,
            "tasks": list(tasks),
            "task": task_id,
            "draft": seal_draft(tx, task_id, answers),
            "person": person_id,
            "at": at,
        },
    )
