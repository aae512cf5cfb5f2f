"""The organisation tree: levels, closure, which form fits how many members (organisations.md 4.2).

A joint committee (联合党委) is no edge of the tree: it is an affiliation, and it never approves anything.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, Generic, TypeVar

from service.domain.errors import Invalid

Key = TypeVar("Key", bound=Hashable)


class Level(IntEnum):
    """How high an organisation stands; a smaller number is higher."""

    COUNTY = 0
    TOWN = 1
    AREA = 2
    BASE = 3
    BRANCH = 4
    GROUP = 5

    @property
    def code(self) -> str:
        """Return the code used in tables, diagrams and on the wire."""
        return self.name.lower()


def level(code: str) -> Level:
    """Read a level's code."""
    try:
        return Level[code.upper()]
    except KeyError:
        raise Invalid.at("/level", "bad_value") from None


def may_contain(parent: str, child: str) -> bool:
    """Tell whether an organisation of one level may stand directly below another."""
    return level(parent) < level(child)


@dataclass(frozen=True, slots=True)
class Edge(Generic[Key]):
    """One row of the closure: an ancestor of a descendant, `depth` edges away (0 = itself)."""

    ancestor: Key
    descendant: Key
    depth: int


def closure(parents: Mapping[Key, Key | None]) -> list[Edge[Key]]:
    """Return every ancestor of every organisation, itself included; refuse a circle or a parent that is not there."""
    edges: list[Edge[Key]] = []
    for descendant in parents:
        seen: set[Key] = set()
        node: Key | None = descendant
        depth = 0
        while node is not None:
            if node in seen or node not in parents:
                raise Invalid.at("/parent_id", "organization_not_found")
            seen.add(node)
            edges.append(Edge(node, descendant, depth))
            node, depth = parents[node], depth + 1
    return edges


def path(parents: Mapping[Key, Key | None], node: Key) -> list[Key]:
    """Return an organisation and its ancestors, the organisation first."""
    found: list[Key] = []
    here: Key | None = node
    while here is not None and here not in found:
        found.append(here)
        here = parents.get(here)
    return found


class OrgForm(StrEnum):
    """The form an organisation should have (dmn_org_form); people decide, the table proposes."""

    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH_WITH_COMMITTEE = "branch_with_committee"
    BRANCH_NO_COMMITTEE = "branch_no_committee"
    JOINT_BRANCH = "joint_branch"
    NONE = "none"


COMMITTEE_MEMBERS: Final = 100
GENERAL_BRANCH_MEMBERS: Final = 50
BRANCH_COMMITTEE_FULL_MEMBERS: Final = 7
BRANCH_FULL_MEMBERS: Final = 3
BRANCH_NORMAL_MAXIMUM: Final = 50


def org_form(full_members: int, members: int) -> OrgForm:
    """Propose a form. A branch counts full members, a general branch and a committee count all members."""
    if members == 0:
        return OrgForm.NONE
    if members >= COMMITTEE_MEMBERS:
        return OrgForm.COMMITTEE
    if members >= GENERAL_BRANCH_MEMBERS:
        return OrgForm.GENERAL_BRANCH
    if full_members < BRANCH_FULL_MEMBERS:
        return OrgForm.JOINT_BRANCH
    if full_members < BRANCH_COMMITTEE_FULL_MEMBERS:
        return OrgForm.BRANCH_NO_COMMITTEE
    return OrgForm.BRANCH_WITH_COMMITTEE


def oversized_branch(members: int) -> bool:
    """Tell whether a branch is above the normal fifty members."""
    return members > BRANCH_NORMAL_MAXIMUM


def largest_remainder(total: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Share a quota by weight; what is left goes to the largest remainders, equal ones in the order given."""
    whole = sum(weights.values())
    if total <= 0 or whole <= 0:
        return dict.fromkeys(weights, 0)
    shares = {key: total * weight // whole for key, weight in weights.items()}
    left = total - sum(shares.values())
    for key in _by_remainder(total, whole, weights.items())[:left]:
        shares[key] += 1
    return shares


def _by_remainder(total: int, whole: int, weights: Iterable[tuple[Key, int]]) -> list[Key]:
    ranked = sorted(enumerate(weights), key=lambda item: (-(total * item[1][1] % whole), item[0]))
    return [key for _, (key, _) in ranked]
