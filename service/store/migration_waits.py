"""The waits of a case that moves to another release: they stay under their ids, and an undo puts them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.instances import NewTask
from service.domain.migration import Migrated
from service.store import codec
from service.store.addressing import ADDRESS, EXCLUDED
from service.store.database import Row, Tx

# What of a task row a migration may change; an undo puts it back.
TASK = ("process_key", "node", "title", "role", "organization_id", "assignee_id", "claimed_at", "priority", "milestone",
        "exclude", "data")  # fmt: skip


def waits_before(tx: Tx, tenant: int, row: Row) -> dict[str, Any]:
    """Return everything that an undo has to put back, under the instance's lock."""
    instance = (tenant, row["instance_id"])
    columns = ", ".join(("id", *TASK))
    return {
        "status": row["status"],
        "fault": row["fault"],
        "milestone": row["milestone"],
        "tasks": tx.rows(
            f"select {columns} from task where tenant_id = %s and instance_id = %s and status = 'open'", instance
        ),
        "timers": tx.rows(
            "select id, node, name, due_at, interrupting from timer where tenant_id = %s and instance_id = %s", instance
        ),
        "subscriptions": tx.rows(
            "select id, node, name, message, key from subscription where tenant_id = %s and instance_id = %s", instance
        ),
    }


def set_release(tx: Tx, tenant: int, instance_id: UUID, release_id: UUID) -> None:
    """Bind an instance to another release."""
    tx.run("update instance set release_id = %s where tenant_id = %s and id = %s", (release_id, tenant, instance_id))


def retarget(
    tx: Tx,
    tenant: int,
    instance_id: UUID,
    home: UUID,
    tasks: Sequence[NewTask],
    readdressed: Collection[UUID],
    said: Migrated,
    at: datetime,
) -> None:
    """Let waits that stay under their ids say what the new release says; terms, drafts and counts are not touched."""
    records = [
        {
            "id": task.id,
            "instance": instance_id,
            "home": task.home or home,
            "process": task.process_key,
            "node": task.node,
            "title": task.title,
            "role": task.role,
            "level": task.level,
            "assignee": task.assignee_id,
            "priority": task.priority,
            "milestone": task.milestone,
            "exclude_nodes": task.exclude_nodes,
            "exclude_people": task.exclude_people,
            "data": task.data,
            "moved": task.id in readdressed,
        }
        for task in tasks
    ]
    tx.run(
        f"""update task t set process_key = x.process, node = x.node, title = x.title, priority = x.priority,
                   milestone = x.milestone, data = x.data, version = t.version + 1,
                   role = case when x.moved then x.role else t.role end,
                   organization_id = case when x.moved then {ADDRESS} else t.organization_id end,
                   assignee_id = case when x.moved then x.assignee else t.assignee_id end,
                   claimed_at = case when x.moved then null else t.claimed_at end,
                   exclude = case when x.moved then {EXCLUDED} || x.exclude_people else t.exclude end
              from jsonb_to_recordset(%(tasks)s::jsonb) as x(id uuid, instance uuid, home uuid, process text,
                   node text, title text, role text, level text, assignee uuid, priority int, milestone text,
                   exclude_nodes text[], exclude_people uuid[], data jsonb, moved bool)
             where t.tenant_id = %(tenant)s and t.id = x.id and t.status = 'open'""",
        {"tenant": tenant, "tasks": codec.dumps(records), "now": at},
    )
    tx.run(
        """update timer m set node = x.node, name = x.name, interrupting = x.interrupting
             from jsonb_to_recordset(%s::jsonb) as x(id uuid, node text, name text, interrupting bool)
            where m.tenant_id = %s and m.id = x.id""",
        (
            codec.dumps(
                [{"id": t.id, "node": t.node, "name": t.name, "interrupting": t.interrupting} for t in said.timers]
            ),
            tenant,
        ),
    )
    tx.run(
        """update subscription s set node = x.node, name = x.name, message = x.message, key = x.key
             from jsonb_to_recordset(%s::jsonb) as x(id uuid, node text, name text, message text, key text)
            where s.tenant_id = %s and s.id = x.id""",
        (
            codec.dumps(
                [
                    {"id": w.id, "node": w.node, "name": w.name, "message": w.message, "key": w.key}
                    for w in said.messages
                ]
            ),
            tenant,
        ),
    )
    _rename(tx, tenant, instance_id, said)


def _rename(tx: Tx, tenant: int, instance_id: UUID, said: Migrated) -> None:
    """Let what is asked of others know the new names of nodes: signatures of open tasks, calls outside."""
    renamed = [one for one in said.moved if (one.process, one.node) != (one.to_process, one.to)]
    if not renamed:
        return
    params = {
        "tenant": tenant,
        "instance": instance_id,
        "names": codec.dumps(
            [{"p": one.process, "n": one.node, "tp": one.to_process, "tn": one.to} for one in renamed]
        ),
    }
    tx.run(
        """update signer s set node = t.node from task t
            where s.tenant_id = %(tenant)s and s.instance_id = %(instance)s and t.tenant_id = s.tenant_id
              and t.id = s.task_id and t.status = 'open' and s.node <> t.node""",
        params,
    )
    tx.run(
        """update delivery d set node = x.tn, process_key = x.tp
             from jsonb_to_recordset(%(names)s::jsonb) as x(p text, n text, tp text, tn text)
            where d.tenant_id = %(tenant)s and d.instance_id = %(instance)s and d.status in ('waiting','sent','dead')
              and d.process_key = x.p and d.node = x.n""",
        params,
    )


def claimed_since(tx: Tx, tenant: int, instance_id: UUID, at: datetime) -> Row | None:
    """Return an open task that somebody has claimed since a moment."""
    return tx.row(
        """select t.title, p.name as who from task t
             join person p on p.tenant_id = t.tenant_id and p.id = t.assignee_id
            where t.tenant_id = %s and t.instance_id = %s and t.status = 'open' and t.claimed_at > %s limit 1""",
        (tenant, instance_id, at),
    )


def put_back(tx: Tx, tenant: int, instance_id: UUID, before: Mapping[str, Any]) -> None:
    """Put the waits of an instance back as they were; drafts written since stay."""
    columns = ", ".join(f"{name} = x.{name}" for name in TASK)
    tx.run(
        f"""update task t set {columns}, version = t.version + 1
              from jsonb_to_recordset(%s::jsonb) as x(id uuid, process_key text, node text, title text, role text,
                   organization_id uuid, assignee_id uuid, claimed_at timestamptz, priority int, milestone text,
                   exclude uuid[], data jsonb)
             where t.tenant_id = %s and t.id = x.id and t.status = 'open'""",
        (codec.dumps(before["tasks"]), tenant),
    )
    tx.run("delete from timer where tenant_id = %s and instance_id = %s", (tenant, instance_id))
    tx.run("delete from subscription where tenant_id = %s and instance_id = %s", (tenant, instance_id))
    tx.run(
        """insert into timer (tenant_id, id, instance_id, node, name, due_at, interrupting)
           select %s, x.id, %s, x.node, x.name, x.due_at, x.interrupting from jsonb_to_recordset(%s::jsonb)
               as x(id uuid, node text, name text, due_at timestamptz, interrupting bool)""",
        (tenant, instance_id, codec.dumps(before["timers"])),
    )
    tx.run(
        """insert into subscription (tenant_id, id, instance_id, node, name, message, key)
           select %s, x.id, %s, x.node, x.name, x.message, x.key from jsonb_to_recordset(%s::jsonb)
               as x(id uuid, node text, name text, message text, key text)""",
        (tenant, instance_id, codec.dumps(before["subscriptions"])),
    )
