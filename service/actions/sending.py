"""Messages and signals that a step has sent: put on their way in the step's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from service.domain.outcome import Thrown
from service.store import queue, waits
from service.store.database import Tx


def send(tx: Tx, tenant: int, instance_id: UUID, thrown: Iterable[Thrown]) -> None:
    """Queue what an instance has sent; after its own waits are written, so that it may hear itself."""
    for sent in thrown:
        if sent.kind == "message":
            queue.deliver_message(tx, tenant, sent.name, sent.key, dict(sent.payload))
        else:
            hearers = waits.hearers(tx, tenant, sent.name, instance_id, sent.waiting)
            queue.deliver_signal(tx, tenant, [row["id"] for row in hearers], dict(sent.payload))
