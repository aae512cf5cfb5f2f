"""People: who acts, with which posts; the stages of a person; what is masked of a recorded person (6.2-6.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID


class Stage(StrEnum):
    """Where a person stands on the way from application to full membership."""

    APPLICANT = "applicant"
    ACTIVIST = "activist"
    DEVELOPMENT_CANDIDATE = "development_candidate"
    PROBATIONARY_MEMBER = "probationary_member"
    FULL_MEMBER = "full_member"


STAGES: Final = tuple(Stage)
MEMBERS: Final = frozenset({Stage.PROBATIONARY_MEMBER, Stage.FULL_MEMBER})


def next_stage(stage: Stage) -> Stage | None:
    """Return the stage after this one, None after full membership."""
    place = STAGES.index(stage)
    return STAGES[place + 1] if place + 1 < len(STAGES) else None


def may_advance(now: str | None, to: str) -> bool:
    """Tell whether a person may come to a stage from the present one: one step forward, nothing skipped."""
    if now is None:
        return to == Stage.APPLICANT
    return now in STAGES and next_stage(Stage(now)) == to


@dataclass(frozen=True, slots=True)
class Grant:
    """A post: role @ organisation, held from a day to a day."""

    role: str
    organization_id: UUID
    level: str = ""
    from_on: date | None = None
    to_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Tell whether the post is held on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class Substitution:
    """Somebody's work, or a part of it, that an actor does in their stead today (代理).

    The posts are the principal's own, never those that the principal holds for a third person: there are no chains.
    """

    principal_id: UUID
    principal: str
    posts: tuple[Grant, ...] = ()
    process: str | None = None
    node: str | None = None
    organization_id: UUID | None = None
    recused_from: frozenset[UUID] = field(default_factory=frozenset)  # the principal's bars hold for a substitute, too

    def covers(self, process: str, node: str, organization_id: UUID) -> bool:
        """Tell whether a task lies in the part that was handed over."""
        return (
            self.process in (None, process)
            and self.node in (None, node)
            and self.organization_id in (None, organization_id)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person with posts on the day of acting. Doors make it, rules read it."""

    tenant: int
    person_id: UUID
    name: str
    account_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    recused_from: frozenset[UUID] = field(default_factory=frozenset)  # people whose cases this person may not touch
    # Apart from the posts: whoever asks for a post, to start or to steer a case, does not mean a borrowed one.
    substitutions: tuple[Substitution, ...] = ()

    def grant_for(self, role: str, organizations: Collection[UUID], on: date) -> Grant | None:
        """Return the post that lets this person act in a role at one of these organisations."""
        for grant in self.grants:
            if grant.role == role and grant.organization_id in organizations and grant.in_force(on):
                return grant
        return None

    def holds(self, role: str, on: date | None = None) -> bool:
        """Tell whether this person holds a role anywhere."""
        return any(grant.role == role and (on is None or grant.in_force(on)) for grant in self.grants)

    def roles(self, on: date | None = None) -> frozenset[str]:
        """Return the roles that this person holds."""
        return frozenset(grant.role for grant in self.grants if on is None or grant.in_force(on))


MASK: Final = "*"


def mask_id_number(number: str) -> str:
    """Show the first and the last character of an identity number: 3****************4."""
    return "" if not number else f"{number[0]}{MASK * (len(number) - 2)}{number[-1]}" if len(number) > 2 else MASK * 2


def mask_phone(number: str) -> str:
    """Show the first three and the last four digits: 138****1027; a number too short for that shows nothing."""
    digits = "".join(character for character in number if character.isdigit())
    if not digits:
        return ""
    return f"{digits[:3]}{MASK * (len(digits) - 7)}{digits[-4:]}" if len(digits) > 7 else MASK * len(digits)


_COMPOUND: Final = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台"
    "皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空令狐"
)
COMPOUND_SURNAMES: Final = frozenset(_COMPOUND[at : at + 2] for at in range(0, len(_COMPOUND), 2))


def mask_name(name: str) -> str:
    """Show the surname only: 李**; used where a name must not be readable (exports to outsiders)."""
    surname = 2 if name[:2] in COMPOUND_SURNAMES else 1
    return name[:surname] + MASK * max(len(name) - surname, 1) if name else ""


def mask_birth_date(born: date, place: str = "list") -> str:
    """Show the year in lists and exports, year and month on the detail page, never the day (6.4)."""
    return f"{born:%Y-%m}" if place == "detail" else f"{born:%Y}"


def mask_address(address: str) -> str:
    """Show nothing below the community."""
    for ending in ("社区", "村"):
        head, found, _ = address.partition(ending)
        if found:
            return head + found
    return MASK * 3 if address else ""


MINIMUM_GROUP: Final = 5  # small-number privacy: below this, groups are merged and tables of totals withheld


def publishable_group(size: int) -> bool:
    """Tell whether a group is large enough for more than bands to be published."""
    return size >= MINIMUM_GROUP


def merge_small(counts: Iterable[tuple[str, int]], rest: str) -> list[tuple[str, int]]:
    """Merge groups below the minimum into one, so that nobody can be told apart in a statistic."""
    large, small = [], 0
    for name, count in counts:
        if count >= MINIMUM_GROUP:
            large.append((name, count))
        else:
            small += count
    return [*large, (rest, small)] if small else large
