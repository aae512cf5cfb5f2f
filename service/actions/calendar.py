"""The office calendar of a year: read the notice, show which open terms move, then save both (system administrator).

A term that was counted in working days is counted anew from the day it began. What had been handed to the diagram as a
date (a public notice that is up, a running timer) keeps its end: people were told of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service import desk
from service.domain import administration, clock, office_calendar
from service.domain.calendar import Calendar, CalendarDay, day_of
from service.domain.errors import Invalid, Problem
from service.domain.instances import Event
from service.domain.moves import reason_of
from service.domain.office_calendar import Arrangement
from service.domain.people import Actor
from service.engine import Engine
from service.store import admin_log, noting
from service.store import calendar as store
from service.store.database import Row, Tx

MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Moved:
    """An open task whose last day is another one by the new calendar."""

    task: UUID
    case: UUID
    node: str
    title: str
    was: date
    due: datetime
    earliest: date | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an arrangement would do."""

    arrangement: Arrangement
    changed: list[date]
    moved: list[Moved]
    timers: int

    def groups(self) -> list[tuple[tuple[str, date, date], int]]:
        """Return the terms that move: step, last day before and after, and how many; nothing about a case."""
        return sorted(Counter((each.title, each.was, day_of(each.due)) for each in self.moved).items())


def preview(tx: Tx, engine: Engine, actor: Actor, year: int, text: str) -> Effect:
    """Return what a text says of a year and what it would do; nothing is kept.

    Raises Forbidden, Invalid (the year).
    """
    administration.seats(actor, clock.today())
    _check_year(year)
    arrangement = office_calendar.read(text, year)
    if arrangement.slips:
        return Effect(arrangement, [], [], 0)
    days = arrangement.whole_year()
    before = store.load(tx, actor.tenant)
    known = {row.day: row for row in store.between(tx, actor.tenant, days[0].day, days[-1].day)}
    changed = [row.day for row in days if before.is_working(row.day) != row.is_working]
    after = Calendar([*_others(tx, actor.tenant, {row.day for row in days}), *days])
    fresh = any(known.get(row.day) is None or known[row.day].provisional for row in days)
    moved = _moved(tx, engine, actor.tenant, before, after) if changed or fresh else []
    off = [row.day for row in days if row.day in set(changed) and not row.is_working]
    return Effect(arrangement, changed, moved, store.timers_on(tx, actor.tenant, off) if off else 0)


def save_in(tx: Tx, engine: Engine, actor: Actor, given: Mapping[str, Any]) -> None:
    """Save what a text says of a year; open terms that count working days move with it.

    Raises Forbidden, Invalid (the year, what is wrong with the text).
    """
    administration.seats(actor, clock.today())
    why, year = reason_of(given["reason"]), given["year"]
    store.lock(tx, actor.tenant)
    effect = preview(tx, engine, actor, year, given["text"])
    if effect.arrangement.slips:
        raise Invalid([Problem("/text", slip.code, slip.params) for slip in effect.arrangement.slips])
    store.save(tx, actor.tenant, effect.arrangement.whole_year())
    _note(tx, actor, effect.moved)
    store.move_tasks(tx, actor.tenant, [(each.task, each.due, each.earliest) for each in effect.moved])
    after = {"off": _off(effect.arrangement.days), "days": len(effect.changed), "tasks": len(effect.moved)}
    admin_log.record(tx, actor.tenant, actor.person_id, "calendar.saved", str(year), None, after, why)


def _note(tx: Tx, actor: Actor, moved: Sequence[Moved]) -> None:
    """Write into the history of each case which of its terms has moved, from which day to which."""
    at = clock.now()
    noted: dict[UUID, list[Event]] = {}
    for each in moved:
        said = {"title": each.title, "from": each.was.isoformat(), "to": day_of(each.due).isoformat()}
        event = Event("term.moved", clock.office_day(at), said, each.node, each.task, actor.person_id)
        noted.setdefault(each.case, []).append(event)
    noting.note(tx, actor.tenant, noted, at)


def _off(days: Mapping[date, CalendarDay]) -> int:
    return sum(not row.is_working for row in days.values())


def _check_year(year: int) -> None:
    if not office_calendar.FIRST_YEAR <= year <= office_calendar.LAST_YEAR:
        raise Invalid.at("/year", "bad_value")
    if year < clock.today().year - 1:
        raise Invalid.at("/year", "calendar_past", year=year)


def _others(tx: Tx, tenant: int, days: set[date]) -> list[CalendarDay]:
    stored = store.between(tx, tenant, date(1, 1, 1), date(9999, 12, 31))
    return [row for row in stored if row.day not in days]


def _moved(tx: Tx, engine: Engine, tenant: int, before: Calendar, after: Calendar) -> list[Moved]:
    """Count the terms of open tasks by both calendars; only what the old one explains is counted anew."""
    desks: dict[UUID, tuple[desk.Desk, desk.Desk]] = {}
    found = []
    for row in store.open_tasks(tx, tenant, MOST):
        if row["release_id"] not in desks:
            opened = desk.open_release(tx, engine, tenant, row["release_id"])
            desks[row["release_id"]] = (
                desk.Desk(opened.model, opened.rules, before),
                desk.Desk(opened.model, opened.rules, after),
            )
        old, new = (_terms(each, row) for each in desks[row["release_id"]])
        if old is not None and new is not None and old != new and old[0] == row["due_at"]:
            found.append(Moved(row["id"], row["instance_id"], row["node"], row["title"], day_of(row["due_at"]), *new))
    return found


def _terms(opened: desk.Desk, row: Row) -> tuple[datetime, date | None] | None:
    info = opened.model.nodes.get(row["process_key"], {}).get(row["node"])
    if info is None:
        return None
    frame = opened.frame()
    due = frame.due(info.properties.get("due"), row["data"], row["created_at"])
    return due, frame.earliest(info.properties.get("earliest"), row["data"], row["created_at"])
