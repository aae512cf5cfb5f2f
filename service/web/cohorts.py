"""The board of people on the way (个案看板), and batches: open cases, remind, file for many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import cohorts as actions
from service.domain import form_messages
from service.domain.cohorts import Narrow, Wish, step_of
from service.domain.errors import Invalid
from service.reads import cohorts as reads
from service.store.database import Tx
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.cohorts import (
    BoardQuery,
    CohortBoard,
    CohortForm,
    CohortPage,
    CohortQuery,
    CohortRun,
    CohortRuns,
    CohortWish,
    FormQuery,
    RunQuery,
)

cohorts = Resource("cohorts", "个案看板 · People on the way")

MOST = 500  # people named in one request; more are a column


@cohorts.read("", CohortBoard, query=BoardQuery)
def board(query: dict[str, Any]) -> Response:
    """看板。 Count people by stage against their terms, and tell where they wait."""
    house, actor = door.house(), door.actor()
    with house.db.reading() as tx:
        asked = actions.ask(tx, house.engine, actor, Narrow(query["organization"], query["year"]))
        seats, lang = actions.seats(actor), language()
        may_start = actions.may_start(tx, actor)
        return present(reads.board(tx, house.engine, actor, asked, seats, query["year"], lang, may_start))


@cohorts.read("/people", CohortPage, query=CohortQuery)
def people(query: dict[str, Any]) -> Response:
    """一列人员。 List people of the board, earliest due day first."""
    house, actor = door.house(), door.actor()
    with house.db.reading() as tx:
        asked = actions.ask(tx, house.engine, actor, _narrow(query))
        return present(reads.people(tx, asked, query.get("cursor"), query["limit"], language()))


@cohorts.read("/form", CohortForm, query=FormQuery, post=True)
def form(query: dict[str, Any]) -> Response:
    """批量办理的表。 Return what is filled in once for many; what is never for many is refused with its article."""
    house, actor = door.house(), door.actor()
    step = step_of(query["step"]) if query["step"] else None
    with house.db.reading() as tx:
        return present(actions.form_in(tx, house.engine, actor, query["kind"], step))


@cohorts.read("/runs", CohortRuns)
def runs() -> Response:
    """我的批量办理。 List one's own latest batches."""
    with door.house().db.reading() as tx:
        return present({"items": reads.runs(tx, door.actor())})


@cohorts.act("/runs", CohortRun, body=CohortWish)
def begin(given: dict[str, Any]) -> Response:
    """批量办理。 Open cases, remind or file for many; or only try it, with a verdict for each and nothing written."""
    house, actor, wish = door.house(), door.actor(), _wish(given)
    if given["dry_run"]:
        with house.db.reading() as tx:
            subject, judged = actions.try_in(tx, house.engine, actor, wish)
            return present(reads.tried(wish.kind, subject.title, judged, language()))
    return decide(lambda tx: actions.start_in(tx, house.engine, actor, wish), _shown())


@cohorts.read("/runs/<uuid:id>", CohortRun, query=RunQuery)
def run(query: dict[str, Any], id: UUID) -> Response:
    """一批的结果。 Show how far a batch is, and what became of each person."""
    actor = door.actor()
    with door.house().db.reading() as tx:
        row = actions.find(tx, actor, id)
        return present(reads.run(tx, actor.tenant, row, query.get("cursor"), language()))


@cohorts.act("/runs/<uuid:id>/stop", CohortRun)
def stop(id: UUID) -> Response:
    """停下。 Stop a batch; what is done stays done."""
    return _steer(actions.stop_in, id)


@cohorts.act("/runs/<uuid:id>/continue", CohortRun)
def go_on(id: UUID) -> Response:
    """继续。 Go on with a batch that was stopped."""
    return _steer(actions.go_on_in, id)


def _steer(act: Callable[..., None], id: UUID) -> Response:
    actor = door.actor()

    def run(tx: Tx) -> UUID:
        act(tx, actor, id)
        return id

    return decide(run, _shown())


def _shown() -> Callable[[Tx, UUID], dict[str, Any]]:
    actor, lang = door.actor(), language()
    return lambda tx, key: reads.run(tx, actor.tenant, actions.find(tx, actor, key), None, lang)


def _narrow(given: Mapping[str, Any]) -> Narrow:
    return Narrow(
        organization=given["organization"],
        year=given["year"],
        stage=given["stage"],
        standing=given["standing"],
        step=step_of(given["step"]) if given["step"] else None,
        without_case=given["without_case"],
        q=(given.get("q") or "").strip() or None,
    )


def _wish(given: Mapping[str, Any]) -> Wish:
    named, column = given["people"], given["column"]
    if (named is None) == (column is None):
        raise Invalid([form_messages.problem("/people", "required", {})])
    if named is not None and len(named) > MOST:
        raise Invalid([form_messages.problem("/people", "maxItems", {"limit": MOST})])
    return Wish(
        kind=given["kind"],
        people=None if named is None else tuple(dict.fromkeys(named)),
        column=_narrow(column) if column else Narrow(),
        step=step_of(given["step"]) if given["step"] else None,
        answers=given["answers"],
    )
