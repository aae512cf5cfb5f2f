"""Sealed answers (密封内容): that they are there, what they say for a purpose, who may read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import sealed as actions
from service.domain.messages import is_english
from service.reads import sealed as reads
from service.store.database import Tx
from service.web import attempts, door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.sealed import EndReader, NameReader, OpenedAnswers, OpenSealed, SealedAnswers

sealed = Resource("sealed", "密封内容 · Sealed answers")


@sealed.read("/<uuid:id>", SealedAnswers)
def get(id: UUID) -> Response:
    """密封内容概况。 Tell what is known of sealed answers without opening them."""
    with door.house().db.reading() as tx:
        return present(reads.get(tx, door.actor(), id, language()))


@sealed.act("/<uuid:id>/open", OpenedAnswers, body=OpenSealed)
def open_(given: dict[str, Any], id: UUID) -> Response:
    """查看密封内容。 Open sealed answers for a purpose; no Idempotency-Key remembers them."""
    house, actor, lang = door.house(), door.actor(), language()
    with house.db.transaction() as tx:
        row = reads.find(tx, actor, id)
        door.require_second_factor()
        parts = actions.open_in(tx, actor, row, given.get("purpose"), given.get("note", ""), lang, attempts.origin())
    english = is_english(lang)
    return present({"fields": [{"title": part.title[english], "value": part.shown[english]} for part in parts]})


@sealed.act("/<uuid:id>/readers", SealedAnswers, body=NameReader)
def name_reader(given: dict[str, Any], id: UUID) -> Response:
    """指定查看人。 Let a person read a record of class L4 until a day; never oneself."""
    actor, lang = door.actor(), language()

    def act(tx: Tx) -> None:
        row = reads.find(tx, actor, id)
        actions.name_reader_in(tx, actor, row, given["person_id"], given["until"], given["reason"])

    return decide(act, lambda tx, _: reads.get(tx, actor, id, lang))


@sealed.act("/<uuid:id>/readers/end", SealedAnswers, body=EndReader)
def end_reader(given: dict[str, Any], id: UUID) -> Response:
    """收回查看。 Let a person read a record of class L4 no longer."""
    actor, lang = door.actor(), language()

    def act(tx: Tx) -> None:
        actions.end_reader_in(tx, actor, reads.find(tx, actor, id), given["person_id"], given["reason"])

    return decide(act, lambda tx, _: reads.get(tx, actor, id, lang))
