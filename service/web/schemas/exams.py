"""Shapes of exams: what a taker's page and an invigilator's board send and get."""

from __future__ import annotations

from marshmallow import validate

from service.web.schemas import fields as f
from service.web.schemas.common import Named


class ExamRow(f.Shape):
    """An exam as lists show it: what one has to do with it, and how far one is."""

    id = f.ident()
    name = f.text()
    opens_at = f.instant()
    closes_at = f.instant()
    minutes = f.number()
    pass_mark = f.number()
    resits = f.number()
    status = f.choice("planned", "open", "closed")
    keeper = f.flag()
    mode = f.text(null=True)
    mode_name = f.text(null=True)
    attempts = f.number()
    score = f.number(null=True)
    passed = f.flag()
    may_sit = f.flag()
    running = f.flag()


ExamRows = f.items("ExamRows", ExamRow)
ExamOption = f.shape("ExamOption", {"key": f.text(), "text": f.text()})


class ExamQuestion(f.Shape):
    """A question as it stands on a taker's paper."""

    place = f.number()
    kind = f.choice("single", "multiple", "judgement")
    worth = f.number()
    stem = f.text()
    options = f.many(ExamOption)


class ExamAnswer(f.Shape):
    """What was chosen at one place of the paper."""

    place = f.number(1)
    chosen = f.many(f.text(most=1), validate=[validate.Length(max=6, error="bad_value")])


class Sitting(f.Shape):
    """A sitting: the paper, what was answered, until when."""

    exam_id = f.ident()
    name = f.text()
    attempt = f.number()
    device = f.number()
    ends_at = f.instant()
    now = f.instant()
    submitted_at = f.instant(null=True)
    score = f.number(null=True)
    passed = f.flag(null=True)
    pass_mark = f.number()
    may_resit = f.flag()
    seq = f.number()
    questions = f.many(ExamQuestion)
    answers = f.many(ExamAnswer)


class SaveAnswers(f.Shape):
    """Answers that changed, with the taker's own count: a repeat of older ones changes nothing."""

    device = f.number(1)
    seq = f.number(1, validate=[validate.Range(min=1, max=2_000_000_000, error="bad_value")])
    answers = f.many(ExamAnswer, validate=[validate.Length(max=200, error="bad_value")])


AnswersSaved = f.shape("AnswersSaved", {"saved_at": f.instant(), "seq": f.number()})
HandIn = f.shape("HandIn", {"device": f.number(1)})


class BoardRow(f.Shape):
    """Somebody who sits an exam: how far, never what was chosen."""

    person = f.one(Named)
    branch = f.text()
    mode = f.text()
    mode_name = f.text()
    status = f.choice("waiting", "sitting", "over", "done")
    status_name = f.text()
    attempt = f.number()
    answered = f.number()
    places = f.number()
    ends_at = f.instant(null=True)
    saved_at = f.instant(null=True)
    extra_minutes = f.number()
    score = f.number(null=True)


BoardCounts = f.shape("BoardCounts", {name: f.number() for name in ("waiting", "sitting", "over", "done")})


class Board(f.Shape):
    """An exam as its invigilator watches it."""

    id = f.ident()
    name = f.text()
    opens_at = f.instant()
    closes_at = f.instant()
    minutes = f.number()
    pass_mark = f.number()
    resits = f.number()
    status = f.choice("planned", "open", "closed")
    now = f.instant()
    counts = f.one(BoardCounts)
    takers = f.many(BoardRow)


class Extend(f.Shape):
    """More minutes for a taker, and why."""

    person_id = f.ident()
    minutes = f.number(1, validate=[validate.Range(min=1, max=60, error="bad_value")])
    reason = f.text(most=200, validate=[validate.Length(min=4, max=200, error="bad_value")])


OnPaper = f.shape("OnPaper", {"person_id": f.ident()})


class Bank(f.Shape):
    """A version of a question bank."""

    id = f.ident()
    name = f.text()
    version = f.number()
    questions = f.number()
    single = f.number()
    multiple = f.number()
    judgement = f.number()
    created_at = f.instant()


Banks = f.items("Banks", Bank)
BankUpload = f.shape("BankUpload", {"name": f.text(most=60), "content": f.text(metadata={"format": "byte"})})
BankImported = f.shape("BankImported", {"id": f.ident()})
