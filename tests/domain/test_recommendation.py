"""Differential recommendation: the ratio, the waiver, the departure from the points' order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.recommendation import (
    Ineligible,
    Nominee,
    Ratio,
    Standing,
    check_decision,
    departs,
    has_reason,
    ineligible,
    minimum_nominees,
    order,
    ratio,
)

REASON = "该同志长期承担社区志愿服务，群众公认，支委会集体研究后一致同意推荐。"


@pytest.mark.parametrize(("quota", "minimum"), [(0, 0), (1, 2), (2, 3), (5, 6), (6, 8), (10, 12)])
def test_minimum_nominees(quota: int, minimum: int) -> None:
    assert minimum_nominees(quota) == minimum


@given(st.integers(1, 100_000))
def test_minimum_against_fractions(quota: int) -> None:
    assert minimum_nominees(quota) == max(quota + 1, ceil(Fraction(12, 10) * quota))


@pytest.mark.parametrize(
    ("quota", "nominees", "eligible", "reason", "result"),
    [
        (1, 2, 2, "", Ratio.OK),
        (1, 1, 1, REASON, Ratio.WAIVED),  # a branch with one eligible person
        (1, 1, 1, "", Ratio.TOO_FEW),
        (1, 1, 1, "人少", Ratio.TOO_FEW),
        (1, 1, 5, REASON, Ratio.TOO_FEW),  # enough people were eligible: no waiver
        (5, 6, 9, "", Ratio.OK),
        (5, 5, 5, REASON, Ratio.WAIVED),
        (0, 0, 3, "", Ratio.OK),
    ],
)
def test_ratio(quota: int, nominees: int, eligible: int, reason: str, result: Ratio) -> None:
    assert ratio(quota, nominees, eligible, reason) is result


def make_nominee(person: str, points: str | None, chosen: bool = False) -> Nominee:
    return Nominee(person, None if points is None else Decimal(points), chosen, 10, 12)


def test_ties_are_listed_as_equal() -> None:
    a, b, c, d = (make_nominee(name, points) for name, points in zip("abcd", ("80", "90", "80", None), strict=True))
    assert order([a, b, c, d]) == [(b,), (a, c), (d,)]


@pytest.mark.parametrize(
    ("points", "chosen", "departed"),
    [
        (("90", "80"), "a", False),
        (("90", "80"), "b", True),
        (("80", "80"), "b", False),  # equal is equal
        (("90", "80"), "ab", False),
        (("90", "80"), "", False),
        ((None, "80"), "b", False),
        ((None, "80"), "a", False),
        ((None, None), "a", False),
        (("80.5", "80"), "b", True),
    ],
)
def test_departure_from_the_order(points: tuple[str | None, ...], chosen: str, departed: bool) -> None:
    nominees = [make_nominee(name, value, name in chosen) for name, value in zip("ab", points, strict=True)]
    assert departs(nominees) is departed


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 5)), st.booleans()), max_size=8))
def test_departure_against_pairs(rows: list[tuple[int | None, bool]]) -> None:
    nominees = [
        Nominee(number, None if points is None else Decimal(points), chosen)
        for number, (points, chosen) in enumerate(rows)
    ]
    pairs = any(
        a.points is not None and b.points is not None and not a.chosen and b.chosen and a.points > b.points
        for a in nominees
        for b in nominees
    )
    assert departs(nominees) is pairs


def test_a_departure_needs_a_reason() -> None:
    nominees = [make_nominee("a", "90"), make_nominee("b", "80", True)]
    assert [problem.code for problem in check_decision(1, nominees, 2)] == ["departure_reason"]
    assert [problem.code for problem in check_decision(1, nominees, 2, deviation_reason="他好")] == ["reason_short"]
    assert check_decision(1, nominees, 2, deviation_reason=REASON) == []


def test_what_else_keeps_a_decision_back() -> None:
    both = [make_nominee("a", None, True), make_nominee("b", None, True)]
    assert [problem.code for problem in check_decision(1, both, 2)] == ["quota_exceeded"]
    assert [problem.code for problem in check_decision(1, both[:1], 1)] == ["ratio_too_few"]
    assert check_decision(1, both[:1], 1, waiver_reason=REASON) == []
    assert [problem.code for problem in check_decision(1, both[:1], 4, waiver_reason=REASON)] == ["waiver_eligible"]
    twice = [make_nominee("a", None, True), make_nominee("a", None)]
    assert [problem.pointer for problem in check_decision(1, twice, 2)] == ["/nominees/1"]
    more = [Nominee("a", None, True, 13, 12), make_nominee("b", None)]
    assert [problem.pointer for problem in check_decision(1, more, 2)] == ["/nominees/0/votes_for"]


def test_blanks_are_no_reason() -> None:
    assert not has_reason(" " * 40)
    assert not has_reason(None)
    assert has_reason("一" * 20)
    assert not has_reason("一" * 19)


@pytest.mark.parametrize(
    ("standing", "reasons"),
    [
        (Standing("applicant", date(1999, 4, 10), True), []),
        (Standing("applicant", date(1999, 4, 11), True), [Ineligible.TOO_YOUNG]),
        (Standing("applicant", date(1980, 1, 1), False), [Ineligible.NOT_TALKED]),
        (Standing("applicant", None, True, suspended=True), [Ineligible.SUSPENDED]),
        (Standing("applicant", None, True, disqualification_open=True), [Ineligible.DISQUALIFYING]),
        (Standing("applicant", None, True, last_closed_total=Decimal("59.5")), [Ineligible.BELOW_FLOOR]),
        (Standing("applicant", None, True, last_closed_total=Decimal(60)), []),
        (Standing("activist", None, True), [Ineligible.WRONG_STAGE]),
    ],
)
def test_who_may_be_nominated(standing: Standing, reasons: list[Ineligible]) -> None:
    assert ineligible(standing, date(2017, 4, 10)) == reasons
