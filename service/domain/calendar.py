"""Dates of law: months that clamp, working days of the yearly arrangement, durations, the day of an instant.

The engine's own month timers overflow month ends, so every legal date is computed here and handed over as a date.
Calendar rows are input; a year that nobody has loaded counts Monday to Friday and makes the result provisional.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Protocol

from service.domain.errors import Invalid

# China has kept one offset and no summer time since 1991, and no instant in the service is older.
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
ONE_DAY: Final = timedelta(days=1)
LAST_SECOND: Final = time(23, 59, 59)


class CalendarRow(Protocol):
    """A row of calendar_day: one day of the State Council's yearly arrangement (or a guess of ours)."""

    @property
    def day(self) -> date: ...
    @property
    def is_working(self) -> bool: ...
    @property
    def provisional(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A plain calendar row."""

    day: date
    is_working: bool
    provisional: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A computed date, and whether a year that is not yet published was counted through."""

    day: date
    provisional: bool = False


class Calendar:
    """Answer what is a working day, including make-up workdays (调休)."""

    def __init__(self, rows: Iterable[CalendarRow] = ()) -> None:
        self._known: dict[date, bool] = {row.day: row.is_working for row in rows if not row.provisional}

    def knows(self, day: date) -> bool:
        """Tell whether the day's arrangement has been published and loaded."""
        return day in self._known

    def is_working(self, day: date) -> bool:
        """Tell whether people work on the day; Monday to Friday where nothing is known."""
        known = self._known.get(day)
        return day.weekday() < 5 if known is None else known

    def add_working_days(self, start: date, count: int) -> Day:
        """Return the count-th working day after the start; the start itself is never counted."""
        step, day, provisional = (ONE_DAY if count >= 0 else -ONE_DAY), start, False
        left = abs(count)
        while left:
            day += step
            provisional = provisional or day not in self._known
            left -= self.is_working(day)
        return Day(day, provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after the start up to and including the end (negative when the end is earlier)."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + ONE_DAY * offset) for offset in range(1, (end - start).days + 1))

    def next_working_day(self, day: date) -> Day:
        """Return the day itself when people work on it, else the next day when they do."""
        provisional = day not in self._known
        while not self.is_working(day):
            day += ONE_DAY
            provisional = provisional or day not in self._known
        return Day(day, provisional)


def add_months(start: date, months: int) -> date:
    """Add months, clamping to the month's end: 31 January plus one month is 28 or 29 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def add_years(start: date, years: int) -> date:
    """Add years, clamping 29 February to 28 February."""
    return add_months(start, 12 * years)


def years_between(born: date, on: date) -> int:
    """Return the full years of age; the birthday itself counts as reached."""
    return on.year - born.year - (on < add_years(born, on.year - born.year))


@dataclass(frozen=True, slots=True)
class Duration:
    """A term of law: calendar months and days, or working days, or hours within a day."""

    months: int = 0
    days: int = 0
    working_days: int = 0
    seconds: int = 0

    def after(self, start: date, calendar: Calendar) -> Day:
        """Return the last day of the term that begins on the start."""
        day = add_months(start, self.months) + ONE_DAY * self.days
        return calendar.add_working_days(day, self.working_days) if self.working_days else Day(day)

    def __str__(self) -> str:
        if self.working_days:
            return f"P{self.working_days}WD"
        years, months = divmod(self.months, 12)
        text = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (self.days, "D")) if n)
        hours, rest = divmod(self.seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
        return f"P{text}{'T' + clock if clock else ''}" if text or clock else "P0D"


_WORKING = re.compile(r"P(\d{1,4})WD")
_ISO = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?"
)


def parse_duration(value: str) -> Duration:
    """Read an ISO 8601 duration, or our own working days: P5WD."""
    if working := _WORKING.fullmatch(value):
        return Duration(working_days=int(working[1]))
    if not (iso := _ISO.fullmatch(value)):
        raise Invalid.at("", "bad_duration", value=value)
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
    return Duration(12 * years + months, 7 * weeks + days, 0, 3600 * hours + 60 * minutes + seconds)


def is_duration(value: str) -> bool:
    """Tell whether a text is a duration we can read."""
    return bool(_WORKING.fullmatch(value) or _ISO.fullmatch(value))


def day_of(instant: datetime) -> date:
    """Return the Shanghai day of an aware instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """Return the last second of a Shanghai day, as UTC."""
    return datetime.combine(day, LAST_SECOND, SHANGHAI).astimezone(UTC)


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return a Shanghai wall-clock moment as UTC."""
    return datetime.combine(day, time(hour, minute, second), SHANGHAI).astimezone(UTC)


def parse_day(value: object) -> date | None:
    """Read a date, or the Shanghai day of an instant, from process data; None for anything else."""
    if isinstance(value, datetime):
        return day_of(value) if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else parse_day(datetime.fromisoformat(value))
    except ValueError:
        return None
