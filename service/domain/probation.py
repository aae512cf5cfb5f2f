"""Probation and conversion (细则 2026 §28-36; 2014 §29-37): its turns, its end, and what may be resolved about it when.

Months are counted from the day of the assembly and clamped to the month's last day. The day on which probation ends is
the day from which a converted member is a full member: party age counts from it, however late the assembly meets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from service.domain.calendar import Duration, add_months
from service.domain.errors import Problem

CONVERT: Final = "convert"
EXTEND: Final = "extend"
CANCEL: Final = "cancel"
REVIEW_MONTHS: Final = 3  # a review every quarter, by custom
APPLY_DAYS: Final = 30  # the person is reminded and may hand in the application this long before the end, by custom


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next in a probation: a quarterly review, or the time to apply for conversion."""

    kind: str  # review, apply
    number: int
    on: date


def apply_from(until: date) -> date:
    """Return the day from which the application for conversion may be handed in."""
    return until - timedelta(days=APPLY_DAYS)


def next_turn(start: date, until: date, number: int, today: date) -> Turn:
    """Return what comes after so many reviews; reviews whose day has passed unseen are not made up for."""
    last = apply_from(until)
    while True:
        number += 1
        day = add_months(start, REVIEW_MONTHS * number)
        if day >= last:
            return Turn("apply", number, last)
        if day >= today:
            return Turn("review", number, day)


def extended_until(until: date, months: int) -> date:
    """Return the end of a probation that is extended."""
    return add_months(until, months)


def resolved_wrongly(
    outcome: str, on: date, until: date, months: int | None, extended: bool, least: Duration, most: Duration
) -> Problem | None:
    """Return why an assembly cannot resolve this; None when it can.

    Cancelling needs no waiting; converting and extending wait for the end of probation. An extension comes once.
    """
    if outcome == CANCEL:
        return None
    if on < until:
        return Problem("/meeting_on", "probation_not_over", {"until": until})
    if outcome == EXTEND:
        if extended:
            return Problem("/outcome", "extension_once")
        if months is None or not least.months <= months <= most.months:
            return Problem("/months", "extension_months", {"least": least.months, "most": most.months})
    return None


def postponed_wrongly(until: date, to: date, today: date, most: Duration) -> Problem | None:
    """Return why the discussion of somebody who came from elsewhere cannot wait until a day."""
    limit = add_months(until, most.months)
    if not today < to <= limit:
        return Problem("/postpone_to", "postponed_too_far", {"limit": limit})
    return None
