"""Differential recommendation: how many are put forward, what departs from the order of points, what is a reason."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.recommendation import Nominee, departs, has_reason, minimum_nominees, paper


@pytest.mark.parametrize(("quota", "minimum"), [(0, 0), (1, 2), (2, 3), (5, 6), (6, 8), (10, 12)])
def test_minimum_nominees(quota: int, minimum: int) -> None:
    assert minimum_nominees(quota) == minimum


@given(st.integers(1, 100_000))
def test_minimum_against_fractions(quota: int) -> None:
    assert minimum_nominees(quota) == max(quota + 1, ceil(Fraction(12, 10) * quota))


def make_nominee(person: str, points: str | None, chosen: bool = False) -> Nominee:
    return Nominee(person, None if points is None else Decimal(points), chosen)


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


def test_blanks_are_no_reason() -> None:
    assert not has_reason(" " * 40)
    assert not has_reason(None)
    assert has_reason("一" * 20)
    assert not has_reason("一" * 19)


def test_a_paper_says_who_put_the_person_forward_and_when() -> None:
    nomination = {
        "person_id": "a", "votes_for": 12, "votes_total": 15, "league_reason": "表现突出", "reason": "群众反映好",
    }  # fmt: skip
    forward = [
        {"method": "member", "on": "2017-04-13", "how": "分党小组"},
        {"method": "league", "on": "2017-04-11", "how": "共青团"},
        {"method": "member", "on": "2017-04-14", "how": "党员大会"},  # done again after a return
    ]
    mine = {"person_id": "a", "votes_yes": 4, "votes_no": 0, "votes_abstain": 1}
    other = {"person_id": "b", "votes_yes": 3, "votes_no": 2, "votes_abstain": 0}
    decided = {"meeting_on": "2017-04-17", "body": "assembly", "entitled": 6, "present": 5, "decisions": [other, mine]}
    assert [(line["label"], line["value"]) for line in paper("2017 年度推荐", nomination, forward, decided)] == [
        ("推荐轮次", "2017 年度推荐"),
        ("党员推荐", "2017年4月14日，党员大会，有效票15票，得票12票"),
        ("群团推优", "2017年4月11日，共青团。表现突出"),
        ("支部党员大会研究", "2017年4月17日，应到6名，实到5名，赞成4票，反对0票，弃权1票"),
        ("研究结论", "推荐为入党积极分子人选"),
        ("理由", "群众反映好"),
    ]
