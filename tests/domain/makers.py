"""Shared material of the rule tests: the shipped rule packs and scheme, and the calendar of 2017."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from service.domain.calendar import Calendar, CalendarDay
from service.domain.points_scheme import Scheme, parse_scheme
from service.domain.rules import Rulebook, RulePack, parse_pack

RULES = Path(__file__).parents[2] / "bpmn" / "rules"


@cache
def load(name: str) -> dict[str, Any]:
    """Read one shipped file."""
    found = yaml.safe_load((RULES / f"{name}.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@cache
def packs() -> tuple[RulePack, ...]:
    """Return the three shipped packs."""
    return tuple(parse_pack(load(name)) for name in ("cpc_dev_2014", "cpc_dev_2026", "local_demo_v1"))


def book() -> Rulebook:
    """Return all packs together."""
    return Rulebook(packs())


def scheme() -> Scheme:
    """Return the shipped points scheme."""
    return parse_scheme(load("points_scheme_demo_v1"))


# Qingming 2017: off 2-4 April, Saturday 1 April is a make-up workday; Labour Day: 29 April to 1 May off.
OFF = {date(2017, 4, 2), date(2017, 4, 3), date(2017, 4, 4), date(2017, 4, 29), date(2017, 4, 30), date(2017, 5, 1)}
ON = {date(2017, 4, 1)}


def make_calendar(first: date = date(2017, 1, 1), last: date = date(2017, 12, 31)) -> Calendar:
    """Make a calendar that knows one year and no other."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return Calendar(CalendarDay(day, day in ON or (day.weekday() < 5 and day not in OFF)) for day in days)
