"""People, and one's own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import notices as actions
from service.reads import me as own
from service.reads import notices
from service.reads import people as reads
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.people import MyPage, Notices, PeoplePage, PeopleQuery, Person

people = Resource("people", "人员 · People")
me = Resource("me", "本人 · One's own page")


@people.read("", PeoplePage, query=PeopleQuery)
def page(query: dict[str, Any]) -> Response:
    """人员名册。 List the people whom the reader may see."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), lang=language(), **query))


@people.read("/<uuid:id>", Person)
def get(id: UUID) -> Response:
    """一个人。 Show a person: stage, dates, ledger, cases."""
    with door.house().db.reading() as tx:
        return present(reads.get(tx, door.actor(), id, language()))


@me.read("", MyPage)
def my_page() -> Response:
    """我的页面。 Show the reader's own record, next step and deadlines."""
    with door.house().db.reading() as tx:
        return present(own.page(tx, door.actor(), language()))


@me.read("/notices", Notices)
def my_notices() -> Response:
    """我的通知。 List the reader's notices, newest first."""
    with door.house().db.reading() as tx:
        return present({"items": notices.page(tx, door.actor(), language())})


@me.act("/notices/<uuid:id>/read", status=204)
def read_notice(id: UUID) -> Response:
    """标为已读。 Mark a notice as read."""
    actor = door.actor()
    return decide(lambda tx: actions.mark_read(tx, actor, id), None, 204)
