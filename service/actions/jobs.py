"""What the worker does: fire timers, hand ended children back, deliver messages.

Every job may run twice: it checks under the instance's lock whether its effect is still wanted, so it takes effect
once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from service.actions.steps import RUNNING, Cause, note, step
from service.desk import open_release
from service.domain import clock
from service.domain.errors import Conflict
from service.domain.instances import Event
from service.engine import Engine
from service.store import deliveries, instances, queue, waits
from service.store import moves as facts
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
    act = _hold if row["status"] == "suspended" else partial(_deliver, engine=engine)
    act(tx, tenant=tenant, row=row, wait=node, node=wait["node"], message=wait["message"], payload=payload)
    return True


def _deliver(
    tx: Tx, engine: Engine, tenant: int, row: Row, wait: UUID, node: str, message: str, payload: Mapping[str, Any]
) -> None:
    event = Event("message.received", clock.today(), {"message": message, "payload": dict(payload)}, node=node)
    stepped = step(
        tx,
        engine,
        tenant,
        row,
        Cause(event),
        lambda model, state, services: engine.deliver(model, state, message, payload, services, wait),
    )
    now = instances.lock_instance(tx, tenant, row["instance_id"]) if stepped.outcome.fault else None
    if now is not None:
        _hold(tx, tenant, now, wait, node, message, payload)


def _hold(tx: Tx, tenant: int, row: Row, wait: UUID, node: str, message: str, payload: Mapping[str, Any]) -> None:
    """Keep a message that reached an instance which stands still; it is delivered when the instance goes on."""
    told = {"message": message, "payload": dict(payload), "wait": str(wait), "node": node}
    event = Event("message.held", clock.today(), told, node=node)
    note(tx, tenant, row, (event,))


def catch_up(tx: Tx, engine: Engine, tenant: int, instance_id: UUID, stopped: str) -> None:
    """Let happen what came since a row of this type stopped a case: timers, parts and calls by jobs, messages now."""
    if waits.has_due_timer(tx, tenant, instance_id, clock.now()):
        queue.fire_timers(tx, tenant, instance_id)
    for child in facts.children(tx, tenant, instance_id, "ended"):
        queue.child_ended(tx, tenant, child, instance_id)
    deliveries.wake(tx, tenant, instance_id)
    since = facts.last_move(tx, tenant, instance_id, stopped)
    for held in facts.rows_after(tx, tenant, instance_id, since["seq"] if since else 0, "message.held"):
        _deliver_held(tx, engine, tenant, instance_id, held)


def _deliver_held(tx: Tx, engine: Engine, tenant: int, instance_id: UUID, held: Mapping[str, Any]) -> None:
    """Deliver a message that was kept, if its node still waits for it, on the release that the case is on now."""
    row = _running(tx, tenant, instance_id)
    wait = waits.subscription(tx, tenant, UUID(held["wait"])) if row is not None and "wait" in held else None
    if row is not None and wait is not None and wait["message"] == held["message"]:
        _deliver(tx, engine, tenant, row, UUID(held["wait"]), wait["node"], wait["message"], held["payload"])


def _running(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    row = instances.lock_instance(tx, tenant, instance_id)
    return row if row is not None and row["status"] in RUNNING else None
