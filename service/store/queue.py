"""Jobs: put into the queue inside the caller's own transaction, so that a decision and its follow-up are one commit.

This side never opens a connection of its own (see ARCHITECTURE, "Decisions": two Procrastinate applications).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate

from service.store.database import Tx
from service.store.ids import new_id

TIMERS = "timers"
ENGINE = "engine"
OUTSIDE = "outside"
OPS = "ops"

FIRE_TIMERS = "fire_timers"
CHILD_ENDED = "child_ended"
DELIVER_MESSAGE = "deliver_message"
DELIVER_SIGNAL = "deliver_signal"
GO_ON = "go_on"
MIGRATE_CASES = "migrate_cases"
ENTER_ROSTER = "enter_roster"
DO_FOR_MANY = "do_for_many"
DELIVER_OUTSIDE = "deliver_outside"

# Before the backlog of the other queues, where the index of jobs is read from the front.
URGENT = 10

_app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(tx: Tx, name: str, queue: str, lock: UUID | str | None = None, priority: int = 0, **args: Any) -> None:
    """Queue a job that exists if, and only if, this transaction commits; `lock` runs jobs of one subject in turn."""
    _app.configure_task(
        name,
        queue=queue,
        lock=None if lock is None else str(lock),
        priority=priority,
        connection=tx.connection,
    ).defer(**args)


def fire_timers(tx: Tx, tenant: int, instance_id: UUID) -> None:
    """Queue the firing of an instance's due timers."""
    defer(tx, FIRE_TIMERS, TIMERS, lock=instance_id, priority=URGENT, tenant=tenant, instance=str(instance_id))


def child_ended(tx: Tx, tenant: int, child_id: UUID, parent_id: UUID) -> None:
    """Queue the hand-back of an ended child to its parent."""
    defer(tx, CHILD_ENDED, ENGINE, lock=parent_id, tenant=tenant, child=str(child_id))


def go_on(tx: Tx, tenant: int, instance_id: UUID) -> None:
    """Queue that a case which failed, and goes on by itself, catches up with what it failed over."""
    defer(tx, GO_ON, ENGINE, lock=instance_id, tenant=tenant, instance=str(instance_id))


def migrate_cases(tx: Tx, tenant: int, plan_id: UUID) -> None:
    """Queue the next stretch of moving cases to another release; people's work goes first."""
    defer(tx, MIGRATE_CASES, ENGINE, lock=plan_id, priority=-10, tenant=tenant, plan=str(plan_id))


def do_for_many(tx: Tx, tenant: int, run_id: UUID) -> None:
    """Queue the next stretch of a batch for many people; what people do one by one goes first."""
    defer(tx, DO_FOR_MANY, ENGINE, lock=run_id, priority=-10, tenant=tenant, run=str(run_id))


def enter_roster(tx: Tx, tenant: int, run: UUID) -> None:
    """Queue the next stretch of entering the rows of a register, or of taking them back; people's work goes first."""
    defer(tx, ENTER_ROSTER, ENGINE, lock=run, priority=-10, tenant=tenant, run=str(run))


def deliver_message(tx: Tx, tenant: int, message: str, key: str, payload: dict[str, Any]) -> None:
    """Queue the delivery of a message to whoever waits for it with this key."""
    job: dict[str, Any] = {"message": message, "key": key, "payload": payload, "event": str(new_id())}
    defer(tx, DELIVER_MESSAGE, ENGINE, lock=f"{message}/{key}", tenant=tenant, **job)


def deliver_messages(tx: Tx, tenant: int, message: str, payloads: Mapping[str, dict[str, Any]]) -> None:
    """Queue one message to many keys in one statement; keys differ, so no two of these wait for each other."""
    jobs: list[dict[str, Any]] = [
        {"tenant": tenant, "message": message, "key": key, "payload": payload, "event": str(new_id())}
        for key, payload in payloads.items()
    ]
    if jobs:
        _app.configure_task(DELIVER_MESSAGE, queue=ENGINE, connection=tx.connection).batch_defer(*jobs)


def deliver_signal(tx: Tx, tenant: int, nodes: Sequence[UUID], payload: dict[str, Any]) -> None:
    """Queue a signal to the nodes that wait for it now, each a job of its own, in one statement."""
    event = str(new_id())
    jobs: list[dict[str, Any]] = [
        {"tenant": tenant, "node": str(node), "payload": payload, "event": event} for node in nodes
    ]
    if jobs:
        _app.configure_task(DELIVER_SIGNAL, queue=ENGINE, connection=tx.connection).batch_defer(*jobs)


def deliver_outside(tx: Tx, tenant: int, delivery_ids: Sequence[UUID], at: datetime | None = None) -> None:
    """Queue deliveries in one statement, for later if a moment is given (of the real clock)."""
    jobs: list[dict[str, Any]] = [{"tenant": tenant, "delivery": str(delivery)} for delivery in delivery_ids]
    if jobs:
        _app.configure_task(DELIVER_OUTSIDE, queue=OUTSIDE, schedule_at=at, connection=tx.connection).batch_defer(*jobs)


def retry_failed(tx: Tx, tenant: int, job_id: int) -> bool:
    """Queue a job of a tenant (or of nobody: the clockwork's) that used up its tries again; tell whether it was one."""
    return bool(
        tx.run(
            """update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null
                where id = %(id)s and status = 'failed' and coalesce(args->>'tenant', %(tenant)s) = %(tenant)s""",
            {"id": job_id, "tenant": str(tenant)},
        )
    )
