"""The operator that counts a vote: structured minutes come in, whether they carry comes out; never who chose what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain import votes as rules
from service.domain.errors import Conflict, InvalidAnswers, Problem
from service.store import recusals

# Who runs a vote, as the shared form part calls them; nobody of them keeps out of the case.
OFFICES: Final = ("chair", "minutes_by", "tellers", "monitor")
# Every kind answers with the same names.
_BLANK: Final[dict[str, Any]] = {
    "in_favour": 0, "valid": True, "surplus": True, "seats": 0, "elected": [], "elected_n": 0,
}  # fmt: skip


@operator("vote.count")
def count(ctx: Context, kind: str, carried: bool | None = None) -> dict[str, Any]:
    """Count the vote of the minutes just completed; with `carried`, hold their conclusion against the counts.

    Kinds: `admission` (branch assembly, written opinions count), `decision` (a committee) and `election`.
    """
    problems = _officers(ctx)
    if problems:
        raise InvalidAnswers(problems)
    if kind == "election":
        return _election(ctx)
    if kind not in ("admission", "decision"):
        raise Conflict("operator_parameters", name=kind)
    vote = _counts(ctx)
    found = rules.check_admission(vote) if kind == "admission" else rules.check_decision(vote)
    if found:
        raise InvalidAnswers([Problem(f"/answers/votes{each.pointer}", each.code, each.params) for each in found])
    measure = rules.measure(ctx.rules, ctx.today)
    result = measure.decide(vote)
    _hold(vote, measure, result, carried)
    said = _BLANK | {
        "result": str(result),
        "quorum": measure.has_quorum(vote.entitled, vote.present),
        "majority": measure.carries(vote),
        "entitled": vote.entitled,
        "present": vote.present,
        "in_favour": measure.in_favour(vote),
        "needed": measure.yes_needed(vote.entitled, vote.present),
    }
    ctx.record("vote.counted", {"kind": kind, **said})
    return said


def _counts(ctx: Context) -> rules.AdmissionVote:
    number = _numbers(ctx)
    return rules.AdmissionVote(
        number("entitled"), number("present"), number("yes"), number("no"), number("abstain"),
        number("written_yes"), number("written"),
    )  # fmt: skip


def _hold(vote: rules.AdmissionVote, measure: rules.Measure, result: rules.VoteResult, carried: bool | None) -> None:
    """Refuse minutes whose conclusion is not what was voted."""
    passed = result is rules.VoteResult.PASSED
    if carried is None or carried == passed:
        return
    problem = no_quorum(measure, vote.entitled, vote.present) if result is rules.VoteResult.NO_QUORUM else None
    code = "vote_says_otherwise" if passed else "vote_not_passed"
    raise InvalidAnswers([problem or votes_needed(measure, code, vote.entitled, vote.present, measure.in_favour(vote))])


def no_quorum(measure: rules.Measure, entitled: int, present: int, where: str = "/answers/votes/yes") -> Problem:
    """Say at a field that too few are present, with the article."""
    params = {"present": present, "entitled": entitled, "needed": measure.present_needed(entitled)}
    return Problem(where, "vote_no_quorum", params | {"article": measure.quorum_article})


def votes_needed(
    measure: rules.Measure, code: str, entitled: int, present: int, yes: int, where: str = "/answers/votes/yes"
) -> Problem:
    """Say at a field how many yes it takes, with the article."""
    params = {"yes": yes, "entitled": entitled, "present": present, "needed": measure.yes_needed(entitled, present)}
    return Problem(where, code, params | {"article": measure.article})


def _election(ctx: Context) -> dict[str, Any]:
    """Count an election: who has more than half of those present; a ballot that does not stand elects nobody."""
    number = _numbers(ctx)
    rows = values.rows(ctx.answers, "candidates")
    entitled, present = number("entitled"), number("present")
    issued, returned, seats = number("issued"), number("returned"), number("seats")
    problems: list[Problem] = []
    if present > entitled:
        params = {"sum": present, "entitled": entitled}
        problems.append(Problem("/answers/votes/present", "vote_present", params))
    if issued > present:
        problems.append(Problem("/answers/votes/issued", "vote_ballots", {"ballots": issued, "present": present}))
    for index, row in enumerate(rows):
        if int(row["yes"]) > returned:
            params = {"ballots": int(row["yes"]), "present": returned}
            problems.append(Problem(f"/answers/candidates/{index}/yes", "vote_ballots", params))
    if problems:
        raise InvalidAnswers(problems)
    quorum = rules.election_quorum(entitled, present)
    valid = rules.election_valid(issued, returned)
    ranked = sorted(rows, key=lambda row: -int(row["yes"]))
    over = [row for row in ranked if rules.elected(present, int(row["yes"]))] if quorum and valid else []
    # Equal votes at the last seat elect none of those who share it: they are voted on again.
    tie = len(over) > seats and int(over[seats - 1]["yes"]) == int(over[seats]["yes"])
    chosen = [row for row in over if int(row["yes"]) > int(over[seats]["yes"])] if tie else over[:seats]
    said = _BLANK | {
        "result": "no_quorum"
        if not quorum
        else "void"
        if not valid
        else "complete"
        if len(chosen) == seats
        else "open",
        "quorum": quorum,
        "valid": valid,
        "majority": len(chosen) == seats,
        "needed": rules.least_above_half(present),
        "surplus": len(rows) >= rules.candidates_needed(seats),
        "seats": seats,
        "entitled": entitled,
        "present": present,
        "elected": [str(row["person_id"]) for row in chosen],
        "elected_n": len(chosen),
    }
    ctx.record("vote.counted", {"kind": "election", **said})
    return said


def _numbers(ctx: Context) -> Callable[[str], int]:
    """Return how to read a count of the minutes; a count that the form does not ask is nothing."""
    found = ctx.answers.get("votes")
    counts: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    return lambda name: int(counts.get(name) or 0)


def _officers(ctx: Context) -> list[Problem]:
    """Return who runs this vote though they may not: the person it is about, who keeps out of the case, one as two."""
    named: list[tuple[str, UUID]] = []
    for field in OFFICES:
        found = ctx.answers.get(field)
        for index, each in enumerate(found if isinstance(found, list) else [found] if found else []):
            named.append(
                (f"/answers/{field}/{index}" if isinstance(found, list) else f"/answers/{field}", values.uuid(each))
            )
    barred = set(values.ids(ctx.answers, "recusals"))
    if ctx.person_id is not None:
        about, day = ctx.person_id, ctx.today
        barred |= {who for _, who in named if who == about or recusals.standing(ctx.tx, ctx.tenant, who, about, day)}
    problems = [Problem(where, "vote_officer_barred") for where, who in named if who in barred]
    counting = [(where, who) for where, who in named if "/tellers" in where or "/monitor" in where]
    seen: set[UUID] = set()
    for where, who in counting:
        if who in seen:
            problems.append(Problem(where, "vote_officer_twice"))
        seen.add(who)
    return problems
