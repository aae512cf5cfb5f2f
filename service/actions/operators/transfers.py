"""Operators of a transfer (A11): who goes where, what a newcomer's papers say, taking over, leaving, not recognising.

Time continues (§12): reviews, points and the case itself belong to the person and go along, with the case's number.
What a newcomer brings from elsewhere comes onto the register one stage after the other, each with its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.cases import advance
from service.actions.operators.registry import Context, operator
from service.actions.operators.stages import JOINS, REGISTER
from service.domain import transfers as rules
from service.domain.calendar import add_months
from service.domain.errors import Conflict, InvalidAnswers, NotFound
from service.domain.instances import Event
from service.domain.labels import stage_name
from service.domain.people import STAGES, Stage
from service.store import cases, cultivation, following, people, queue, register, releases, standing, transfers
from service.store import organizations as tree
from service.store.database import Row
from service.store.ids import new_id

WITHIN, OUT, IN = "within", "out", "in"
# The message to the person's case, and the stage of somebody without one.
LEAVES: Final = ("msg_transfer", "transferred_out")
REFUSED: Final = ("msg_disqualify", "disqualified")
HALF_YEAR: Final = 6
# What the start form of a case says of somebody who is on record at a stage.
ENTRY: Final[Mapping[str, str]] = {"entry": REGISTER}


@operator("transfer.open")
def open_(ctx: Context, person_id: str, direction: str) -> dict[str, Any]:
    """Tell who goes where, from the form just completed; refuses whoever is not on the way to membership."""
    person = _person(ctx, person_id)
    if person["stage"] not in JOINS:
        raise Conflict("person_stage", who=person["name"], stage=stage_name(person["stage"]))
    if direction == IN and cases.other_running(ctx.tx, ctx.tenant, person["id"], ctx.instance_id):
        raise Conflict("case_exists", who=person["name"])
    home = values.uuid(ctx.answers["to_branch_id"]) if direction == WITHIN else ctx.organization_id
    if direction == WITHIN and home == ctx.organization_id:
        raise InvalidAnswers.at("/answers/to_branch_id", "not_among_options")
    name = ctx.answers.get("to_name") if direction == OUT else _name(ctx, home)
    ctx.record("transfer.opened", {"direction": direction, "stage": person["stage"]})
    return {
        "direction": direction,
        "receiving_id": None if direction == OUT else str(home),
        "receiving_name": name,
        "stage": person["stage"],
    }


@operator("transfer.arrival")
def arrival(ctx: Context, person_id: str) -> dict[str, Any]:
    """Read what a newcomer's papers say, hold it against the register and against the order of the days.

    Raises InvalidAnswers: the register is further or has another day, days out of order, in the future.
    """
    person = _person(ctx, person_id)
    stage = Stage(ctx.answers["stage"])
    days: dict[Stage, date] = {
        each: values.not_later(ctx.answers[field], ctx.today, f"/answers/{field}")
        for each, field in rules.DAYS.items()
        if field in ctx.answers and STAGES.index(each) <= STAGES.index(stage)
    }
    known = {each: person[field] for each, field in rules.DAYS.items() if person.get(field)}
    probation = {name: values.day(ctx.answers[name]) for name in rules.PROBATION if ctx.answers.get(name)}
    if "approved_on" in probation:
        values.not_later(ctx.answers["approved_on"], ctx.today, "/answers/approved_on")
    reviews = [(values.day(row["held_on"]), str(row["result"])) for row in values.rows(ctx.answers, "reviews")]
    problems = rules.problems(stage, days, Stage(person["stage"]), known, [day for day, _ in reviews])
    if problems := [*problems, *rules.probation_problems(days.get(Stage.PROBATIONARY_MEMBER), probation)]:
        raise InvalidAnswers([*problems])
    ctx.record("transfer.arrived", {"stage": stage.value, "reviews": len(reviews)})
    return {
        "stage": stage.value,
        "days": {each.value: day.isoformat() for each, day in days.items()},
        "reviews": [{"held_on": day.isoformat(), "result": result} for day, result in reviews],
        "probation": {name: day.isoformat() for name, day in probation.items()},
    }


@operator("transfer.standing")
def standing_(ctx: Context, person_id: str, arrival: Mapping[str, Any] | None) -> dict[str, Any]:
    """Tell whether the new branch may refuse to recognise (probationary members only), and whom it appoints."""
    stage = arrival["stage"] if arrival else _person(ctx, person_id)["stage"]
    return {
        "may_refuse": "yes" if stage == Stage.PROBATIONARY_MEMBER else "no",
        "contacts": stage in (Stage.ACTIVIST, Stage.DEVELOPMENT_CANDIDATE),
    }


@operator("transfer.take_over")
def take_over(ctx: Context, person_id: str, arrival: Mapping[str, Any] | None, on: str) -> dict[str, int]:
    """Take a person over into the branch of the case: open cases go along, or what a newcomer brings is recorded."""
    day = values.not_later(on, ctx.today, "/answers/examined_on")
    person = _person(ctx, person_id)
    n = _record(ctx, person, arrival) if arrival else _carry(ctx, person, day)
    ctx.record("transfer.taken_over", {"on": day, "cases": n})
    return {"cases_n": n}


def _carry(ctx: Context, person: Row, on: date) -> int:
    old, new = person["branch_id"], ctx.organization_id
    if old == new:
        return 0
    open_cases: list[UUID] = []
    if old is not None:
        open_cases = transfers.cases_of(ctx.tx, ctx.tenant, old, person["id"])
        following.follow(ctx.tx, ctx.tenant, open_cases, old, new, actor=ctx.actor_id, because="transferred")
    register.set_branch(ctx.tx, ctx.tenant, [person["id"]], new)
    transfers.end_contacts(ctx.tx, ctx.tenant, person["id"], on)
    return len(open_cases)


def _record(ctx: Context, person: Row, arrival: Mapping[str, Any]) -> int:
    here = STAGES.index(person["stage"])
    for stage in STAGES[here + 1 : STAGES.index(arrival["stage"]) + 1]:
        advance(ctx, str(person["id"]), stage, arrival["days"][stage])
    confirmed = values.day(arrival["days"].get(Stage.ACTIVIST)) if arrival["reviews"] else None
    for turn, review in enumerate(arrival["reviews"], 1):
        assert confirmed is not None  # transfer.arrival wants the day with the reviews
        cultivation.record_review(
            ctx.tx, ctx.tenant, person["id"], turn, add_months(confirmed, HALF_YEAR * turn),
            values.day(review["held_on"]), review["result"], ctx.instance_id, ctx.actor_id, ctx.at,
        )  # fmt: skip
    return 0


@operator("transfer.join")
def join(ctx: Context, person_id: str, arrival: Mapping[str, Any] | None) -> dict[str, str | None]:
    """Let a newcomer's case begin at the stage that the papers show, in the step that takes the person over.

    Whoever moved within the town has a case, which has come along; a second one never begins.
    """
    from service.actions.steps import Cause, begin, start_data  # a step within a step: its module needs the operators

    person, case = _person(ctx, person_id), new_id()
    if arrival is None or cases.other_running(ctx.tx, ctx.tenant, person["id"], case):
        return {"case_id": None}
    release = releases.current(ctx.tx, ctx.tenant, cases.CASE)
    if release is None:
        raise NotFound("process_not_found", process=cases.CASE)
    answers = {**ENTRY, **arrival.get("probation", {})}
    said = {"answers": dict(ENTRY), "process": cases.CASE, "transfer": str(ctx.instance_id)}
    event = Event("instance.started", ctx.today, said, actor_id=ctx.actor_id)
    names = people.names(ctx.tx, ctx.tenant, [ctx.actor_id])
    cause = Cause(event, ctx.actor_id, names.get(ctx.actor_id, "") if ctx.actor_id else "", answers=answers)
    home = ctx.organization_id
    data = {**start_data(home, ctx.actor_id, person["id"], ctx.at), **ENTRY}
    begin(ctx.tx, ctx.engine, ctx.tenant, release["id"], cases.CASE, case, home, person["id"], person["name"], data,
          cause)  # fmt: skip
    ctx.record("transfer.joined", {"case_id": str(case), "stage": person["stage"]})
    return {"case_id": str(case)}


@operator("transfer.readmit")
def readmit(ctx: Context, person_id: str) -> dict[str, str]:
    """Open the record of somebody who went elsewhere and comes back, at the stage from which they left.

    The days stay; what has come since, the papers must show (`transfer.arrival`). Raises Conflict: nobody who left.
    """
    person = _person(ctx, person_id)
    if person["status"] != "closed" or person["stage"] != LEAVES[1]:
        raise Conflict("person_stage", who=person["name"], stage=stage_name(person["stage"]))
    stage, since = rules.left_at(person)
    people.readmit(ctx.tx, ctx.tenant, person["id"], ctx.organization_id, stage, since or person["stage_since"])
    said = {"person_id": str(person["id"]), "stage": stage.value}
    gone = {"branch_before": str(person["branch_id"]), "left_on": person["stage_since"]}
    ctx.record("person.readmitted", {**said, **gone})
    return said


@operator("transfer.leave")
def leave(ctx: Context, person_id: str) -> None:
    """End what runs here about somebody who went elsewhere; the person's case is told and ends by its own diagram."""
    _end(ctx, _person(ctx, person_id), *LEAVES)
    ctx.record("transfer.left", {})


@operator("transfer.refuse")
def refuse(ctx: Context, person_id: str, arrival: Mapping[str, Any] | None) -> None:
    """Let it take effect that a probationary member is not recognised; of a newcomer nothing is on record yet."""
    person = _person(ctx, person_id)
    if arrival is None:
        _end(ctx, person, *REFUSED)
    ctx.record("transfer.refused", {})


def _end(ctx: Context, person: Row, message: str, stage: str) -> None:
    if standing.waits_for(ctx.tx, ctx.tenant, message, person["id"], ctx.instance_id):
        queue.deliver_message(ctx.tx, ctx.tenant, message, str(person["id"]), {})
        ctx.record("message.sent", {"message": message, "key": str(person["id"])})
    elif person["stage"] in JOINS:
        cases.close(ctx.tx, ctx.tenant, person["id"], stage, ctx.today)


def _name(ctx: Context, organization: UUID) -> str:
    found = tree.find(ctx.tx, ctx.tenant, organization, [organization])
    if found is None or found["dissolved_on"] is not None:
        raise InvalidAnswers.at("/answers/to_branch_id", "not_among_options")
    return str(found["name"])


def _person(ctx: Context, person_id: Any) -> Row:
    found = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if found is None:
        raise NotFound("person_not_found")
    return found
