"""When things happened: the days of every case, all of them working days or weekends as a branch would choose them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from service.demo.values import TODAY, Person, Town
from service.domain.calendar import SHANGHAI, Calendar

# Confirmation meetings followed the yearly rounds; most activists of spring 2017 were confirmed in 2016.
ROUND_YEARS: Final = ((2015, 0.4), (2016, 0.6))
EARLIEST: Final = date(2014, 6, 16)  # no case is older than the text it runs under


def set_dates(town: Town, calendar: Calendar, rng: Random) -> None:
    """Give every activist and applicant the days of application, talk and confirmation."""
    years = _years(len(town.of_stage("activist")), rng)
    for person in town.of_stage("activist"):
        year = next(years)
        person.activist_on = working_day(calendar, date(year, 5, 4) + timedelta(days=rng.randrange(40)))
        person.applied_on = _applied(person, person.activist_on, 200, 700, rng)
        person.talked_on = working_day(calendar, person.applied_on + timedelta(days=rng.randint(3, 18)))
        person.stage_since = person.activist_on
    for person in town.of_stage("applicant"):
        latest = TODAY if person.was_activist_from is None else date(2017, 2, 20)
        back = rng.randint(50, 700) if person.was_activist_from is None else rng.randint(1, 45)
        person.applied_on = working_day(calendar, latest - timedelta(days=back))
        person.talked_on = working_day(calendar, person.applied_on + timedelta(days=rng.randint(3, 18)))
        person.stage_since = person.applied_on


def _years(count: int, rng: Random) -> Iterator[int]:
    """Deal out the years exactly by their shares."""
    years = [year for year, share in ROUND_YEARS for _ in range(round(count * share))]
    years = (years + [ROUND_YEARS[-1][0]] * count)[:count]
    rng.shuffle(years)
    return iter(years)


def _applied(person: Person, before: date, low: int, high: int, rng: Random) -> date:
    """Return a day of application, never before the eighteenth birthday (article 5)."""
    adult = person.birth_date.replace(year=person.birth_date.year + 18, day=min(person.birth_date.day, 28))
    drawn = before - timedelta(days=rng.randint(low, high))
    return max(drawn, adult + timedelta(days=5), EARLIEST + timedelta(days=rng.randint(0, 90)))


def working_day(calendar: Calendar, day: date) -> date:
    """Return the day itself or the next one when people work."""
    return calendar.next_working_day(day).day


def moment(day: date, rng: Random) -> datetime:
    """Return a moment within office hours of a day."""
    minute = rng.choice((9, 10, 11, 14, 15, 16)) * 60 + rng.randrange(60)
    clock = time(minute // 60, minute % 60, rng.randrange(60))
    return datetime.combine(day, clock, SHANGHAI)
