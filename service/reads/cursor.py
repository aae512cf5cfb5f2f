"""Keyset cursors: opaque to the client, a moment and an id to us."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

from service.domain.errors import Invalid

LIMIT = 20
MAX_LIMIT = 100
COUNT_CAP = 1000


def encode(at: datetime | str, row_id: UUID) -> str:
    """Return the cursor that continues after a row."""
    text = at.isoformat() if isinstance(at, datetime) else at
    return base64.urlsafe_b64encode(f"{text}|{row_id}".encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[str, UUID]:
    """Return what a cursor says.

    Raises Invalid when the cursor is not one of ours.
    """
    try:
        text, _, row_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().rpartition("|")
        return text, UUID(row_id)
    except (ValueError, binascii.Error):
        raise Invalid.at("/cursor", "bad_cursor") from None


def decode_instant(cursor: str | None, start: datetime) -> tuple[datetime, UUID]:
    """Return where a list ordered by time continues; without a cursor, at its start."""
    if cursor is None:
        return start, UUID(int=0)
    text, row_id = decode(cursor)
    try:
        return datetime.fromisoformat(text), row_id
    except ValueError:
        raise Invalid.at("/cursor", "bad_cursor") from None
