"""Shapes of the office calendar."""

from __future__ import annotations

from marshmallow import validate

from service.domain import office_calendar
from service.web.schemas import fields as f

_YEARS = validate.Range(
    min=office_calendar.FIRST_YEAR,
    max=office_calendar.LAST_YEAR,
    error=f"number_range:{office_calendar.FIRST_YEAR}–{office_calendar.LAST_YEAR}",
)
STATUSES = ("published", "provisional")


class CalendarQuery(f.Shape):
    """Which year; this one when none is said."""

    year = f.Integer(validate=_YEARS)


SpecialDay = f.shape("SpecialDay", {"day": f.day(), "working": f.flag(), "name": f.text()})
KnownYear = f.shape("KnownYear", {"year": f.number(), "status": f.choice(*STATUSES)})


class CalendarYear(f.Shape):
    """A year: the days that are not as their weekday has it; `text` says the same in rows that can be sent back."""

    year = f.number()
    status = f.choice(*STATUSES)
    today = f.day()
    editable = f.flag()
    days = f.many(SpecialDay)
    text = f.text()
    years = f.many(KnownYear)


class CalendarText(f.Shape):
    """The words of the notice, or a row a day: day, 休 or 班, name."""

    year = f.number(validate=_YEARS)
    text = f.text(most=20_000)


class CalendarSaving(CalendarText):
    """The same, to be saved, and why."""

    reason = f.text(most=500)


class CalendarEffect(f.Shape):
    """What a text says, what is wrong with it, and which open terms would move."""

    year = f.number()
    slips = f.many(f.text())
    days = f.many(SpecialDay)
    changed = f.number()
    tasks = f.number()
    moves = f.many(f.shape("MovedTerm", {"title": f.text(), "was": f.day(), "due": f.day(), "n": f.number()}))
    timers = f.number()
