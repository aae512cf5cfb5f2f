"""The signers of a countersigned step: its open tasks and those that were completed beside them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx


def of_step(tx: Tx, tenant: int, row: Row) -> list[Row]:
    """Return who signs a step now: task, person, whether it is still open, and the decision.

    Tasks that were there before the oldest open one belong to an earlier round.
    """
    return tx.rows(
        """select t.id, t.status, t.decision, t.due_at, t.created_at, t.completed_at, t.version,
                  p.id as person_id, p.name
             from task t
             join person p on p.tenant_id = t.tenant_id and p.id = coalesce(t.completed_by, t.assignee_id)
            where t.tenant_id = %(tenant)s and t.instance_id = %(instance)s and t.node = %(node)s
              and t.status in ('open', 'completed')
              and t.created_at >= (select min(o.created_at) from task o where o.tenant_id = %(tenant)s
                   and o.instance_id = %(instance)s and o.node = %(node)s and o.status = 'open')
            order by t.created_at, t.id""",
        {"tenant": tenant, "instance": row["instance_id"], "node": row["node"]},
    )


def signed_by(tx: Tx, tenant: int, row: Row, person: UUID) -> list[Row]:
    """Return the other signatures that a person gave, or has to give, on the step of an open task.

    `behalf` tells that it was in somebody's name. Of signers in a row, one task begins at the moment the last one ends.
    """
    return tx.rows(
        """with recursive chain as (
             select t.created_at from task t where t.tenant_id = %(tenant)s and t.id = %(task)s
             union
             select t.created_at from chain c join task t on t.completed_at = c.created_at
              where t.tenant_id = %(tenant)s and t.instance_id = %(instance)s and t.node = %(node)s
                and t.status = 'completed')
           select t.id, t.status, exists (select 1 from history h where h.tenant_id = t.tenant_id
                    and h.instance_id = t.instance_id and h.task_id = t.id and h.type = 'task.completed'
                    and h.on_behalf_of is not null) as behalf
             from task t
            where t.tenant_id = %(tenant)s and t.instance_id = %(instance)s and t.node = %(node)s and t.id <> %(task)s
              and t.status in ('open', 'completed') and coalesce(t.completed_by, t.assignee_id) = %(person)s
              and t.created_at >= (select min(created_at) from chain)""",
        {
            "tenant": tenant,
            "task": row["id"],
            "instance": row["instance_id"],
            "node": row["node"],
            "person": person,
        },
    )


def signs_twice(tx: Tx, tenant: int, row: Row, person: UUID, in_stead: bool) -> bool:
    """Tell whether a person who signs an open task, or does so in somebody's stead, signs its step a second time."""
    return any(in_stead or other["behalf"] for other in signed_by(tx, tenant, row, person))


def signed(tx: Tx, tenant: int, task_id: UUID) -> list[Row]:
    """Return the other signatures of the step that a task now completes: task, who, when, and what history kept of it.

    Those of an earlier round ended before this one began; where nothing lay between, a person's last one counts.
    """
    rows = tx.rows(
        """select t.id, t.completed_by, t.completed_at, t.created_at, l.created_at as began, h.payload
             from task l
             join task t on t.tenant_id = l.tenant_id and t.instance_id = l.instance_id and t.node = l.node
                  and t.process_key = l.process_key and t.status = 'completed' and t.id <> l.id
             join lateral (select seq, payload from history
                  where tenant_id = t.tenant_id and instance_id = t.instance_id and task_id = t.id
                    and type = 'task.completed' order by seq desc limit 1) h on true
            where l.tenant_id = %s and l.id = %s order by t.completed_at desc, h.seq desc""",
        (tenant, task_id),
    )
    last: dict[UUID, Row] = {}
    for row in rows:
        if row["completed_at"] < min(each["created_at"] for each in (*last.values(), {"created_at": row["began"]})):
            break
        last.setdefault(row["completed_by"], row)
    found = sorted(last.values(), key=lambda row: (row["completed_at"], row["id"]))
    return [{**row, "payload": codec.loads(bytes(row["payload"])) if row["payload"] else {}} for row in found]


def names(tx: Tx, tenant: int, people: Sequence[UUID]) -> list[str]:
    """Return people's names in the order given."""
    rows = tx.rows("select id, name from person where tenant_id = %s and id = any(%s)", (tenant, list(people)))
    known = {row["id"]: row["name"] for row in rows}
    return [known[person] for person in people]
