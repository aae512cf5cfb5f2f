"""Probation: quarterly turns, its end, one extension, party age; the vectors of the law and its corners."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.calendar import Duration, add_months
from service.domain.probation import extended_until, next_turn, postponed_wrongly, resolved_wrongly

LEAST, MOST = Duration(months=6), Duration(months=12)
START, END = date(2026, 5, 18), date(2027, 5, 18)


@pytest.mark.parametrize(
    ("start", "number", "today", "kind", "on"),
    [
        (START, 0, date(2026, 6, 20), "review", date(2026, 8, 18)),
        (START, 1, date(2026, 8, 20), "review", date(2026, 11, 18)),
        (START, 2, date(2026, 11, 20), "review", date(2027, 2, 18)),
        (START, 3, date(2027, 2, 20), "apply", date(2027, 4, 18)),
        (START, 0, date(2026, 9, 1), "review", date(2026, 11, 18)),  # approved late: the first one is not made up for
        (START, 1, date(2027, 6, 1), "apply", date(2027, 4, 18)),  # everything has passed
        (date(2026, 8, 31), 1, date(2026, 12, 1), "review", date(2027, 2, 28)),  # clamped, counted from the first day
        (date(2026, 8, 31), 2, date(2027, 3, 1), "review", date(2027, 5, 31)),
    ],
)
def test_turns(start: date, number: int, today: date, kind: str, on: date) -> None:
    turn = next_turn(start, add_months(start, 12), number, today)
    assert (turn.kind, turn.on) == (kind, on)


@pytest.mark.parametrize(
    ("outcome", "on", "months", "extended", "code"),
    [
        ("convert", date(2027, 5, 17), None, False, "probation_not_over"),  # never on the day before
        ("convert", date(2027, 5, 18), None, False, None),
        ("convert", date(2027, 12, 1), None, True, None),
        ("extend", date(2027, 5, 17), 6, False, "probation_not_over"),
        ("extend", date(2027, 6, 1), 5, False, "extension_months"),
        ("extend", date(2027, 6, 1), 6, False, None),
        ("extend", date(2027, 6, 1), 12, False, None),
        ("extend", date(2027, 6, 1), 13, False, "extension_months"),
        ("extend", date(2027, 6, 1), None, False, "extension_months"),
        ("extend", date(2027, 6, 1), 6, True, "extension_once"),
        ("cancel", date(2026, 9, 1), None, False, None),  # needs no waiting
    ],
)
def test_what_an_assembly_may_resolve(
    outcome: str, on: date, months: int | None, extended: bool, code: str | None
) -> None:
    found = resolved_wrongly(outcome, on, END, months, extended, LEAST, MOST)
    assert (found.code if found else None) == code


def test_an_extension_counts_from_the_end_of_probation() -> None:
    assert extended_until(date(2027, 8, 31), 6) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("to", "fine"),
    [(date(2027, 11, 18), True), (date(2027, 11, 19), False), (date(2027, 6, 1), False), (date(2027, 6, 2), True)],
)
def test_a_newcomer_waits_six_months_at_most(to: date, fine: bool) -> None:
    assert (postponed_wrongly(END, to, date(2027, 6, 1), Duration(months=6)) is None) is fine
