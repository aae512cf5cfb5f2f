"""The options of a field with a source, for the form of a task or of a start."""

from __future__ import annotations

from typing import Any

from service.domain import clock
from service.domain.form_sources import of_field
from service.store import choices
from service.store.database import Row, Tx

MAX_OPTIONS = 500

__all__ = ["of_field", "options"]


def options(tx: Tx, tenant: int, source: str, row: Row, q: str | None, limit: int) -> list[dict[str, Any]]:
    """Return what may be chosen: value, label, note, and whether it may only be looked at."""
    rows = choices.options(tx, tenant, source, row, q, max(1, min(limit, MAX_OPTIONS)), clock.today())
    return [
        {"value": row["value"], "label": row["label"], "note": row["note"] or None, "disabled": row["disabled"]}
        for row in rows
    ]
