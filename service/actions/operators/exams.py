"""Operators of the exam: plan it, list its takers by age, open it, close it, take in what was written on paper, tell.

People sit outside the engine's state (actions/exams.py); the process opens, waits, and goes on with what came of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from service.actions import exam_scoring as scoring
from service.actions.operators import values
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.domain import clock
from service.domain import exams as rules
from service.domain.calendar import parse_day
from service.domain.errors import InvalidAnswers, NotFound, Problem
from service.domain.exams import Kind, Mode, Part
from service.domain.labels import EXAM_KINDS
from service.domain.messages import Term
from service.store import exams as store
from service.store.database import Row
from service.store.ids import new_id
from service.store.notices import NewNotice


@operator("exam.open")
def open_(
    ctx: Context,
    name: str,
    bank_id: str,
    first_day: str,
    opens: str,
    until_day: str,
    closes: str,
    minutes: int,
    single_n: int,
    single_worth: int,
    multiple_n: int,
    multiple_worth: int,
    judgement_n: int,
    judgement_worth: int,
    pass_mark: int,
    resits: int,
    age_limit: int,
) -> dict[str, str]:
    """Plan an exam over a version of a question bank; nobody sees it before it is confirmed."""
    first, last = values.day(first_day), values.day(until_day)
    opens_at, closes_at = _moment(first, opens), _moment(last, closes)
    if (closes_at - opens_at).total_seconds() < 60 * minutes:
        raise InvalidAnswers.at("/answers/closes", "exam_window")
    blueprint = (
        Part(Kind.SINGLE, single_n, single_worth),
        Part(Kind.MULTIPLE, multiple_n, multiple_worth),
        Part(Kind.JUDGEMENT, judgement_n, judgement_worth),
    )
    check_paper(ctx, values.uuid(bank_id), blueprint)
    exam_id, class_ = new_id(), store.class_of(ctx.tx, ctx.tenant, ctx.instance_id)
    store.open_(
        ctx.tx,
        ctx.tenant,
        exam_id,
        {
            "instance": ctx.instance_id,
            "organization": ctx.organization_id,
            "class": class_ and class_["id"],
            "bank": values.uuid(bank_id),
            "name": name,
            "first_day": class_["starts_on"] if class_ else first,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "minutes": minutes,
            "blueprint": [{"kind": part.kind, "count": part.count, "worth": part.worth} for part in blueprint],
            "pass_mark": pass_mark,
            "resits": resits,
            "age_limit": age_limit,
        },
    )
    ctx.record("exam.planned", {"exam_id": str(exam_id), "opens_at": opens_at, "closes_at": closes_at})
    # Whoever extra minutes were given to has them past the end, and an answer given in time may arrive a little late.
    expires = closes_at + (rules.MOST_EXTRA + rules.GRACE)
    return {"exam_id": str(exam_id), "expires": expires.astimezone(clock.OFFICE_ZONE).isoformat()}


def check_paper(ctx: Context, bank_id: UUID, blueprint: tuple[Part, ...]) -> None:
    """Refuse a paper that the bank cannot fill, or that is not worth a hundred."""
    bank = store.as_questions(store.questions(ctx.tx, ctx.tenant, bank_id))
    if not bank:
        raise InvalidAnswers.at("/answers/bank_id", "exam_no_bank")
    problems = [
        Problem(f"/answers/{kind}_n", "exam_bank_lacks", {"kind": Term(*EXAM_KINDS[kind]), "n": n})
        for kind, n in rules.lacking(blueprint, bank).items()
    ]
    if (worth := rules.total(blueprint)) != rules.FULL:
        problems.append(Problem("/answers/single_worth", "exam_not_full", {"total": worth}))
    if problems:
        raise InvalidAnswers(problems)


@operator("exam.enrol")
def enrol(ctx: Context, exam_id: str) -> dict[str, int]:
    """List who is expected, each by age on the phase's first day: under the limit at a computer, else attendance."""
    exam = _exam(ctx, exam_id)
    people = store.expected(ctx.tx, ctx.tenant, exam["organization_id"], exam["class_id"])
    modes = {
        row["id"]: Mode.ATTENDANCE
        if row["passed"]
        else rules.mode(_born(ctx, row), row["birth_year"], exam["first_day"], exam["age_limit"])
        for row in people
    }
    store.enrol(ctx.tx, ctx.tenant, exam["id"], modes)
    return _counts(ctx, exam["id"])


def _born(ctx: Context, row: Row) -> date | None:
    """Open a day of birth for the one comparison that the rule asks for; it is neither shown nor kept."""
    if row["birth_date"] is None:
        return None
    return parse_day(ctx.tx.sealer.open(bytes(row["birth_date"]), row["id"], "birth_date"))


@operator("exam.confirm")
def confirm(ctx: Context, exam_id: str) -> dict[str, int]:
    """Apply what was decided about people, open the exam and tell everybody who sits it."""
    exam = _exam(ctx, exam_id)
    listed = {row["person_id"]: row for row in store.takers(ctx.tx, ctx.tenant, exam["id"])}
    for field, mode in (("paper", Mode.PAPER), ("computer", Mode.COMPUTER), ("attendance", Mode.ATTENDANCE)):
        people = values.ids(ctx.answers, field)
        problems = [
            Problem(f"/answers/{field}/{index}", "not_on_roster")
            for index, person in enumerate(people)
            if person not in listed
        ]
        if problems:
            raise InvalidAnswers(problems)
        store.set_mode(ctx.tx, ctx.tenant, exam["id"], people, mode)
    counts = _counts(ctx, exam["id"])
    if counts["unknown_n"]:
        raise InvalidAnswers.at("/answers/computer", "exam_unknown_left", n=counts["unknown_n"])
    store.set_status(ctx.tx, ctx.tenant, exam["id"], "open")
    tell(ctx, [each for row in store.takers(ctx.tx, ctx.tenant, exam["id"]) for each in _invitation(exam, row)])
    ctx.record("exam.opened", dict(counts))
    return counts


def _invitation(exam: Row, row: Row) -> list[NewNotice]:
    kinds = {Mode.COMPUTER: "exam_invited", Mode.PAPER: "exam_invited_paper"}
    kind = kinds.get(Mode(row["mode"]))
    if kind is None:
        return []
    opens, closes = (_shown(exam[name]) for name in ("opens_at", "closes_at"))
    told = {"exam": exam["name"], "opens": opens, "closes": closes, "minutes": exam["minutes"]}
    return [NewNotice(row["person_id"], kind, told)]


@operator("exam.close")
def close(ctx: Context, exam_id: str) -> dict[str, int]:
    """Close an exam: sheets that nobody handed in are scored as they stand."""
    exam = _exam(ctx, exam_id)
    settled = scoring.settle_all(ctx.tx, ctx.tenant, exam, ctx.at)
    store.set_status(ctx.tx, ctx.tenant, exam["id"], "closed")
    rows = store.takers(ctx.tx, ctx.tenant, exam["id"])
    by_computer = [row for row in rows if row["mode"] == Mode.COMPUTER]
    counts = {
        "sat_n": sum(row["sittings"] > 0 for row in by_computer),
        "missing_n": sum(row["sittings"] == 0 for row in by_computer),
        "paper_n": sum(row["mode"] == Mode.PAPER for row in rows),
    }
    ctx.record("exam.closed", {**counts, "unfinished": settled})
    return counts


@operator("exam.record_paper")
def record_paper(ctx: Context, exam_id: str) -> dict[str, int]:
    """Take in the scores of those who sat on paper."""
    exam = _exam(ctx, exam_id)
    waiting = {
        row["person_id"]
        for row in store.takers(ctx.tx, ctx.tenant, exam["id"])
        if row["mode"] == Mode.PAPER and not row["sittings"]
    }
    rows = values.rows(ctx.answers, "scores")
    scores: dict[UUID, int] = {}
    problems = []
    for index, row in enumerate(rows):
        person = values.uuid(row["person_id"])
        if person not in waiting or person in scores:
            problems.append(Problem(f"/answers/scores/{index}/person_id", "exam_not_on_paper"))
        scores[person] = int(row["score"])
    if problems:
        raise InvalidAnswers(problems)
    store.on_paper(ctx.tx, ctx.tenant, exam["id"], scores, 1, ctx.at)
    ctx.record("exam.paper_recorded", {"recorded": len(scores)})
    return {"recorded_n": len(scores), "missing_n": len(waiting - set(scores))}


@operator("exam.publish")
def publish(ctx: Context, exam_id: str) -> dict[str, int]:
    """Tell everybody their own score, and nobody another's."""
    exam = _exam(ctx, exam_id)
    rows = [row for row in store.takers(ctx.tx, ctx.tenant, exam["id"]) if row["mode"] in (Mode.COMPUTER, Mode.PAPER)]
    sat = [row for row in rows if row["score"] is not None]
    passed = [row for row in sat if row["score"] >= exam["pass_mark"]]
    told = {"exam": exam["name"], "pass_mark": exam["pass_mark"]}
    tell(
        ctx,
        [
            NewNotice(
                row["person_id"],
                "exam_passed" if row["score"] >= exam["pass_mark"] else "exam_not_passed",
                {**told, "score": row["score"]},
            )
            for row in sat
        ],
    )
    counts = {"passed_n": len(passed), "failed_n": len(sat) - len(passed), "missing_n": len(rows) - len(sat)}
    ctx.record("exam.published", counts)
    return counts


def _counts(ctx: Context, exam_id: UUID) -> dict[str, int]:
    rows = store.takers(ctx.tx, ctx.tenant, exam_id)
    return {f"{mode}_n": sum(row["mode"] == mode for row in rows) for mode in Mode}


def _exam(ctx: Context, exam_id: str) -> Row:
    row = store.get(ctx.tx, ctx.tenant, values.uuid(exam_id), lock=True)
    if row is None:
        raise NotFound("exam_not_found")
    return row


def _moment(on: date, at: str) -> datetime:
    hour, minute = map(int, at.split(":"))
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=clock.OFFICE_ZONE).astimezone(UTC)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M}"
