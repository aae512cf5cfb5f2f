"""Operators of the way as a whole: where a case joins it, and the gate before the later stages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.actions.operators import cases, values
from service.actions.operators.registry import Context, operator
from service.domain import roster
from service.domain.calendar import add_years, parse_day
from service.domain.errors import Conflict, InvalidAnswers
from service.domain.labels import stage_name
from service.domain.people import Stage
from service.store import people, queue, waits

GATE: Final = "msg_stage3_open"
REGISTER: Final = "register"
# Where somebody recorded at a stage joins the way.
JOINS: Final = roster.JOINS
NOT_ADMITTED: Final[Mapping[str, None]] = {
    "outcome": None,
    "assembly_on": None,
    "approved_on": None,
    "probation_from": None,
    "probation_until": None,
}


@operator("case.enter")
def enter(ctx: Context, person_id: str, entry: str) -> dict[str, Any]:
    """Tell where a case begins: with an application, or at the stage that the register has, with its true days.

    A register that was brought along as a sheet answers `approved_on` and `extended_until`, too.
    """
    said: dict[str, Any] = {"at": "apply", "admission": dict(NOT_ADMITTED)}
    if entry != REGISTER:
        return said
    person = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if person is None or person["stage"] not in JOINS:
        raise Conflict(
            "person_stage", who=person["name"] if person else "", stage=stage_name(person["stage"] if person else None)
        )
    stage = Stage(person["stage"])
    if stage == Stage.PROBATIONARY_MEMBER:
        if person["member_on"] is None:
            raise InvalidAnswers.at("/answers/entry", "register_no_day", stage=stage_name(stage))
        met = person["member_on"]
        said["admission"] = {
            "outcome": "approved",
            "assembly_on": met.isoformat(),
            "approved_on": (parse_day(ctx.answers.get("approved_on")) or ctx.today).isoformat(),
            "probation_from": met.isoformat(),
            "probation_until": (parse_day(ctx.answers.get("extended_until")) or add_years(met, 1)).isoformat(),
        }
    if stage == Stage.ACTIVIST and person["activist_on"] is None:
        raise InvalidAnswers.at("/answers/entry", "register_no_day", stage=stage_name(stage))
    applied = person["applied_on"] or ctx.today
    cases.number(ctx, person, applied)
    ctx.record("case.joined", {"stage": stage.value, "since": person["stage_since"]})
    said["at"] = JOINS[stage]
    return said


@operator("stages.gate")
def gate(ctx: Context) -> dict[str, bool]:
    """Tell whether the way to the later stages is open: nobody passes those who still wait there."""
    return {"open": waits.count(ctx.tx, ctx.tenant, GATE) == 0}


@operator("stages.open")
def open_(ctx: Context) -> dict[str, int]:
    """Let everybody below the organisation who waits before the later stages go on."""
    keys = waits.keys_below(ctx.tx, ctx.tenant, GATE, ctx.organization_id)
    queue.deliver_messages(ctx.tx, ctx.tenant, GATE, {key: {} for key in keys})
    ctx.record("stages.opened", {"n": len(keys)})
    return {"n": len(keys)}
