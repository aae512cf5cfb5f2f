"""The office calendar for the system administrator: the years, one year day by day, what a text would change."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from service.domain import administration, clock, messages, office_calendar
from service.domain.calendar import CalendarDay
from service.domain.people import Actor
from service.store import calendar as store
from service.store.database import Tx

AHEAD: Final = 2
SHOWN: Final = 50
PUBLISHED: Final = "published"
UNKNOWN: Final = "provisional"


def page(tx: Tx, actor: Actor, year: int | None) -> dict[str, Any]:
    """Return a year, and which years are known; one that is not counts Monday to Friday, provisionally.

    Raises Forbidden.
    """
    administration.seats(actor, clock.today())
    now = clock.today().year
    chosen = year or now
    stored = {row["year"]: row for row in store.years(tx, actor.tenant)}
    years = sorted({*(each for each in stored if each >= now - 4), *range(now - 1, now + AHEAD + 1), chosen})
    days = store.between(tx, actor.tenant, date(chosen, 1, 1), date(chosen, 12, 31))
    known = _is_known(chosen, stored)
    return {
        "year": chosen,
        "status": PUBLISHED if known else UNKNOWN,
        "today": clock.today(),
        "editable": chosen >= now - 1,
        "days": _shown(days) if known else [],
        "text": office_calendar.rows(days) if known else "",
        "years": [{"year": each, "status": PUBLISHED if _is_known(each, stored) else UNKNOWN} for each in years],
    }


def _is_known(year: int, stored: dict[int, Any]) -> bool:
    return year in stored and stored[year]["known"] >= 365


def effect(found: Any, lang: str) -> dict[str, Any]:
    """Shape what an arrangement would do."""
    arrangement, groups = found.arrangement, found.groups()
    return {
        "year": arrangement.year,
        "slips": [messages.text(slip.code, lang, **slip.params) for slip in arrangement.slips],
        "days": _shown([row for _, row in sorted(arrangement.days.items())]),
        "changed": len(found.changed),
        "tasks": len(found.moved),
        "moves": [{"title": title, "was": was, "due": due, "n": n} for (title, was, due), n in groups[:SHOWN]],
        "timers": found.timers,
    }


def _shown(days: list[CalendarDay]) -> list[dict[str, Any]]:
    return [{"day": row.day, "working": row.is_working, "name": row.name} for row in office_calendar.exceptions(days)]
