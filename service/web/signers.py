"""Signers (加签, 会签意见): whom to ask before a decision, and the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import signers as actions
from service.engine import Engine
from service.reads import signatures as pages
from service.reads import tasks as task_reads
from service.store.database import Tx
from service.web import door
from service.web.language import language
from service.web.requests import if_match
from service.web.resource import Resource, decide, present
from service.web.schemas.signers import Ask, Opinion, Removal, Signature, Signers
from service.web.schemas.tasks import OptionQuery, Options
from service.web.tasks import OPTIONS, seen, tasks

signatures = Resource("signatures", "会签 · Requests to sign")


@tasks.read("/<uuid:id>/signers/options", Options, query=OptionQuery)
def candidates(query: dict[str, Any], id: UUID) -> Response:
    """可请的人。 List who may be asked to sign a task, with their posts."""
    with door.house().db.reading() as tx:
        items = task_reads.candidates(tx, door.actor(), id, query.get("q"), OPTIONS, language())
    return present({"items": items})


@tasks.act("/<uuid:id>/signers", Signers, body=Ask, etag=True, status=201)
def add(given: dict[str, Any], id: UUID) -> Response:
    """加签。 Ask people for an opinion before the decision; a countersigned step gets them as equal signers."""
    engine, actor, version = door.house().engine, door.actor(), if_match()
    with seen(id):
        return decide(
            lambda tx: actions.add_in(tx, engine, actor, id, given["people"], given["text"], given["due"], version),
            _all(engine, id),
            201,
        )


@tasks.act("/<uuid:id>/signers/<uuid:signer>/remove", Signers, body=Removal, etag=True)
def remove(given: dict[str, Any], id: UUID, signer: UUID) -> Response:
    """减签。 Take back a request that has not been answered."""
    engine, actor, version = door.house().engine, door.actor(), if_match()
    with seen(id):
        return decide(
            lambda tx: actions.remove_in(tx, engine, actor, id, signer, given["reason"], version), _all(engine, id)
        )


@signatures.read("/<uuid:id>", Signature, etag=True)
def get(id: UUID) -> Response:
    """一件会签。 Show a request to sign and the task that it is about."""
    house = door.house()
    with house.db.reading() as tx:
        page = pages.get(tx, house.engine, door.actor(), id, language())
    return present(page, etag=page["version"])


@signatures.act("/<uuid:id>/sign", Signature, body=Opinion, etag=True)
def sign(given: dict[str, Any], id: UUID) -> Response:
    """签署意见。 Agree, disagree or decline; an answer stays."""
    engine, actor, lang, version = door.house().engine, door.actor(), language(), if_match()
    return decide(
        lambda tx: actions.sign_in(tx, actor, id, given["opinion"], given["text"], version),
        lambda tx, _: pages.get(tx, engine, actor, id, lang),
    )


def _all(engine: Engine, id: UUID) -> Callable[[Tx, None], dict[str, Any]]:
    """Show everybody asked on a task, after what was done."""
    actor, lang = door.actor(), language()
    return lambda tx, _: {"items": task_reads.signers_of(tx, engine, actor, id, lang)}
