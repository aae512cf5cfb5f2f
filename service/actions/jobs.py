"""What the worker does: fire timers, hand ended children back, deliver messages.

Every job may run twice: it checks under the instance's lock whether its effect is still wanted, so it takes effect
once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.actions.catching_up import catch_up, deliver, hold
from service.actions.steps import RUNNING, Cause, step
from service.desk import open_release
from service.domain import clock
from service.domain.errors import Conflict
from service.domain.instances import Event
from service.engine import Engine
from service.store import instances, queue, waits
from service.store.database import Database, Row, Tx


def sweep_timers(db: Database, tenant: int, limit: int = 500) -> int:
    """Hand timers that are due to jobs, one job an instance."""
    with db.transaction() as tx:
        due = waits.claim_due_timers(tx, tenant, clock.now(), limit)
        for instance_id in due:
            queue.fire_timers(tx, tenant, instance_id)
        return len(due)


def fire_timers(db: Database, engine: Engine, tenant: int, instance_id: UUID) -> None:
    """Let an instance's due timers fire."""
    with db.transaction() as tx:
        row = _running(tx, tenant, instance_id)
        if row is None or not waits.has_due_timer(tx, tenant, instance_id, clock.now()):
            return
        cause = Cause(Event("timer.fired", clock.today()))
        step(tx, engine, tenant, row, cause, lambda model, state, services: engine.fire(model, state, services))


def child_ended(db: Database, engine: Engine, tenant: int, child_id: UUID) -> None:
    """Give an ended child's result to the parent's waiting call."""
    with db.transaction() as tx:
        child = instances.result_of(tx, tenant, child_id)
        if child is None or child["parent_id"] is None or child["status"] != "ended":
            return
        row = _running(tx, tenant, child["parent_id"])
        if row is None:
            return
        model = open_release(tx, engine, tenant, child["release_id"]).model
        result = _result(child["variables"], model.processes[child["process_key"]].properties)
        event = Event("child.ended", clock.today(), {"child": str(child_id), "result": result})
        task = child["parent_task_id"]
        try:
            step(
                tx,
                engine,
                tenant,
                row,
                Cause(event),
                lambda model, state, services: engine.child_ended(model, state, task, result, services),
            )
        except Conflict as conflict:
            if conflict.code != "task_not_ready":
                raise
            # The call no longer waits: it was handed back before, or cancelled meanwhile.


def _result(variables: Mapping[str, Any], properties: Mapping[str, str]) -> dict[str, Any]:
    """Return what a called process hands back: the variables that its property `result` names."""
    named = [name.strip() for name in properties.get("result", "").split(",")]
    return {name: variables[name] for name in named if name in variables}


def deliver_message(
    db: Database,
    engine: Engine,
    tenant: int,
    message: str,
    key: str,
    payload: Mapping[str, Any],
    event: UUID | None = None,
) -> int:
    """Deliver a message to everything that waits for it with this key, or with none; return how many took it.

    Nobody has to wait: a message that reaches nobody is gone.
    """
    with db.transaction() as tx:
        waiting = waits.subscribers(tx, tenant, message, key)
        return sum(_hand_over(tx, engine, tenant, wait["id"], payload, event) for wait in waiting)


def deliver_signal(
    db: Database, engine: Engine, tenant: int, node: UUID, payload: Mapping[str, Any], event: UUID
) -> bool:
    """Deliver a signal to one of the nodes that waited when it was sent; return whether it took it."""
    with db.transaction() as tx:
        return _hand_over(tx, engine, tenant, node, payload, event)


def _hand_over(tx: Tx, engine: Engine, tenant: int, node: UUID, payload: Mapping[str, Any], event: UUID | None) -> bool:
    """Hand a message or signal to a node, if it still waits and has not heard of this very event."""
    known = waits.subscription(tx, tenant, node)
    row = None if known is None else instances.lock_instance(tx, tenant, known["instance_id"])
    wait = None if row is None else waits.subscription(tx, tenant, node)
    if row is None or wait is None or row["status"] not in (*RUNNING, "suspended"):
        return False
    if event is not None and not waits.hear(tx, tenant, event, row["instance_id"], wait["node"]):
        return False
    if row["status"] == "suspended":
        hold(tx, tenant, row, wait, payload)
        return True
    return deliver(tx, engine, tenant, row, wait, payload)


def go_on(db: Database, engine: Engine, tenant: int, instance_id: UUID) -> None:
    """Let a case that had failed, and was brought on by something else, catch up with what had failed."""
    with db.transaction() as tx:
        if _running(tx, tenant, instance_id) is not None:
            catch_up(tx, engine, tenant, instance_id)


def _running(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    row = instances.lock_instance(tx, tenant, instance_id)
    return row if row is not None and row["status"] in RUNNING else None
