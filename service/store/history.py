"""Chain the rows of history: each hash covers the one before it and a salted digest of the payload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.instances import Event


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
