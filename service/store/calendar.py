"""The office calendar of a tenant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from service.domain.calendar import Calendar, CalendarDay
from service.store.database import Row, Tx

LOCK = 201707


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


def between(tx: Tx, tenant: int, first: date, last: date) -> list[CalendarDay]:
    """Return what is stored of the days from one to another."""
    rows = tx.rows(
        """select day, working, provisional, name from calendar_day
            where tenant_id = %s and day between %s and %s order by day""",
        (tenant, first, last),
    )
    return [CalendarDay(row["day"], row["working"], row["provisional"], row["name"]) for row in rows]


def years(tx: Tx, tenant: int) -> list[Row]:
    """Return the years of which anything is stored: how many days are published, and how many are days off."""
    return tx.rows(
        """select extract(year from day)::int as year, count(*) filter (where not provisional) as known,
                  count(*) filter (where name <> '' and not working and not provisional) as off
             from calendar_day where tenant_id = %s group by 1 order by 1""",
        (tenant,),
    )


def lock(tx: Tx, tenant: int) -> None:
    """Let nobody else change the calendar until the transaction ends."""
    tx.run("select pg_advisory_xact_lock(%s, %s)", (LOCK, tenant))


def open_tasks(tx: Tx, tenant: int, most: int) -> list[Row]:
    """Return the open tasks with what their terms were counted from."""
    return tx.rows(
        """select t.id, t.instance_id, t.process_key, t.node, t.title, t.data, t.created_at,
                  t.due_at, t.earliest_on, i.release_id
             from task t join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
            where t.tenant_id = %s and t.status = 'open' order by t.id limit %s""",
        (tenant, most),
    )


def move_tasks(tx: Tx, tenant: int, moved: Iterable[tuple[UUID, datetime, date | None]]) -> None:
    """Give open tasks other terms."""
    tx.run_many(
        """update task set due_at = %s, earliest_on = %s, version = version + 1 where tenant_id = %s and id = %s""",
        [(due, earliest, tenant, task) for task, due, earliest in moved],
    )


def timers_on(tx: Tx, tenant: int, days: Sequence[date]) -> int:
    """Count the running terms that end on one of these days."""
    return int(
        tx.value(
            """select count(*) from timer where tenant_id = %s
                and (due_at at time zone 'Asia/Shanghai')::date = any(%s)""",
            (tenant, list(days)),
        )
    )
