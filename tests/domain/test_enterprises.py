"""Enterprises: branches from units, and coverage (organisations.md 4.2, 4.4; card C07)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.enterprises import Coverage, Reach, Unit, clusters, coverage, written_rate

UNITS = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 6), st.integers(0, 2)), max_size=60).map(
    lambda rows: [Unit(at, *row) for at, row in enumerate(rows)]
)


@given(UNITS)
def test_no_branch_is_too_small_or_too_wide_and_nobody_is_lost(units: list[Unit[int]]) -> None:
    made, left = clusters(units)
    assert sorted([u.id for c in made for u in c.units] + [u.id for u in left]) == [u.id for u in units]
    for cluster in made:
        assert cluster.full_members >= 3
        assert len(cluster.units) <= 5
        if cluster.joint:
            assert all(unit.full_members < 3 for unit in cluster.units)
    assert not any(unit.full_members >= 3 for unit in left)


@given(UNITS)
def test_what_is_left_could_carry_no_branch_more_than_the_last_try(units: list[Unit[int]]) -> None:
    _, left = clusters(units)
    assert clusters(left)[0] == [] or len(left) > 5


def test_units_of_one_floor_come_together_first() -> None:
    units = [Unit(1, "一层", 2), Unit(2, "一层", 1), Unit(3, "二层", 2), Unit(4, "二层", 1), Unit(5, "三层", 5)]
    made, left = clusters(units)
    assert [[unit.id for unit in cluster.units] for cluster in made] == [[5], [1, 2], [3, 4]]
    assert left == []


def test_units_of_several_floors_come_together_when_one_floor_is_too_few() -> None:
    made, left = clusters([Unit(1, "一层", 2), Unit(2, "二层", 1), Unit(3, "三层", 0)])
    assert [sorted(unit.id for unit in cluster.units) for cluster in made] == [[1, 2, 3]]
    assert left == []


def test_units_without_members_get_an_instructor() -> None:
    units = [Unit(at, "一层") for at in range(4)]
    assert clusters(units) == ([], units)


@pytest.mark.parametrize(
    ("reached", "expected", "rates"),
    [
        ([], Coverage(0, 0, 0), ("0.0%", "0.0%")),
        ([Reach(True), Reach(False)], Coverage(2, 1, 1), ("50.0%", "50.0%")),
        (
            [Reach(True), Reach(False, True), Reach(False, False, True), Reach(False)],
            Coverage(4, 1, 3),
            ("25.0%", "75.0%"),
        ),
        ([Reach(True, True, True)] * 2 + [Reach(False)], Coverage(3, 2, 2), ("66.6%", "66.6%")),
    ],
)
def test_coverage(reached: list[Reach], expected: Coverage, rates: tuple[str, str]) -> None:
    found = coverage(reached)
    assert found == expected
    assert (written_rate(found.organization_rate), written_rate(found.work_rate)) == rates
