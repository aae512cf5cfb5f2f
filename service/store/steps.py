"""One step of an instance, written in one statement.

The statement is put together from the parts that the step needs: a part with nothing to do would still open its tables
with all their indexes, and that is most of what PostgreSQL does for a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from service.domain.instances import Change, NewTask
from service.store import codec, shown, signers
from service.store.database import Row, Tx
from service.store.history import Link, chain
from service.store.instances import (
    HISTORY,
    NEW_WAITS,
    history_rows,
    ids,
    new_tasks,
    one_line,
    wait_rows,
)

# Most steps write two rows of history: what somebody did, and how the process went on. As parameters these cost less
# than as JSON, whose every hexadecimal digit is read twice. More rows, or waits beside them, would be more than the
# driver keeps prepared.
PAIR: Final = 2

_INSTANCE: Final = """
with i as (update instance set state = %(state)s, version = version + 1, history_seq = %(seq)s, history_head = %(head)s,
             status = %(status)s, milestone = %(milestone)s, variables = %(variables)s::jsonb, fault = %(fault)s::jsonb,
             business_key = %(business_key)s, ended_at = %(ended_at)s, updated_at = %(now)s
           where tenant_id = %(tenant)s and id = %(instance)s and version = %(version)s
           returning tenant_id, process_key)"""

_DONE: Final = """,
  done as (update task set status = 'completed', completed_at = %(now)s, completed_by = %(actor)s,
             decision = %(decision)s, draft = null, version = version + 1
           where tenant_id = %(tenant)s and id = %(done)s and status = 'open' returning 1)"""

_ENDED_WAITS: Final = """,
  gone as (update task set status = 'cancelled', completed_at = %(now)s, draft = null, version = version + 1
           where tenant_id = %(tenant)s and id = any(%(gone)s::uuid[]) and status = 'open'),
  md as (delete from timer where tenant_id = %(tenant)s and id = any(%(m_gone)s::uuid[])),
  sd as (delete from subscription where tenant_id = %(tenant)s and id = any(%(s_gone)s::uuid[]))"""

_PAIR: Final = """,
  h as (insert into history (tenant_id, instance_id, seq, type, node, task_id, actor_id, on_behalf_of, occurred_on,
          recorded_at, body, hash, salt, payload, state)
        values (%(tenant)s, %(instance)s::uuid, %(seq)s - 1, %(type_1)s, %(node_1)s, %(task_1)s::uuid,
                %(actor_1)s::uuid, %(behalf_1)s::uuid, %(day_1)s::date, %(now)s, %(body_1)s, %(hash_1)s, %(salt_1)s,
                %(payload_1)s, null::bytea),
               (%(tenant)s, %(instance)s, %(seq)s, %(type_2)s, %(node_2)s, %(task_2)s, %(actor_2)s, %(behalf_2)s,
                %(day_2)s, %(now)s, %(body_2)s, %(head)s, %(salt_2)s, %(payload_2)s, %(state)s))"""


@dataclass(frozen=True, slots=True)
class Written:
    """A step that was written: a row for each task that it completed or opened, as lists show tasks."""

    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a step's statement has to do besides the instance's own row."""

    done: bool
    waits: bool
    pair: bool
    opens: bool = False
    climbs: bool = False
    bars: bool = False
    names: bool = False

    @classmethod
    def of(cls, change: Change, links: Sequence[Link]) -> Parts:
        """Tell what a change needs."""
        opened = change.opened
        waits = change.gone or change.armed or change.disarmed or change.subscribed or change.unsubscribed
        return cls(
            done=change.done is not None,
            waits=bool(waits),
            pair=len(links) == PAIR and not waits,
            opens=bool(opened),
            climbs=any(task.level for task in opened),
            bars=any(task.exclude_nodes for task in opened),
            names=any(task.assignee_id for task in opened),
        )


@lru_cache(maxsize=128)
def statement(parts: Parts) -> str:
    """Return the statement that writes a step with these parts.

    Its rows are what only the database knows of each opened task, or one row without any.
    """
    sql = _INSTANCE
    if parts.done:
        sql += _DONE
    if parts.waits:
        sql += f"{_ENDED_WAITS},\n{NEW_WAITS}"
    if parts.opens:
        returned = f"tenant_id, id, organization_id, assignee_id{', exclude' if parts.bars else ''}"
        sql += f",\n{new_tasks(parts.climbs, parts.bars)} returning {returned})"
    sql += _PAIR if parts.pair else f",\n{HISTORY}"
    columns = [f"{'(select count(*) from done)' if parts.done else '0'} as done", f"{shown.PROCESS} as process_name"]
    if parts.opens:
        columns += ["t.id", "t.organization_id", f"{shown.ORGANIZATION} as organization_name"]
        columns += [f"{shown.ASSIGNEE if parts.names else 'null'} as assignee_name"]
        columns += ["t.exclude"] if parts.bars else []
    return one_line(f"{sql} select {', '.join(columns)} from i {'left join n t on true' if parts.opens else ''}")


def write_step(tx: Tx, tenant: int, row: Row, change: Change) -> Written | None:
    """Write one step of a locked instance in one statement; None when it stood no longer at the version read.

    Whoever completes a task (`change.done`) gives the row that was locked with it.
    """
    links = chain(
        tenant,
        row["instance_id"],
        row["history_seq"],
        bytes(row["history_head"]),
        change.events,
        change.at,
        change.state,
    )
    parts = Parts.of(change, links)
    found = tx.hot(statement(parts), _params(tenant, row, change, links, parts))
    if not found or (parts.done and found[0]["done"] != 1):
        return None
    if change.gone:
        signers.close(tx, tenant, change.gone, change.at)
    return Written(_shown(row, change, found, parts))


def _params(tenant: int, row: Row, change: Change, links: Sequence[Link], parts: Parts) -> dict[str, Any]:
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
        "ended_at": change.at.isoformat() if change.status in ("ended", "cancelled") else None,
        "seq": links[-1].seq if links else row["history_seq"],
        "head": links[-1].hash if links else row["history_head"],
    }
    if parts.done:
        params |= {"actor": change.actor, "done": change.done, "decision": change.decision}
    mine = [(row["instance_id"], row["instance_org"], change)]
    if parts.waits:
        params |= {"gone": ids(change.gone), "m_gone": ids(change.disarmed), "s_gone": ids(change.unsubscribed)}
    params |= wait_rows(tenant, mine, parts.opens, parts.waits)
    if not parts.pair:
        return params | {"history": history_rows(tenant, [(row["instance_id"], link) for link in links])}
    for number, link in enumerate(links, start=1):
        params |= _row_of_pair(number, link)
    return params


def _row_of_pair(number: int, link: Link) -> dict[str, Any]:
    """Return a row of history as parameters.

    Everything that may be missing is text: None has the same type then, and the statement is prepared once.
    """
    event = link.event
    return {
        f"type_{number}": event.type,
        f"node_{number}": event.node,
        f"task_{number}": _text(event.task_id),
        f"actor_{number}": _text(event.actor_id),
        f"behalf_{number}": _text(event.on_behalf_of),
        f"day_{number}": event.occurred_on.isoformat(),
        f"body_{number}": link.body,
        f"hash_{number}": link.hash,
        f"salt_{number}": link.salt,
        f"payload_{number}": link.payload,
    }


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)


def _shown(row: Row, change: Change, found: Sequence[Row], parts: Parts) -> list[Row]:
    """Return the tasks that were completed and opened as lists show them."""
    around = {
        "instance_id": row["instance_id"],
        "subject_name": row["subject_name"],
        "process_key": row["process_key"],
        "instance_status": change.status,
        "process_name": found[0]["process_name"],
        "returned": None,
        "signing": None,
        "asked_by": None,
        "asked_by_name": None,
    }
    rows = [{**around, **_completed(row, change)}] if parts.done else []
    if parts.opens:
        tasks = {task.id: task for task in change.opened}
        rows += [{**around, **_opened(tasks[told["id"]], change.at), **told} for told in found]
    return rows


def _completed(row: Row, change: Change) -> Row:
    return {
        "id": change.done,
        "node": row["node"],
        "title": row["title"],
        "role": row["role"],
        "organization_id": row["organization_id"],
        "organization_name": row["organization_name"],
        "assignee_id": row["assignee_id"],
        "assignee_name": row["assignee_name"],
        "claimed_at": row["claimed_at"],
        "status": "completed",
        "due_at": row["due_at"],
        "earliest_on": row["earliest_on"],
        "priority": row["priority"],
        "milestone": row["task_milestone"],
        "created_at": row["created_at"],
        "completed_at": change.at,
        "decision": change.decision,
        "version": row["task_version"] + 1,
        "exclude": row["exclude"],
    }


def _opened(task: NewTask, at: datetime) -> Row:
    return {
        "node": task.node,
        "title": task.title,
        "role": task.role,
        "assignee_id": task.assignee_id,
        "claimed_at": None,
        "status": "open",
        "due_at": task.due_at.astimezone(UTC),
        "earliest_on": task.earliest_on,
        "priority": task.priority,
        "milestone": task.milestone,
        "created_at": at,
        "completed_at": None,
        "decision": None,
        "version": 1,
        "exclude": task.exclude_people,
    }
