"""Dates of law: clamped months, working days with make-up workdays, durations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import calendar
from service.domain.calendar import Calendar, CalendarDay, Day, Duration, add_months, parse_duration, years_between
from service.domain.errors import Invalid
from tests.domain.makers import make_calendar

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2017, 4, 10), 12, date(2018, 4, 10)),
        (date(2017, 3, 31), -1, date(2017, 2, 28)),
        (date(2017, 12, 31), 2, date(2018, 2, 28)),
    ],
)
def test_months_clamp_to_the_month_end(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(DAYS, st.integers(-240, 240))
def test_a_month_is_never_skipped(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2017, 3, 31), 1, date(2017, 4, 1)),  # the Saturday is worked
        (date(2017, 3, 31), 2, date(2017, 4, 5)),
        (date(2017, 4, 10), 5, date(2017, 4, 17)),
        (date(2017, 4, 8), 1, date(2017, 4, 10)),  # a start on a day off is not counted either
        (date(2017, 4, 28), 1, date(2017, 5, 2)),
        (date(2017, 4, 10), 0, date(2017, 4, 10)),
        (date(2017, 4, 5), -1, date(2017, 4, 1)),
    ],
)
def test_working_days_follow_the_arrangement(start: date, count: int, end: date) -> None:
    assert make_calendar().add_working_days(start, count) == Day(end)


def test_an_unknown_year_is_provisional() -> None:
    known = make_calendar()
    assert known.add_working_days(date(2017, 12, 28), 1) == Day(date(2017, 12, 29), False)
    assert known.add_working_days(date(2017, 12, 29), 1) == Day(date(2018, 1, 1), True)
    guessed = Calendar([CalendarDay(date(2018, 1, 1), False, provisional=True)])
    assert guessed.is_working(date(2018, 1, 1)), "a guess is not an arrangement"
    assert not guessed.knows(date(2018, 1, 1))


@given(st.dates(date(2016, 6, 1), date(2018, 6, 1)), st.integers(1, 60))
def test_working_days_against_brute_force(start: date, count: int) -> None:
    known = make_calendar()
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= known.is_working(day)
    found = known.add_working_days(start, count)
    assert found.day == day
    assert found.provisional == (start < date(2016, 12, 31) or day > date(2017, 12, 31))
    assert known.working_days_between(start, day) == count
    assert known.working_days_between(day, start) == -count


def test_next_working_day() -> None:
    assert make_calendar().next_working_day(date(2017, 4, 29)) == Day(date(2017, 5, 2))
    assert make_calendar().next_working_day(date(2017, 4, 10)) == Day(date(2017, 4, 10))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P1M", Duration(months=1)),
        ("P1Y", Duration(months=12)),
        ("P18Y", Duration(months=216)),
        ("P1Y2M3W4D", Duration(months=14, days=25)),
        ("P10D", Duration(days=10)),
        ("P2W", Duration(days=14)),
        ("P5WD", Duration(working_days=5)),
        ("PT36H", Duration(seconds=129600)),
        ("P1DT1H30M", Duration(days=1, seconds=5400)),
    ],
)
def test_durations(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration
    assert parse_duration(str(duration)) == duration


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "5WD", "P5WDT1H", "P-1D", "P1.5D", "1M", "P1M1Y", "P99999WD"])
def test_what_is_no_duration(text: str) -> None:
    assert not calendar.is_duration(text)
    with pytest.raises(Invalid):
        parse_duration(text)


def test_terms_end_on_the_last_day() -> None:
    known = make_calendar()
    assert parse_duration("P1M").after(date(2017, 1, 31), known) == Day(date(2017, 2, 28))
    assert parse_duration("P5WD").after(date(2017, 4, 24), known) == Day(date(2017, 5, 2))
    assert parse_duration("P5WD").after(date(2017, 4, 10), known) == Day(date(2017, 4, 17))


def test_the_day_of_an_instant_is_shanghais() -> None:
    assert calendar.day_of(datetime(2017, 4, 9, 15, 59, tzinfo=UTC)) == date(2017, 4, 9)
    assert calendar.day_of(datetime(2017, 4, 9, 16, 0, tzinfo=UTC)) == date(2017, 4, 10)
    with pytest.raises(ValueError, match="zone"):
        calendar.day_of(datetime(2017, 4, 9))
    assert calendar.end_of(date(2017, 4, 10)) == datetime(2017, 4, 10, 15, 59, 59, tzinfo=UTC)
    assert calendar.at(date(2017, 4, 10), 9) == datetime(2017, 4, 10, 1, tzinfo=UTC)


@given(DAYS, st.integers(1, 60))
def test_months_against_brute_force(start: date, months: int) -> None:
    """Day by day: the same day of the month so many months on, or the last one where that month has no such day."""
    day, left = start, months
    while left:
        day += timedelta(days=1)
        left -= day.day == 1
    last = day
    while last.day < start.day and (last + timedelta(days=1)).day != 1:
        last += timedelta(days=1)
    assert add_months(start, months) == last


@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.dates(date(2014, 1, 1), date(2030, 12, 31)))
def test_age_against_brute_force(born: date, on: date) -> None:
    birthdays = sum(calendar.add_years(born, years) <= on for years in range(1, 120))
    assert years_between(born, on) == birthdays


@given(st.dates(date(2017, 1, 1), date(2017, 12, 20)))
def test_the_next_working_day_against_brute_force(day: date) -> None:
    known = make_calendar()
    found = known.next_working_day(day).day
    assert known.is_working(found) and found >= day
    assert not any(known.is_working(day + timedelta(days=gap)) for gap in range((found - day).days))


@given(DAYS)
def test_the_end_of_a_day_lies_in_it(day: date) -> None:
    assert calendar.day_of(calendar.end_of(day)) == day == calendar.day_of(calendar.at(day))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2017-04-10", date(2017, 4, 10)),
        ("2017-04-09T16:30:00+00:00", date(2017, 4, 10)),
        ("2017-04-10T08:00:00", date(2017, 4, 10)),
        (date(2017, 4, 10), date(2017, 4, 10)),
        ("10.4.2017", None),
        ("2017-02-30", None),
        (None, None),
        (20170410, None),
    ],
)
def test_dates_in_process_data(value: object, day: date | None) -> None:
    assert calendar.parse_day(value) == day


def test_age_reaches_on_the_birthday() -> None:
    assert years_between(date(1999, 4, 10), date(2017, 4, 10)) == 18
    assert years_between(date(1999, 4, 11), date(2017, 4, 10)) == 17
    assert years_between(date(2000, 2, 29), date(2018, 2, 28)) == 18
