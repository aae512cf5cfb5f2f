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
from service.domain.outcome import ArmedTimer, Subscription
from service.store import codec
from service.store.addressing import ADDRESS, EXCLUDED
from service.store.database import Row, Tx
from service.store.history import Link, chain


def one_line(sql: str) -> str:
    """Return a statement without our indentation: the driver parses anew, each time, one above 4,096 characters."""
    return " ".join(sql.split())


# The names are subqueries, not joins: whoever waited for the lock gets the row as it is now, but joins as they were. A
# join would also carry all columns through one step more.
LOCK_TASK = """
select t.id, t.instance_id, t.node, t.title, t.role, t.organization_id, t.assignee_id, t.claimed_at,
       t.status as task_status, t.version as task_version, t.due_at, t.earliest_on, t.exclude, t.completed_at,
       t.completed_by, t.signers,
       t.process_key as task_process,
       t.data, t.created_at, t.priority, t.milestone as task_milestone,
       (select p.name from person p where p.tenant_id = t.tenant_id and p.id = t.completed_by) as completed_by_name,
       (select p.name from person p where p.tenant_id = t.tenant_id and p.id = t.assignee_id) as assignee_name,
       (select o.name from organization o where o.tenant_id = t.tenant_id and o.id = t.organization_id)
         as organization_name,
       i.release_id, i.process_key, i.organization_id as instance_org, i.person_id, i.status, i.state, i.version,
       i.history_seq, i.history_head, i.starter_id, i.stand_in_id, i.subject_name, i.milestone, i.business_key,
       i.parent_id, i.parent_task_id, i.variables, i.fault
  from task t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
 where t.tenant_id = %(tenant)s and t.id = %(task)s
   for update of i, t
"""

LOCK_INSTANCE = """
select i.id as instance_id, i.release_id, i.process_key, i.organization_id as instance_org, i.person_id, i.status,
       i.state, i.version, i.history_seq, i.history_head, i.starter_id, i.stand_in_id, i.subject_name, i.milestone,
       i.business_key, i.parent_id, i.parent_task_id, i.variables, i.fault
  from instance i where i.tenant_id = %(tenant)s and i.id = %(instance)s for update
"""

_TIMER = "tenant_id, id, instance_id, node, name, due_at, interrupting"
_SUBSCRIPTION = "tenant_id, id, instance_id, node, name, message, key"

HISTORY = "  h as (insert into history select * from json_populate_recordset(null::history, %(history)s::json))"

NEW_WAITS = f"""
  m as (insert into timer ({_TIMER}) select {_TIMER} from json_populate_recordset(null::timer, %(timers)s::json)
        on conflict (tenant_id, id) do update set due_at = excluded.due_at, deferred_at = null),
  s as (insert into subscription ({_SUBSCRIPTION})
        select {_SUBSCRIPTION} from json_populate_recordset(null::subscription, %(subscriptions)s::json)
        on conflict do nothing)"""


def new_tasks(climbs: bool, bars: bool) -> str:
    """Return the part that opens tasks, without its end.

    `climbs`: some go to a post above their own organisation; `bars`: some keep out who did other nodes.
    """
    return f"""
  n as (insert into task (tenant_id, id, instance_id, process_key, node, title, role, organization_id, assignee_id,
          status, due_at, earliest_on, priority, milestone, exclude, data, created_at)
        select %(tenant)s, x.id, x.instance, x.process, x.node, x.title, x.role, {ADDRESS if climbs else "x.home"},
               x.assignee, 'open', x.due, x.earliest, x.priority, x.milestone,
               {f"{EXCLUDED} ||" if bars else ""} x.exclude_people, x.data, %(now)s
          from json_to_recordset(%(tasks)s::json) as x(id uuid, instance uuid, home uuid, process text, node text,
                 title text, role text, level text, assignee uuid, due timestamptz, earliest date, priority int,
                 milestone text, exclude_nodes text[], exclude_people uuid[], data jsonb)"""


START = one_line(f"""
with i as (insert into instance (tenant_id, id, release_id, process_key, subject_name, business_key, organization_id,
             person_id, parent_id, parent_task_id, status, milestone, state, history_seq, history_head, variables,
             fault, starter_id, stand_in_id, started_at, ended_at, updated_at)
           select %(tenant)s, x.id, x.release, x.process, x.subject, x.business_key, x.home, x.person, x.parent,
                  x.parent_task, x.status, x.milestone, x.state, x.seq, x.head, x.variables::jsonb, null,
                  %(starter)s, %(stand_in)s, %(now)s, x.ended_at, %(now)s
             from unnest(%(i_id)s::uuid[], %(i_release)s::uuid[], %(i_process)s::text[], %(i_subject)s::text[],
                    %(i_key)s::text[], %(i_home)s::uuid[], %(i_person)s::uuid[], %(i_parent)s::uuid[],
                    %(i_parent_task)s::uuid[], %(i_status)s::text[], %(i_milestone)s::text[], %(i_state)s::bytea[],
                    %(i_seq)s::int[], %(i_head)s::bytea[], %(i_variables)s::text[], %(i_ended)s::timestamptz[])
               as x(id, release, process, subject, business_key, home, person, parent, parent_task, status, milestone,
                    state, seq, head, variables, ended_at) returning 1),
{NEW_WAITS},
{new_tasks(climbs=True, bars=True)}),
{HISTORY}
select count(*) as n from i
""")


def lock_task(tx: Tx, tenant: int, task_id: UUID) -> Row | None:
    """Lock a task with its instance and return both in one row."""
    return next(iter(tx.hot(LOCK_TASK, {"tenant": tenant, "task": task_id})), None)


def lock_instance(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    """Lock an instance."""
    return tx.row(LOCK_INSTANCE, {"tenant": tenant, "instance": instance_id})


def write_starts(
    tx: Tx,
    tenant: int,
    starter: UUID | None,
    at: datetime,
    starts: Sequence[NewInstance],
    stand_in: UUID | None = None,
) -> None:
    """Write new instances with their first tasks, timers and history in one statement.

    `stand_in` is who started them in the starter's stead.
    """
    if not starts:
        return
    chained = [
        (new, chain(tenant, new.id, 0, GENESIS, new.change.events, new.change.at, new.change.state)) for new in starts
    ]
    params: dict[str, Any] = {
        "tenant": tenant,
        "starter": starter,
        "stand_in": stand_in,
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
        **wait_rows(tenant, [(new.id, new.organization_id, new.change) for new in starts]),
        "history": history_rows(tenant, [(new.id, link) for new, links in chained for link in links]),
    }
    tx.row(START, params)


def ids(ids: Sequence[UUID]) -> str:
    """Return ids as PostgreSQL writes an array: an empty list would be of another type, and prepared anew."""
    return f"{{{','.join(map(str, ids))}}}"


def wait_rows(
    tenant: int, parts: Sequence[tuple[UUID, UUID, Change]], tasks: bool = True, others: bool = True
) -> dict[str, Any]:
    """Return what instances wait for, as three JSON parameters: psycopg keeps no statement of more than 50."""
    params: dict[str, Any] = {}
    if tasks:
        params["tasks"] = codec.dumps([_task(i, home, task) for i, home, change in parts for task in change.opened])
    if others:
        timers = [_timer(tenant, i, timer) for i, _, change in parts for timer in change.armed]
        subscriptions = [_subscription(tenant, i, wait) for i, _, change in parts for wait in change.subscribed]
        params |= {"timers": codec.dumps(timers), "subscriptions": codec.dumps(subscriptions)}
    return params


def _timer(tenant: int, instance_id: UUID, timer: ArmedTimer) -> dict[str, Any]:
    return {
        "tenant_id": tenant,
        "id": timer.id,
        "instance_id": instance_id,
        "node": timer.node,
        "name": timer.name,
        "due_at": timer.due_at,
        "interrupting": timer.interrupting,
    }


def _subscription(tenant: int, instance_id: UUID, wait: Subscription) -> dict[str, Any]:
    return {
        "tenant_id": tenant,
        "id": wait.id,
        "instance_id": instance_id,
        "node": wait.node,
        "name": wait.name,
        "message": wait.message,
        "key": wait.key,
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


def history_rows(tenant: int, links: Sequence[tuple[UUID, Link]]) -> str:
    """Return rows of history as one JSON parameter; lists of bytes would cost more to send than to hash."""
    return codec.dumps(
        [
            {
                "tenant_id": tenant,
                "instance_id": i,
                "seq": link.seq,
                "type": link.event.type,
                "node": link.event.node,
                "task_id": link.event.task_id,
                "actor_id": link.event.actor_id,
                "on_behalf_of": link.event.on_behalf_of,
                "occurred_on": link.event.occurred_on,
                "recorded_at": link.recorded_at,
                "body": _hex(link.body),
                "hash": _hex(link.hash),
                "salt": _hex(link.salt),
                "payload": _hex(link.payload),
                "state": _hex(link.state),
            }
            for i, link in links
        ]
    )


def _hex(raw: bytes | None) -> str | None:
    return None if raw is None else "\\x" + raw.hex()


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
