"""Operators of the way as a whole: where a case joins it, and the gate before the later stages."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from service.actions.operators import cases, values
from service.actions.operators.registry import Context, operator
from service.domain import roster
from service.domain.calendar import add_years, parse_day
from service.domain.errors import Conflict, InvalidAnswers
from service.domain.joining import PASSED, joining
from service.domain.labels import stage_name
from service.domain.people import Stage
from service.store import people, queue, waits

GATE: Final = "msg_stage3_open"
REGISTER: Final = "register"
# Where somebody recorded at a stage joins the way when nothing else is known.
JOINS: Final = roster.JOINS
NOT_ADMITTED: Final[Mapping[str, None]] = {
    "outcome": None,
    "assembly_on": None,
    "approved_on": None,
    "probation_from": None,
    "probation_until": None,
}
# An admission that nobody has asked for yet, of somebody whose training is over: nobody is trained twice.
TRAINED: Final = "pending"
FRESH: Final[Mapping[str, Any]] = {
    "review": {"outcome": None, "concluded_on": None, "doc_ref": None},
    "received_on": None,
    "known": {
        "next": None, "listed_on": None, "introducers": [], "pre_reviewed_on": None, "assembly_on": None,
        "grouped": False, "sworn": False, "extended": False,
    },
}  # fmt: skip


@operator("case.enter")
def enter(ctx: Context, person_id: str, entry: str) -> dict[str, Any]:
    """Tell where a case begins: with an application, or at the first step that the register does not say was done.

    A register that was brought along as a sheet answers with its columns (domain/roster.py). Where a branch says by
    hand that somebody is on the register, the stage and its day on record are all that is known.
    """
    said: dict[str, Any] = {"at": "apply", "stage": None, "admission": dict(NOT_ADMITTED), **copy.deepcopy(dict(FRESH))}
    if entry != REGISTER:
        return said
    person = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if person is None or person["stage"] not in JOINS:
        raise Conflict(
            "person_stage", who=person["name"] if person else "", stage=stage_name(person["stage"] if person else None)
        )
    stage = Stage(person["stage"])
    if stage == Stage.ACTIVIST and person["activist_on"] is None:
        raise InvalidAnswers.at("/answers/entry", "register_no_day", stage=stage_name(stage))
    if stage == Stage.PROBATIONARY_MEMBER:
        if person["member_on"] is None:
            raise InvalidAnswers.at("/answers/entry", "register_no_day", stage=stage_name(stage))
        said["admission"] = _probation(ctx, person["member_on"])
    applied = person["applied_on"] or ctx.today
    cases.number(ctx, person, applied)
    ctx.record("case.joined", {"stage": stage.value, "since": person["stage_since"]})
    said["at"], said["stage"] = JOINS[stage], stage.value
    if "stage" in ctx.answers:
        _go_on(ctx, said)
    return said


def _probation(ctx: Context, met: date) -> dict[str, Any]:
    """Return what an admission came to; one that was extended lasts from the end of its first year."""
    end = add_years(met, 1)
    until = parse_day(ctx.answers.get("extended_until"))
    return {
        "outcome": "approved",
        "assembly_on": met.isoformat(),
        "approved_on": (parse_day(ctx.answers.get("approved_on")) or ctx.today).isoformat(),
        "probation_from": (end if until else met).isoformat(),
        "probation_until": (until or end).isoformat(),
    }


def _go_on(ctx: Context, said: dict[str, Any]) -> None:
    """Let a case go on after what its row says was done."""
    row = ctx.answers
    found = joining(row, ctx.today, ctx.rules)
    said["at"], said["received_on"] = found.at, row["applied_on"]
    said["known"] |= {
        "next": found.next,
        "listed_on": row.get("candidate_on"),
        "introducers": list(row.get("introducers") or ()),
        "pre_reviewed_on": row.get("pre_reviewed_on"),
        "assembly_on": row.get("member_on"),
        "grouped": bool(row.get("group_on")),
        "sworn": bool(row.get("oath_on")),
        "extended": bool(row.get("extended_until")),
    }
    if row.get("reviewed_on"):
        said["review"] |= {"outcome": row.get("review_result") or PASSED, "concluded_on": row["reviewed_on"]}
    if row.get("trained_on") and row["stage"] == Stage.DEVELOPMENT_CANDIDATE:
        said["admission"]["outcome"] = TRAINED


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
