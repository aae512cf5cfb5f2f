"""When something may be done at the earliest and must be done at the latest, from a rule and a start date.

Deadlines that end on a day off are not moved: the text does not say so `[TEMPLATE]`, so `Term` names both days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from service.domain.calendar import Calendar, Day, Duration, day_of, end_of, is_duration, parse_day, parse_duration
from service.domain.errors import Conflict
from service.domain.rules import Kind, Rule, Rulebook


@dataclass(frozen=True, slots=True)
class Term:
    """What a rule means for one start date. None where the rule sets no such day."""

    rule: Rule | None
    start: date
    earliest: date | None = None
    due: date | None = None
    special_due: date | None = None
    provisional: bool = False
    next_working_day: date | None = None


def term(rule: Rule, start: date, calendar: Calendar, occurrence: int = 1) -> Term:
    """Compute the dates of a rule; `occurrence` counts the turns of a recurring one (half-year reviews)."""
    first, last, special = _lengths(rule, occurrence)
    earliest = first.after(start, calendar) if first else None
    due = last.after(start, calendar) if last else None
    special_due = special.after(start, calendar) if special else None
    moved = calendar.next_working_day(due.day) if due else None
    return Term(
        rule,
        start,
        earliest.day if earliest else None,
        due.day if due else None,
        special_due.day if special_due else None,
        any(day.provisional for day in (earliest, due, special_due) if day),
        moved.day if moved and due and moved.day != due.day else None,
    )


def _lengths(rule: Rule, occurrence: int) -> tuple[Duration | None, Duration | None, Duration | None]:
    if rule.kind is Kind.EARLIEST:
        return rule.value or rule.minimum, None, None
    if rule.kind is Kind.DEADLINE:
        every = rule.every
        # From the anchor, never from the last turn: 31 August + 6 + 6 months must come back to 31 August.
        turn = Duration(every.months * occurrence, every.days * occurrence) if every else None
        return None, rule.value or turn or rule.maximum, rule.special_maximum
    if rule.kind is Kind.WINDOW:
        return rule.minimum, rule.maximum or rule.value, None
    return None, None, None


def earliest(rule: Rule, start: date, calendar: Calendar) -> Day | None:
    """Return the first lawful day of a step, or None when the rule sets none."""
    found = term(rule, start, calendar)
    return Day(found.earliest, found.provisional) if found.earliest else None


def deadline(rule: Rule, start: date, calendar: Calendar, occurrence: int = 1) -> Day | None:
    """Return the last day of a term, or None when the rule sets none."""
    found = term(rule, start, calendar, occurrence)
    return Day(found.due, found.provisional) if found.due else None


def window(rule: Rule, start: date, calendar: Calendar) -> tuple[Day, Day]:
    """Return the first and the last day of a public notice: the day it goes up, and the end of its last counted day."""
    length = rule.minimum or rule.value
    if length is None:
        raise Conflict("rule_no_date", rule=rule.id)
    return Day(start, not calendar.knows(start)), length.after(start, calendar)


@dataclass(frozen=True, slots=True)
class Due:
    """When a task is due: the instant the inbox sorts by, and the rule it comes from."""

    at: datetime
    rule: Rule | None
    start: date
    provisional: bool


def due_at(
    value: str | None,
    opened: datetime,
    data: Mapping[str, Any],
    book: Rulebook,
    calendar: Calendar,
    family: str = "cpc_dev",
) -> Due | None:
    """Resolve the property `due` of a task: a rule id, an ISO duration (PnWD too), or data:NAME.

    A rule counts from the process date it names in `start`; where the process has none, from the day the task opened.
    """
    if not value:
        return None
    today = day_of(opened)
    if value.startswith("data:"):
        day = data_day(data, value[5:])
        return Due(end_of(day), None, today, False) if day else None
    if is_duration(value):
        length = parse_duration(value)
        if length.seconds:
            return Due(opened + timedelta(days=length.days, seconds=length.seconds), None, today, False)
        found = length.after(today, calendar)
        return Due(end_of(found.day), None, today, found.provisional)
    rule = book.find(value, today, family)
    if rule is None:
        return None
    start = data_day(data, rule.start) or today
    last = deadline(rule, start, calendar)
    return Due(end_of(last.day), rule, start, last.provisional) if last else None


def earliest_on(
    value: str | None,
    opened: datetime,
    data: Mapping[str, Any],
    book: Rulebook,
    calendar: Calendar,
    family: str = "cpc_dev",
) -> date | None:
    """Resolve the property `earliest` of a task; None when nothing keeps people from acting."""
    if not value:
        return None
    if value.startswith("data:"):
        return data_day(data, value[5:])
    today = day_of(opened)
    if is_duration(value):
        return parse_duration(value).after(today, calendar).day
    rule = book.find(value, today, family)
    if rule is None:
        return None
    found = term(rule, data_day(data, rule.start) or today, calendar)
    return found.earliest


def data_day(data: Mapping[str, Any], name: str | None) -> date | None:
    """Find a date in process data: NAME, or NAME.KEY for one inside an object; at the top or among its `dates`."""
    if not name:
        return None
    dates = data.get("dates")
    for place in (data, dates if isinstance(dates, Mapping) else {}):
        for key in (name, f"{name}_on"):
            if (day := parse_day(inside(place, key))) is not None:
                return day
    return None


def inside(place: Mapping[str, Any], path: str) -> object:
    """Return what process data hold at NAME or NAME.KEY; None where there is nothing."""
    found: object = place
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
