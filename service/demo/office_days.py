"""The office calendar of the demo town, 2016-2027: the State Council's yearly arrangements as far as they are known."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

import chinese_calendar

from service.domain.calendar import CalendarDay

FIRST: Final = date(2013, 1, 1)  # cases began before 2016
LAST: Final = date(2027, 12, 31)
NAMES: Final = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@cache
def office_days() -> tuple[CalendarDay, ...]:
    """Return every day; where no arrangement is published, Monday to Friday and provisional."""
    days = (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
    return tuple(_office_day(day) for day in days)


def _office_day(day: date) -> CalendarDay:
    try:
        free, english = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return CalendarDay(day, day.weekday() < 5, provisional=True)
    name = NAMES.get(english or "", "")
    make_up = not free and day.weekday() >= 5
    return CalendarDay(day, not free, name=f"{name}调休上班" if make_up else name if free else "")
