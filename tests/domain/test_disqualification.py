"""What a ground needs before it is registered, and what may follow (points.md 3.5, [TEMPLATE])."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.domain.disqualification import allowed, check_ground, low
from service.domain.points import ClosedCycle

TODAY = date(2017, 4, 10)


@pytest.mark.parametrize(
    ("effects", "pending", "suspended", "decisions"),
    [
        ("cancel", False, False, {"cancel", "keep"}),
        ("cancel", True, False, {"suspend", "keep"}),
        ("cancel_or_suspend", False, False, {"cancel", "suspend", "keep"}),
        ("cancel_or_suspend", True, False, {"suspend", "keep"}),
        ("cancel_or_extend", False, False, {"cancel", "extend", "keep"}),
        ("cancel_or_extend", True, False, {"suspend", "extend", "keep"}),
        ("suspend_first", False, False, {"suspend", "keep"}),
        ("suspend_first", False, True, {"suspend", "cancel", "keep"}),
        ("suspend_first", True, True, {"suspend", "keep"}),
        ("end", False, False, {"keep"}),
        ("made up", False, False, {"keep"}),
    ],
)
def test_nobody_is_cancelled_while_a_procedure_is_pending(
    effects: str, pending: bool, suspended: bool, decisions: set[str]
) -> None:
    assert allowed(effects, pending, suspended) == decisions


@pytest.mark.parametrize(
    ("raters", "satisfied", "is_low"),
    [(9, 0, False), (10, 6, True), (10, 7, False), (12, 8, False), (12, 7, True), (15, 10, False), (10, 11, False)],
)
def test_an_assessment_needs_ten_raters_and_less_than_two_thirds(raters: int, satisfied: int, is_low: bool) -> None:
    assert low(raters, satisfied) is is_low


SUPPORT = {"support_from": "2016-03-01", "support_until": "2017-03-01"}
LOW, WHOLE = Decimal("59.5"), Decimal(60)


@pytest.mark.parametrize(
    ("code", "told", "years", "codes"),
    [
        ("D03", {}, (), []),
        ("D03", {"found_on": "2017-04-11"}, (), ["future_date"]),
        ("D08", {"found_on": "2017-04-10", "silent_since": "2016-10-10"}, (), []),
        ("D08", {"found_on": "2017-04-10", "silent_since": "2016-10-11"}, (), ["ground_silence"]),
        ("D08", {}, (), ["ground_silence"]),
        ("D09", SUPPORT, (), ["ground_floor"]),
        ("D09", SUPPORT, (ClosedCycle(2016, LOW, True),), []),
        ("D09", SUPPORT, (ClosedCycle(2016, WHOLE, True),), ["ground_floor"]),
        # confirmed in July: half the base, no fault
        ("D09", SUPPORT, (ClosedCycle(2016, Decimal(30), False),), ["ground_floor"]),
        ("D09", SUPPORT, (ClosedCycle(2015, LOW, True), ClosedCycle(2016, WHOLE, True)), ["ground_floor"]),
        ("D09", {**SUPPORT, "support_until": "2017-04-11"}, (ClosedCycle(2016, LOW, True),), ["ends_before_start"]),
        ("D09", {}, (ClosedCycle(2016, LOW, True),), ["ends_before_start"]),
        ("D10", {"raters_n": 12, "satisfied_n": 7}, (), []),
        ("D10", {"raters_n": 12, "satisfied_n": 8}, (), ["ground_assessment"]),
        ("D10", {}, (), ["ground_assessment"]),
    ],
)
def test_what_a_ground_lacks(code: str, told: dict[str, Any], years: tuple[ClosedCycle, ...], codes: list[str]) -> None:
    assert [each.code for each in check_ground(code, told, TODAY, Decimal(60), years)] == codes
