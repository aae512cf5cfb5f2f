"""Organisations: closure, levels, forms by membership, shares by largest remainder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.domain.organizations import (
    Level,
    OrgForm,
    closure,
    largest_remainder,
    level,
    may_contain,
    org_form,
    oversized_branch,
    path,
)


def test_closure() -> None:
    edges = closure({"town": None, "base": "town", "branch": "base"})
    assert {(edge.ancestor, edge.descendant, edge.depth) for edge in edges} == {
        ("town", "town", 0),
        ("base", "base", 0),
        ("branch", "branch", 0),
        ("town", "base", 1),
        ("base", "branch", 1),
        ("town", "branch", 2),
    }


@pytest.mark.parametrize("parents", [{"a": "b", "b": "a"}, {"a": "a"}, {"a": "nowhere"}])
def test_a_circle_or_a_lost_parent_is_refused(parents: dict[str, str | None]) -> None:
    with pytest.raises(Invalid):
        closure(parents)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_closure_against_walking_up(draws: list[int]) -> None:
    parents: dict[int, int | None] = {0: None} | {n + 1: draw % (n + 1) for n, draw in enumerate(draws)}
    edges = {(edge.descendant, edge.ancestor): edge.depth for edge in closure(parents)}
    for node in parents:
        way = path(parents, node)
        assert [edges[(node, ancestor)] for ancestor in way] == list(range(len(way)))
    assert len(edges) == sum(len(path(parents, node)) for node in parents)


def test_levels() -> None:
    assert level("base") is Level.BASE
    assert Level.BRANCH.code == "branch"
    assert may_contain("town", "area")
    assert may_contain("town", "base")
    assert not may_contain("branch", "base")
    assert not may_contain("base", "base")
    with pytest.raises(Invalid):
        level("village")


@pytest.mark.parametrize(
    ("full_members", "members", "form"),
    [
        (2, 3, OrgForm.JOINT_BRANCH),
        (3, 3, OrgForm.BRANCH_NO_COMMITTEE),
        (6, 9, OrgForm.BRANCH_NO_COMMITTEE),
        (7, 9, OrgForm.BRANCH_WITH_COMMITTEE),
        (49, 49, OrgForm.BRANCH_WITH_COMMITTEE),
        (50, 50, OrgForm.GENERAL_BRANCH),
        (99, 99, OrgForm.GENERAL_BRANCH),
        (100, 100, OrgForm.COMMITTEE),
        (0, 0, OrgForm.NONE),
    ],
)
def test_forms(full_members: int, members: int, form: OrgForm) -> None:
    assert org_form(full_members, members) is form


def test_fifty_is_still_normal() -> None:
    assert not oversized_branch(50)
    assert oversized_branch(53)


@given(st.integers(0, 500), st.dictionaries(st.text(max_size=3), st.integers(0, 200), max_size=20))
def test_shares_add_up_and_stay_close(total: int, weights: dict[str, int]) -> None:
    shares = largest_remainder(total, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == (total if whole else 0)
    for key, weight in weights.items():
        if whole:
            assert abs(shares[key] - total * weight / whole) < 1
