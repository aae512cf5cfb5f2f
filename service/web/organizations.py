"""Organisations, recommendation rounds, training classes."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import reveals
from service.domain import clock
from service.papers import pdf
from service.reads import activists as activist_reads
from service.reads import log_sheets, points_pages
from service.reads import organizations as reads
from service.reads import rounds as round_reads
from service.reads import trainings as training_reads
from service.web import attempts, door
from service.web.language import language
from service.web.resource import Resource, present
from service.web.schemas.documents import PaperFile
from service.web.schemas.organizations import (
    Organization,
    OrganizationQuery,
    OrgNodes,
    Round,
    Rounds,
    Training,
    Trainings,
)
from service.web.schemas.points import BranchPoints, CycleQuery

organizations = Resource("organizations", "组织 · Organisations")
rounds = Resource("rounds", "推荐轮次 · Recommendation rounds")
trainings = Resource("trainings", "培训班 · Training classes")


@organizations.read("", OrgNodes, query=OrganizationQuery)
def nodes(query: dict[str, Any]) -> Response:
    """组织树。 List what stands below an organisation; without one, the root and what stands below it."""
    with door.house().db.reading() as tx:
        return present({"items": reads.nodes(tx, door.actor(), lang=language(), **query)})


@organizations.read("/<uuid:id>", Organization)
def get(id: UUID) -> Response:
    """一个组织。 Show an organisation: its place, posts and people."""
    with door.house().db.reading() as tx:
        return present(reads.get(tx, door.actor(), id, language()))


@organizations.read("/<uuid:id>/points", BranchPoints, query=CycleQuery)
def points(query: dict[str, Any], id: UUID) -> Response:
    """支部的积分。 Show a branch's people with their points, by name; each person shown is a row of the access log."""
    house, actor = door.house(), door.actor()
    with house.db.reading() as tx:
        found = points_pages.of_branch(tx, actor, id, language(), query.get("cycle"))
    with house.db.transaction() as tx:
        reveals.log_seen(tx, actor, {(row["id"], "points") for row in found["people"]}, attempts.origin())
    return present(found)


@organizations.act("/<uuid:id>/activists", PaperFile)
def activists(id: UUID) -> Response:
    """入党积极分子名册。 Give the register of activists at and below an organisation to print; taking it is logged."""
    actor, at = door.actor(), clock.now()
    with door.house().db.transaction() as tx:
        mark = log_sheets.mark_of(actor, "核对名册", "zh-CN", "print_mark")
        paper = activist_reads.paper(tx, actor, id, mark)
        reveals.log_export(tx, actor, "activists_print", id, attempts.origin())
    name = f"{paper['title']}-{clock.office_day(at).isoformat()}.pdf"
    content = base64.b64encode(pdf.render(paper, at)).decode()
    return present({"name": name, "type": pdf.MEDIA_TYPE, "content": content})


@rounds.read("", Rounds)
def all_rounds() -> Response:
    """推荐轮次。 List the rounds, newest first."""
    with door.house().db.reading() as tx:
        return present({"items": round_reads.page(tx, door.actor(), language())})


@rounds.read("/<uuid:id>", Round)
def one_round(id: UUID) -> Response:
    """一轮推荐。 Show how far each branch is."""
    with door.house().db.reading() as tx:
        return present(round_reads.get(tx, door.actor(), id, language()))


@trainings.read("", Trainings)
def all_trainings() -> Response:
    """培训班。 List the training classes, newest first."""
    with door.house().db.reading() as tx:
        return present({"items": training_reads.page(tx, door.actor(), language())})


@trainings.read("/<uuid:id>", Training)
def one_training(id: UUID) -> Response:
    """一个培训班。 Show a class with its roster."""
    with door.house().db.reading() as tx:
        return present(training_reads.get(tx, door.actor(), id, language()))
