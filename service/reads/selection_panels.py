"""The panel of the choice of sunshine members: who was named, by organisation and name, never by score."""

from __future__ import annotations

from service.domain import labels
from service.domain.page_words import word
from service.reads.panel_shapes import Panel, facts_of, table
from service.reads.star_panels import marked
from service.store import selections
from service.store.database import Row, Tx

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
        counts = [("places", unit["quota"]), ("places_needed", unit["needed"])]
        return [facts_of("panel_selection", counts, lang)]
    rows = selections.nominees(tx, tenant, row["instance_id"])
    if not rows:
        return []
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
    return [table(word("panel_selection", lang), _COLUMNS, shown, lang)]
