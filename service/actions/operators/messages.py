"""The operator that sends a message to whoever waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.actions.operators.registry import Context, operator
from service.store import queue


@operator("message.send")
def send(ctx: Context, name: str, key: str, payload: Mapping[str, Any] | None = None) -> None:
    """Send a message; it is delivered after the commit, also to the sending instance itself."""
    queue.deliver_message(ctx.tx, ctx.tenant, name, str(key), dict(payload or {}))
    ctx.record("message.sent", {"message": name, "key": str(key)})
