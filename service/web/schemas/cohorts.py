"""Shapes of the board of people on the way, and of what is done for many."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from service.domain import cohorts
from service.domain.people import STAGES
from service.web.schemas import fields as f
from service.web.schemas.common import FormSpec, Named
from service.web.schemas.tasks import limit, search


def _year() -> f.Integer:
    """Describe a year, if any."""
    checks = validate.Range(min=1921, max=2200, error="number_range:1921–2200")
    return f.Integer(allow_none=True, load_default=None, validate=checks)


class BoardQuery(f.Shape):
    """Whose people, and of which year."""

    organization = f.Uuid(allow_none=True, load_default=None)
    year = _year()


class CohortQuery(BoardQuery):
    """Which people of the board, and which page of them."""

    stage = f.choice(*STAGES, required=False, load_default=None, null=True)
    standing = f.choice(*cohorts.STANDINGS, required=False, load_default=None, null=True)
    step = f.text(most=200, required=False, load_default=None, null=True)
    without_case = f.Flag(load_default=False)
    q = search()
    cursor = f.text(most=500, required=False)
    limit = limit()


class StageRule(f.Shape):
    """The rule that a stage is measured by."""

    article = f.text()
    text = f.text()


class BoardColumn(f.Shape):
    """A stage: how many stand there, how they stand against their terms, how long they are there."""

    stage = f.text()
    name = f.text()
    n = f.number()
    overdue = f.number()
    soon = f.number()
    on_time = f.number()
    open = f.number()
    without_case = f.number()
    ripe = f.number()
    median_days = f.number(None, null=True)
    longest_days = f.number(None, null=True)
    rule = f.one(StageRule, null=True)


class Bottleneck(f.Shape):
    """A step that people wait at, and whose it is."""

    step = f.text()
    title = f.text()
    role_name = f.text()
    n = f.number()
    overdue = f.number()
    since = f.instant()
    places = f.number()
    top = f.many(f.shape("BottleneckPlace", {"name": f.text(), "n": f.number()}))
    bulk = f.flag()


class BoardRound(f.Shape):
    """The quota of a round and how far it is used, within what the reader sees."""

    id = f.ident()
    name = f.text()
    year = f.number()
    status = f.text()
    quota = f.number()
    nominated = f.number()
    recommended = f.number()
    confirmed = f.number()
    branches = f.number()


class CohortBoard(f.Shape):
    """The board: columns, bottlenecks, quotas."""

    columns = f.many(BoardColumn)
    bottlenecks = f.many(Bottleneck)
    rounds = f.many(BoardRound)
    year = f.number()
    may_act = f.flag()
    may_start = f.flag()


class OpenStep(f.Shape):
    """The step that somebody waits at."""

    task_id = f.ident()
    instance_id = f.ident()
    step = f.text()
    title = f.text()
    role_name = f.text()
    organization = f.text()
    who = f.text(null=True)
    earliest_on = f.day(null=True)
    bulk = f.flag()


class CohortPerson(f.Shape):
    """Somebody on the way: since when, until when, at which step."""

    person = f.one(Named)
    branch = f.text()
    stage = f.text()
    stage_name = f.text()
    since = f.day(null=True)
    days = f.number(None, null=True)
    standing = f.choice(*cohorts.STANDINGS)
    due_at = f.instant(null=True)
    case_id = f.ident(null=True)
    step = f.one(OpenStep, null=True)
    waits_for = f.text(null=True)
    waits_until = f.instant(null=True)


CohortPage = f.page("CohortPage", CohortPerson)


class FormQuery(f.Shape):
    """For what the form is asked."""

    kind = f.choice("start", "file")
    step = f.text(most=200, required=False, load_default=None, null=True)


# What is filled in once for many; `only`, answers that are given, is a word of marshmallow's, so this is no class.
CohortForm = f.shape(
    "CohortForm", {"title": f.text(), "article": f.text(), "form": f.one(FormSpec, null=True), "only": f.anything()}
)


class CohortColumn(f.Shape):
    """A column of the board, as a list shows it."""

    stage = f.choice(*STAGES, required=False, load_default=None, null=True)
    organization = f.Uuid(allow_none=True, load_default=None)
    year = _year()
    standing = f.choice(*cohorts.STANDINGS, required=False, load_default=None, null=True)
    step = f.text(most=200, required=False, load_default=None, null=True)
    without_case = f.Flag(load_default=False)
    q = search()


class CohortWish(f.Shape):
    """What shall be done, for people named or for a whole column; or only tried."""

    kind = f.choice(*cohorts.KINDS)
    people = f.many(f.ident(), required=False, load_default=None, allow_none=True)
    column = f.one(CohortColumn, required=False, load_default=None, null=True)
    step = f.text(most=200, required=False, load_default=None, null=True)
    answers = f.anything(required=False, load_default=dict)
    dry_run = f.flag()


class CohortItem(f.Shape):
    """One person of a batch, and what became, or would become, of them."""

    person = f.one(Named)
    status = f.choice("waiting", "would", "done", "refused")
    text = f.text()
    instance_id = f.ident(null=True)
    at = f.instant(null=True)


_HEAD: dict[str, Any] = {
    "id": f.ident(null=True),
    "kind": f.choice(*cohorts.KINDS),
    "title": f.text(),
    "status": f.choice("dry_run", "running", "stopped", "done"),
    "started_at": f.instant(null=True),
    "ended_at": f.instant(null=True),
    "total": f.number(),
}
CohortCounts = f.shape("CohortCounts", {name: f.number() for name in ("would", "waiting", "done", "refused")})
CohortRun = f.shape(
    "CohortRun",
    {**_HEAD, "counts": f.one(CohortCounts), "items": f.many(CohortItem), "next": f.text(null=True)},
)
CohortRunHead = f.shape("CohortRunHead", {**_HEAD, "done": f.number(), "refused": f.number()})
CohortRuns = f.items("CohortRuns", CohortRunHead)
RunQuery = f.shape("CohortRunQuery", {"cursor": f.text(most=500, required=False)})
