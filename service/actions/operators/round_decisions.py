"""The operator that records what a branch's committee decided in a round, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.actions.operators.rounds import open_branch, scored
from service.actions.operators.votes import no_quorum, votes_needed
from service.domain import recommendation as rules
from service.domain import votes
from service.domain.errors import InvalidAnswers, Problem
from service.domain.labels import INELIGIBLE, label
from service.domain.recommendation import Nominee
from service.store import periods, rounds
from service.store.database import Row
from service.store.rounds import Decided

RECOMMEND: Final = "recommend"


@operator("round.record")
def record(ctx: Context, round_id: str, branch_id: str, verdicts: Sequence[Any]) -> dict[str, Any]:
    """Record the committee's decisions with their reasons.

    Raises InvalidAnswers for a nominee not decided on, a recommendation of somebody not eligible, too many
    recommendations, a vote that does not carry, or a departure from the order of points without a reason.
    """
    round_key, branch_key = values.uuid(round_id), values.uuid(branch_id)
    branch = open_branch(ctx, round_key, branch_key)
    people = rounds.nominees(ctx.tx, ctx.tenant, round_key, branch_key)
    found = {row["person_id"]: _verdict(verdict) for row, verdict in zip(people, verdicts, strict=True)}
    decisions = values.rows(ctx.answers, "decisions")
    measure = votes.measure(ctx.rules, ctx.today)
    problems = _check_rows(decisions, {row["person_id"]: row for row in people}, found, ctx.answers, measure)
    if problems:
        raise InvalidAnswers(problems)
    totals = _totals(ctx, people)
    nominees = [
        Nominee(values.uuid(row["person_id"]), totals.get(values.uuid(row["person_id"])), _chosen(row))
        for row in decisions
    ]
    departs = rules.departs(nominees)
    problems = _check_whole(ctx.answers, nominees, branch, departs, measure)
    if problems:
        raise InvalidAnswers(problems)
    decided = [
        Decided(
            values.uuid(row["person_id"]), str(row["decision"]), str(row["reason"]),
            found[values.uuid(row["person_id"])], totals.get(values.uuid(row["person_id"])),
        )
        for row in decisions
    ]  # fmt: skip
    deviation = str(ctx.answers.get("deviation_reason") or "") or None
    waiver = str(ctx.answers.get("waiver_reason") or "") or None
    met = values.not_later(ctx.answers.get("meeting_on") or ctx.today, ctx.today, "/answers/meeting_on")
    rounds.decide(ctx.tx, ctx.tenant, round_key, branch_key, decided, deviation, waiver, met, ctx.at)
    chosen = [str(nominee.person) for nominee in nominees if nominee.chosen]
    ctx.record(
        "round.decided",
        {"round_id": round_id, "nominees": len(nominees), "recommended": len(chosen), "order_departs": departs,
         "waived": waiver is not None},
    )  # fmt: skip
    said = {"nominees_n": len(nominees), "recommended_n": len(chosen), "order_departs": departs}
    return {**said, "recommended": chosen}


def _totals(ctx: Context, people: Sequence[Row]) -> dict[UUID, Decimal]:
    """Return the points of those who have a whole closed year; the others have no place in the order."""
    years = periods.last_years(ctx.tx, ctx.tenant, [row["person_id"] for row in people])
    return {person: Decimal(str(year["total"])) for person, year in years.items() if scored(year)}


def _check_rows(
    decisions: Sequence[Mapping[str, Any]],
    people: Mapping[UUID, Row],
    found: Mapping[UUID, str],
    answers: Mapping[str, Any],
    measure: votes.Measure,
) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[UUID] = set()
    for index, row in enumerate(decisions):
        person, pointer = values.uuid(row["person_id"]), f"/answers/decisions/{index}"
        if person not in people:
            problems.append(Problem(f"{pointer}/person_id", "not_nominated"))
            continue
        if person in seen:
            problems.append(Problem(f"{pointer}/person_id", "nominee_repeated"))
        seen.add(person)
        if _chosen(row) and found[person] != "eligible":
            reason = label(INELIGIBLE, found[person])
            params = {"who": people[person]["name"], "reason": reason}
            problems.append(Problem(f"{pointer}/decision", "nominee_ineligible", params))
        problems += _check_votes(row, pointer, answers, measure)
        if not rules.has_reason(str(row.get("reason") or "")):
            problems.append(Problem(f"{pointer}/reason", "reason_short", {"minimum": rules.REASON_MINIMUM}))
    missing = [row["name"] for person, row in people.items() if person not in seen]
    if missing:
        problems.append(Problem("/answers/decisions", "decision_missing", {"who": missing}))
    return problems


def _check_votes(
    row: Mapping[str, Any], pointer: str, answers: Mapping[str, Any], measure: votes.Measure
) -> list[Problem]:
    entitled, present = int(answers["entitled"]), int(answers["present"])
    ballots = sum(int(row.get(name) or 0) for name in ("votes_yes", "votes_no", "votes_abstain"))
    if ballots > present:
        return [Problem(f"{pointer}/votes_yes", "vote_ballots", {"ballots": ballots, "present": present})]
    yes = int(row["votes_yes"])
    if _chosen(row) and yes < measure.yes_needed(entitled, present):
        return [votes_needed(measure, "vote_not_passed", entitled, present, yes, f"{pointer}/votes_yes")]
    return []


def _check_whole(
    answers: Mapping[str, Any], nominees: Sequence[Nominee], branch: Row, departs: bool, measure: votes.Measure
) -> list[Problem]:
    problems: list[Problem] = []
    entitled, present = int(answers["entitled"]), int(answers["present"])
    if present > entitled:
        problems.append(Problem("/answers/present", "count_over", {"count": present, "limit": entitled}))
    elif not measure.has_quorum(entitled, present):
        problems.append(no_quorum(measure, entitled, present, "/answers/present"))
    chosen = sum(nominee.chosen for nominee in nominees)
    if chosen > branch["quota"]:
        params = {"chosen": chosen, "quota": branch["quota"]}
        problems.append(Problem("/answers/decisions", "quota_exceeded", params))
    minimum = {"minimum": rules.REASON_MINIMUM}
    if departs and not rules.has_reason(answers.get("deviation_reason")):
        problems.append(Problem("/answers/deviation_reason", "departure_reason", minimum))
    if departs and answers.get("order") == "follows":
        problems.append(Problem("/answers/order", "departure_reason", minimum))
    short = len(nominees) < rules.minimum_nominees(branch["quota"])
    if short and not rules.has_reason(answers.get("waiver_reason")):
        params = {"quota": branch["quota"], "minimum": rules.minimum_nominees(branch["quota"])}
        problems.append(Problem("/answers/waiver_reason", "ratio_too_few", params))
    return problems


def _chosen(row: Mapping[str, Any]) -> bool:
    return str(row["decision"]) == RECOMMEND


def _verdict(value: Any) -> str:
    """Read what the table said: a code, or a dict with it."""
    return str(value.get("verdict") if isinstance(value, Mapping) else value)
