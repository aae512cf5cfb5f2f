"""Process instances (个案): start one, find them, read one with its history and diagram."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import instances as actions
from service.actions import moves, reveals
from service.reads import diagram, history, log_sheets, outcomes
from service.reads import instances as reads
from service.store.database import Tx
from service.web import attempts, door
from service.web.language import language
from service.web.requests import if_match
from service.web.resource import Resource, decide, present
from service.web.schemas.instances import (
    Diagram,
    DiagramQuery,
    History,
    HistoryQuery,
    Instance,
    InstancePage,
    InstanceQuery,
    InstanceRow,
    Move,
    Printed,
    PrintOut,
    Start,
    Started,
    Verified,
)

instances = Resource("instances", "个案 · Process instances")
HISTORY_ROWS = 100


@instances.read("", InstancePage, query=InstanceQuery)
def page(query: dict[str, Any]) -> Response:
    """个案列表。 List the cases that the reader may see, newest first."""
    after, limit = query.pop("cursor", None), query.pop("limit")
    filters = reads.Filters(started_by_me=query.pop("box", None) == "started", **query)
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), filters, after, limit, language()))


@instances.act("", Started, body=Start, status=201)
def start(given: dict[str, Any]) -> Response:
    """发起。 Start a process."""
    engine, actor, lang = door.house().engine, door.actor(), language()

    def act(tx: Tx) -> actions.Started:
        return actions.start_in(
            tx, engine, actor, given["process"], given["organization_id"], given["person_id"], given["answers"]
        )

    return decide(act, lambda tx, done: outcomes.started(tx, actor, done.instance_id, done.opened, lang), 201)


@instances.read("/<uuid:id>", Instance, etag=True)
def get(id: UUID) -> Response:
    """一件个案。 Show a case whole: stages, timeline, outline, parts, proof."""
    house = door.house()
    with house.db.reading() as tx:
        case = reads.get(tx, house.engine, door.actor(), id, language())
    return present(case, etag=case["version"])


@instances.read("/<uuid:id>/history", History, query=HistoryQuery)
def read_history(query: dict[str, Any], id: UUID) -> Response:
    """历史记录。 Read the history, oldest first."""
    house, after = door.house(), query.get("cursor")
    with house.db.reading() as tx:
        return present(history.page(tx, house.engine, door.actor(), id, after, HISTORY_ROWS, language()))


@instances.read("/<uuid:id>/diagram", Diagram, query=DiagramQuery)
def read_diagram(query: dict[str, Any], id: UUID) -> Response:
    """流程图。 Show the diagram with the path taken, or that of a process it calls."""
    house = door.house()
    with house.db.reading() as tx:
        return present(diagram.get(tx, house.engine, door.actor(), id, query.get("process"), query.get("release")))


@instances.read("/<uuid:id>/verify", Verified)
def verify(id: UUID) -> Response:
    """核验。 Check the hash chain of the history."""
    with door.house().db.reading() as tx:
        return present(history.verify(tx, door.actor(), id))


@instances.act("/<uuid:id>/print", Printed, body=PrintOut)
def print_out(given: dict[str, Any], id: UUID) -> Response:
    """打印个案。 Give the line that stands on each printed page of a case; that it was printed is logged."""
    actor = door.actor()
    with door.house().db.transaction() as tx:
        case = reads.find(tx, actor, id)
        purpose = log_sheets.purpose_of(given["purpose"])
        reveals.log_export(tx, actor, "case_print", id, attempts.origin(), purpose, case["person_id"])
    return present({"mark": log_sheets.mark_of(actor, purpose, language(), "print_mark")})


@instances.act("/<uuid:id>/suspend", InstanceRow, body=Move, etag=True)
def suspend(given: dict[str, Any], id: UUID) -> Response:
    """暂停。 Suspend a case: nothing can be decided in it and no timer fires until it is resumed."""
    actor, version = door.actor(), if_match()
    return decide(lambda tx: moves.suspend_in(tx, actor, id, given["reason"], version), _row(id))


@instances.act("/<uuid:id>/resume", InstanceRow, body=Move, etag=True)
def resume(given: dict[str, Any], id: UUID) -> Response:
    """恢复。 Resume a suspended case; what fell due or arrived meanwhile catches up."""
    engine, actor, version = door.house().engine, door.actor(), if_match()
    return decide(lambda tx: moves.resume_in(tx, engine, actor, id, given["reason"], version), _row(id))


@instances.act("/<uuid:id>/cancel", InstanceRow, body=Move, etag=True)
def cancel(given: dict[str, Any], id: UUID) -> Response:
    """终止。 Cancel a case: its tasks, timers and parts are taken back; the record stays."""
    actor, version = door.actor(), if_match()
    return decide(lambda tx: moves.cancel_in(tx, actor, id, given["reason"], version), _row(id))


def _row(id: UUID) -> Callable[[Tx, None], dict[str, Any]]:
    """Show a case as lists show it, after what was done with it."""
    actor, lang = door.actor(), language()
    return lambda tx, _: reads.row_of(reads.find(tx, actor, id), lang)
