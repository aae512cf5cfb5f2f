"""The demo town as plain values: what is written to the tables, before any table is thought of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service.domain import periods
from service.domain.calendar import SHANGHAI

NOW: Final = datetime(2017, 4, 10, 9, 0, tzinfo=SHANGHAI)  # Monday; the demo clock when the town is made
TODAY: Final = NOW.date()


@dataclass(slots=True)
class Org:
    """An organisation of the tree. `share` = how many members, activists and applicants it gets (branches only)."""

    id: UUID
    parent_id: UUID | None
    level: str
    kind: str
    name: str
    sort: int
    town: int
    tags: list[str] = field(default_factory=list)
    members: int = 0
    activists: int = 0
    applicants: int = 0
    founded_on: date | None = None


@dataclass(slots=True)
class Person:
    """A fictitious person."""

    id: UUID
    name: str
    sex: str
    birth_date: date
    branch_id: UUID | None
    stage: str
    sequence: int
    education: str
    occupation: str
    applied_on: date | None = None
    talked_on: date | None = None
    activist_on: date | None = None
    member_on: date | None = None
    stage_since: date | None = None
    floating: bool = False
    was_activist_from: date | None = None  # an applicant who once was an activist and has a closed ledger
    login: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post held by a person from a day on."""

    person_id: UUID
    role: str
    organization_id: UUID
    from_on: date


@dataclass(frozen=True, slots=True)
class ContactOf:
    """A cultivation contact of an activist."""

    person_id: UUID
    contact_id: UUID
    from_on: date


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A fact in the points ledger."""

    id: UUID
    person_id: UUID
    cycle: int
    item: str
    event_date: date
    quantity: Decimal
    points: Decimal
    evidence_ref: str
    recorder_id: UUID | None
    recorded_at: datetime
    verifier_id: UUID
    verified_at: datetime
    status: str
    reverses_id: UUID | None = None
    note: str = ""


@dataclass(slots=True)
class Period:
    """A closed and frozen year of a branch's ledger."""

    organization_id: UUID
    cycle: int
    totals: dict[str, Any]
    behind: dict[str, Any]
    digest: bytes

    @property
    def key(self) -> str:
        """Return the period's name in the records: the whole year."""
        return periods.key(self.cycle, periods.YEAR)


@dataclass(slots=True)
class Town:
    """Everything that the generator makes before it touches a database."""

    seed: int
    scale: int
    orgs: list[Org] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    contacts: list[ContactOf] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)

    def at_level(self, level: str) -> list[Org]:
        """Return the organisations of a level, in order."""
        return [org for org in self.orgs if org.level == level]

    def of_stage(self, stage: str) -> list[Person]:
        """Return the people of a stage, in order."""
        return [person for person in self.people if person.stage == stage]

    def by_branch(self) -> dict[UUID, list[Person]]:
        """Return people by their branch."""
        found: dict[UUID, list[Person]] = defaultdict(list)
        for person in self.people:
            if person.branch_id is not None:
                found[person.branch_id].append(person)
        return found

    def holders(self) -> dict[tuple[UUID, str], list[UUID]]:
        """Return who holds a role at an organisation."""
        found: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
        for post in self.posts:
            found[post.organization_id, post.role].append(post.person_id)
        return found
