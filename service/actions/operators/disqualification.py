"""Operators of cancelling an activist's status (A12): register a ground, check the decision, let it take effect."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain import disqualification as rules
from service.domain.calendar import parse_duration
from service.domain.errors import Conflict, InvalidAnswers, NotFound, Problem
from service.domain.labels import stage_name
from service.domain.points import ClosedCycle
from service.domain.votes import AdmissionVote, VoteResult, check_admission, measure
from service.store import cases, people, periods, points, queue, standing
from service.store.database import Row

CLOSED: Final = {"cancel": "disqualified", "withdraw": "withdrawn"}
MESSAGES: Final = {"cancel": "msg_disqualify", "withdraw": "msg_withdraw"}


@operator("disqualify.register")
def register(ctx: Context, person_id: str, ground_code: str, version: str, pending: str) -> dict[str, Any]:
    """Take down a ground with its evidence; what the ground asks for must be there. Nothing is decided by this."""
    person = _person(ctx, person_id)
    if person["stage"] not in standing.STAGES:
        raise Conflict("ground_stage", who=person["name"], stage=stage_name(person["stage"]))
    suspended = person["status"] == "suspended"
    scheme = points.scheme(ctx.tx, ctx.tenant, ctx.today)
    year = periods.last_years(ctx.tx, ctx.tenant, [person["id"]]).get(person["id"])
    years = (ClosedCycle(year["cycle"], Decimal(str(year["total"])), bool(year.get("whole_cycle"))),) if year else ()
    if not suspended:  # a ground that comes back after a suspension was checked when it first came
        found = rules.check_ground(ground_code, ctx.answers, ctx.today, scheme.floor if scheme else None, years)
        if found:
            raise InvalidAnswers([Problem(f"/answers{each.pointer}", each.code, each.params) for each in found])
    deliberates = standing.reviewer(ctx.tx, ctx.tenant, ctx.organization_id, ctx.today) is not None
    ctx.record("ground.registered", {"ground": ground_code, "version": version, "pending": pending == "yes"})
    return {"case_id": str(ctx.instance_id), "deliberates": deliberates, "suspended": suspended}


@operator("disqualify.decide")
def decide(ctx: Context, effects: str, pending: str, suspended: bool) -> dict[str, Any]:
    """Check that a committee's decision is open for the ground and that the vote carries it."""
    decision = str(ctx.answers.get("ground_decision"))
    if decision not in rules.allowed(effects, pending == "yes", suspended):
        raise InvalidAnswers.at("/answers/ground_decision", "ground_decision_open")
    told: Mapping[str, int] = ctx.answers.get("votes") or {}
    counts = {name: int(told.get(name) or 0) for name in ("entitled", "present", "yes", "no", "abstain")}
    vote = AdmissionVote(**counts)
    problems = [Problem(f"/answers/votes{each.pointer}", each.code, each.params) for each in check_admission(vote)]
    asked = measure(ctx.rules, ctx.today)
    if not problems and decision != rules.KEEP and asked.decide(vote) is not VoteResult.PASSED:
        params = {
            "present": asked.present_needed(vote.entitled), "quorum_article": asked.quorum_article,
            "needed": asked.yes_needed(vote.entitled, vote.present), "article": asked.article,
        }  # fmt: skip
        problems = [Problem("/answers/votes/yes", "ground_not_voted", params)]
    if problems:
        raise InvalidAnswers(problems)
    ctx.record("ground.decided", {"decision": decision, **counts})
    return {"decision": decision, "yes": counts["yes"], "entitled": counts["entitled"]}


@operator("disqualify.apply")
def apply(ctx: Context, person_id: str, decision: str, reapply_after: str) -> dict[str, str | None]:
    """Let a decision take effect: the person's case is told and ends by its own diagram, or rests, or goes on.

    Somebody without a running case (recorded before there were any) is closed here.
    """
    person = _person(ctx, person_id)
    day = ctx.today
    again = None
    if decision in ("suspend", "resume"):
        standing.rest(ctx.tx, ctx.tenant, person["id"], decision == "suspend")
    elif decision in CLOSED:
        again = parse_duration(reapply_after).after(day, ctx.calendar).day.isoformat()
        standing.rest(ctx.tx, ctx.tenant, person["id"], False)
        message = MESSAGES[decision]
        if standing.waits_for(ctx.tx, ctx.tenant, message, person["id"], ctx.instance_id):
            queue.deliver_message(ctx.tx, ctx.tenant, message, str(person["id"]), {})
            ctx.record("message.sent", {"message": message, "key": str(person["id"])})
        elif person["stage"] in standing.STAGES:  # else their case has closed already
            cases.close(ctx.tx, ctx.tenant, person["id"], CLOSED[decision], day)
    else:
        raise Conflict("operator_parameters", name=decision)
    ctx.record("ground.took_effect", {"decision": decision, "on": day, "again_from": again})
    return {"on": day.isoformat(), "may_reapply_from": again}


def _person(ctx: Context, person_id: Any) -> Row:
    found = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if found is None:
        raise NotFound("person_not_found")
    return found
