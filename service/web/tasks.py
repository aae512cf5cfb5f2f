"""Tasks (待办): lists, one task, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import moves, returns, reveals
from service.actions import tasks as actions
from service.domain import clock
from service.domain.errors import NotFound, YangguangError
from service.reads import attendance as attendance_reads
from service.reads import inbox, outcomes
from service.reads import returns as return_reads
from service.reads import tasks as reads
from service.store.database import Tx
from service.web import attempts, door
from service.web.imports import MAX_UPLOAD, upload_of
from service.web.language import language
from service.web.requests import if_match, plain
from service.web.resource import Resource, decide, present
from service.web.schemas.returns import Return, Returns
from service.web.schemas.tasks import (
    Attended,
    Complete,
    Completed,
    Draft,
    OptionQuery,
    Options,
    Saved,
    SignInSheet,
    Task,
    TaskPage,
    TaskQuery,
    TaskRow,
    Withdraw,
)

tasks = Resource("tasks", "待办 · Tasks")
OPTIONS = 50


@contextmanager
def seen(id: UUID) -> Iterator[None]:
    """Turn every refusal into "nothing here" for whoever may not see the task: why not would tell that there is one."""
    try:
        yield
    except YangguangError:
        with door.house().db.reading() as tx:
            visible = reads.is_visible(tx, door.actor(), id)
        if not visible:
            raise NotFound("task_not_found") from None
        raise


@tasks.read("", TaskPage, query=TaskQuery)
def page(query: dict[str, Any]) -> Response:
    """待办与已办。 List one's tasks, by due day or newest first."""
    box, after, limit = query.pop("box"), query.pop("cursor", None), query.pop("limit")
    with door.house().db.reading() as tx:
        return present(inbox.page(tx, door.actor(), box, inbox.Filters(**query), after, limit, language()))


@tasks.read("/<uuid:id>", Task, etag=True)
def get(id: UUID) -> Response:
    """一件待办。 Show a task: form, rule, context, why you, who comes next."""
    house = door.house()
    with house.db.reading() as tx:
        task = reads.get(tx, house.engine, door.actor(), id, language())
        seen = tx.seen
    if seen:
        with house.db.transaction() as tx:
            reveals.log_seen(tx, door.actor(), seen, attempts.origin())
    return present(task, etag=task["version"])


@tasks.read("/<uuid:id>/options/<field>", Options, query=OptionQuery)
def options(query: dict[str, Any], id: UUID, field: str) -> Response:
    """可选项。 List what may be chosen in a field; a nested one is written nominees.person_id."""
    house, name = door.house(), plain(field, "not_found")
    with house.db.reading() as tx:
        items = reads.options(tx, house.engine, door.actor(), id, name, query.get("q"), OPTIONS)
    return present({"items": items})


@tasks.act("/<uuid:id>/attendance", Attended, body=SignInSheet, most=MAX_UPLOAD)
def attendance(given: dict[str, Any], id: UUID) -> Response:
    """读签到表。 Tell what a sign-in list says of the class of a task; nothing is kept before the task is completed."""
    house, content = door.house(), upload_of(given["content"])
    with house.db.reading() as tx:
        return present(attendance_reads.read(tx, house.engine, door.actor(), id, content, language()))


@tasks.act("/<uuid:id>/complete", Completed, body=Complete, etag=True)
def complete(given: dict[str, Any], id: UUID) -> Response:
    """办理。 Complete a task; the answer brings one's own follow-up tasks."""
    engine, actor, lang, version = door.house().engine, door.actor(), language(), if_match()

    def act(tx: Tx) -> actions.Completed:
        return actions.complete_in(tx, engine, actor, id, given["answers"], given["occurred_on"], version)

    def show(_: Tx, done: actions.Completed) -> dict[str, Any]:
        return outcomes.completed(actor, done.task_id, done.instance_id, done.rows, lang)

    with seen(id):
        return decide(act, show)


@tasks.act("/<uuid:id>/withdraw", TaskRow, body=Withdraw, etag=True)
def withdraw(given: dict[str, Any], id: UUID) -> Response:
    """撤回。 Take back one's own decision as long as nothing has come of it; the answers become a draft."""
    engine, actor, lang, version = door.house().engine, door.actor(), language(), if_match()
    with seen(id):
        return decide(
            lambda tx: moves.withdraw_in(tx, engine, actor, id, given["reason"], version),
            lambda tx, _: _row(tx, id, lang),
        )


@tasks.read("/<uuid:id>/returns", Returns, post=True)
def returns_(id: UUID) -> Response:
    """可退回的环节。 List the steps that a task may be returned to, each with what would come of it."""
    house = door.house()
    with seen(id), house.db.reading() as tx:
        offers = returns.offers(tx, house.engine, door.actor(), id)
    return present({"items": return_reads.shown(offers, language())})


@tasks.act("/<uuid:id>/return", TaskRow, body=Return, etag=True)
def return_(given: dict[str, Any], id: UUID) -> Response:
    """退回。 Return a task to an earlier step, which opens again; the answer is that step."""
    engine, actor, lang, version = door.house().engine, door.actor(), language(), if_match()
    target = given["target"]
    with seen(id):
        return decide(
            lambda tx: returns.return_in(tx, engine, actor, id, target, given["reason"], version),
            lambda tx, _: _row(tx, target, lang),
        )


@tasks.act("/<uuid:id>/claim", TaskRow, etag=True)
def claim(id: UUID) -> Response:
    """领取。 Take a task of one's post for oneself."""
    actor, lang, version = door.actor(), language(), if_match()
    with seen(id):
        return decide(lambda tx: actions.claim_in(tx, actor, id, version), lambda tx, _: _row(tx, id, lang))


@tasks.act("/<uuid:id>/release", TaskRow, etag=True)
def release(id: UUID) -> Response:
    """放回。 Put a claimed task back for the whole post."""
    actor, lang, version = door.actor(), language(), if_match()
    with seen(id):
        return decide(lambda tx: actions.release_in(tx, actor, id, version), lambda tx, _: _row(tx, id, lang))


@tasks.endpoint("PUT", "/<uuid:id>/draft", Saved, body=Draft)
def draft(given: dict[str, Any], id: UUID) -> Response:
    """存草稿。 Keep what has been written so far."""
    house = door.house()
    with seen(id):
        actions.save_draft(house.db, house.engine, door.actor(), id, given["answers"])
    return present({"saved_at": clock.now()})


def _row(tx: Tx, id: UUID, lang: str) -> dict[str, Any]:
    return inbox.rows_by_id(tx, door.actor().tenant, [id], lang)[0]
