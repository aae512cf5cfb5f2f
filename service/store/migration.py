"""What moving cases to another release reads and writes beyond a step: plans, candidates, and waits that stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.instances import NewTask
from service.domain.migration import Found, Migrated
from service.store import codec
from service.store.database import Row, Tx
from service.store.ids import new_id
from service.store.instances import _ADDRESS, _EXCLUDED

ALIVE = ("running", "faulted", "suspended")

# The columns of instances.LOCK_INSTANCE, without the lock: a dry run holds nobody up.
_COLUMNS = """i.id as instance_id, i.release_id, i.process_key, i.organization_id as instance_org, i.person_id,
  i.status, i.state, i.version, i.history_seq, i.history_head, i.starter_id, i.subject_name, i.milestone,
  i.business_key, i.parent_id, i.parent_task_id, i.variables, i.fault"""

_BELOW = """exists (select 1 from org_closure c where c.tenant_id = i.tenant_id and c.descendant_id = i.organization_id
  and c.ancestor_id = any(%(seats)s::uuid[]))"""

# What of a task row a migration may change; an undo puts it back.
TASK = ("process_key", "node", "title", "role", "organization_id", "assignee_id", "claimed_at", "priority", "milestone",
        "exclude", "data")  # fmt: skip


# --- releases and cases ----------------------------------------------------------------------------------------------


def releases_of(tx: Tx, tenant: int, process_key: str | None, seats: Sequence[UUID]) -> list[Row]:
    """Return releases, newest first, with how many open cases below these organisations each has, by status."""
    return tx.rows(
        f"""select r.id, r.process_key, r.version, r.name, r.status, r.created_at, p.name as released_by,
                  coalesce(n.running, 0) as running, coalesce(n.faulted, 0) as faulted,
                  coalesce(n.suspended, 0) as suspended, coalesce(n.parts, 0) as parts
             from release r
             left join person p on p.tenant_id = r.tenant_id and p.id = r.released_by
             left join lateral (
               select count(*) filter (where i.status = 'running' and i.parent_id is null) as running,
                      count(*) filter (where i.status = 'faulted' and i.parent_id is null) as faulted,
                      count(*) filter (where i.status = 'suspended' and i.parent_id is null) as suspended,
                      count(*) filter (where i.parent_id is not null) as parts
                 from instance i where i.tenant_id = r.tenant_id and i.release_id = r.id
                  and i.status in ('running', 'faulted', 'suspended') and {_BELOW}) n on true
            where r.tenant_id = %(tenant)s and (%(key)s::text is null or r.process_key = %(key)s)
            order by r.process_key, r.version desc""",
        {"tenant": tenant, "key": process_key, "seats": list(seats)},
    )


def candidates(
    tx: Tx,
    tenant: int,
    releases: Sequence[UUID],
    seats: Sequence[UUID],
    only: Sequence[UUID] | None,
    organization: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[Row]:
    """Return open cases of releases, a page by id, with their state; nothing is locked.

    `only` names cases; their parts come with them.
    """
    return tx.rows(
        f"""with recursive chosen as (
              select id from instance where tenant_id = %(tenant)s and id = any(%(only)s::uuid[])
              union all
              select c.id from instance c join chosen on c.parent_id = chosen.id where c.tenant_id = %(tenant)s)
            select {_COLUMNS} from instance i
             where i.tenant_id = %(tenant)s and i.release_id = any(%(releases)s::uuid[])
               and i.status in ('running', 'faulted', 'suspended') and {_BELOW}
               and (%(all)s or i.id in (select id from chosen))
               and (%(under)s::uuid is null or exists (select 1 from org_closure u where u.tenant_id = i.tenant_id
                     and u.descendant_id = i.organization_id and u.ancestor_id = %(under)s))
               and (%(after)s::uuid is null or i.id > %(after)s)
             order by i.id limit %(limit)s""",
        {
            "tenant": tenant,
            "releases": list(releases),
            "seats": list(seats),
            "only": list(only or ()),
            "all": only is None,
            "under": organization,
            "after": after,
            "limit": limit,
        },
    )


# --- plans -----------------------------------------------------------------------------------------------------------


def add_plan(
    tx: Tx,
    tenant: int,
    process_key: str,
    froms: Sequence[UUID],
    to: UUID,
    mapping: Mapping[str, str],
    person_id: UUID,
    at: datetime,
    cases: Sequence[Row],
) -> UUID:
    """Write a plan with its cases: parents before their parts, so that a part is never ahead of its parent."""
    plan = new_id()
    tx.run(
        """insert into case_migration (tenant_id, id, process_key, from_releases, to_release, mapping, started_by,
             started_at) values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, plan, process_key, list(froms), to, codec.dumps(dict(mapping)), person_id, at),
    )
    ordered = sorted(cases, key=lambda row: (row["parent_id"] is not None, row["instance_id"]))
    tx.run(
        """insert into case_migration_item (tenant_id, migration_id, instance_id, from_release, place)
           select %s, %s, x.id, x.release, x.place
             from unnest(%s::uuid[], %s::uuid[]) with ordinality as x(id, release, place)""",
        (tenant, plan, [row["instance_id"] for row in ordered], [row["release_id"] for row in ordered]),
    )
    return plan


def plan(tx: Tx, tenant: int, plan_id: UUID, lock: bool = False) -> Row | None:
    """Return a plan."""
    sql = "select * from case_migration where tenant_id = %s and id = %s"
    return tx.row(sql + (" for update" if lock else ""), (tenant, plan_id))


def running_plan(tx: Tx, tenant: int, process_key: str) -> Row | None:
    """Return a plan of a process that is being carried out."""
    return tx.row(
        """select * from case_migration
            where tenant_id = %s and process_key = %s and status in ('running', 'undoing') limit 1""",
        (tenant, process_key),
    )


def set_status(tx: Tx, tenant: int, plan_id: UUID, status: str, at: datetime | None) -> None:
    """Change how a plan stands; `at` when it came to an end."""
    tx.run(
        "update case_migration set status = %s, ended_at = %s where tenant_id = %s and id = %s",
        (status, at, tenant, plan_id),
    )


def next_item(tx: Tx, tenant: int, plan_id: UUID, status: str, last_first: bool = False) -> Row | None:
    """Return a case of a plan that is still to be done, locked."""
    order = "desc" if last_first else "asc"
    return tx.row(
        f"""select * from case_migration_item where tenant_id = %s and migration_id = %s and status = %s
            order by place {order} limit 1 for update skip locked""",
        (tenant, plan_id, status),
    )


def set_item(
    tx: Tx,
    tenant: int,
    item: Row,
    status: str,
    found: Sequence[Found],
    at: datetime,
    seq: int | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Write what became of a case."""
    tx.run(
        """update case_migration_item set status = %s, found = %s, at = %s, seq = coalesce(%s, seq),
                  before = coalesce(%s::jsonb, before)
            where tenant_id = %s and migration_id = %s and instance_id = %s""",
        (
            status,
            codec.dumps(pack(found)),
            at,
            seq,
            None if before is None else codec.dumps(before),
            tenant,
            item["migration_id"],
            item["instance_id"],
        ),
    )


def pack(found: Sequence[Found]) -> list[list[Any]]:
    """Write findings as rows of JSON; their sentences are made for each reader."""
    return [[one.code, one.node, one.process, dict(one.params)] for one in found]


def unpack(rows: Sequence[Sequence[Any]]) -> list[Found]:
    """Read findings."""
    return [Found(code, node, process, params) for code, node, process, params in rows]


# --- waits that stay -------------------------------------------------------------------------------------------------


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
                   organization_id = case when x.moved then {_ADDRESS} else t.organization_id end,
                   assignee_id = case when x.moved then x.assignee else t.assignee_id end,
                   claimed_at = case when x.moved then null else t.claimed_at end,
                   exclude = case when x.moved then {_EXCLUDED} || x.exclude_people else t.exclude end
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
