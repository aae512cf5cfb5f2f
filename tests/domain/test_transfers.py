"""The days on a newcomer's papers (A11): in order, and not against the register."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.people import Stage
from service.domain.transfers import problems

A, V, C, P = Stage.APPLICANT, Stage.ACTIVIST, Stage.DEVELOPMENT_CANDIDATE, Stage.PROBATIONARY_MEMBER
DAYS = {A: date(2015, 3, 1), V: date(2016, 1, 8), C: date(2017, 3, 1), P: date(2017, 3, 28)}


@pytest.mark.parametrize(
    ("stage", "days", "on_record", "known", "reviews", "expected"),
    [
        (P, DAYS, A, {A: DAYS[A]}, [], []),
        (V, {A: DAYS[A], V: DAYS[A]}, A, {}, [date(2015, 9, 1), date(2016, 3, 1)], []),
        (A, {A: DAYS[A]}, V, {A: DAYS[A]}, [], [("/answers/stage", "transfer_stage")]),
        (V, {A: DAYS[A], V: DAYS[V]}, A, {A: date(2015, 3, 2)}, [], [("/answers/applied_on", "transfer_day")]),
        (V, {A: DAYS[V], V: DAYS[A]}, A, {}, [], [("/answers/activist_on", "transfer_order")]),
        (P, {**DAYS, P: date(2017, 2, 28)}, A, {}, [], [("/answers/member_on", "transfer_order")]),
        (V, {A: DAYS[A], V: DAYS[V]}, A, {}, [date(2016, 1, 7)], [("/answers/reviews/0/held_on", "transfer_order")]),
        # A day that the register has for a stage not reached yet is no fact.
        (V, {A: DAYS[A], V: DAYS[V]}, A, {V: DAYS[P]}, [], []),
    ],
)
def test_the_days_of_the_papers_hold_together(
    stage: Stage,
    days: dict[Stage, date],
    on_record: Stage,
    known: dict[Stage, date],
    reviews: list[date],
    expected: list[tuple[str, str]],
) -> None:
    assert [(each.pointer, each.code) for each in problems(stage, days, on_record, known, reviews)] == expected
