"""Chain the rows of history: each hash covers the one before it and a salted digest of the payload."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.domain import history as rules
from service.domain.instances import Event
from service.store import codec


@dataclass(frozen=True, slots=True)
class Link:
    """One row of history as it is stored."""

    event: Event
    seq: int
    recorded_at: datetime
    body: bytes
    hash: bytes
    salt: bytes
    payload: bytes
    state: bytes | None


def chain(
    tenant: int,
    instance_id: UUID,
    seq: int,
    head: bytes,
    events: Sequence[Event],
    at: datetime,
    state: bytes,
) -> list[Link]:
    """Chain events behind the head; the last one carries the engine's state after the step, for replay."""
    links: list[Link] = []
    for event in events:
        seq += 1
        salt = secrets.token_bytes(rules.SALT_BYTES)
        payload = codec.dump_bytes(dict(event.payload))
        body = rules.body(
            tenant,
            instance_id,
            seq,
            event.type,
            event.actor_id,
            event.on_behalf_of,
            event.node,
            event.occurred_on,
            at,
            rules.commit(salt, payload),
        )
        head = rules.link(head, body)
        links.append(Link(event, seq, at, body, head, salt, payload, state if event is events[-1] else None))
    return links
