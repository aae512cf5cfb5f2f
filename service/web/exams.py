"""Exams: the taker's page, the invigilator's board, the question banks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import exams as actions
from service.reads import exams as reads
from service.store.database import Tx
from service.web import door
from service.web.imports import MAX_UPLOAD, upload_of
from service.web.language import language
from service.web.resource import Resource, decide, empty, present
from service.web.schemas.exams import (
    AnswersSaved,
    BankImported,
    Banks,
    BankUpload,
    Board,
    ExamRows,
    Extend,
    HandIn,
    OnPaper,
    SaveAnswers,
    Sitting,
)
from service.web.schemas.imports import Sheet

exams = Resource("exams", "考试 · Exams")


@exams.read("", ExamRows)
def page() -> Response:
    """考试。 List the exams that one takes or looks after."""
    with door.house().db.reading() as tx:
        return present({"items": reads.page(tx, door.actor(), language())})


@exams.act("/<uuid:id>/sitting", Sitting)
def start(id: UUID) -> Response:
    """开始或继续答题。 Begin a sitting, or go on with it on this device."""
    actor = door.actor()
    return decide(
        lambda tx: actions.start_in(tx, actor, id),
        lambda tx, _: reads.sitting(tx, actor, id),
    )


@exams.read("/<uuid:id>/sitting", Sitting)
def sitting(id: UUID) -> Response:
    """我的答卷。 Show one's last sitting."""
    with door.house().db.reading() as tx:
        return present(reads.sitting(tx, door.actor(), id))


@exams.endpoint("PUT", "/<uuid:id>/answers", AnswersSaved, body=SaveAnswers)
def save(given: dict[str, Any], id: UUID) -> Response:
    """保存答案。 Save answers that changed."""
    actor = door.actor()
    chosen = {each["place"]: each["chosen"] for each in given["answers"]}
    with door.house().db.transaction() as tx:
        at = actions.save_in(tx, actor, id, given["device"], given["seq"], chosen)
    return present({"saved_at": at, "seq": given["seq"]})


@exams.act("/<uuid:id>/submit", Sitting, body=HandIn)
def submit(given: dict[str, Any], id: UUID) -> Response:
    """交卷。 Hand in; the score is there at once."""
    actor = door.actor()
    return decide(
        lambda tx: actions.submit_in(tx, actor, id, given["device"]),
        lambda tx, _: reads.sitting(tx, actor, id),
    )


@exams.read("/<uuid:id>/board", Board, post=True)
def board(id: UUID) -> Response:
    """考场看板。 Watch an exam: who sits, how far, when last saved."""
    with door.house().db.reading() as tx:
        return present(reads.board(tx, door.actor(), id, language()))


@exams.act("/<uuid:id>/extend", body=Extend, status=204)
def extend(given: dict[str, Any], id: UUID) -> Response:
    """延时。 Give a taker more minutes, for a reason."""
    actor = door.actor()
    return _done(lambda tx: actions.extend_in(tx, actor, id, given["person_id"], given["minutes"], given["reason"]))


@exams.act("/<uuid:id>/paper", body=OnPaper, status=204)
def on_paper(given: dict[str, Any], id: UUID) -> Response:
    """改为纸质答卷。 Let a taker sit on paper instead."""
    actor = door.actor()
    return _done(lambda tx: actions.to_paper_in(tx, actor, id, given["person_id"]))


@exams.act("/<uuid:id>/close", status=204)
def close(id: UUID) -> Response:
    """结束考试。 Close an exam once nobody sits any more."""
    actor, engine = door.actor(), door.house().engine
    return _done(lambda tx: actions.close_in(tx, engine, actor, id))


@exams.read("/banks", Banks, post=True)
def banks() -> Response:
    """题库。 List the versions of the question banks."""
    with door.house().db.reading() as tx:
        return present({"items": reads.banks(tx, door.actor())})


@exams.act("/banks", BankImported, body=BankUpload, status=201, most=MAX_UPLOAD)
def import_bank(given: dict[str, Any]) -> Response:
    """导入题库。 Keep a sheet of questions as a bank's next version."""
    actor, content = door.actor(), upload_of(given["content"])
    return decide(
        lambda tx: actions.import_bank_in(tx, actor, given["name"], content), lambda _, bank: {"id": bank}, 201
    )


@exams.read("/banks/template", Sheet, post=True)
def template() -> Response:
    """题库模板。 Return the sheet to fill in."""
    return present(reads.template(door.actor()))


def _done(act: Callable[[Tx], None]) -> Response:
    with door.house().db.transaction() as tx:
        act(tx)
    return empty()
