"""The path of a person: each stage ends where the next one began, and only known days are shown."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from service.reads import stages

DAYS = {
    "applied_on": date(2025, 2, 10), "activist_on": date(2025, 4, 1), "candidate_on": date(2026, 5, 28),
    "member_on": date(2026, 7, 1),
}  # fmt: skip
NONE: dict[str, Any] = dict.fromkeys(DAYS)


@pytest.mark.parametrize(
    ("stage", "since", "known", "expected"),
    [
        ("full_member", date(2027, 7, 1), DAYS, [*DAYS.values(), date(2027, 7, 1)]),
        ("probationary_member", date(2026, 7, 1), DAYS, [*DAYS.values(), None]),
        ("development_candidate", date(2026, 5, 28), {**DAYS, "candidate_on": None, "member_on": None},
         [date(2025, 2, 10), date(2025, 4, 1), date(2026, 5, 28), None, None]),
        ("full_member", date(1998, 7, 1), {**NONE, "member_on": date(1998, 7, 1)},
         [None, None, None, date(1998, 7, 1), None]),
    ],
    ids=["full", "probation", "candidate", "old register"],
)  # fmt: skip
def test_a_stage_begins_where_the_last_one_ends(
    stage: str, since: date, known: dict[str, Any], expected: list[date | None]
) -> None:
    shown = stages.path({"stage": stage, "stage_since": since, **known}, "zh-CN")
    assert [each["from"] for each in shown] == expected
    for before, after in pairwise(shown):
        if before["status"] == "done" and after["from"]:
            assert before["to"] == after["from"]
