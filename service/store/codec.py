"""JSON as the house writes it: compact, UUIDs and dates as text, numbers that keep their value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson


def dumps(value: Any) -> str:
    """Write JSON for a jsonb parameter."""
    return orjson.dumps(value, default=_default).decode()


def dump_bytes(value: Any) -> bytes:
    """Write JSON as bytes, keys in the order given."""
    return orjson.dumps(value, default=_default)


def loads(data: str | bytes) -> Any:
    """Read JSON."""
    return orjson.loads(data)


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
