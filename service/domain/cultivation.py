"""Cultivating an activist (细则 §9-§13): when half-year reviews fall, and from when one may be proposed as a candidate.

Every day is counted from the day of confirmation, never from the last review: 31 August comes back to 31 August.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.domain import deadlines
from service.domain.calendar import Calendar
from service.domain.errors import Conflict
from service.domain.rules import Rule

GOOD, FAIR, WEAK = "good", "fair", "weak"
REVIEWS_NEEDED: Final = 2  # a year holds two half years
WEAK_TOGETHER: Final = 2  # [TEMPLATE] ground D06


@dataclass(frozen=True, slots=True)
class Turn:
    """One half year: its number, its last day, and the day in the middle when a thought report is asked for."""

    number: int
    review_on: date
    report_on: date


def review_day(rule: Rule, confirmed_on: date, number: int, calendar: Calendar) -> date:
    """Return the day of a half-year review, counted from the day of confirmation."""
    found = deadlines.deadline(rule, confirmed_on, calendar, number)
    if found is None:
        raise Conflict("rule_no_date", rule=rule.id)
    return found.day


def next_turn(reviews: Rule, reports: Rule, confirmed_on: date, last: int, today: date, calendar: Calendar) -> Turn:
    """Return the half year whose review comes next; of reviews that were missed altogether only the latest is held."""
    number = last + 1
    while review_day(reviews, confirmed_on, number + 1, calendar) <= today:
        number += 1
    report = deadlines.deadline(reports, confirmed_on, calendar, 2 * number - 1)
    if report is None:
        raise Conflict("rule_no_date", rule=reports.id)
    return Turn(number, review_day(reviews, confirmed_on, number, calendar), report.day)


def weak_in_a_row(results: Sequence[str]) -> int:
    """Return how many of the latest reviews, one after the other, were weak."""
    count = 0
    for result in reversed(results):
        if result != WEAK:
            break
        count += 1
    return count


def earliest_proposal(minimum: Rule, confirmed_on: date, not_before: date | None, calendar: Calendar) -> date:
    """Return the first day on which a person may be proposed: after a year, and after any pause that was set."""
    found = deadlines.earliest(minimum, confirmed_on, calendar)
    if found is None:
        raise Conflict("rule_no_date", rule=minimum.id)
    return max(found.day, not_before) if not_before else found.day
