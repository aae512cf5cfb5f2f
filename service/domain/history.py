"""The hash chain of an instance's history: nothing can be altered, dropped or slipped in unnoticed (design 11.7).

body = canonical JSON of the row's facts with digest = SHA-256(salt || payload); hash = SHA-256(previous hash || body).
The payload itself may be erased by law: its salted digest stays, proves nothing about the content and keeps the chain.
The check needs nothing but this file and the exported rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, Protocol
from uuid import UUID

GENESIS: Final = bytes(32)
SALT_BYTES: Final = 16


class Row(Protocol):
    """A stored row of history, as far as the chain is concerned."""

    @property
    def seq(self) -> int: ...
    @property
    def body(self) -> bytes: ...
    @property
    def hash(self) -> bytes: ...
    @property
    def salt(self) -> bytes: ...
    @property
    def payload(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A plain row, as read from an export."""

    seq: int
    body: bytes
    hash: bytes
    salt: bytes
    payload: bytes | None


def canonical(value: Any) -> bytes:
    """Write a value as the one JSON text it has: sorted keys, no blanks, UTF-8, no NaN."""
    return _CANONICAL.encode(value).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


# Made once: json.dumps would make one for each row of history.
_CANONICAL: Final = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
)


def instant(value: datetime) -> str:
    """Write an aware instant as UTC with microseconds: the same moment always gives the same text."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def commit(salt: bytes, payload: bytes) -> bytes:
    """Return the salted commitment of a payload."""
    return sha256(salt + payload).digest()


def body(
    tenant: int | str,
    instance: UUID,
    seq: int,
    type_: str,
    actor: UUID | None,
    on_behalf_of: UUID | None,
    node: str | None,
    occurred_on: date,
    recorded_at: datetime,
    digest: bytes,
) -> bytes:
    """Return the canonical facts of one row; the keys stand in sorted order."""
    return canonical(
        {
            "actor": actor and str(actor),
            "digest": digest.hex(),
            "instance": str(instance),
            "node": node,
            "occurred_on": occurred_on.isoformat(),
            "on_behalf_of": on_behalf_of and str(on_behalf_of),
            "recorded_at": instant(recorded_at),
            "seq": seq,
            "tenant": str(tenant),
            "type": type_,
        }
    )


def link(previous: bytes, body: bytes) -> bytes:
    """Return the hash of a row, given the hash before it (GENESIS for the first)."""
    return sha256(previous + body).digest()


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of a chain found; `broken_at` is the first row that does not hold."""

    ok: bool
    checked: int
    broken_at: int | None
    head: bytes


def verify(rows: Iterable[Row], head: bytes | None = None, length: int | None = None) -> Verification:
    """Check a whole chain, oldest row first.

    A missing row breaks the chain where the sequence jumps. Rows cut off at the end leave no gap, so the caller hands
    over what the instance (or the signed daily anchor) says about the head and the length.
    """
    previous, checked = GENESIS, 0
    for row in rows:
        expected = checked + 1
        if row.seq != expected or not _holds(row, previous):
            return Verification(False, checked, min(row.seq, expected), previous)
        previous, checked = bytes(row.hash), expected
    cut = (head is not None and bytes(head) != previous) or (length is not None and length != checked)
    return Verification(not cut, checked, checked + 1 if cut else None, previous)


def _holds(row: Row, previous: bytes) -> bool:
    if link(previous, bytes(row.body)) != bytes(row.hash):
        return False
    try:
        facts = json.loads(row.body)
    except ValueError:
        return False
    if not isinstance(facts, dict) or facts.get("seq") != row.seq:
        return False
    if row.payload is None:  # erased by law; the commitment stays in the body
        return True
    return bool(facts.get("digest") == commit(bytes(row.salt), bytes(row.payload)).hex())
