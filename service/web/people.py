"""People, and one's own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import applications, reveals, unfinished
from service.actions import notices as actions
from service.domain.people import Actor
from service.reads import access_log, notices, own_copy, points_pages, retention
from service.reads import me as own
from service.reads import people as reads
from service.reads import unfinished as drafts
from service.store.database import Tx
from service.web import attempts, door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.people import (
    FoundPeople,
    Kept,
    MyDrafts,
    MyPage,
    Notices,
    NumberSearch,
    OwnCopy,
    PeoplePage,
    PeopleQuery,
    Person,
    Reveal,
    Revealed,
    Withdrawn,
)
from service.web.schemas.points import CycleQuery, PersonPoints

people = Resource("people", "人员 · People")
me = Resource("me", "本人 · One's own page")


@people.read("", PeoplePage, query=PeopleQuery)
def page(query: dict[str, Any]) -> Response:
    """人员名册。 List the people whom the reader may see."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), lang=language(), **query))


@people.read("/<uuid:id>", Person)
def get(id: UUID) -> Response:
    """一个人。 Show a person: stage, dates, ledger, cases; what is sealed only as masks."""
    house, actor = door.house(), door.actor()
    with house.db.reading() as tx:
        found = reads.get(tx, actor, id, language(), house.sealer)
    if found["ledger"] is not None and id != actor.person_id:
        # Points of single people are class L3: no row in the access log, no page.
        with house.db.transaction() as tx:
            reveals.log_page(tx, actor, id, attempts.origin())
    return present(found)


@people.read("/<uuid:id>/points", PersonPoints, query=CycleQuery)
def points(query: dict[str, Any], id: UUID) -> Response:
    """积分是怎样算的。 Explain a person's points: the sum, every entry with its reason, what would change it."""
    house, actor = door.house(), door.actor()
    with house.db.reading() as tx:
        found = points_pages.of_person(tx, actor, id, language(), query.get("cycle"))
    if id != actor.person_id:
        with house.db.transaction() as tx:
            reveals.log_page(tx, actor, id, attempts.origin())
    return present(found)


@people.act("/<uuid:id>/reveal", Revealed, body=Reveal)
def reveal(given: dict[str, Any], id: UUID) -> Response:
    """查看密封项。 Show a sealed value, for a purpose that the person can read; no Idempotency-Key remembers it."""
    house, actor = door.house(), door.actor()
    purpose, note = given.get("purpose"), given.get("note", "")
    with house.db.transaction() as tx:
        person = reads.find(tx, actor, id)
        door.require_second_factor()
        value = reveals.reveal(tx, house.sealer, actor, person, given["field"], purpose, note, attempts.origin())
    return present({"value": value})


@people.act("/search", FoundPeople, body=NumberSearch)
def search(given: dict[str, Any]) -> Response:
    """按号码查人。 Find people by a whole identity number or phone; each search is logged."""
    house, actor = door.house(), door.actor()
    with house.db.transaction() as tx:
        known = reveals.search(tx, house.sealer, actor, given["number"])
        rows = reads.some(tx, actor, known, language())
        reveals.log_search(tx, actor, [row["id"] for row in rows], attempts.origin())
    return present({"items": rows})


@me.read("", MyPage)
def my_page() -> Response:
    """我的页面。 Show the reader's own record, next step and deadlines."""
    with door.house().db.reading() as tx:
        return present(_mine(tx, door.actor()))


def _mine(tx: Tx, actor: Actor) -> dict[str, Any]:
    row = reads.find(tx, actor, actor.person_id)
    return {
        **own.page(tx, actor, language()),
        "sealed": reads.sealed(tx, actor, row, language(), door.house().sealer),
        "access": access_log.about(tx, actor.tenant, actor.person_id, language()),
        "application": own.application(tx, actor),
    }


@me.act("/withdraw", Withdrawn)
def withdraw() -> Response:
    """撤回入党申请。 Withdraw one's own application: its case closes at once, without a reason."""
    engine, actor = door.house().engine, door.actor()
    return decide(lambda tx: applications.withdraw_in(tx, engine, actor), lambda _, instance: {"instance_id": instance})


@me.read("/drafts", MyDrafts)
def my_drafts() -> Response:
    """我的草稿。 List what the reader has begun to write and not finished."""
    with door.house().db.reading() as tx:
        return present(drafts.page(tx, door.actor()))


@me.act("/drafts/<uuid:id>/discard", status=204)
def discard_draft(id: UUID) -> Response:
    """放弃草稿。 Throw away an own draft; the step itself stays as it is."""
    actor = door.actor()
    return decide(lambda tx: unfinished.discard_in(tx, actor, id), None, 204)


@me.read("/retention", Kept)
def kept() -> Response:
    """保存多久。 Tell how long what is kept, from the rules by which it is erased."""
    with door.house().db.reading() as tx:
        return present(retention.told(tx, door.actor(), language()))


@me.act("/copy", OwnCopy)
def copy() -> Response:
    """取走我的全部记录。 Give the reader a copy of everything that is kept about them; it is logged, and never kept."""
    house, actor = door.house(), door.actor()
    door.require_second_factor()
    with house.db.transaction() as tx:
        reveals.log_copy(tx, actor, attempts.origin())
        made = own_copy.make(tx, house.engine, actor, language())
    return present(made)


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
