"""What a return reads and writes: the past of a case, who holds what, and the tasks that open again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.store import codec, vault
from service.store.database import Row, Tx
from service.store.instances import LOCK_INSTANCE
from service.store.tasks import seal_draft


def past(tx: Tx, tenant: int, instance_id: UUID) -> list[dict[str, Any]]:
    """Return the whole history of an instance, oldest first, with the task that a row is about."""
    rows = tx.rows(
        """select h.seq, h.type, h.node, h.task_id, h.actor_id, h.recorded_at as at, h.payload, h.state,
                  t.title, t.process_key as process, p.name as who
             from history h
             left join task t on t.tenant_id = h.tenant_id and t.id = h.task_id
             left join person p on p.tenant_id = h.tenant_id and p.id = h.actor_id
            where h.tenant_id = %s and h.instance_id = %s order by h.seq""",
        (tenant, instance_id),
    )
    return [{**row, "payload": codec.loads(bytes(row["payload"])) if row["payload"] else {}} for row in rows]


def tasks(tx: Tx, tenant: int, instance_id: UUID) -> list[Row]:
    """Return the tasks of an instance with who holds them: a person, else the post."""
    return tx.rows(
        """select t.id, t.node, t.process_key, t.title, t.role, t.organization_id, t.status, t.assignee_id,
                  t.claimed_at, t.completed_by, t.exclude, t.data, p.name as assignee_name, o.name as organization_name
             from task t
             join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
             left join person p on p.tenant_id = t.tenant_id and p.id = t.assignee_id
            where t.tenant_id = %s and t.instance_id = %s order by t.created_at, t.id""",
        (tenant, instance_id),
    )


def signed(tx: Tx, tenant: int, instance_id: UUID) -> list[Row]:
    """Return who has signed which node of an instance; it excludes as a decision does."""
    return tx.rows(
        "select node, person_id from signer where tenant_id = %s and instance_id = %s and status = 'signed'",
        (tenant, instance_id),
    )


def instance_of(tx: Tx, tenant: int, task_id: UUID) -> UUID | None:
    """Return the instance that a task is in."""
    found: UUID | None = tx.value("select instance_id from task where tenant_id = %s and id = %s", (tenant, task_id))
    return found


def standing(tx: Tx, tenant: int, instance_id: UUID) -> Row:
    """Return an instance as it stands, without a lock."""
    row = tx.row(LOCK_INSTANCE.replace("for update", ""), {"tenant": tenant, "instance": instance_id})
    assert row is not None
    return row


def calls(tx: Tx, tenant: int, instance_id: UUID) -> list[Row]:
    """Return the instances that an instance has started: which call waits for it, and how it stands."""
    return tx.rows(
        "select id, parent_task_id, status from instance where tenant_id = %s and parent_id = %s",
        (tenant, instance_id),
    )


def below(tx: Tx, tenant: int, instances: Collection[UUID]) -> list[Row]:
    """Return how instances and all below them went on, oldest first."""
    rows = tx.rows(
        """with recursive i as (
             select id from instance where tenant_id = %(tenant)s and id = any(%(instances)s::uuid[])
             union all select c.id from instance c join i on c.parent_id = i.id where c.tenant_id = %(tenant)s)
           select h.seq, h.type, h.instance_id, h.payload from history h join i on i.id = h.instance_id
            where h.tenant_id = %(tenant)s and h.type in ('instance.advanced', 'task.withdrawn', 'task.returned')
            order by h.recorded_at, h.instance_id, h.seq""",
        {"tenant": tenant, "instances": list(instances)},
    )
    return [{**row, "payload": codec.loads(bytes(row["payload"])) if row["payload"] else {}} for row in rows]


@dataclass(frozen=True, slots=True)
class Reopened:
    """A task that opens again; `why` is what its page says about that, on the one that was returned to."""

    id: UUID
    due_at: datetime
    why: Mapping[str, Any] | None = None
    draft: Mapping[str, Any] | None = None
    holder: UUID | None = None


def reopen(tx: Tx, tenant: int, reopened: Sequence[Reopened], role_of: Mapping[UUID, bool], at: datetime) -> None:
    """Open tasks again. Whoever did the one that was returned to has it, if `role_of` says that they hold the post."""
    for each in reopened:
        keeps = role_of.get(each.id, False)
        tx.run(
            """update task set status = 'open', completed_at = null, completed_by = null, decision = null,
                      version = version + 1, due_at = %(due)s, returned = %(why)s::jsonb,
                      assignee_id = case when %(keeps)s then %(holder)s when claimed_at is null then assignee_id end,
                      claimed_at = case when %(keeps)s and (assignee_id is null or claimed_at is not null)
                                        then %(at)s end,
                      draft = %(draft)s::bytea, draft_at = case when %(draft)s::bytea is not null then %(at)s end,
                      draft_by = case when %(draft)s::bytea is not null then %(holder)s end
                where tenant_id = %(tenant)s and id = %(id)s""",
            {
                "tenant": tenant,
                "id": each.id,
                "due": each.due_at,
                "why": None if each.why is None else codec.dumps(dict(each.why)),
                "draft": None if each.draft is None else seal_draft(tx, each.id, each.draft),
                "holder": each.holder,
                "keeps": keeps,
                "at": at,
            },
        )


def undo(tx: Tx, tenant: int, done: Collection[UUID]) -> None:
    """Mark completed tasks as undone: they excluded people from others, and do so no more."""
    tx.run(
        """update task set status = 'undone', version = version + 1
            where tenant_id = %s and id = any(%s::uuid[]) and status = 'completed'""",
        (tenant, list(done)),
    )


def exclude(tx: Tx, tenant: int, excluded: Mapping[UUID, Collection[UUID]]) -> None:
    """Say anew who may not do which open tasks."""
    for task_id, people in excluded.items():
        tx.run(
            "update task set exclude = %s::uuid[] where tenant_id = %s and id = %s",
            (sorted(people), tenant, task_id),
        )


def holds(tx: Tx, tenant: int, person_id: UUID, role: str, organization_id: UUID, on: date) -> bool:
    """Tell whether a person holds a post on a day."""
    found = tx.row(
        """select 1 as x from role_grant where tenant_id = %s and person_id = %s and role = %s
              and organization_id = %s and from_on <= %s and (to_on is null or to_on >= %s) limit 1""",
        (tenant, person_id, role, organization_id, on, on),
    )
    return found is not None


def answers_before(tx: Tx, tenant: int, instance_id: UUID, node: str, person_id: UUID) -> Row | None:
    """Return what a person answered to a node the last time, where that was undone by a return."""
    row = tx.row(
        """select h.payload, h.recorded_at as at from task t
             join history h on h.tenant_id = t.tenant_id and h.instance_id = t.instance_id and h.task_id = t.id
                  and h.type = 'task.completed'
            where t.tenant_id = %s and t.instance_id = %s and t.node = %s and t.status = 'undone'
              and t.completed_by = %s order by h.seq desc limit 1""",
        (tenant, instance_id, node, person_id),
    )
    if row is None or row["payload"] is None:
        return None
    said = codec.loads(bytes(row["payload"]))
    return {"answers": vault.own_words(tx, tenant, said, person_id), "at": row["at"]}
