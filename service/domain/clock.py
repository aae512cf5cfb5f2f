"""The business clock: real time, moved by the tenant's offset (demo towns only, simulated calendars in tests).

Every rule, timer and record asks this clock, never the computer's; a door sets the offset once per request or job.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta(0))
_stopped: ContextVar[datetime | None] = ContextVar("clock_stopped", default=None)


def use_offset(offset: timedelta) -> None:
    """Move this context's clock by an offset from real time, and let it run."""
    _stopped.set(None)
    _offset.set(offset)


def stop_at(moment: datetime) -> None:
    """Stop this context's clock at a moment, until it is moved: for a past that is told, step by step."""
    _stopped.set(moment.astimezone(UTC))


def now() -> datetime:
    """Return the present instant of the business clock, aware, in UTC."""
    return _stopped.get() or datetime.now(UTC) + _offset.get()


def of_real(instant: datetime) -> datetime:
    """Return an instant of the computer's clock (a queue's, an outbox's) as the business clock tells it."""
    return instant + _offset.get()


def today() -> date:
    """Return the present day in the office's zone."""
    return now().astimezone(OFFICE_ZONE).date()


def office_day(instant: datetime) -> date:
    """Return the day of an instant in the office's zone."""
    return instant.astimezone(OFFICE_ZONE).date()
