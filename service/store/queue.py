"""Jobs: put into the queue inside the caller's own transaction, so that a decision and its follow-up are one commit.

This side never opens a connection of its own (see ARCHITECTURE, "Decisions": two Procrastinate applications).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import procrastinate

from service.store.database import Tx

TIMERS = "timers"
ENGINE = "engine"
OPS = "ops"

FIRE_TIMERS = "fire_timers"
CHILD_ENDED = "child_ended"
DELIVER_MESSAGE = "deliver_message"

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
    defer(tx, FIRE_TIMERS, TIMERS, lock=instance_id, tenant=tenant, instance=str(instance_id))


def child_ended(tx: Tx, tenant: int, child_id: UUID, parent_id: UUID) -> None:
    """Queue the hand-back of an ended child to its parent."""
    defer(tx, CHILD_ENDED, ENGINE, lock=parent_id, tenant=tenant, child=str(child_id))


def deliver_message(tx: Tx, tenant: int, message: str, key: str, payload: dict[str, Any]) -> None:
    """Queue the delivery of a message to whoever waits for it with this key."""
    defer(
        tx, DELIVER_MESSAGE, ENGINE, lock=f"{message}/{key}", tenant=tenant, message=message, key=key, payload=payload
    )


def deliver_messages(tx: Tx, tenant: int, message: str, payloads: Mapping[str, dict[str, Any]]) -> None:
    """Queue one message to many keys in one statement; keys differ, so no two of these wait for each other."""
    jobs: list[dict[str, Any]] = [
        {"tenant": tenant, "message": message, "key": key, "payload": payload} for key, payload in payloads.items()
    ]
    if jobs:
        _app.configure_task(DELIVER_MESSAGE, queue=ENGINE, connection=tx.connection).batch_defer(*jobs)
