"""When half-year reviews fall and from when somebody may be proposed: clamped months, from the day of confirmation."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from service.domain import cultivation
from service.domain.calendar import Calendar
from service.domain.rules import Rulebook, parse_pack

CALENDAR = Calendar()
PACKS = Path(__file__).parents[2] / "bpmn" / "rules"
BOOK = Rulebook(
    parse_pack(yaml.safe_load((PACKS / f"{name}.yaml").read_text()))
    for name in ("cpc_dev_2014", "cpc_dev_2026", "local_demo_v1")
)


def turn(confirmed: str, last: int, today: str) -> tuple[int, str, str]:
    """Return number, review day and report day of the next half year."""
    on = date.fromisoformat(today)
    found = cultivation.next_turn(
        BOOK.rule("activist_review", on), BOOK.rule("thought_report", on),
        date.fromisoformat(confirmed), last, on, CALENDAR,
    )  # fmt: skip
    return found.number, found.review_on.isoformat(), found.report_on.isoformat()


@pytest.mark.parametrize(
    ("confirmed", "last", "today", "found"),
    [
        ("2017-05-08", 0, "2017-05-11", (1, "2017-11-08", "2017-08-08")),
        ("2017-05-08", 1, "2017-11-20", (2, "2018-05-08", "2018-02-08")),
        # the end of a month is clamped and comes back
        ("2017-08-31", 0, "2017-09-01", (1, "2018-02-28", "2017-11-30")),
        ("2017-08-31", 1, "2018-03-01", (2, "2018-08-31", "2018-05-31")),
        ("2019-08-31", 0, "2019-09-01", (1, "2020-02-29", "2019-11-30")),
        # a review that is late stays the next one; those missed altogether are not piled up
        ("2017-05-08", 0, "2018-05-07", (1, "2017-11-08", "2017-08-08")),
        ("2017-05-08", 0, "2018-05-08", (2, "2018-05-08", "2018-02-08")),
        ("2017-05-08", 0, "2019-02-01", (3, "2018-11-08", "2018-08-08")),
        ("2017-05-08", 3, "2019-02-01", (4, "2019-05-08", "2019-02-08")),
        # begun under the text of 2014, gone on under that of 2026
        ("2025-11-30", 0, "2026-05-20", (1, "2026-05-30", "2026-02-28")),
    ],
)
def test_the_next_half_year(confirmed: str, last: int, today: str, found: tuple[int, str, str]) -> None:
    assert turn(confirmed, last, today) == found


def test_reviews_never_come_sooner_than_the_one_before() -> None:
    day = date(2016, 1, 1)
    while day < date(2018, 1, 1):
        number, last = 0, day
        for _ in range(5):
            number, review, report = turn(day.isoformat(), number, last.isoformat())
            review_on = date.fromisoformat(review)
            assert last < review_on <= last + timedelta(days=187)
            assert date.fromisoformat(report) < review_on
            last = review_on
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("confirmed", "pause", "found"),
    [
        ("2017-05-08", None, "2018-05-08"),
        ("2016-02-29", None, "2017-02-28"),
        ("2017-05-08", "2018-03-01", "2018-05-08"),
        ("2017-05-08", "2018-11-30", "2018-11-30"),
    ],
)
def test_a_proposal_waits_for_a_year_and_for_any_pause(confirmed: str, pause: str | None, found: str) -> None:
    until = date.fromisoformat(pause) if pause else None
    for today in (date(2018, 1, 1), date(2026, 6, 1)):
        rule = BOOK.rule("cultivation_min", today)
        first = cultivation.earliest_proposal(rule, date.fromisoformat(confirmed), until, CALENDAR)
        assert first.isoformat() == found


@pytest.mark.parametrize(
    ("results", "weak"),
    [
        ([], 0),
        (["weak"], 1),
        (["weak", "fair"], 0),
        (["fair", "weak", "weak"], 2),
        (["weak", "good", "weak"], 1),
    ],
)
def test_only_weak_reviews_in_a_row_count(results: list[str], weak: int) -> None:
    assert cultivation.weak_in_a_row(results) == weak
