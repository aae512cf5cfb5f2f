"""Keyset cursors: opaque to the client, a moment and an id to us."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service.domain.errors import Invalid
from service.store.database import Row

LIMIT = 20
MAX_LIMIT = 100
COUNT_CAP = 1000
FIRST = datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0)
LAST = datetime(9999, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1)


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


def _place(after: str | None, start: tuple[datetime, UUID]) -> tuple[datetime, UUID]:
    """Return where a list ordered by time continues; without a cursor, at its start."""
    if after is None:
        return start
    text, row_id = decode(after)
    try:
        return datetime.fromisoformat(text), row_id
    except ValueError:
        raise Invalid.at("/cursor", "bad_cursor") from None


def most(limit: int) -> int:
    """Return how many rows a page has when somebody asks for so many."""
    return max(1, min(limit, MAX_LIMIT))


def window(after: str | None, limit: int, start: tuple[datetime, UUID]) -> dict[str, Any]:
    """Return the parameters of a page by time: at, after, limit (one row more, to know of the next page), cap."""
    at, row_id = _place(after, start)
    return {"at": at, "after": row_id, "limit": most(limit) + 1, "cap": COUNT_CAP}


def cut(rows: list[Row], limit: int, column: str) -> tuple[list[Row], str | None]:
    """Return the rows of a page, and the cursor of the next one when one row more was found."""
    shown = rows[: most(limit)]
    return shown, encode(shown[-1][column], shown[-1]["id"]) if len(rows) > len(shown) else None
