"""Merging and splitting organisations: what goes where, decided by rule, shown before it is done.

People and the open cases about them go with their organisation. A post goes along when it can: not when the other
organisation has somebody for a post that one person holds, not when its holder has that post there already, and never
for the administrator who does it, because nobody gives himself a post.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

Row = dict[str, Any]

# Posts of which an organisation has one.
SINGLE: Final = frozenset(
    {"branch_secretary", "branch_deputy", "org_commissioner", "publicity_commissioner", "discipline_commissioner"}
)
# What every branch has to have; a new one without is told of.
NEEDED: Final = "branch_secretary"


@dataclass(frozen=True, slots=True)
class Held:
    """A post at an organisation, in force or to come."""

    id: UUID
    person: UUID
    role: str


def ends_because(post: Held, there: Iterable[Held], doer: UUID) -> str | None:
    """Return why a post does not go along (`oneself`, `taken`, `held`), or None when it does."""
    if post.person == doer:
        return "oneself"
    same = [each for each in there if each.role == post.role]
    if any(each.person == post.person for each in same):
        return "held"
    return "taken" if same and post.role in SINGLE else None


def is_led(posts: Collection[Held]) -> bool:
    """Tell whether somebody leads a branch with these posts."""
    return any(each.role == NEEDED for each in posts)


@dataclass(slots=True)
class Plan:
    """What goes to the other organisation, and what does not."""

    people: list[Row]
    children: list[Row]
    cases: list[UUID]
    tasks: int
    own: list[Row]
    posts: list[tuple[Row, str | None]]  # a post, and why it ends when it does
    led: bool
    taken: list[str] = field(default_factory=list)

    def following(self) -> list[UUID]:
        """Return whose posts go along."""
        return [row["person_id"] for row, ends in self.posts if ends is None]
