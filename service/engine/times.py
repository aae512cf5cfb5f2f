"""ISO 8601 as timers need it: durations with calendar months, dates in the town's zone, cycles.

SpiffWorkflow's own parser takes "", "P" and "3D" for durations and reads naive dates in the server's zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# China has had one zone and no summer time since 1991; the offset needs no tz database.
TOWN_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")

_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<n>\d*)/(?P<parts>.+)")
_ZONED = re.compile(r"(?P<moment>[^\[\]]+)\[(?P<zone>[A-Za-z0-9_+/-]+)\]")
_LITERAL = re.compile(r"[-+]?[PR][\dT/.,-].*|[PR]|\d{4}-.*|\d+[DHMSWY]?", re.IGNORECASE | re.DOTALL)
_MAX_YEARS = 200
_YEARS = range(1900, 2201)  # a moment outside is a slip of the pen, and nothing that is added to one inside overflows
_MAX_COUNT = 500  # all of which may have to be caught up with in one step


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; months are the calendar's, so 31 January plus one month is the last of February."""

    months: int
    delta: timedelta

    @property
    def is_zero(self) -> bool:
        """Tell whether this duration moves nothing."""
        return self.months == 0 and not self.delta


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repetition: how often (None = without end), from when (None = one interval from now), how far apart, until."""

    times: int | None
    first: datetime | None
    every: Duration
    until: datetime | None = None


def is_literal(text: str) -> bool:
    """Tell whether a text means to be a duration, date or cycle itself, and no expression for one."""
    return _LITERAL.fullmatch(text.strip()) is not None


def parse_duration(text: str) -> Duration:
    """Parse an ISO duration, or raise ValueError."""
    found = _DURATION.fullmatch(text.strip().upper())
    if not found:
        raise ValueError(text)
    part = {key: float(value) if value else 0.0 for key, value in found.groupdict().items()}
    try:
        delta = timedelta(weeks=part["W"], days=part["D"], hours=part["h"], minutes=part["m"], seconds=part["s"])
    except OverflowError:
        raise ValueError(text) from None
    months = int(part["Y"]) * 12 + int(part["M"])
    if months > _MAX_YEARS * 12 or delta > timedelta(days=_MAX_YEARS * 366):
        raise ValueError(text)
    return Duration(months, delta)


def add(start: datetime, duration: Duration) -> datetime:
    """Add a duration by the town's calendar and return UTC."""
    local = start.astimezone(TOWN_ZONE)
    year, month0 = divmod(local.year * 12 + local.month - 1 + duration.months, 12)
    day = min(local.day, monthrange(year, month0 + 1)[1])
    return (local.replace(year=year, month=month0 + 1, day=day) + duration.delta).astimezone(UTC)


def same_day(moment: datetime, day: int) -> datetime:
    """Move a moment to a day of its month in the town, or to the month's last: a monthly cycle begun on the 31st."""
    local = moment.astimezone(TOWN_ZONE)
    return local.replace(day=min(day, monthrange(local.year, local.month)[1])).astimezone(UTC)


def parse_moment(text: str) -> datetime:
    """Parse an ISO date (its first moment in the town) or date-time (naive: the town's zone) to UTC.

    A zone by name stands behind it in brackets (RFC 9557): 2017-03-26T09:00[Europe/Berlin]. There a time that summer
    time skips means an hour later, one that comes twice the first.
    """
    text = text.strip()
    zoned = _ZONED.fullmatch(text)
    if zoned:
        moment = _in_zone(datetime.fromisoformat(zoned["moment"]), zoned["zone"])
    elif len(text) == 10:
        moment = datetime.combine(date.fromisoformat(text), time(), TOWN_ZONE)
    else:
        moment = datetime.fromisoformat(text)
    if moment.year not in _YEARS:
        raise ValueError(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=TOWN_ZONE)).astimezone(UTC)


def _in_zone(moment: datetime, name: str) -> datetime:
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(name) from None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    if moment.astimezone(zone).utcoffset() != moment.utcoffset():
        raise ValueError(name)  # offset and zone contradict each other
    return moment


def parse_cycle(text: str) -> Cycle:
    """Parse R[n]/duration, R[n]/start/duration or R[n]/duration/end, or raise ValueError."""
    found = _CYCLE.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    times = int(found["n"]) if found["n"] else None
    first, _, last = found["parts"].partition("/")
    if times is not None and not 0 < times <= _MAX_COUNT:
        raise ValueError(text)
    ends = bool(last) and first.strip().upper().startswith("P")
    every = parse_duration(first if ends or not last else last)
    if every.is_zero:
        raise ValueError(text)
    if not ends:
        return Cycle(times, parse_moment(first) if last else None, every)
    until = parse_moment(last)
    if times is None:
        return Cycle(None, None, every, until)
    back = Duration(-every.months * (times - 1), -every.delta * (times - 1))
    return Cycle(times, add(until, back), every, until)


# How the text of a timer's element is read.
PARSERS: Final[Mapping[str, Callable[[str], object]]] = {
    "timeDate": parse_moment,
    "timeDuration": parse_duration,
    "timeCycle": parse_cycle,
}
