"""Retention (保存期限): rules, what is due, holds; for the privacy officer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import retention as actions
from service.reads import retention as reads
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.retention import EndHold, NewHold, Retention

retention = Resource("admin/retention", "保存期限 · Retention")


@retention.read("", Retention, post=True)
def page() -> Response:
    """保存期限。 Show what is kept how long, what is due, held and erased."""
    actor = door.actor()
    actions.check_officer(actor)
    with door.house().db.reading() as tx:
        return present(reads.page(tx, actor, language()))


@retention.act("/holds", Retention, body=NewHold)
def hold(given: dict[str, Any]) -> Response:
    """保全。 Hold a case, or all cases of a person: nothing of them is erased until the hold ends."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.hold_in(tx, actor, given["case"], given["whole_person"], given["reason"]),
        lambda tx, _: reads.page(tx, actor, lang),
    )


@retention.act("/holds/<uuid:id>/end", Retention, body=EndHold)
def release(given: dict[str, Any], id: UUID) -> Response:
    """解除保全。 End a hold."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.release_in(tx, actor, id, given["reason"]), lambda tx, _: reads.page(tx, actor, lang)
    )
