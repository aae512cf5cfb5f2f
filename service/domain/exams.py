"""The computer exam (F03): who has to sit it, which paper each taker gets, what an answer sheet is worth.

A paper is drawn from a version of the question bank by a seed: the same seed gives the same paper on every machine and
under every release of Python, so that a paper can be shown again years later. Scores help people learn; nothing adverse
follows from one, and whoever does not pass sits once more, free of charge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from service.domain.calendar import years_between
from service.domain.errors import Forbidden
from service.domain.training import EXAM_AGE

if TYPE_CHECKING:
    from service.domain.people import Actor

BANKER: Final = "training_admin"  # who keeps the question banks
KEEPERS: Final = (BANKER, "exam_invigilator")  # who looks after an exam

FULL: Final = 100  # what a whole paper is worth
GRACE: Final = timedelta(seconds=30)  # an answer given in time may arrive so late
MOST_EXTRA: Final = timedelta(minutes=60)  # what an invigilator may add to one sitting
MAX_QUESTIONS: Final = 2000
JUDGEMENT_KEYS: Final = ("T", "F")
OPTION_KEYS: Final = ("A", "B", "C", "D", "E", "F")


class Kind(StrEnum):
    """What a question asks for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGEMENT = "judgement"


class Mode(StrEnum):
    """How somebody takes part."""

    COMPUTER = "computer"
    PAPER = "paper"
    ATTENDANCE = "attendance"
    UNKNOWN = "unknown"  # the year of birth alone does not tell; the office decides


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a bank, as far as drawing and scoring need it."""

    number: int
    kind: Kind
    options: tuple[str, ...]
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """So many questions of one kind, each worth so much."""

    kind: Kind
    count: int
    worth: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question of one taker's paper: which, of what kind, in which order its options stand, what it is worth."""

    question: int
    kind: Kind
    options: tuple[str, ...]
    worth: int


def seats(actor: Actor, on: date, roles: Sequence[str] = KEEPERS) -> list[UUID]:
    """Return the organisations for which an actor looks after exams.

    Raises Forbidden.
    """
    found = [grant.organization_id for grant in actor.grants if grant.role in roles and grant.in_force(on)]
    if not found:
        raise Forbidden("exam_not_keeper")
    return found


def mode(born: date | None, year: int | None, on: date, limit: int = EXAM_AGE) -> Mode:
    """Tell how somebody takes part: under the limit on the phase's first day by computer, else attendance is enough.

    Where only the year of birth is known, it decides whenever the day does not matter.
    """
    if born is not None:
        return Mode.COMPUTER if years_between(born, on) < limit else Mode.ATTENDANCE
    if year is None:
        return Mode.UNKNOWN
    turns = on.year - year
    if turns == limit:
        return Mode.UNKNOWN
    return Mode.COMPUTER if turns < limit else Mode.ATTENDANCE


def lacking(blueprint: Sequence[Part], bank: Iterable[Question]) -> dict[Kind, int]:
    """Return how many questions of which kind a bank lacks for a blueprint."""
    have: dict[Kind, int] = dict.fromkeys(Kind, 0)
    for question in bank:
        have[question.kind] += 1
    return {part.kind: part.count - have[part.kind] for part in blueprint if part.count > have[part.kind]}


def total(blueprint: Sequence[Part]) -> int:
    """Return what a paper is worth; an exam needs exactly a hundred."""
    return sum(part.count * part.worth for part in blueprint)


def draw(bank: Sequence[Question], blueprint: Sequence[Part], seed: str) -> tuple[Item, ...]:
    """Draw a paper: so many questions of each kind, their order and that of their options by the seed.

    The answers to a judgement keep their order: right, wrong.
    """
    paper: list[Item] = []
    for part in blueprint:
        of_kind = [question for question in bank if question.kind is part.kind]
        chosen = sorted(of_kind, key=lambda question: _lot(seed, question.number))[: part.count]
        paper += [Item(each.number, each.kind, _shuffled(each, seed), part.worth) for each in chosen]
    return tuple(paper)


def _shuffled(question: Question, seed: str) -> tuple[str, ...]:
    if question.kind is Kind.JUDGEMENT:
        return question.options
    return tuple(sorted(question.options, key=lambda option: _lot(seed, question.number, option)))


def _lot(*parts: object) -> bytes:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()


def score(paper: Sequence[Item], right: Mapping[int, frozenset[str]], chosen: Mapping[int, Iterable[str]]) -> int:
    """Return what a sheet is worth: a question counts when exactly the right answers are chosen.

    `chosen` goes by the place in the paper, beginning with 1; what was left empty counts nothing.
    """
    return sum(
        item.worth
        for place, item in enumerate(paper, 1)
        if frozenset(chosen.get(place, ())) == right[item.question] and right[item.question]
    )


def fits(kind: Kind, options: Iterable[str], chosen: Sequence[str]) -> bool:
    """Tell whether a choice is one that the question offers; an empty one takes an answer back."""
    return (
        set(chosen) <= set(options) and len(set(chosen)) == len(chosen) and (len(chosen) <= 1 or kind is Kind.MULTIPLE)
    )


def ends_at(started: datetime, minutes: int, extra: int, closes: datetime) -> datetime:
    """Return when a sitting ends: after its minutes, at the latest when the exam closes; extra time comes on top."""
    return min(started + timedelta(minutes=minutes), closes) + timedelta(minutes=extra)


def is_late(now: datetime, ends: datetime) -> bool:
    """Tell whether an answer comes too late, the way through the network allowed for."""
    return now > ends + GRACE
