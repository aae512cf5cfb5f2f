"""Vote arithmetic: every vector of the law's reading, and whole numbers against fractions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.domain.rules import Rulebook, parse_pack
from service.domain.votes import (
    AdmissionVote,
    ElectionRules,
    Share,
    VoteResult,
    candidates_needed,
    check_admission,
    check_decision,
    elected,
    election_quorum,
    election_valid,
    least_above_half,
    measure,
    parse_share,
)
from tests.domain.makers import book, load

PASSED, NOT_PASSED, NO_QUORUM = VoteResult.PASSED, VoteResult.NOT_PASSED, VoteResult.NO_QUORUM
LAW_2014, LAW_2026 = (measure(book(), day) for day in (date(2017, 4, 10), date(2026, 11, 23)))


def admission(vote: AdmissionVote) -> VoteResult:
    """Count by both shipped texts, which ask for the same."""
    old, new = LAW_2014.decide(vote), LAW_2026.decide(vote)
    assert old is new
    return new


@pytest.mark.parametrize(
    ("entitled", "present", "yes", "written_yes", "result"),
    [
        (16, 8, 8, 0, NO_QUORUM),  # eight is exactly half
        (16, 9, 8, 0, NOT_PASSED),
        (16, 9, 9, 0, PASSED),
        (15, 8, 8, 0, PASSED),
        (15, 7, 7, 2, NO_QUORUM),  # nine yes, and still no quorum
        (15, 8, 6, 2, PASSED),
        (3, 2, 2, 0, PASSED),
        (3, 2, 1, 0, NOT_PASSED),
    ],
)
def test_admission(entitled: int, present: int, yes: int, written_yes: int, result: VoteResult) -> None:
    vote = AdmissionVote(entitled, present, yes, written_yes=written_yes)
    assert check_admission(vote) == []
    assert admission(vote) is result


def test_every_possible_small_ballot() -> None:
    for entitled in range(1, 13):
        for present in range(entitled + 1):
            for yes in range(present + 1):
                for written in range(entitled - present + 1):
                    vote = AdmissionVote(entitled, present, yes, written_yes=written)
                    half = Fraction(entitled, 2)
                    expected = NO_QUORUM if present <= half else PASSED if yes + written > half else NOT_PASSED
                    assert admission(vote) is expected
                    assert check_admission(vote) == []


@pytest.mark.parametrize(
    ("vote", "pointer", "code"),
    [
        (AdmissionVote(10, 8, -1), "/yes", "vote_negative"),
        (AdmissionVote(0, 0, 0), "/entitled", "vote_no_entitled"),
        (AdmissionVote(10, 8, 5, 3, 1), "/yes", "vote_ballots"),
        (AdmissionVote(10, 8, 8, written_yes=2, written=1), "/written_yes", "vote_written"),
        (AdmissionVote(10, 8, 8, written_yes=3), "/present", "vote_present"),
        (AdmissionVote(10, 11, 8), "/present", "vote_present"),
    ],
)
def test_counts_that_cannot_be(vote: AdmissionVote, pointer: str, code: str) -> None:
    assert (pointer, code) in [(problem.pointer, problem.code) for problem in check_admission(vote)]


def test_invalid_ballots_and_written_no_are_fine() -> None:
    assert check_admission(AdmissionVote(10, 8, 5, 1, 1, written_yes=1, written=2)) == []


@given(st.integers(0, 10_000))
def test_least_above_half(number: int) -> None:
    least = least_above_half(number)
    assert 2 * least > number >= 2 * (least - 1)


@pytest.mark.parametrize(
    ("entitled", "present", "rules", "quorum"),
    [
        (10, 8, ElectionRules.RULES_2020, True),
        (10, 8, ElectionRules.RULES_1990, False),
        (10, 9, ElectionRules.RULES_1990, True),
        (10, 7, ElectionRules.RULES_2020, False),
        (11, 9, ElectionRules.RULES_2020, True),
        (11, 8, ElectionRules.RULES_2020, False),
    ],
)
def test_election_quorum(entitled: int, present: int, rules: ElectionRules, quorum: bool) -> None:
    assert election_quorum(entitled, present, rules) is quorum


@given(st.integers(1, 500), st.integers(0, 500))
def test_election_quorum_against_fractions(entitled: int, present: int) -> None:
    share = Fraction(present, entitled)
    assert election_quorum(entitled, present) == (share >= Fraction(4, 5))
    assert election_quorum(entitled, present, ElectionRules.RULES_1990) == (share > Fraction(4, 5))


def test_an_election_is_measured_against_those_present() -> None:
    assert elected(8, 5)
    assert not elected(8, 4)
    assert election_valid(8, 8)
    assert not election_valid(8, 9)


def test_every_possible_small_election() -> None:
    """Ballot by ballot: whoever more than half of those present have named is elected, and nobody else."""
    for present in range(1, 13):
        for yes in range(present + 1):
            assert elected(present, yes) == (Fraction(yes, present) > Fraction(1, 2))
        for returned in range(present + 3):
            assert election_valid(present, returned) == (returned <= present)


@given(st.integers(1, 10_000))
def test_candidates_against_fractions(seats: int) -> None:
    needed = candidates_needed(seats)
    assert needed > seats and Fraction(needed, seats) >= Fraction(12, 10)
    assert needed == seats + 1 or Fraction(needed - 1, seats) < Fraction(12, 10)


# What a voter can do: be away, write beforehand (yes or not), or be there and say yes, no, abstain or spoil the ballot.
DEEDS = ("away", "wrote_yes", "wrote_no", "yes", "no", "abstain", "spoiled")


@given(st.lists(st.sampled_from(DEEDS), min_size=1, max_size=40))
def test_counts_of_real_voters_always_stand_and_are_decided_by_heads(deeds: list[str]) -> None:
    n = deeds.count
    present = n("yes") + n("no") + n("abstain") + n("spoiled")
    written = n("wrote_yes") + n("wrote_no")
    vote = AdmissionVote(len(deeds), present, n("yes"), n("no"), n("abstain"), n("wrote_yes"), written)
    assert check_admission(vote) == []
    assert (check_decision(vote) == []) == (written == 0), "nobody votes in a committee in writing"
    there = [each for each in deeds if each in ("yes", "no", "abstain", "spoiled")]
    for_it = [each for each in deeds if each in ("yes", "wrote_yes")]
    if len(there) <= len(deeds) - len(there):
        expected = NO_QUORUM
    else:
        expected = PASSED if len(for_it) > len(deeds) - len(for_it) else NOT_PASSED
    assert admission(vote) is expected


@pytest.mark.parametrize(("seats", "candidates"), [(0, 0), (1, 2), (3, 4), (5, 6), (7, 9)])
def test_candidates_exceed_seats_by_a_fifth(seats: int, candidates: int) -> None:
    assert candidates_needed(seats) == candidates


def asked(quorum: dict[str, Any], majority: dict[str, Any]) -> Any:
    """Return what a pack asks for whose two rules about votes say something else."""
    raw = load("cpc_dev_2026")
    rules = raw["rules"]
    changed = {"quorum": {**rules["quorum"], **quorum}, "pass": {**rules["pass"], **majority}}
    return measure(Rulebook([parse_pack({**raw, "rules": {**rules, **changed}})]), date(2026, 11, 23))


def test_the_articles_are_those_of_the_text_in_force() -> None:
    assert (LAW_2014.quorum_article, LAW_2014.article) == ("第二十条", "第二十一条")
    assert (LAW_2026.quorum_article, LAW_2026.article) == ("第十九条", "第二十条")


def test_another_text_counts_otherwise() -> None:
    """Not fewer than two thirds present, more than half of those present, no written opinions: each counts."""
    vote = AdmissionVote(entitled=15, present=9, yes=5, written_yes=4)
    assert LAW_2026.decide(vote) is PASSED, "nine of fifteen"
    thirds = asked({"factor": "2/3", "op": ">="}, {})
    assert thirds.decide(vote) is NO_QUORUM and thirds.present_needed(15) == 10
    assert thirds.decide(replace(vote, present=10)) is PASSED, "two thirds are enough"
    assert asked({"factor": "2/3"}, {}).present_needed(15) == 11, "and here they are not"
    there = asked({}, {"den": "present_voting", "num": "yes_ballots"})
    assert (there.in_favour(vote), there.yes_needed(15, 9), there.decide(vote)) == (5, 5, PASSED)
    assert there.decide(replace(vote, yes=4)) is NOT_PASSED
    assert asked({}, {"num": "yes_ballots"}).decide(vote) is NOT_PASSED, "five of fifteen"
    with pytest.raises(Invalid):
        asked({"factor": None}, {})


@given(st.fractions(0, 1).filter(lambda share: 0 < share < 1), st.booleans(), st.integers(0, 300))
def test_the_least_count_of_any_share_against_fractions(share: Fraction, enough: bool, number: int) -> None:
    least = Share(share, enough).least(number)
    assert (least >= share * number) if enough else (least > share * number)
    assert least == 0 or not ((least - 1 >= share * number) if enough else (least - 1 > share * number))


@pytest.mark.parametrize(
    "details",
    [
        {}, {"factor": "1/0"}, {"factor": "half"}, {"factor": 0}, {"factor": 1}, {"factor": 1.5, "op": ">="},
        {"op": "<"}, {"num": "entitled_voting"}, {"den": "members"},
    ],
)  # fmt: skip
def test_a_share_that_cannot_be_counted_by(details: dict[str, Any]) -> None:
    whole = {"num": "present_voting", "den": "entitled_voting", "op": ">", "factor": 0.5}
    assert parse_share(whole) == Share(Fraction(1, 2))
    assert parse_share({**whole, **details} if details else {}) is None
