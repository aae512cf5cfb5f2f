"""Vote arithmetic: admission and conversion (细则 2026 §19-20, §32; 2014 §20-21, §33) and committee elections.

Two "half" rules with different denominators stand side by side on purpose: admission is measured against those
entitled (应到会), an election against those present (实到会). What an
admission takes is a value of the rule pack of the day. Whole numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from service.domain.errors import Invalid, Problem
from service.domain.rules import Rule, Rulebook


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


ENTITLED: Final = "entitled_voting"
PRESENT: Final = "present_voting"
WITH_WRITTEN: Final = "yes_incl_written_before_meeting"
# What a rule about votes may count, and of what; `op` says whether the share itself is enough.
COUNTED: Final = (PRESENT, WITH_WRITTEN, "yes_ballots")
BASES: Final = (ENTITLED, PRESENT)
_ENOUGH: Final[Mapping[str, bool]] = {">": False, ">=": True}


@dataclass(frozen=True, slots=True)
class Share:
    """A share that a count must exceed, or at least reach: more than half, not fewer than four fifths."""

    of: Fraction
    enough: bool = False

    def least(self, number: int) -> int:
        """Return the smallest count of a number that will do."""
        whole, rest = divmod(self.of.numerator * number, self.of.denominator)
        return whole + (rest > 0 if self.enough else 1)


def parse_share(details: Mapping[str, Any]) -> Share | None:
    """Read what a rule about votes asks for, as `0.5` or `2/3`; None when it cannot be counted by."""
    try:
        share = Fraction(str(details.get("factor")))
    except (ValueError, ZeroDivisionError):
        return None
    enough = _ENOUGH.get(str(details.get("op")))
    if details.get("num") not in COUNTED or details.get("den") not in BASES or enough is None:
        return None
    return Share(share, enough) if 0 < share < 1 or (share == 1 and enough) else None


@dataclass(frozen=True, slots=True)
class Measure:
    """What the rules of a day ask of a vote: how many are present, how many say yes, and where that stands."""

    attendance: Share
    majority: Share
    of_present: bool
    with_written: bool
    quorum_article: str
    article: str

    def present_needed(self, entitled: int) -> int:
        """Return how many must be there before anything is decided."""
        return self.attendance.least(entitled)

    def yes_needed(self, entitled: int, present: int) -> int:
        """Return how many must say yes."""
        return self.majority.least(present if self.of_present else entitled)

    def has_quorum(self, entitled: int, present: int) -> bool:
        """Tell whether enough are present."""
        return present >= self.present_needed(entitled)

    def in_favour(self, vote: AdmissionVote) -> int:
        """Return the yes that count."""
        return vote.in_favour if self.with_written else vote.yes

    def carries(self, vote: AdmissionVote) -> bool:
        """Tell whether enough say yes, whoever is present."""
        return self.in_favour(vote) >= self.yes_needed(vote.entitled, vote.present)

    def decide(self, vote: AdmissionVote) -> VoteResult:
        """Decide an admission or conversion ballot: quorum and pass are two tests."""
        if not self.has_quorum(vote.entitled, vote.present):
            return VoteResult.NO_QUORUM
        return VoteResult.PASSED if self.carries(vote) else VoteResult.NOT_PASSED


def measure(book: Rulebook, day: date) -> Measure:
    """Return what the rules in force on a day ask of an assembly's ballot.

    A committee's collective decision (§24) is counted the same way, without written opinions `[TEMPLATE]`.
    Raises NotFound when the text says nothing of votes, Invalid when what it says cannot be counted by.
    """
    quorum, majority = book.rule("quorum", day), book.rule("pass", day)
    return Measure(
        _share(quorum),
        _share(majority),
        of_present=majority.details["den"] == PRESENT,
        with_written=majority.details["num"] == WITH_WRITTEN,
        quorum_article=quorum.citation,
        article=majority.citation,
    )


def _share(rule: Rule) -> Share:
    found = parse_share(rule.details)
    if found is None:
        where = f"/rules/{rule.id}/factor"
        raise Invalid([Problem(where, "pack_vote")], "rule_pack_broken", field=f"{rule.pack}{where}")
    return found


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
