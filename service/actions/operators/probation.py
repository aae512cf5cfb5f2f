"""Operators of probation and conversion: what comes next, what the assembly may resolve, and until when to wait."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain import probation
from service.domain.calendar import Duration, add_years
from service.domain.errors import Conflict, InvalidAnswers
from service.store import cases, people


@operator("probation.next")
def next_(ctx: Context, start: str, until: str, number: int) -> dict[str, Any]:
    """Return the next turn of a probation, `review` or `apply`, and when it begins; `ends`: the end is reached."""
    end = values.day(until)
    turn = probation.next_turn(values.day(start), end, number, ctx.today)
    return {
        "kind": turn.kind,
        "number": turn.number,
        "on": turn.on.isoformat(),
        "at": values.starts(turn.on),
        "ends": values.starts(end),
    }


@operator("probation.position")
def position(ctx: Context, person_id: str, start: str, until: str, postponed: bool) -> dict[str, Any]:
    """Tell whether the discussion may wait (of a newcomer, once), and whether it comes before the end of probation."""
    came = cases.taken_over(ctx.tx, ctx.tenant, values.uuid(person_id), values.day(start))
    return {
        "may_postpone": "yes" if came and not postponed else "no",
        "early": "yes" if ctx.today < values.day(until) else "no",
    }


@operator("probation.postpone")
def postpone(ctx: Context, until: str, to: str) -> dict[str, str]:
    """Put off the discussion of a newcomer; the day of conversion stays the end of probation."""
    most = ctx.rules.rule("transfer_postpone", ctx.today).maximum
    day = values.day(to)
    if problem := probation.postponed_wrongly(values.day(until), day, ctx.today, _length(most)):
        raise InvalidAnswers.at(f"/answers{problem.pointer}", problem.code, **problem.params)
    ctx.record("probation.postponed", {"to": day})
    return {"on": day.isoformat(), "at": values.starts(day)}


@operator("probation.resolve")
def resolve(ctx: Context, outcome: str, on: str, until: str, extended: bool) -> dict[str, Any]:
    """Take down what the assembly resolved, and say until when probation lasts and from when party age counts."""
    said = ctx.answers.get("months")
    months = int(said) if said is not None else None
    rule = ctx.rules.rule("extension", ctx.today)
    end, met = values.day(until), values.not_later(on, ctx.today, "/answers/meeting_on")
    extended = extended or _extended_before(ctx, end)
    problem = probation.resolved_wrongly(
        outcome, met, end, months, extended, _length(rule.minimum), _length(rule.maximum)
    )
    if problem:
        raise InvalidAnswers.at(f"/answers{problem.pointer}", problem.code, **problem.params)
    longer = outcome == probation.EXTEND and months is not None
    last = probation.extended_until(end, months) if longer and months is not None else end
    ctx.record("probation.resolved", {"outcome": outcome, "until": last})
    return {
        "outcome": outcome,
        "on": met.isoformat(),
        "until": last.isoformat(),
        "months": months if longer else None,
        "party_age_from": end.isoformat() if outcome == probation.CONVERT else None,
    }


def _extended_before(ctx: Context, end: date) -> bool:
    """Tell whether a probation was extended before its case came here: it ends later than a year after the assembly."""
    person = people.lock(ctx.tx, ctx.tenant, ctx.person_id) if ctx.person_id else None
    return person is not None and person["member_on"] is not None and end > add_years(person["member_on"], 1)


def _length(given: Duration | None) -> Duration:
    if given is None:
        raise Conflict("rule_no_date", rule="extension")
    return given
