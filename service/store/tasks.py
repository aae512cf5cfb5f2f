"""Single-task writes that need no step of the process: claim, release, draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx
from service.store.instances import LOCK_TASK

TASK_WITHOUT_LOCK = LOCK_TASK.replace("for update of i, t", "")


def claim(tx: Tx, tenant: int, task_id: UUID, person_id: UUID, at: datetime) -> None:
    """Give a task to one person of the post."""
    tx.run(
        """update task set assignee_id = %s, claimed_at = %s, version = version + 1
            where tenant_id = %s and id = %s and status = 'open'""",
        (person_id, at, tenant, task_id),
    )


def release(tx: Tx, tenant: int, task_id: UUID) -> None:
    """Give a claimed task back to the post."""
    tx.run(
        """update task set assignee_id = null, claimed_at = null, version = version + 1
            where tenant_id = %s and id = %s and status = 'open' and claimed_at is not null""",
        (tenant, task_id),
    )


def for_draft(tx: Tx, tenant: int, task_id: UUID) -> Row | None:
    """Return a task with what the permission to write a draft needs; no lock, drafts overwrite each other."""
    return tx.row(TASK_WITHOUT_LOCK, {"tenant": tenant, "task": task_id})


def save_draft(tx: Tx, tenant: int, task_id: UUID, person_id: UUID, draft: Mapping[str, Any], at: datetime) -> None:
    """Keep a draft of the answers on the task."""
    tx.run(
        """update task set draft = %s::jsonb, draft_at = %s, draft_by = %s
            where tenant_id = %s and id = %s and status = 'open'""",
        (codec.dumps(dict(draft)), at, person_id, tenant, task_id),
    )
