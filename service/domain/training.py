"""Training: from attendance to certified, make-up or, only then, a deduction (card F05, 细则 §17, points.md 3.2).

Absence with leave is neutral for ever: it leads to a make-up, never to N01. Only the class of a leave is known here,
never a diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from service.domain.calendar import years_between

CANDIDATE_DAYS: Final = 3  # §17, generally
CANDIDATE_HOURS: Final = Decimal(24)  # §17, generally
ACTIVIST_HOURS: Final = Decimal(16)  # [TEMPLATE]
EXAM_AGE: Final = 50  # fact F21: everyone under fifty sits the exam
PASS_MARK: Final = Decimal(60)  # [TEMPLATE]


class Attendance(StrEnum):
    """How somebody stood to one session."""

    PRESENT = "present"
    LEAVE = "leave"
    ABSENT = "absent"


class Result(StrEnum):
    """What follows for one person of a class."""

    CERTIFIED = "certified"
    MAKE_UP = "make_up"
    MAKE_UP_AGAIN = "make_up_again"
    ABSENT_UNEXCUSED = "absent_unexcused"


@dataclass(frozen=True, slots=True)
class Session:
    """One person's attendance at one session of a class."""

    attendance: Attendance
    hours: Decimal
    make_up: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result, the hours that count, and which ledger item follows (P04 at most once, N01 only after a make-up)."""

    result: Result
    hours: Decimal
    item: str | None = None


def judge(sessions: Iterable[Session], required: Decimal = ACTIVIST_HOURS) -> Judgement:
    """Judge one person's class.

    Missing hours first lead to a make-up. Whoever misses the make-up with leave gets another one; whoever misses it
    without leave, having already been absent without leave, gets N01.
    """
    seen = list(sessions)
    hours = sum((session.hours for session in seen if session.attendance is Attendance.PRESENT), Decimal(0))
    if hours >= required:
        return Judgement(Result.CERTIFIED, hours, "P04")
    unexcused = any(session.attendance is Attendance.ABSENT for session in seen if not session.make_up)
    make_ups = [session for session in seen if session.make_up]
    if not make_ups:
        return Judgement(Result.MAKE_UP, hours)
    if unexcused and make_ups[-1].attendance is Attendance.ABSENT:
        return Judgement(Result.ABSENT_UNEXCUSED, hours, "N01")
    return Judgement(Result.MAKE_UP_AGAIN, hours)


def candidate_trained(days: Decimal | int, hours: Decimal | int) -> bool:
    """Tell whether a development candidate had the statutory short class: three days or 24 hours (§17)."""
    return days >= CANDIDATE_DAYS or hours >= CANDIDATE_HOURS


def exam_required(birth_date: date, phase_start: date) -> bool:
    """Tell whether the computer exam is due: under fifty on the phase's first day; fifty that day is not under."""
    return years_between(birth_date, phase_start) < EXAM_AGE


def exam_passed(score: Decimal | int) -> bool:
    """Tell whether a score reaches the pass mark `[TEMPLATE]`."""
    return score >= PASS_MARK


def places(people: int, phases: int) -> list[int]:
    """Share people among phases: the first ones full, the last one the rest (4,610 in seven: 6 of 659 and 656)."""
    each = -(-people // phases) if phases else 0
    return [max(0, min(each, people - place * each)) for place in range(phases)]
