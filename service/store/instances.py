"""Instances and their tasks: lock, read and write under the instance's lock.

The instance is the aggregate: its tasks, timers, subscriptions and history change only while its row is locked, so two
people who complete two parallel tasks cannot lose each other's work, and nothing else needs a lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.history import GENESIS
from service.domain.instances import Change, NewInstance, NewTask
from service.store import codec, signers
from service.store.database import Row, Tx
from service.store.history import Link, chain

# The names are subqueries, not joins: whoever waited for the lock gets the row as it is now, but joins as they were.
LOCK_TASK = """
select t.id, t.instance_id, t.node, t.title, t.role, t.organization_id, t.assignee_id, t.claimed_at,
       t.status as task_status, t.version as task_version, t.due_at, t.earliest_on, t.exclude, t.completed_at,
       t.completed_by, t.signers,
       t.process_key as task_process,
       t.data, t.created_at,
       (select p.name from person p where p.tenant_id = t.tenant_id and p.id = t.completed_by) as completed_by_name,
       (select p.name from person p where p.tenant_id = t.tenant_id and p.id = t.assignee_id) as assignee_name,
       home.name as organization_name,
       i.release_id, i.process_key, i.organization_id as instance_org, i.person_id, i.status, i.state, i.version,
       i.history_seq, i.history_head, i.starter_id, i.subject_name, i.milestone, i.business_key, i.parent_id,
       i.parent_task_id, i.variables, i.fault
  from task t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
  join organization home on home.tenant_id = t.tenant_id and home.id = t.organization_id
 where t.tenant_id = %(tenant)s and t.id = %(task)s
   for update of i, t
"""

LOCK_INSTANCE = """
select i.id as instance_id, i.release_id, i.process_key, i.organization_id as instance_org, i.person_id, i.status,
       i.state, i.version, i.history_seq, i.history_head, i.starter_id, i.subject_name, i.milestone, i.business_key,
       i.parent_id, i.parent_task_id, i.variables, i.fault
  from instance i where i.tenant_id = %(tenant)s and i.id = %(instance)s for update
"""

# A task is addressed to a role at the nearest organisation of the wanted level, from the instance's own upwards.
_ADDRESS = """coalesce((select c.ancestor_id from org_closure c
    join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
   where c.tenant_id = %(tenant)s and c.descendant_id = x.home and o.level = x.level
   order by c.depth limit 1), x.home)"""

# Who did or signed the nodes that exclude; this statement does not see its own updates, so the step adds the actor.
_EXCLUDED = """case when x.exclude_nodes = '{}' then '{}'::uuid[] else
   (select coalesce(array_agg(distinct d.person), '{}') from (
      select t.completed_by as person, t.node from task t
       where t.tenant_id = %(tenant)s and t.instance_id = x.instance and t.completed_by is not null
      union all select s.person_id, s.node from signer s
       where s.tenant_id = %(tenant)s and s.instance_id = x.instance and s.status = 'signed') d
     where d.node = any(x.exclude_nodes)) end"""

_NEW_TASKS = f"""
  n as (insert into task (tenant_id, id, instance_id, process_key, node, title, role, organization_id, assignee_id,
          status, due_at, earliest_on, priority, milestone, exclude, data, created_at)
        select %(tenant)s, x.id, x.instance, x.process, x.node, x.title, x.role, {_ADDRESS}, x.assignee, 'open',
               x.due, x.earliest, x.priority, x.milestone, {_EXCLUDED} || x.exclude_people, x.data, %(now)s
          from jsonb_to_recordset(%(tasks)s::jsonb) as x(id uuid, instance uuid, home uuid, process text, node text,
                 title text, role text, level text, assignee uuid, due timestamptz, earliest date, priority int,
                 milestone text, exclude_nodes text[], exclude_people uuid[], data jsonb)),
  m as (insert into timer (tenant_id, id, instance_id, node, name, due_at, interrupting)
        select %(tenant)s, x.* from jsonb_to_recordset(%(timers)s::jsonb)
            as x(id uuid, instance uuid, node text, name text, due timestamptz, interrupting bool)
        on conflict (tenant_id, id) do update set due_at = excluded.due_at, deferred_at = null),
  s as (insert into subscription (tenant_id, id, instance_id, node, name, message, key)
        select %(tenant)s, x.* from jsonb_to_recordset(%(subscriptions)s::jsonb)
            as x(id uuid, instance uuid, node text, name text, message text, key text) on conflict do nothing),
  h as (insert into history (tenant_id, instance_id, seq, type, node, task_id, actor_id, on_behalf_of, occurred_on,
          recorded_at, body, hash, salt, payload, state)
        select %(tenant)s, * from unnest(%(h_instance)s::uuid[], %(h_seq)s::int[], %(h_type)s::text[],
          %(h_node)s::text[], %(h_task)s::uuid[], %(h_actor)s::uuid[], %(h_behalf)s::uuid[], %(h_on)s::date[],
          %(h_at)s::timestamptz[], %(h_body)s::bytea[], %(h_hash)s::bytea[], %(h_salt)s::bytea[],
          %(h_payload)s::bytea[], %(h_state)s::bytea[]))
"""

STEP = f"""
with i as (update instance set state = %(state)s, version = version + 1, history_seq = %(seq)s, history_head = %(head)s,
             status = %(status)s, milestone = %(milestone)s, variables = %(variables)s::jsonb, fault = %(fault)s::jsonb,
             business_key = %(business_key)s, ended_at = %(ended_at)s, updated_at = %(now)s
           where tenant_id = %(tenant)s and id = %(instance)s and version = %(version)s returning 1),
  done as (update task set status = 'completed', completed_at = %(now)s, completed_by = %(actor)s,
             decision = %(decision)s, draft = null, version = version + 1
           where tenant_id = %(tenant)s and id = %(done)s and status = 'open' returning 1),
  gone as (update task set status = 'cancelled', completed_at = %(now)s, draft = null, version = version + 1
           where tenant_id = %(tenant)s and id = any(%(gone)s::uuid[]) and status = 'open'),
  md as (delete from timer where tenant_id = %(tenant)s and id = any(%(m_gone)s::uuid[])),
  sd as (delete from subscription where tenant_id = %(tenant)s and id = any(%(s_gone)s::uuid[])),
{_NEW_TASKS}
select (select count(*) from i) as instances, (select count(*) from done) as tasks
"""

START = f"""
with i as (insert into instance (tenant_id, id, release_id, process_key, subject_name, business_key, organization_id,
             person_id, parent_id, parent_task_id, status, milestone, state, history_seq, history_head, variables,
             fault, starter_id, started_at, ended_at, updated_at)
           select %(tenant)s, x.id, x.release, x.process, x.subject, x.business_key, x.home, x.person, x.parent,
                  x.parent_task, x.status, x.milestone, x.state, x.seq, x.head, x.variables::jsonb, null,
                  %(starter)s, %(now)s, x.ended_at, %(now)s
             from unnest(%(i_id)s::uuid[], %(i_release)s::uuid[], %(i_process)s::text[], %(i_subject)s::text[],
                    %(i_key)s::text[], %(i_home)s::uuid[], %(i_person)s::uuid[], %(i_parent)s::uuid[],
                    %(i_parent_task)s::uuid[], %(i_status)s::text[], %(i_milestone)s::text[], %(i_state)s::bytea[],
                    %(i_seq)s::int[], %(i_head)s::bytea[], %(i_variables)s::text[], %(i_ended)s::timestamptz[])
               as x(id, release, process, subject, business_key, home, person, parent, parent_task, status, milestone,
                    state, seq, head, variables, ended_at) returning 1),
{_NEW_TASKS}
select count(*) as n from i
"""


def lock_task(tx: Tx, tenant: int, task_id: UUID) -> Row | None:
    """Lock a task with its instance and return both in one row."""
    return tx.row(LOCK_TASK, {"tenant": tenant, "task": task_id})


def lock_instance(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    """Lock an instance."""
    return tx.row(LOCK_INSTANCE, {"tenant": tenant, "instance": instance_id})


def write_step(tx: Tx, tenant: int, row: Row, change: Change) -> bool:
    """Write one step of a locked instance in one statement; return whether it still stood at the version read."""
    links = chain(
        tenant,
        row["instance_id"],
        row["history_seq"],
        bytes(row["history_head"]),
        change.events,
        change.at,
        change.state,
    )
    params: dict[str, Any] = {
        "tenant": tenant,
        "instance": row["instance_id"],
        "version": row["version"],
        "now": change.at,
        "state": change.state,
        "status": change.status,
        "milestone": change.milestone,
        "variables": codec.dumps(change.variables),
        "fault": None if change.fault is None else codec.dumps(change.fault),
        "business_key": change.business_key,
        "ended_at": change.at if change.status in ("ended", "cancelled") else None,
        "seq": links[-1].seq if links else row["history_seq"],
        "head": links[-1].hash if links else row["history_head"],
        "actor": change.actor,
        "done": change.done,
        "decision": change.decision,
        "gone": list(change.gone),
        "m_gone": list(change.disarmed),
        "s_gone": list(change.unsubscribed),
        **_waits([(row["instance_id"], row["instance_org"], change)]),
        **_links([(row["instance_id"], link) for link in links]),
    }
    counts = tx.row(STEP, params)
    assert counts is not None
    if change.gone:
        signers.close(tx, tenant, change.gone, change.at)
    return bool(counts["instances"] == 1 and (change.done is None or counts["tasks"] == 1))


def write_starts(tx: Tx, tenant: int, starter: UUID | None, at: datetime, starts: Sequence[NewInstance]) -> None:
    """Write new instances with their first tasks, timers and history in one statement."""
    if not starts:
        return
    chained = [
        (new, chain(tenant, new.id, 0, GENESIS, new.change.events, new.change.at, new.change.state)) for new in starts
    ]
    params: dict[str, Any] = {
        "tenant": tenant,
        "starter": starter,
        "now": at,
        "i_id": [new.id for new in starts],
        "i_release": [new.release_id for new in starts],
        "i_process": [new.process_key for new in starts],
        "i_subject": [new.subject_name for new in starts],
        "i_key": [new.change.business_key for new in starts],
        "i_home": [new.organization_id for new in starts],
        "i_person": [new.person_id for new in starts],
        "i_parent": [new.parent_id for new in starts],
        "i_parent_task": [new.parent_task_id for new in starts],
        "i_status": [new.change.status for new in starts],
        "i_milestone": [new.change.milestone for new in starts],
        "i_state": [new.change.state for new in starts],
        "i_seq": [links[-1].seq for _, links in chained],
        "i_head": [links[-1].hash for _, links in chained],
        "i_variables": [codec.dumps(new.change.variables) for new in starts],
        "i_ended": [new.change.at if new.change.status == "ended" else None for new in starts],
        **_waits([(new.id, new.organization_id, new.change) for new in starts]),
        **_links([(new.id, link) for new, links in chained for link in links]),
    }
    tx.row(START, params)


def _waits(parts: Sequence[tuple[UUID, UUID, Change]]) -> dict[str, Any]:
    """Return what instances wait for, as three JSON parameters: psycopg keeps no statement of more than 50."""
    return {
        "tasks": codec.dumps([_task(i, home, task) for i, home, change in parts for task in change.opened]),
        "timers": codec.dumps(
            [
                {
                    "id": timer.id,
                    "instance": i,
                    "node": timer.node,
                    "name": timer.name,
                    "due": timer.due_at,
                    "interrupting": timer.interrupting,
                }
                for i, _, change in parts
                for timer in change.armed
            ]
        ),
        "subscriptions": codec.dumps(
            [
                {
                    "id": wait.id,
                    "instance": i,
                    "node": wait.node,
                    "name": wait.name,
                    "message": wait.message,
                    "key": wait.key,
                }
                for i, _, change in parts
                for wait in change.subscribed
            ]
        ),
    }


def _task(instance_id: UUID, home: UUID, task: NewTask) -> dict[str, Any]:
    return {
        "id": task.id,
        "instance": instance_id,
        "home": task.home or home,
        "process": task.process_key,
        "node": task.node,
        "title": task.title,
        "role": task.role,
        "level": task.level,
        "assignee": task.assignee_id,
        "due": task.due_at,
        "earliest": task.earliest_on,
        "priority": task.priority,
        "milestone": task.milestone,
        "exclude_nodes": task.exclude_nodes,
        "exclude_people": task.exclude_people,
        "data": task.data,
    }


def _links(links: Sequence[tuple[UUID, Link]]) -> dict[str, Any]:
    return {
        "h_instance": [i for i, _ in links],
        "h_seq": [link.seq for _, link in links],
        "h_type": [link.event.type for _, link in links],
        "h_node": [link.event.node for _, link in links],
        "h_task": [link.event.task_id for _, link in links],
        "h_actor": [link.event.actor_id for _, link in links],
        "h_behalf": [link.event.on_behalf_of for _, link in links],
        "h_on": [link.event.occurred_on for _, link in links],
        "h_at": [link.recorded_at for _, link in links],
        "h_body": [link.body for _, link in links],
        "h_hash": [link.hash for _, link in links],
        "h_salt": [link.salt for _, link in links],
        "h_payload": [link.payload for _, link in links],
        "h_state": [link.state for _, link in links],
    }


def open_waits(tx: Tx, tenant: int, instance_id: UUID) -> dict[str, list[UUID]]:
    """Return the ids of what a locked instance waits for: tasks, timers, subscriptions, running children."""
    rows = tx.rows(
        """select 'tasks' as kind, id from task
            where tenant_id = %(t)s and instance_id = %(i)s and status = 'open'
           union all select 'timers', id from timer where tenant_id = %(t)s and instance_id = %(i)s
           union all select 'subscriptions', id from subscription where tenant_id = %(t)s and instance_id = %(i)s
           union all select 'children', id from instance
            where tenant_id = %(t)s and parent_id = %(i)s and status in ('running', 'faulted', 'suspended')""",
        {"t": tenant, "i": instance_id},
    )
    kinds = ("tasks", "timers", "subscriptions", "children")
    return {kind: [row["id"] for row in rows if row["kind"] == kind] for kind in kinds}


def result_of(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    """Return an instance's status, its variables and where they go when it was called."""
    return tx.row(
        """select i.status, i.variables, i.parent_id, i.parent_task_id, i.process_key, i.release_id
             from instance i where i.tenant_id = %s and i.id = %s""",
        (tenant, instance_id),
    )
