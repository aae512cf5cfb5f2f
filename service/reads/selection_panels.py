"""The panel of the choice of sunshine members: who was named, by organisation and name, never by score."""

from __future__ import annotations

from typing import Any

from service.domain import labels
from service.domain.page_words import word
from service.reads.star_panels import marked
from service.store import selections
from service.store.database import Row, Tx

Panel = dict[str, Any]
_COLUMNS = (
    ("organization", ""),
    ("name", ""),
    ("stars", ""),
    ("score", "end"),
    ("sunshine_status", ""),
    ("reason", ""),
)


def show(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show an organisation its places, and the town everybody who was named."""
    known = {**(row.get("variables") or {}), **(row.get("data") or {})}
    unit = known.get("unit")
    if isinstance(unit, dict):
        facts = [("places", unit["quota"]), ("places_needed", unit["needed"])]
        listed = [{"label": word(code, lang), "value": str(value)} for code, value in facts]
        return [{"kind": "facts", "title": word("panel_selection", lang), "facts": listed}]
    rows = selections.nominees(tx, tenant, row["instance_id"])
    if not rows:
        return []
    columns = [{"key": key, "label": word(key, lang), **({"align": align} if align else {})} for key, align in _COLUMNS]
    shown = [
        {
            "organization": each["organization"],
            "name": each["name"],
            "stars": labels.label(labels.STAR_LEVELS, str(each["stars"]), lang) if each["stars"] else "—",
            "score": marked(each["score"]),
            "sunshine_status": labels.label(labels.SUNSHINE_STATUSES, each["status"], lang),
            "reason": each["reason"],
        }
        for each in rows
    ]
    return [{"kind": "table", "title": word("panel_selection", lang), "columns": columns, "rows": shown}]
