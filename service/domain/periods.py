"""Periods of the points ledger: a month (M04), a quarter (Q1) or the whole year (Y) of a cycle."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from service.domain.errors import Invalid
from service.domain.messages import is_english

YEAR: Final = "Y"
_QUARTERS: Final = "一二三四"


def bounds(cycle: int, period: str) -> tuple[date, date]:
    """Return the first and the last day of a period.

    Raises Invalid for a period that does not exist.
    """
    if period == YEAR:
        return date(cycle, 1, 1), date(cycle, 12, 31)
    kind, number = period[:1], period[1:]
    if kind == "M" and number.isdigit() and 1 <= int(number) <= 12:
        return date(cycle, int(number), 1), _month_end(cycle, int(number))
    if kind == "Q" and number in ("1", "2", "3", "4"):
        return date(cycle, 3 * int(number) - 2, 1), _month_end(cycle, 3 * int(number))
    raise Invalid.at("/answers/period", "bad_value")


def key(cycle: int, period: str) -> str:
    """Return the name of a period as records carry it: 2017-Q1."""
    return f"{cycle}-{period}"


def name(cycle: int, period: str, lang: str = "zh-CN") -> str:
    """Return what people call a period."""
    number = period[1:]
    if is_english(lang):
        return {"M": f"{cycle}-{number}", "Q": f"{cycle} quarter {number}"}.get(period[:1], str(cycle))
    if period.startswith("M"):
        return f"{cycle} 年 {int(number)} 月"
    return f"{cycle} 年第{_QUARTERS[int(number) - 1]}季度" if period.startswith("Q") else f"{cycle} 年度"


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
