"""Cancelling an activist's status (取消积极分子资格, points.md 3.5): what a ground asks for, what may follow from it.

The fourteen grounds are a decision table `[TEMPLATE]`; here stands what no table can look up: counts and days that a
ground needs before it is registered, and which decisions it leaves open. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from service.domain.calendar import add_months, parse_day
from service.domain.errors import Problem
from service.domain.points import ClosedCycle

CANCEL: Final = "cancel"
SUSPEND: Final = "suspend"
EXTEND: Final = "extend"
KEEP: Final = "keep"
SILENCE_MONTHS: Final = 6
ABSENCES: Final = 3
RATERS: Final = 10

# What the table's column of effects allows besides keeping; `suspend_first` allows cancelling after a suspension only.
EFFECTS: Final[Mapping[str, frozenset[str]]] = {
    "end": frozenset(),
    "cancel": frozenset({CANCEL}),
    "cancel_or_suspend": frozenset({CANCEL, SUSPEND}),
    "cancel_or_extend": frozenset({CANCEL, EXTEND}),
    "suspend_first": frozenset({SUSPEND}),
}


def allowed(effects: str, pending: bool, suspended: bool) -> frozenset[str]:
    """Return the decisions that a ground leaves open; while a procedure is pending nobody is cancelled."""
    found = EFFECTS.get(effects, frozenset())
    if effects == "suspend_first" and suspended:
        found |= {CANCEL}
    if pending and CANCEL in found:
        found = (found - {CANCEL}) | {SUSPEND}
    return found | {KEEP}


def check_ground(
    code: str, told: Mapping[str, Any], today: date, floor: Any = None, years: tuple[ClosedCycle, ...] = ()
) -> list[Problem]:
    """Return what a ground lacks before it may be registered, each at its field.

    `years`: the person's closed years of the points ledger. The floor holds for a whole year only: whoever was
    confirmed in July starts at thirty and is below it without any fault.
    """
    found_on = parse_day(told.get("found_on")) or today
    if found_on > today:
        return [Problem("/found_on", "future_date", {"today": today})]
    if code == "D08":
        since = parse_day(told.get("silent_since"))
        if since is None or add_months(since, SILENCE_MONTHS) > found_on:
            return [Problem("/silent_since", "ground_silence", {"months": SILENCE_MONTHS})]
    if code == "D09":
        last = max(years, key=lambda year: year.cycle, default=None)
        if last is None or not last.whole or floor is None or last.total >= floor:
            return [Problem("/ground_code", "ground_floor", {"floor": floor})]
        start, end = parse_day(told.get("support_from")), parse_day(told.get("support_until"))
        if start is None or end is None or end < start or end > today:
            return [Problem("/support_until", "ends_before_start")]
    if code == "D10" and not low(int(told.get("raters_n") or 0), int(told.get("satisfied_n") or 0)):
        return [Problem("/satisfied_n", "ground_assessment", {"least": RATERS})]
    return []


def low(raters: int, satisfied: int) -> bool:
    """Tell whether an assessment is below two thirds, of ten raters at least; two thirds exactly is not."""
    return raters >= RATERS and 0 <= satisfied <= raters and 3 * satisfied < 2 * raters
