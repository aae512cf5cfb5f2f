"""Star rating and shares: weights without a part, cuts at the edges, a hundred places shared."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.recommendation import minimum_nominees
from service.domain.stars import WEIGHTS, counts, score, shares

D = Decimal
FULL = {"self": D(90), "peers": D(85), "mass": D(80), "branch": D(95), "points": D(70)}


def test_the_weights_are_those_of_the_card() -> None:
    assert WEIGHTS == {"self": 10, "peers": 30, "mass": 20, "branch": 20, "points": 20}
    assert sum(WEIGHTS.values()) == 100
    assert score(FULL) == D("83.50")


@pytest.mark.parametrize(
    ("missing", "wanted"),
    [
        ({"points"}, "86.87"),  # (900 + 2550 + 1600 + 1900) / 80
        ({"points", "self"}, "86.42"),
        ({"points", "self", "mass"}, "89.00"),
        ({"points", "peers", "mass", "branch"}, "90.00"),
        ({"mass"}, "84.37"),
    ],
)
def test_a_missing_part_is_weighed_away_and_never_nought(missing: set[str], wanted: str) -> None:
    assert score({**FULL, **dict.fromkeys(missing)}) == D(wanted)


def test_nothing_at_all_is_no_score() -> None:
    assert score(dict.fromkeys(WEIGHTS)) is None


def test_no_edge_is_crossed_by_rounding() -> None:
    assert score({"self": D(90), "peers": D("89.999")}) == D("89.99")


@pytest.mark.parametrize(("sheets", "counted"), [(0, None), (2, None), (3, D(88)), (30, D(88))])
def test_few_sheets_would_show_who_gave_what(sheets: int, counted: Decimal | None) -> None:
    assert counts(sheets, D(88)) == counted


@given(st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.decimals(0, 100, places=1), min_size=1))
def test_a_score_lies_between_its_parts(parts: dict[str, Decimal]) -> None:
    found = score(parts)
    assert found is not None
    assert min(parts.values()) - D("0.01") < found <= max(parts.values())


@pytest.mark.parametrize(
    ("total", "members", "floor_from", "wanted"),
    [
        (100, {"a": 1000, "b": 1000}, 50, {"a": 50, "b": 50}),
        (10, {"a": 1000, "b": 60, "c": 40}, 50, {"a": 9, "b": 1, "c": 0}),
        (10, {"a": 1000, "b": 60, "c": 40}, 40, {"a": 8, "b": 1, "c": 1}),
        (3, {"a": 70, "b": 60, "c": 50, "d": 40}, 30, {"a": 1, "b": 1, "c": 1, "d": 0}),
        (0, {"a": 70}, 30, {"a": 0}),
        (100, {}, 30, {}),
    ],
)
def test_places_are_shared_with_a_floor(
    total: int, members: dict[str, int], floor_from: int, wanted: dict[str, int]
) -> None:
    assert shares(total, members, floor_from) == wanted


@given(st.integers(0, 150), st.dictionaries(st.integers(0, 70), st.integers(1, 900), min_size=1), st.integers(1, 300))
def test_every_place_is_given_and_the_floor_kept(total: int, members: dict[int, int], floor_from: int) -> None:
    found = shares(total, members, floor_from)
    assert sum(found.values()) == total
    large = [key for key, count in members.items() if count >= floor_from]
    if len(large) <= total:
        assert all(found[key] >= 1 for key in large)


@pytest.mark.parametrize(("quota", "nominees"), [(1, 2), (5, 6), (10, 12), (7, 9), (0, 0)])
def test_more_are_named_than_there_are_places(quota: int, nominees: int) -> None:
    assert minimum_nominees(quota) == nominees
