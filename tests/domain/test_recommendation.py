"""Differential recommendation: how many are put forward, what departs from the order of points, what is a reason."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.recommendation import Nominee, departs, has_reason, minimum_nominees


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
