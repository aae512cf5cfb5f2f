"""Single-task writes that need no step of the process: claim, release, draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx
from service.store.instances import LOCK_TASK

DRAFT: Final = "task.draft"
TASK_WITHOUT_LOCK: Final = LOCK_TASK.replace("for update of i, t", "")


def claim(tx: Tx, tenant: int, task_id: UUID, person_id: UUID, at: datetime) -> None:
    """Give a task to one person of the post."""
    tx.run(
        """update task set assignee_id = %s, claimed_at = %s, version = version + 1
            where tenant_id = %s and id = %s and status = 'open'""",
        (person_id, at, tenant, task_id),
    )


def brief(tx: Tx, tenant: int, task_id: UUID) -> Row | None:
    """Return what a document says of a step: its title, the post and the organisation it was addressed to; its node."""
    return tx.row(
        """select t.title, t.role, o.name as organization, t.process_key, t.node, i.release_id from task t
             join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
             join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
            where t.tenant_id = %s and t.id = %s""",
        (tenant, task_id),
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
        """update task set draft = %s, draft_at = %s, draft_by = %s
            where tenant_id = %s and id = %s and status = 'open'""",
        (seal_draft(tx, task_id, draft), at, person_id, tenant, task_id),
    )


def discard_draft(tx: Tx, tenant: int, task_id: UUID, person_id: UUID) -> bool:
    """Throw away a person's own draft; return whether there was one."""
    return (
        tx.run(
            """update task set draft = null, draft_at = null, draft_by = null
                where tenant_id = %s and id = %s and draft_by = %s and status = 'open' and draft is not null""",
            (tenant, task_id, person_id),
        )
        == 1
    )


def forget_drafts(tx: Tx, tenant: int) -> int:
    """Throw away drafts that nobody has touched for their time, unless the case or its person is held."""
    return tx.run(
        """update task t set draft = null, draft_at = null, draft_by = null from retention_kind k, instance i
            where k.kind = 'draft' and t.tenant_id = %s and t.draft is not null
              and t.draft_at + make_interval(months => k.keep_months) <= lawful_now(t.tenant_id)
              and i.tenant_id = t.tenant_id and i.id = t.instance_id
              and not exists (select 1 from legal_hold h where h.tenant_id = t.tenant_id and h.ended_at is null
                    and (h.person_id = i.person_id or h.instance_id = i.id))""",
        (tenant,),
    )


def seal_draft(tx: Tx, task_id: UUID, draft: Mapping[str, Any]) -> bytes:
    """Seal a draft for its task: it may hold anything that its form asks for."""
    return tx.sealer.seal(codec.dumps(dict(draft)), task_id, DRAFT)


def open_draft(tx: Tx, task_id: UUID, kept: bytes | None) -> dict[str, Any] | None:
    """Return a draft; only whoever wrote it gets it."""
    if kept is None:
        return None
    draft: dict[str, Any] = codec.loads(tx.sealer.read(bytes(kept), task_id, DRAFT))
    return draft
