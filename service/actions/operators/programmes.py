"""Operators of training programmes: phases and their rosters, visits of the mobile school, make-up, hours.

A phase is a class of its own and a case of its own (proc_training_phase), so that seven of them do not wait for each
other. Hours are credited once a person, by somebody who recorded no attendance.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.exams import check_paper
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.actions.operators.training import CERTIFICATE_SERIES
from service.domain.errors import Conflict, Forbidden, InvalidAnswers, Problem
from service.domain.exams import Kind, Part
from service.domain.training import places
from service.store import filing, queue, trainings, waits
from service.store import programmes as store
from service.store.ids import new_id
from service.store.notices import NewNotice

# What a candidate's case waits for (A08).
PASSED: Final = "msg_training_passed"
EXAM: Final = (
    "bank_id", "opens", "closes", "minutes", "single_n", "single_worth", "multiple_n", "multiple_worth", "judgement_n",
    "judgement_worth", "pass_mark", "resits", "age_limit",
)  # fmt: skip


@operator("programme.open")
def open_(ctx: Context, name: str, audience: str) -> list[dict[str, Any]]:
    """Open a class a phase, and share the audience among them, branch by branch."""
    rows = values.rows(ctx.answers, "phases")
    _check_days(rows)
    exam = _exam(ctx)
    people = store.audience(ctx.tx, ctx.tenant, ctx.organization_id, store.STAGES[audience])
    phases, at = [], 0
    for number, (row, size) in enumerate(zip(rows, places(len(people), len(rows)), strict=True), 1):
        home = ctx.organization_id
        phases.append(_phase(ctx, name, number, row, home, people[at : at + size], exam))
        at += size
    ctx.record("programme.opened", {"phases": len(phases), "people": len(people)})
    return phases


@operator("programme.visits")
def visits(ctx: Context, name: str) -> list[dict[str, Any]]:
    """Open a class a community that the mobile school visits, with the members of that community."""
    rows = [
        {**row, "starts_on": row["held_on"], "ends_on": row["held_on"]} for row in values.rows(ctx.answers, "visits")
    ]
    homes = [values.uuid(row["organization_id"]) for row in rows]
    phases = []
    for number, (row, home) in enumerate(zip(rows, homes, strict=True), 1):
        people = store.audience(ctx.tx, ctx.tenant, home, store.STAGES["members"])
        phases.append(_phase(ctx, name, number, row, home, people, None))
    ctx.record("programme.opened", {"phases": len(phases)})
    return phases


def _check_days(rows: list[Mapping[str, Any]]) -> None:
    problems = [
        Problem(f"/answers/phases/{index}/ends_on", "ends_before_start")
        for index, row in enumerate(rows)
        if values.day(row["ends_on"]) < values.day(row["starts_on"])
    ]
    if problems:
        raise InvalidAnswers(problems)


def _exam(ctx: Context) -> dict[str, Any] | None:
    """Return the exam that belongs to every phase, if the programme has one."""
    if "bank_id" not in ctx.answers:
        return None
    plan = {key: ctx.answers[key] for key in EXAM}
    parts = tuple(Part(kind, int(plan[f"{kind}_n"]), int(plan[f"{kind}_worth"])) for kind in Kind)
    check_paper(ctx, values.uuid(plan["bank_id"]), parts)
    return {**plan, "days": int(ctx.answers.get("exam_days", 0))}


def _phase(
    ctx: Context,
    name: str,
    number: int,
    row: Mapping[str, Any],
    home: UUID,
    people: list[UUID],
    exam: Mapping[str, Any] | None,
) -> dict[str, Any]:
    class_id, first, last = new_id(), values.day(row["starts_on"]), values.day(row["ends_on"])
    store.open_phase(
        ctx.tx, ctx.tenant, class_id, ctx.instance_id, home, name, number, first, last, str(row["place"]),
        int(row["hours"]),
    )  # fmt: skip
    trainings.add(ctx.tx, ctx.tenant, class_id, people)
    return {
        "training_id": str(class_id),
        "organization_id": str(home),
        "phase": number,
        "expires": values.after(last),
        "with_exam": exam is not None,
        "exam": None if exam is None else _exam_of(exam, name, number, last),
    }


def _exam_of(plan: Mapping[str, Any], name: str, number: int, last: date) -> dict[str, Any]:
    until = last + timedelta(days=int(plan["days"]))
    named = {"exam_name": f"{name}第{number}期考试"[:60], "exam_on": last.isoformat(), "exam_until": until.isoformat()}
    return {**plan, **named}


@operator("programme.invite")
def invite(ctx: Context) -> dict[str, int]:
    """Apply what was changed in the rosters and tell everybody their own phase."""
    phases = {row["phase"]: row for row in store.classes(ctx.tx, ctx.tenant, ctx.instance_id)}
    _change(ctx, {number: row["id"] for number, row in phases.items()})
    sent = 0
    for row in phases.values():
        sent += _invite(ctx, row)
    ctx.record("programme.invited", {"people": sent})
    return {"sent_n": sent}


def _change(ctx: Context, phases: Mapping[int, UUID]) -> None:
    listed = store.rosters(ctx.tx, ctx.tenant, ctx.instance_id)
    removed = values.ids(ctx.answers, "removed")
    moved, added = values.rows(ctx.answers, "moved"), values.rows(ctx.answers, "added")
    new = [values.uuid(row["person_id"]) for row in added]
    known = store.people(ctx.tx, ctx.tenant, ctx.organization_id, new)
    problems = [Problem(f"/answers/removed/{n}", "not_on_roster") for n, who in enumerate(removed) if who not in listed]
    for field, rows in (("moved", moved), ("added", added)):
        for n, row in enumerate(rows):
            who = values.uuid(row["person_id"])
            if int(row["phase"]) not in phases:
                problems.append(Problem(f"/answers/{field}/{n}/phase", "no_such_phase", {"most": len(phases)}))
            if field == "moved" and who not in listed:
                problems.append(Problem(f"/answers/{field}/{n}/person_id", "not_on_roster"))
            if field == "added" and (who in listed or who not in known or new.count(who) > 1):
                problems.append(Problem(f"/answers/{field}/{n}/person_id", "already_on_roster"))
    if problems:
        raise InvalidAnswers(problems)
    for who in removed:
        trainings.remove(ctx.tx, ctx.tenant, listed[who], [who])
    for row in moved:
        store.move(ctx.tx, ctx.tenant, ctx.instance_id, values.uuid(row["person_id"]), phases[int(row["phase"])])
    for row in added:
        trainings.add(ctx.tx, ctx.tenant, phases[int(row["phase"])], [values.uuid(row["person_id"])])


def _invite(ctx: Context, class_: Mapping[str, Any]) -> int:
    roster = trainings.roster(ctx.tx, ctx.tenant, class_["id"])
    params = {name: class_[name] for name in ("starts_on", "ends_on", "place", "hours", "phase")}
    tell(ctx, [NewNotice(who, "programme_invited", {**params, "training": class_["name"]}) for who in roster])
    trainings.invite(ctx.tx, ctx.tenant, class_["id"])
    trainings.set_status(ctx.tx, ctx.tenant, class_["id"], "invited")
    return len(roster)


@operator("programme.take")
def take(ctx: Context, training_id: str) -> dict[str, int]:
    """Let the case of a phase work on its class."""
    class_id = values.uuid(training_id)
    store.take(ctx.tx, ctx.tenant, class_id, ctx.instance_id)
    return {"enrolled_n": len(trainings.roster(ctx.tx, ctx.tenant, class_id))}


@operator("programme.away")
def away(ctx: Context) -> dict[str, int]:
    """Count who was at no phase, or did not sit the exam that they were on the list of."""
    return {"makeup_n": len(store.wanting(ctx.tx, ctx.tenant, ctx.instance_id))}


@operator("programme.makeup")
def makeup(ctx: Context, phases: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Open one phase more for everybody who was away, with the exam of those before; nobody loses anything by it."""
    row = ctx.answers
    _check_days([{"starts_on": row["starts_on"], "ends_on": row["ends_on"]}])
    held = store.classes(ctx.tx, ctx.tenant, ctx.instance_id)
    people = store.wanting(ctx.tx, ctx.tenant, ctx.instance_id)
    exam = phases[0].get("exam") if phases else None
    place = {
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "place": row["place"],
        "hours": held[0]["hours"],
    }
    made = _phase(ctx, held[0]["name"], len(held) + 1, place, ctx.organization_id, people, exam)
    for class_ in store.classes(ctx.tx, ctx.tenant, ctx.instance_id)[len(held) :]:
        _invite(ctx, class_)
    ctx.record("programme.makeup_opened", {"people": len(people)})
    return [made]


@operator("programme.certify")
def certify(ctx: Context) -> dict[str, int]:
    """Credit everybody who was there with the hours, once; whoever recorded attendance does not certify it."""
    phases = store.classes(ctx.tx, ctx.tenant, ctx.instance_id)
    if any(row["status"] == "certified" for row in phases):
        raise Conflict("training_certified", name=phases[0]["name"])
    if ctx.actor_id in store.recorders(ctx.tx, ctx.tenant, ctx.instance_id):
        raise Forbidden("task_same_recorder")
    there = store.was_there(ctx.tx, ctx.tenant, ctx.instance_id)
    on = values.not_later(ctx.answers.get("certified_on") or ctx.today, ctx.today, "/answers/certified_on")
    first = filing.take(ctx.tx, ctx.tenant, CERTIFICATE_SERIES, on.year, len(there)) if there else 0
    numbers = {
        row["person_id"]: filing.written(CERTIFICATE_SERIES, on.year, first + place) for place, row in enumerate(there)
    }
    store.credit(ctx.tx, ctx.tenant, there, numbers)
    for row in phases:
        trainings.set_status(ctx.tx, ctx.tenant, row["id"], "certified")
    year = phases[0]["year"]
    totals = store.hours_of_year(ctx.tx, ctx.tenant, year, list(numbers))
    tell(
        ctx,
        [
            NewNotice(
                row["person_id"],
                "programme_certified",
                {
                    "training": phases[0]["name"], "hours": row["hours"], "year": year,
                    "total": totals[row["person_id"]], "certificate_no": numbers[row["person_id"]],
                },
            )
            for row in there
        ],
    )  # fmt: skip
    _tell_candidates(ctx, there, {row["id"]: row for row in phases})
    missed = len(store.rosters(ctx.tx, ctx.tenant, ctx.instance_id)) - len(there)
    ctx.record("programme.certified", {"certified": len(there), "missed": missed})
    return {"certified_n": len(there), "missed_n": missed}


def _tell_candidates(ctx: Context, there: list[dict[str, Any]], phases: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Tell the cases of candidates who wait for their class, if this one was long enough to be it (§17)."""
    asked = ctx.rules.rule("training", ctx.today).details
    waiting = set(waits.keys_below(ctx.tx, ctx.tenant, PASSED, ctx.organization_id))
    told: dict[str, dict[str, Any]] = {}
    for row in there:
        phase = phases[row["class_id"]]
        days = (phase["ends_on"] - phase["starts_on"]).days + 1
        long = days >= int(asked["min_days"]) or row["hours"] >= int(asked["or_min_hours"])
        if long and str(row["person_id"]) in waiting:
            told[str(row["person_id"])] = {"hours": float(row["hours"]), "days": days}
    if told:
        queue.deliver_messages(ctx.tx, ctx.tenant, PASSED, told)
        ctx.record("message.sent", {"message": PASSED, "n": len(told)})
