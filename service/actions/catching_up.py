"""What reached a case while it stood still, suspended or failed: kept in its history, and handed over when it goes on.

A kept message is a row `message.held`. Whatever comes of it names that row (`held`): `message.received` when a node
took it, `message.missed` when none waits for it any more. So each is handed over until it is taken, and taken once,
however often a case is suspended, tried again or migrated in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from service.actions.steps import RUNNING, Cause, note, step
from service.domain import clock
from service.domain.errors import Conflict
from service.domain.instances import Event
from service.domain.people import Actor
from service.engine import Engine
from service.store import deliveries, instances, queue, waits
from service.store import moves as facts
from service.store.database import Row, Tx


def deliver(
    tx: Tx,
    engine: Engine,
    tenant: int,
    row: Row,
    wait: Row,
    payload: Mapping[str, Any],
    held: int | None = None,
    since: str | None = None,
    by: Actor | None = None,
) -> bool:
    """Hand a message to the node of a locked case that waits for it; False when a timer that is due was first.

    One that the case fails over is kept; `held` is the row that keeps it already, `since` when it came: only what was
    due by then is before it. `by` is the person who says it, where it is one: what fails then is refused as a whole.
    """
    told = {"message": wait["message"], "payload": dict(payload), "wait": str(wait["id"])}
    told |= {"held": held} if held is not None else {}
    told |= {"since": since} if since is not None else {}
    event = Event("message.received", clock.today(), told, node=wait["node"], actor_id=by.person_id if by else None)
    cause = Cause(event, event.actor_id, by.name if by else "")
    node, message, known = wait["id"], wait["message"], None if since is None else datetime.fromisoformat(since)
    try:
        stepped = step(
            tx,
            engine,
            tenant,
            row,
            cause,
            lambda model, state, services: engine.deliver(model, state, message, payload, services, node, known),
        )
    except Conflict as conflict:
        if conflict.code != "nobody_waits":
            raise
        return False
    if stepped.outcome.fault and held is None:
        now = instances.lock_instance(tx, tenant, row["instance_id"])
        assert now is not None
        hold(tx, tenant, now, wait, payload)
    return True


def hold(tx: Tx, tenant: int, row: Row, wait: Row, payload: Mapping[str, Any], by: Actor | None = None) -> None:
    """Keep a message that reached a locked case which stands still."""
    came_for = {"wait": str(wait["id"]), "node": wait["node"], "key": wait["key"]}
    told = {"message": wait["message"], "payload": dict(payload), "since": clock.now().isoformat(), **came_for}
    event = Event("message.held", clock.today(), told, node=wait["node"], actor_id=by.person_id if by else None)
    note(tx, tenant, row, (event,), event.actor_id)


def catch_up(tx: Tx, engine: Engine, tenant: int, instance_id: UUID) -> None:
    """Let happen what a case has missed while it stood still: timers, parts and calls by jobs, messages now."""
    if waits.has_due_timer(tx, tenant, instance_id, clock.now()):
        queue.fire_timers(tx, tenant, instance_id)
    for child in facts.children(tx, tenant, instance_id, "ended"):
        queue.child_ended(tx, tenant, child, instance_id)
    deliveries.wake(tx, tenant, instance_id)
    for seq, held in facts.kept_messages(tx, tenant, instance_id):
        row = instances.lock_instance(tx, tenant, instance_id)
        if row is None or row["status"] not in RUNNING:
            return
        wait = _wait_for(tx, tenant, instance_id, held)
        if wait is None or not deliver(tx, engine, tenant, row, wait, held["payload"], seq, held.get("since")):
            told = {"message": held["message"], "held": seq}
            note(tx, tenant, row, (Event("message.missed", clock.today(), told, node=held["node"]),))


def _wait_for(tx: Tx, tenant: int, instance_id: UUID, held: Mapping[str, Any]) -> Row | None:
    """Return the wait that a kept message came for, or the one that its node has begun since."""
    wait = waits.subscription(tx, tenant, UUID(held["wait"]))
    if wait is not None:
        return wait if wait["message"] == held["message"] else None
    return waits.subscription_at(tx, tenant, instance_id, held["node"], held["message"], held.get("key"))
