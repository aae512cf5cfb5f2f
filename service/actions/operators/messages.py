"""The operators that send a message or a signal to whoever waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.actions.operators.registry import Context, operator
from service.store import queue, waits


@operator("message.send")
def send(ctx: Context, name: str, key: str, payload: Mapping[str, Any] | None = None) -> None:
    """Send a message; it is delivered after the commit, also to the sending instance itself."""
    queue.deliver_message(ctx.tx, ctx.tenant, name, str(key), dict(payload or {}))
    ctx.record("message.sent", {"message": name, "key": str(key)})


@operator("signal.send")
def ring(ctx: Context, name: str, payload: Mapping[str, Any] | None = None) -> None:
    """Send a signal to every other instance that waits for it now."""
    hearers = waits.hearers(ctx.tx, ctx.tenant, name, ctx.instance_id, ())
    queue.deliver_signal(ctx.tx, ctx.tenant, [row["id"] for row in hearers], dict(payload or {}))
    ctx.record("signal.sent", {"message": name})
