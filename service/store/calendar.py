"""The office calendar of a tenant."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.calendar import Calendar, CalendarDay
from service.store.database import Tx


def load(tx: Tx, tenant: int) -> Calendar:
    """Return the tenant's calendar; a year without rows is unknown and makes dates provisional."""
    rows = tx.rows(
        "select day, working, provisional, name from calendar_day where tenant_id = %s order by day", (tenant,)
    )
    return Calendar(CalendarDay(row["day"], row["working"], row["provisional"], row["name"]) for row in rows)


def save(tx: Tx, tenant: int, days: Iterable[CalendarDay]) -> None:
    """Store days of the calendar, or replace them."""
    tx.run_many(
        """insert into calendar_day (tenant_id, day, working, provisional, name) values (%s, %s, %s, %s, %s)
           on conflict (tenant_id, day) do update
              set working = excluded.working, provisional = excluded.provisional, name = excluded.name""",
        [(tenant, row.day, row.is_working, row.provisional, row.name) for row in days],
    )
