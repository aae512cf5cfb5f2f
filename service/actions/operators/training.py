"""Operators of the yearly training: roster, attendance, make-up, certificates and the points that follow.

Leave is neutral for ever; only who missed both the class and the make-up without leave is recorded as absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.judging import scheme
from service.actions.operators.notices import tell
from service.actions.operators.points import write
from service.actions.operators.registry import Context, operator
from service.domain import points as ledger
from service.domain import training as rules
from service.domain.errors import Conflict, Forbidden, InvalidAnswers, NotFound, Problem
from service.domain.training import Attendance, Result, Session
from service.store import filing, trainings
from service.store.database import Row
from service.store.ids import new_id
from service.store.notices import NewNotice
from service.store.points import NewEntry

CERTIFICATE_SERIES: Final = "PX"
HERE: Final = ("present", "made_up")
# Only classes that the law of data minimisation needs are kept; what the form calls finer is folded into them.
LEAVE: Final = {"birth": "childbirth", "travel": "other"}


@operator("training.open")
def open_(ctx: Context, name: str, phase: int, starts_on: str, ends_on: str, place: str, hours: int) -> dict[str, str]:
    """Open a class of the yearly training."""
    first, last = values.day(starts_on), values.day(ends_on)
    if last < first:
        raise InvalidAnswers.at("/answers/ends_on", "ends_before_start")
    class_id = new_id()
    trainings.open_(
        ctx.tx, ctx.tenant, class_id, ctx.instance_id, ctx.organization_id, name, phase, first, last, place, hours
    )
    ctx.record("training.opened", {"training_id": str(class_id), "starts_on": first, "ends_on": last})
    return {"training_id": str(class_id), "expires": values.after(last)}


@operator("training.enrol")
def enrol(ctx: Context, training_id: str) -> dict[str, int]:
    """Enrol every activist of the organisation."""
    class_ = _class(ctx, training_id)
    trainings.enrol_all(ctx.tx, ctx.tenant, class_["id"], class_["organization_id"], class_["year"])
    return {"enrolled_n": len(trainings.roster(ctx.tx, ctx.tenant, class_["id"]))}


@operator("training.invite")
def invite(ctx: Context, training_id: str) -> dict[str, int]:
    """Apply what the office changed in the roster and invite everybody on it."""
    class_ = _class(ctx, training_id)
    _change_roster(ctx, class_)
    roster = trainings.roster(ctx.tx, ctx.tenant, class_["id"])
    params = {name: class_[name] for name in ("starts_on", "ends_on", "place", "hours")}
    tell(ctx, [NewNotice(person, "training_invited", {**params, "training": class_["name"]}) for person in roster])
    trainings.invite(ctx.tx, ctx.tenant, class_["id"])
    trainings.set_status(ctx.tx, ctx.tenant, class_["id"], "invited")
    return {"sent_n": len(roster)}


def _change_roster(ctx: Context, class_: Row) -> None:
    roster = trainings.roster(ctx.tx, ctx.tenant, class_["id"])
    removed, added = values.ids(ctx.answers, "removed"), values.ids(ctx.answers, "added")
    activists = trainings.activists(ctx.tx, ctx.tenant, class_["organization_id"], added)
    problems = _check_on_roster(removed, roster, "/answers/removed/{index}/person_id")
    problems += [
        Problem(f"/answers/added/{index}", "already_on_roster" if person in roster else "not_activist_here")
        for index, person in enumerate(added)
        if person in roster or person not in activists
    ]
    if problems:
        raise InvalidAnswers(problems)
    if removed:
        trainings.remove(ctx.tx, ctx.tenant, class_["id"], removed)
    if added:
        trainings.add(ctx.tx, ctx.tenant, class_["id"], added)
    ctx.record("training.roster_confirmed", {"removed": len(removed), "added": len(added)})


@operator("training.record_attendance")
def record_attendance(ctx: Context, training_id: str) -> dict[str, int]:
    """Record who was away, with leave or without; everybody else was there."""
    class_ = _class(ctx, training_id)
    roster = trainings.roster(ctx.tx, ctx.tenant, class_["id"])
    away = values.rows(ctx.answers, "absences")
    people = [values.uuid(row["person_id"]) for row in away]
    problems = _check_on_roster(people, roster, "/answers/absences/{index}/person_id")
    attended = len(roster) - len(set(people))
    if not problems and int(ctx.answers["attended_n"]) != attended:
        params = {"roster": len(roster), "away": len(people), "attended": attended}
        problems.append(Problem("/answers/attended_n", "attendance_mismatch", params))
    if problems:
        raise InvalidAnswers(problems)
    found: dict[UUID, tuple[str, str | None]] = dict.fromkeys(roster, ("present", None))
    for person, row in zip(people, away, strict=True):
        found[person] = (str(row["status"]), _leave(row) if row["status"] == "leave" else None)
    trainings.record(ctx.tx, ctx.tenant, class_["id"], found, ctx.actor_id, ctx.at)
    trainings.offer_makeup(ctx.tx, ctx.tenant, class_["id"])
    trainings.set_status(ctx.tx, ctx.tenant, class_["id"], "recorded")
    leave = sum(status == "leave" for status, _ in found.values())
    absent = sum(status == "absent" for status, _ in found.values())
    ctx.record("training.attendance_recorded", {"attended": attended, "leave": leave, "absent": absent})
    return {"attended_n": attended, "leave_n": leave, "absent_n": absent, "makeup_n": leave + absent}


@operator("training.record_makeup")
def record_makeup(ctx: Context, training_id: str) -> dict[str, int]:
    """Record who came to the make-up session and who was excused from it."""
    class_ = _class(ctx, training_id)
    roster = trainings.roster(ctx.tx, ctx.tenant, class_["id"])
    away = {person: row for person, row in roster.items() if row["status"] not in HERE}
    came, excused = values.ids(ctx.answers, "attended"), values.rows(ctx.answers, "leave")
    excused_ids = [values.uuid(row["person_id"]) for row in excused]
    problems = _check_on_roster(came, away, "/answers/attended/{index}")
    problems += _check_on_roster(excused_ids, away, "/answers/leave/{index}/person_id")
    problems += [
        Problem(f"/answers/leave/{index}/person_id", "listed_twice")
        for index, person in enumerate(excused_ids)
        if person in came
    ]
    if problems:
        raise InvalidAnswers(problems)
    found: dict[UUID, tuple[str, str | None]] = {person: ("made_up", None) for person in came}
    found |= {person: ("leave", _leave(row)) for person, row in zip(excused_ids, excused, strict=True)}
    trainings.record(ctx.tx, ctx.tenant, class_["id"], found, ctx.actor_id, ctx.at)
    missed = sum(row["status"] == "absent" for person, row in away.items() if person not in found)
    trainings.set_status(ctx.tx, ctx.tenant, class_["id"], "made_up")
    ctx.record("training.makeup_recorded", {"attended": len(came), "excused": len(excused), "missed": missed})
    return {"attended_n": len(came), "missed_n": missed}


@operator("training.certify")
def certify(ctx: Context, training_id: str) -> list[dict[str, str]]:
    """Certify who qualified and record what follows for the ledger; return the deductions, which people may dispute."""
    class_ = _class(ctx, training_id)
    if class_["status"] == "certified":
        raise Conflict("training_certified", name=class_["name"])
    roster = trainings.roster(ctx.tx, ctx.tenant, class_["id"])
    if any(row["recorded_by"] == ctx.actor_id and row["recorded_by"] is not None for row in roster.values()):
        raise Forbidden("task_same_recorder")
    on = values.not_later(ctx.answers.get("certified_on") or ctx.today, ctx.today, "/answers/certified_on")
    refused = _exceptions(ctx, roster)
    judged = {person: _judge(row, class_["hours"]) for person, row in roster.items()}
    passed = [p for p, result in judged.items() if result is Result.CERTIFIED and p not in refused]
    missed = [p for p, result in judged.items() if result is Result.ABSENT_UNEXCUSED]
    first = filing.take(ctx.tx, ctx.tenant, CERTIFICATE_SERIES, on.year, len(passed)) if passed else 0
    numbers = {p: filing.written(CERTIFICATE_SERIES, on.year, first + place) for place, p in enumerate(passed)}
    trainings.certify(ctx.tx, ctx.tenant, class_["id"], numbers)
    trainings.set_status(ctx.tx, ctx.tenant, class_["id"], "certified")
    book = scheme(ctx)
    recorders = {person: row["recorded_by"] for person, row in roster.items()}

    def entry(person: UUID, code: str, evidence: str) -> NewEntry:
        worth = ledger.raw_points(book.item(code), Decimal(1))
        return NewEntry(new_id(), person, code, on, Decimal(1), worth, evidence)

    credits = [entry(person, "P04", number) for person, number in numbers.items()]
    debits = [entry(person, "N01", f"{class_['name']}签到表和补训登记") for person in missed]
    written = write(ctx, book, [*credits, *debits], recorders, None, ctx.actor_id)
    worth = book.item("P04").points
    tell(
        ctx,
        [
            *(
                NewNotice(person, "training_certified",
                          {"training": class_["name"], "certificate_no": number, "points": f"{worth:+}"})
                for person, number in numbers.items()
            ),
            *(
                NewNotice(person, "training_not_certified", {"training": class_["name"], "reason": reason})
                for person, reason in refused.items()
            ),
        ],
    )  # fmt: skip
    ctx.record("training.certified", {"certified": len(passed), "missed": len(missed), "refused": len(refused)})
    return written[len(credits) :]


def _exceptions(ctx: Context, roster: Mapping[UUID, Row]) -> dict[UUID, str]:
    rows = values.rows(ctx.answers, "exceptions")
    people = [values.uuid(row["person_id"]) for row in rows]
    problems = _check_on_roster(people, roster, "/answers/exceptions/{index}/person_id")
    if problems:
        raise InvalidAnswers(problems)
    return {person: str(row["reason"]) for person, row in zip(people, rows, strict=True)}


def _judge(row: Row, hours: int) -> Result:
    """Judge one person: what was recorded first and at the make-up, in the rules' words."""
    required = min(Decimal(hours), rules.ACTIVIST_HOURS)
    status = row["status"]
    if status in HERE:
        return rules.judge([Session(Attendance.PRESENT, Decimal(hours))], required).result
    if status not in ("absent", "leave"):
        return Result.MAKE_UP
    stood = Attendance.ABSENT if status == "absent" else Attendance.LEAVE
    sessions = [Session(stood, Decimal(0))]
    if row["makeup_offered"]:
        sessions.append(Session(stood, Decimal(0), make_up=True))
    return rules.judge(sessions, required).result


def _check_on_roster(people: list[UUID], roster: Mapping[UUID, Any], pointer: str) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[UUID] = set()
    for index, person in enumerate(people):
        if person not in roster:
            problems.append(Problem(pointer.format(index=index), "not_on_roster"))
        elif person in seen:
            problems.append(Problem(pointer.format(index=index), "listed_twice"))
        seen.add(person)
    return problems


def _leave(row: Mapping[str, Any]) -> str:
    given = str(row.get("leave_class") or "other")
    return LEAVE.get(given, given)


def _class(ctx: Context, training_id: str) -> Row:
    row = trainings.lock(ctx.tx, ctx.tenant, values.uuid(training_id))
    if row is None:
        raise NotFound("training_not_found")
    return row
