"""The office calendar (工作日历), for the system administrator: a year, what a notice would change, save it."""

from __future__ import annotations

from typing import Any

from flask import Response

from service import desk
from service.actions import calendar as actions
from service.reads import calendar as reads
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.calendar import CalendarEffect, CalendarQuery, CalendarSaving, CalendarText, CalendarYear

calendar = Resource("admin/calendar", "工作日历 · The office calendar")


@calendar.read("", CalendarYear, query=CalendarQuery, post=True)
def year(query: dict[str, Any]) -> Response:
    """一年的放假和调休。 Show a year: days off and make-up workdays."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), query.get("year")))


@calendar.act("/preview", CalendarEffect, body=CalendarText)
def preview(given: dict[str, Any]) -> Response:
    """预览。 Read a notice and tell what it would change; nothing is kept."""
    house = door.house()
    with house.db.reading() as tx:
        found = actions.preview(tx, house.engine, door.actor(), given["year"], given["text"])
        return present(reads.effect(found, language()))


@calendar.act("", CalendarYear, body=CalendarSaving)
def save(given: dict[str, Any]) -> Response:
    """保存。 Save a year; open terms that count working days move with it."""
    house, actor = door.house(), door.actor()
    answer = decide(
        lambda tx: actions.save_in(tx, house.engine, actor, given),
        lambda tx, _: reads.page(tx, actor, given["year"]),
    )
    desk.forget_calendars()
    return answer
