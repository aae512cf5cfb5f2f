"""Vote arithmetic: admission and conversion (细则 2026 §19-20, §32; 2014 §20-21, §33) and committee elections.

Two "half" rules with different denominators stand side by side on purpose: admission is measured against those
entitled (应到会), an election against those present (实到会). Whole numbers only; no share is ever divided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import Problem


class VoteResult(StrEnum):
    """What a vote came to."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class AdmissionVote:
    """The counts of a branch assembly's ballot; never a link from a person to a choice."""

    entitled: int
    present: int
    yes: int
    no: int = 0
    abstain: int = 0
    written_yes: int = 0
    written: int | None = None  # all written opinions received before the meeting; None = only the yes ones

    @property
    def written_all(self) -> int:
        """Return how many sent a written opinion before the meeting."""
        return self.written_yes if self.written is None else self.written

    @property
    def in_favour(self) -> int:
        """Return the yes ballots together with the written yes (§20)."""
        return self.yes + self.written_yes


def check_admission(vote: AdmissionVote) -> list[Problem]:
    """Return what cannot be true of the counts, each at its field."""
    problems = [
        Problem(f"/{name}", "vote_negative")
        for name in ("entitled", "present", "yes", "no", "abstain", "written_yes")
        if getattr(vote, name) < 0
    ]
    if vote.entitled == 0:
        problems.append(Problem("/entitled", "vote_no_entitled"))
    ballots = vote.yes + vote.no + vote.abstain
    if ballots > vote.present:  # fewer is possible: the rest are invalid ballots
        problems.append(Problem("/yes", "vote_ballots", {"ballots": ballots, "present": vote.present}))
    if vote.written_yes > vote.written_all:
        problems.append(Problem("/written_yes", "vote_written", {"yes": vote.written_yes, "written": vote.written_all}))
    if vote.present + vote.written_all > vote.entitled:  # nobody counts twice
        together = {"sum": vote.present + vote.written_all, "entitled": vote.entitled}
        problems.append(Problem("/present", "vote_present", together))
    return problems


def check_decision(vote: AdmissionVote) -> list[Problem]:
    """Return what cannot be true of a committee's vote; nobody votes there in writing `[TEMPLATE]`."""
    problems = check_admission(vote)
    if vote.written_all:
        problems.append(Problem("/written", "vote_no_writing"))
    return problems


def has_quorum(entitled: int, present: int) -> bool:
    """Tell whether more than half of those entitled are present (§19); exactly half is not enough."""
    return 2 * present > entitled


def admission(vote: AdmissionVote) -> VoteResult:
    """Decide an admission or conversion ballot (§20): quorum and pass are two tests, both against those entitled.

    A committee's collective decision (§24) is counted the same way, without written opinions `[TEMPLATE]`.
    """
    if not has_quorum(vote.entitled, vote.present):
        return VoteResult.NO_QUORUM
    return VoteResult.PASSED if 2 * vote.in_favour > vote.entitled else VoteResult.NOT_PASSED


def least_above_half(number: int) -> int:
    """Return the smallest count that is more than half of a number."""
    return number // 2 + 1


class ElectionRules(StrEnum):
    """Which election text applies: 1990 asks for more than four fifths, 2020 for not fewer."""

    RULES_1990 = "1990"
    RULES_2020 = "2020"


def election_quorum(entitled: int, present: int, rules: ElectionRules = ElectionRules.RULES_2020) -> bool:
    """Tell whether a committee election may be held."""
    if rules is ElectionRules.RULES_1990:
        return 5 * present > 4 * entitled
    return 5 * present >= 4 * entitled


def elected(present: int, yes: int) -> bool:
    """Tell whether a candidate has more than half of those present."""
    return 2 * yes > present


def election_valid(ballots_issued: int, ballots_returned: int) -> bool:
    """Tell whether the ballot stands: not more ballots may come back than were handed out."""
    return 0 <= ballots_returned <= ballots_issued


def candidates_needed(seats: int) -> int:
    """Return the least number of candidates: one fifth more than seats (1→2, 3→4, 5→6, 7→9)."""
    return max(seats + 1, -(-6 * seats // 5)) if seats > 0 else 0
