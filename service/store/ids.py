"""Identifiers: UUIDv7 for new rows (time-ordered: indexes stay dense), UUIDv5 where a repeat must give the same one."""

from __future__ import annotations

import uuid

import uuid_utils

# The house's own namespace for derived ids.
_NAMESPACE = uuid.UUID("6f0f1c5e-3a54-5c37-9f5e-5a1d1b0c2017")


def new_id() -> uuid.UUID:
    """Return a fresh UUIDv7 (RFC 9562)."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def derived_id(*parts: object) -> uuid.UUID:
    """Return the UUIDv5 of the parts, the same for the same parts for ever."""
    return uuid.uuid5(_NAMESPACE, "/".join(str(part) for part in parts))
