"""Training: certified, make-up, and only after a missed make-up a deduction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.domain.training import Attendance, Result, Session, candidate_trained, exam_passed, exam_required, judge


def make_sessions(marks: str) -> list[Session]:
    """p = present, l = leave, a = absent; after a slash the make-up sessions. Eight hours each."""
    class_, _, make_up = marks.partition("/")
    kinds = {"p": Attendance.PRESENT, "l": Attendance.LEAVE, "a": Attendance.ABSENT}
    return [
        Session(kinds[mark], Decimal(8), extra) for part, extra in ((class_, False), (make_up, True)) for mark in part
    ]


@pytest.mark.parametrize(
    ("marks", "result", "item"),
    [
        ("pp", Result.CERTIFIED, "P04"),
        ("pl", Result.MAKE_UP, None),
        ("pa", Result.MAKE_UP, None),  # never a deduction at once
        ("aa", Result.MAKE_UP, None),
        ("pa/p", Result.CERTIFIED, "P04"),
        ("pl/p", Result.CERTIFIED, "P04"),
        ("pa/a", Result.ABSENT_UNEXCUSED, "N01"),
        ("pa/l", Result.MAKE_UP_AGAIN, None),
        ("pl/a", Result.MAKE_UP_AGAIN, None),  # the first absence was with leave: neutral
        ("ll/l", Result.MAKE_UP_AGAIN, None),
        ("aa/p", Result.MAKE_UP_AGAIN, None),
        ("aa/pp", Result.CERTIFIED, "P04"),
        ("", Result.MAKE_UP, None),
    ],
)
def test_judgement(marks: str, result: Result, item: str | None) -> None:
    found = judge(make_sessions(marks))
    assert (found.result, found.item) == (result, item)


def test_leave_alone_never_costs_points() -> None:
    for first in ("pl", "ll", "lp"):
        for make_up in ("", "a", "l", "al", "la", "aa"):
            assert judge(make_sessions(f"{first}/{make_up}")).item != "N01"


@pytest.mark.parametrize(("days", "hours", "ok"), [(3, 0, True), (0, 24, True), (2, 23, False), (2, 24, True)])
def test_the_statutory_short_class(days: int, hours: int, ok: bool) -> None:
    assert candidate_trained(days, hours) is ok


def test_fifty_on_the_day_is_not_under_fifty() -> None:
    phase = date(2017, 3, 20)
    assert not exam_required(date(1967, 3, 20), phase)
    assert exam_required(date(1967, 3, 21), phase)
    assert not exam_required(date(1967, 3, 19), phase)


def test_pass_mark() -> None:
    assert exam_passed(60)
    assert not exam_passed(Decimal("59.5"))
