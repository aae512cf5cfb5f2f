"""The register of people (人员登记), for the system administrator: record, mend, transfer, find by number.

What carries a number is remembered under no Idempotency-Key, not even as a hash: a repeat is refused
by the number itself, or by the record's version.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import register as actions
from service.actions import reveals
from service.domain import administration, clock
from service.reads import register as reads
from service.store import sensitive
from service.web import attempts, door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.people import NumberSearch
from service.web.schemas.register import (
    Branches,
    BranchQuery,
    MendedRecord,
    NewRecord,
    RegisterFound,
    RegisterPage,
    RegisterQuery,
    RegisterRecord,
    Transfer,
)

register = Resource("register", "人员登记 · Who is on record")


@register.read("", RegisterPage, query=RegisterQuery, post=True)
def page(query: dict[str, Any]) -> Response:
    """人员登记册。 List who is on record, by name."""
    asked = query.get("q") or "", query.get("organization"), query.get("cursor"), query["limit"]
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), *asked, language()))


@register.act("", RegisterRecord, body=NewRecord, status=201)
def add(given: dict[str, Any]) -> Response:
    """登记一人。 Record a person."""
    actor = door.actor()
    with door.house().db.transaction() as tx:
        return present(reads.one(tx, actor, actions.add_in(tx, actor, given), language()), 201)


@register.act("/search", RegisterFound, body=NumberSearch)
def search(given: dict[str, Any]) -> Response:
    """按号码查人。 Find who has exactly this identity number or phone; each search is logged."""
    house, actor = door.house(), door.actor()
    administration.seats(actor, clock.today())
    with house.db.transaction() as tx:
        known = [row["id"] for row in sensitive.find(tx, house.sealer, actor.tenant, given["number"])]
        rows = reads.some(tx, actor, known, language())
        reveals.log_search(tx, actor, [row["id"] for row in rows], attempts.origin())
        return present({"items": rows})


@register.read("/branches", Branches, query=BranchQuery, post=True)
def branches(query: dict[str, Any]) -> Response:
    """可选的党支部。 List branches to choose from."""
    with door.house().db.reading() as tx:
        return present({"items": reads.branches(tx, door.actor(), query.get("q") or "")})


@register.read("/<uuid:id>", RegisterRecord, post=True)
def one(id: UUID) -> Response:
    """一份登记。 Return a record; what is sealed only as masks."""
    with door.house().db.reading() as tx:
        return present(reads.one(tx, door.actor(), id, language()))


@register.act("/<uuid:id>", RegisterRecord, body=MendedRecord)
def mend(given: dict[str, Any], id: UUID) -> Response:
    """更正登记。 Mend a record; a number replaces the sealed one unseen."""
    actor = door.actor()
    with door.house().db.transaction() as tx:
        actions.edit_in(tx, actor, id, given)
        return present(reads.one(tx, actor, id, language()))


@register.act("/<uuid:id>/transfer", RegisterRecord, body=Transfer)
def transfer(given: dict[str, Any], id: UUID) -> Response:
    """转到另一党支部。 Put a person into another branch; open cases follow."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: actions.transfer_in(tx, actor, id, given), lambda tx, _: reads.one(tx, actor, id, lang))
