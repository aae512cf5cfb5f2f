"""What a census of activists calls a difference (A15)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from service.domain.activists import differences, review_is_missing

LI, WANG = UUID(int=1), UUID(int=2)
MARCH = date(2018, 3, 31)


@pytest.mark.parametrize(
    ("stage", "activist_on", "reviewed_on", "missing"),
    [
        ("activist", date(2017, 8, 31), None, False),  # seven months to the day
        ("activist", date(2017, 8, 30), None, True),
        ("activist", date(2016, 1, 4), date(2017, 9, 5), False),
        ("activist", date(2016, 1, 4), date(2017, 8, 1), True),
        ("development_candidate", date(2016, 1, 4), None, False),  # reviewed on the way to membership
        ("activist", None, None, False),
    ],
)
def test_a_review_is_late_after_half_a_year_and_its_month(
    stage: str, activist_on: date | None, reviewed_on: date | None, missing: bool
) -> None:
    assert review_is_missing(stage, activist_on, reviewed_on, MARCH) is missing


def test_what_the_branch_says_is_not_said_twice() -> None:
    row = {"stage": "activist", "activist_on": date(2017, 10, 1), "reviewed_on": None}
    listed = [{**row, "id": LI, "contacts": None}, {**row, "id": WANG, "contacts": "孙示一"}]
    found = differences(listed, [("no_contact", LI), ("unlisted", None)], MARCH)
    assert [(each.kind, each.person, each.row) for each in found] == [("no_contact", LI, 1), ("unlisted", None, 2)]
    assert [each.kind for each in differences(listed, [], MARCH)] == ["no_contact"]
