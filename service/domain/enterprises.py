"""Enterprises of a park: who founds a branch alone, who together, and how far the town reaches them (seed F37, F38).

Counts only; no person is named. Both coverage formulae are `[TEMPLATE]` (card C07 of the domain's papers).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic

from service.domain.organizations import BRANCH_FULL_MEMBERS, Key

JOINT_UNITS: Final = 5  # a joint branch normally covers at most five units


@dataclass(frozen=True, slots=True)
class Unit(Generic[Key]):
    """An enterprise without an organisation, where it stands and how many full and probationary members work there."""

    id: Key
    place: str = ""
    full_members: int = 0
    probationary: int = 0


@dataclass(slots=True)
class Cluster(Generic[Key]):
    """Units that found one branch: a single one, or up to five next to each other."""

    units: list[Unit[Key]] = field(default_factory=list)

    @property
    def full_members(self) -> int:
        """Return how many full members it would begin with."""
        return sum(unit.full_members for unit in self.units)

    @property
    def members(self) -> int:
        """Return how many members it would begin with, probationary ones included."""
        return self.full_members + sum(unit.probationary for unit in self.units)

    @property
    def joint(self) -> bool:
        """Tell whether several units come together."""
        return len(self.units) > 1


def clusters(units: Iterable[Unit[Key]]) -> tuple[list[Cluster[Key]], list[Unit[Key]]]:
    """Propose branches, and return which units are left for an instructor.

    A unit with three full members founds its own branch. The others come together place by place, at most five a
    branch and never without three full members; what one place cannot carry is tried once more across places.
    """
    own: list[Cluster[Key]] = []
    places: dict[str, list[Unit[Key]]] = {}
    for unit in units:
        if unit.full_members >= BRANCH_FULL_MEMBERS:
            own.append(Cluster([unit]))
        else:
            places.setdefault(unit.place, []).append(unit)
    joint: list[Cluster[Key]] = []
    left: list[Unit[Key]] = []
    for place in sorted(places):
        made, rest = _join(places[place])
        joint += made
        left += rest
    made, left = _join(left)
    return [*own, *joint, *made], left


def _join(units: Sequence[Unit[Key]]) -> tuple[list[Cluster[Key]], list[Unit[Key]]]:
    """Bring units together in as many branches as they can carry, then fill these with units without members."""
    with_members = sorted((unit for unit in units if unit.full_members), key=lambda unit: -unit.full_members)
    without = [unit for unit in units if not unit.full_members]
    most = min(sum(unit.full_members for unit in with_members) // BRANCH_FULL_MEMBERS, -(-len(units) // JOINT_UNITS))
    for number in range(most, 0, -1):
        dealt = _deal(with_members, number)
        if dealt is not None:
            made, over = dealt
            rest = [*over, *without]
            for cluster in made:
                while rest and len(cluster.units) < JOINT_UNITS:
                    cluster.units.append(rest.pop(0))
            return made, rest
    return [], list(units)


def _deal(units: Sequence[Unit[Key]], number: int) -> tuple[list[Cluster[Key]], list[Unit[Key]]] | None:
    """Deal units out, each to the cluster with the fewest full members; None when one stays below three."""
    made: list[Cluster[Key]] = [Cluster() for _ in range(number)]
    over: list[Unit[Key]] = []
    for unit in units:
        free = [cluster for cluster in made if len(cluster.units) < JOINT_UNITS]
        if free:
            min(free, key=lambda cluster: cluster.full_members).units.append(unit)
        else:
            over.append(unit)
    return (made, over) if all(cluster.full_members >= BRANCH_FULL_MEMBERS for cluster in made) else None


@dataclass(frozen=True, slots=True)
class Reach:
    """What the coverage of one enterprise rests on."""

    organization: bool  # an own or a joint branch covers it
    instructor: bool = False
    mass_organization: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many enterprises are covered; rates in tenths of a per cent, so that no float is stored."""

    enterprises: int
    by_organization: int
    by_work: int

    @property
    def organization_rate(self) -> int:
        """Return organisation coverage (组织覆盖) in tenths of a per cent, rounded down."""
        return 1000 * self.by_organization // self.enterprises if self.enterprises else 0

    @property
    def work_rate(self) -> int:
        """Return work coverage (工作覆盖) in tenths of a per cent, rounded down."""
        return 1000 * self.by_work // self.enterprises if self.enterprises else 0


def coverage(reached: Iterable[Reach]) -> Coverage:
    """Count: work coverage is organisation coverage and whoever has an instructor or a mass organisation."""
    rows = list(reached)
    organized = sum(row.organization for row in rows)
    worked = sum(row.organization or row.instructor or row.mass_organization for row in rows)
    return Coverage(len(rows), organized, worked)


def written_rate(rate: int) -> str:
    """Write a rate as people read it: 42.8%."""
    return f"{rate // 10}.{rate % 10}%"
