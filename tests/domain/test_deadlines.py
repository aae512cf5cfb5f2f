"""Deadlines: earliest blocks, deadline warns, window guides; the property `due` of a task in all its forms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from service.domain import deadlines
from service.domain.calendar import Calendar, Day, at, end_of
from service.domain.errors import Conflict
from tests.domain.makers import book, make_calendar

LAW_2014, LAW_2026 = date(2017, 4, 10), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("rule_id", "day", "start", "earliest", "due", "special"),
    [
        ("talk_deadline", LAW_2014, date(2017, 1, 31), None, date(2017, 2, 28), None),
        ("cultivation_min", LAW_2014, date(2016, 4, 20), date(2017, 4, 20), None, None),
        ("apply_age", LAW_2014, date(2000, 2, 29), date(2018, 2, 28), None, None),
        ("approval", LAW_2026, date(2026, 11, 30), None, date(2027, 2, 28), date(2027, 5, 30)),
        ("probation", LAW_2014, date(2016, 2, 29), date(2017, 2, 28), None, None),
        ("extension", LAW_2014, date(2017, 3, 1), date(2017, 9, 1), date(2018, 3, 1), None),
        ("transfer_postpone", LAW_2014, date(2017, 3, 1), None, date(2017, 9, 1), None),
        ("no_admission_if_leaving_within", LAW_2014, date(2017, 3, 1), None, date(2017, 6, 1), None),
        ("filing_reply", LAW_2014, date(2017, 4, 10), None, date(2017, 4, 24), None),
        ("points_verify", LAW_2014, date(2017, 4, 10), None, date(2017, 4, 20), None),
        ("assign_branch_group", LAW_2014, date(2017, 4, 10), None, None, None),
        ("quorum", LAW_2014, date(2017, 4, 10), None, None, None),
    ],
)
def test_dates_of_rules(
    rule_id: str, day: date, start: date, earliest: date | None, due: date | None, special: date | None
) -> None:
    found = deadlines.term(book().rule(rule_id, day), start, make_calendar())
    assert (found.earliest, found.due, found.special_due) == (earliest, due, special)


def test_reviews_count_from_the_anchor() -> None:
    rule = book().rule("activist_review", LAW_2014)
    start = date(2016, 8, 31)
    days = [deadlines.deadline(rule, start, make_calendar(), turn) for turn in (1, 2, 3)]
    assert days == [Day(date(2017, 2, 28)), Day(date(2017, 8, 31)), Day(date(2018, 2, 28))]


def test_the_notice_runs_five_full_working_days() -> None:
    rule = book().rule("candidate_notice", LAW_2026)
    first, last = deadlines.window(rule, date(2017, 4, 24), make_calendar())
    assert (first, last) == (Day(date(2017, 4, 24)), Day(date(2017, 5, 2)))
    with pytest.raises(Conflict):
        deadlines.window(book().rule("quorum", LAW_2026), date(2017, 4, 24), make_calendar())


def test_a_term_that_ends_on_a_day_off_names_both_days() -> None:
    found = deadlines.term(book().rule("talk_deadline", LAW_2014), date(2017, 3, 29), make_calendar())
    assert (found.due, found.next_working_day) == (date(2017, 4, 29), date(2017, 5, 2))


def test_a_year_not_published_makes_dates_provisional() -> None:
    rule = book().rule("filing_reply", LAW_2014)
    assert deadlines.term(rule, date(2017, 12, 27), make_calendar()).provisional
    assert not deadlines.term(rule, date(2017, 4, 10), make_calendar()).provisional
    assert deadlines.term(rule, date(2017, 4, 10), Calendar()).provisional


OPENED = at(date(2017, 4, 10), 9)


@pytest.mark.parametrize(
    ("value", "data", "day"),
    [
        ("filing_reply", {}, date(2017, 4, 24)),
        ("talk_deadline", {"application_received": "2017-03-20"}, date(2017, 4, 20)),
        ("talk_deadline", {"dates": {"application_received": "2017-03-20"}}, date(2017, 4, 20)),
        ("talk_deadline", {"application_received_on": "2017-03-20"}, date(2017, 4, 20)),
        ("talk_deadline", {}, date(2017, 5, 10)),
        ("P5WD", {}, date(2017, 4, 17)),
        ("P1M", {}, date(2017, 5, 10)),
        ("data:closes_on", {"closes_on": "2017-04-28"}, date(2017, 4, 28)),
        ("data:talk_limit.due", {"talk_limit": {"due": "2017-05-08"}}, date(2017, 5, 8)),
    ],
)
def test_when_a_task_is_due(value: str, data: dict[str, Any], day: date) -> None:
    found = deadlines.due_at(value, OPENED, data, book(), make_calendar())
    assert found is not None
    assert found.at == end_of(day)


def test_hours_run_on_the_clock() -> None:
    found = deadlines.due_at("PT36H", OPENED, {}, book(), make_calendar())
    assert found is not None
    assert found.at == OPENED + timedelta(hours=36)


@pytest.mark.parametrize(
    "value", [None, "", "data:nothing", "data:a.b", "data:round.x", "no_such_rule", "quorum", "candidate_notice"]
)
def test_what_sets_no_day(value: str | None) -> None:
    assert deadlines.due_at(value, OPENED, {}, book(), make_calendar()) is None


def test_the_earliest_day_blocks() -> None:
    data = {"activist_confirmed": "2016-06-30"}
    assert deadlines.earliest_on("cultivation_min", OPENED, data, book(), make_calendar()) == date(2017, 6, 30)
    assert deadlines.earliest_on("data:from", OPENED, {"from": "2017-05-01"}, book(), make_calendar()) == date(
        2017, 5, 1
    )
    assert deadlines.earliest_on("P1Y", OPENED, {}, book(), make_calendar()) == date(2018, 4, 10)
    assert deadlines.earliest_on(None, OPENED, {}, book(), make_calendar()) is None
    assert deadlines.earliest_on("candidate_notice", OPENED, {}, book(), make_calendar()) is None
