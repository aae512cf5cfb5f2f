"""ISO 8601 as timers need it: durations with calendar months, dates in the town's zone, cycles.

SpiffWorkflow's own parser takes "", "P" and "3D" for durations and reads naive dates in the server's zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

# China has had one zone and no summer time since 1991; the offset needs no tz database.
TOWN_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")

_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<n>\d*)/(?P<parts>.+)")
_MAX_YEARS = 200


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
    """A repetition: how often (None = without end), from when (None = one interval from now), how far apart."""

    times: int | None
    first: datetime | None
    every: Duration


def parse_duration(text: str) -> Duration:
    """Parse an ISO duration, or raise ValueError."""
    found = _DURATION.fullmatch(text.strip().upper())
    if not found:
        raise ValueError(text)
    part = {key: float(value) if value else 0.0 for key, value in found.groupdict().items()}
    if part["Y"] > _MAX_YEARS or part["D"] > _MAX_YEARS * 366 or part["M"] > _MAX_YEARS * 12:
        raise ValueError(text)
    delta = timedelta(weeks=part["W"], days=part["D"], hours=part["h"], minutes=part["m"], seconds=part["s"])
    return Duration(int(part["Y"]) * 12 + int(part["M"]), delta)


def add(start: datetime, duration: Duration) -> datetime:
    """Add a duration by the town's calendar and return UTC."""
    local = start.astimezone(TOWN_ZONE)
    year, month0 = divmod(local.year * 12 + local.month - 1 + duration.months, 12)
    day = min(local.day, monthrange(year, month0 + 1)[1])
    return (local.replace(year=year, month=month0 + 1, day=day) + duration.delta).astimezone(UTC)


def parse_moment(text: str) -> datetime:
    """Parse an ISO date (its first moment in the town) or date-time (naive: the town's zone) to UTC."""
    text = text.strip()
    if len(text) == 10:
        return datetime.combine(date.fromisoformat(text), time(), TOWN_ZONE).astimezone(UTC)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=TOWN_ZONE)).astimezone(UTC)


def parse_cycle(text: str) -> Cycle:
    """Parse R[n]/duration or R[n]/start/duration, or raise ValueError."""
    found = _CYCLE.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    times = int(found["n"]) if found["n"] else None
    parts = found["parts"].split("/")
    if len(parts) > 2 or times == 0:
        raise ValueError(text)
    every = parse_duration(parts[-1])
    if every.is_zero:
        raise ValueError(text)
    return Cycle(times, parse_moment(parts[0]) if len(parts) == 2 else None, every)
