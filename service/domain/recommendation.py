"""Differential recommendation (差额推荐, 细则 §8 and the template): more nominees than places, reasons, no ranks.

Points never decide. The order by points is shown to the committee only, ties are equal, and a choice that departs from
the order is lawful but must carry a reason. Ratio and lengths are `[TEMPLATE]`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final

from service.domain.calendar import years_between
from service.domain.errors import Problem

REASON_MINIMUM: Final = 20  # characters, card A03
ADULT: Final = 18  # §5


def minimum_nominees(quota: int) -> int:
    """Return max(q+1, ceil(1.2 q)); a branch without a place recommends nobody `[TEMPLATE]`."""
    return max(quota + 1, -(-6 * quota // 5)) if quota > 0 else 0


class Ratio(StrEnum):
    """Whether a branch put forward enough people; the outputs of dmn_recommendation_ratio plus the waiver."""

    OK = "ok"
    TOO_FEW = "too_few"
    WAIVED = "waived"


def ratio(quota: int, nominees: int, eligible: int, waiver_reason: str = "") -> Ratio:
    """Judge the surplus. Only a branch with too few eligible people may waive it, with a reason on record."""
    if nominees >= minimum_nominees(quota):
        return Ratio.OK
    may_waive = eligible < minimum_nominees(quota) and has_reason(waiver_reason)
    return Ratio.WAIVED if may_waive else Ratio.TOO_FEW


@dataclass(frozen=True, slots=True)
class Nominee:
    """A person put forward, the points total if there is a countable one, and the committee's choice."""

    person: Hashable
    points: Decimal | None = None
    chosen: bool = False
    votes_for: int = 0
    votes_total: int = 0


def order(nominees: Iterable[Nominee]) -> list[tuple[Nominee, ...]]:
    """Group nominees by points, highest first; equal points share a place, people without points come last together."""

    def points(nominee: Nominee) -> Decimal:
        return nominee.points if nominee.points is not None else Decimal(-1)

    return [tuple(group) for _, group in groupby(sorted(nominees, key=points, reverse=True), key=points)]


def departs(nominees: Iterable[Nominee]) -> bool:
    """Tell whether someone was passed over for a person with strictly fewer points.

    People without a countable total have no place in the order, so they neither depart from it nor are passed over.
    """
    rated = [nominee for nominee in nominees if nominee.points is not None]
    chosen = [nominee.points for nominee in rated if nominee.chosen and nominee.points is not None]
    passed = [nominee.points for nominee in rated if not nominee.chosen and nominee.points is not None]
    return bool(chosen and passed) and max(passed) > min(chosen)


def has_reason(text: str | None, minimum: int = REASON_MINIMUM) -> bool:
    """Tell whether a reason was really written: enough characters that are not blanks."""
    return len("".join((text or "").split())) >= minimum


def check_decision(
    quota: int, nominees: Sequence[Nominee], eligible: int, waiver_reason: str = "", deviation_reason: str = ""
) -> list[Problem]:
    """Return what keeps a branch's decision from being filed, each at its field."""
    problems = _check_votes(nominees)
    minimum = minimum_nominees(quota)
    if ratio(quota, len(nominees), eligible, waiver_reason) is Ratio.TOO_FEW:
        if eligible >= minimum and waiver_reason:
            problems.append(Problem("/waiver_reason", "waiver_eligible", {"eligible": eligible}))
        else:
            problems.append(Problem("/nominees", "ratio_too_few", {"quota": quota, "minimum": minimum}))
    chosen = sum(nominee.chosen for nominee in nominees)
    if chosen > quota:
        problems.append(Problem("/nominees", "quota_exceeded", {"chosen": chosen, "quota": quota}))
    if departs(nominees) and not has_reason(deviation_reason):
        code = "reason_short" if deviation_reason else "departure_reason"
        problems.append(Problem("/deviation_reason", code, {"minimum": REASON_MINIMUM}))
    return problems


def _check_votes(nominees: Sequence[Nominee]) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[Hashable] = set()
    for index, nominee in enumerate(nominees):
        if nominee.person in seen:
            problems.append(Problem(f"/nominees/{index}", "nominee_repeated"))
        seen.add(nominee.person)
        if nominee.votes_for > nominee.votes_total:
            params = {"votes": nominee.votes_for, "total": nominee.votes_total}
            problems.append(Problem(f"/nominees/{index}/votes_for", "votes_over_total", params))
    return problems


class Ineligible(StrEnum):
    """Why somebody cannot be a nominee yet (dmn_candidate_eligibility)."""

    TOO_YOUNG = "too_young"
    NOT_TALKED = "not_talked"
    SUSPENDED = "suspended"
    DISQUALIFYING = "disqualifying"
    BELOW_FLOOR = "below_floor"
    WRONG_STAGE = "wrong_stage"


@dataclass(frozen=True, slots=True)
class Standing:
    """What eligibility looks at."""

    stage: str
    birth_date: date | None
    talked: bool
    suspended: bool = False
    disqualification_open: bool = False
    last_closed_total: Decimal | None = None  # only of a whole closed cycle; None = no band yet


def ineligible(standing: Standing, on: date, floor: Decimal = Decimal(60)) -> list[Ineligible]:
    """Return every reason that keeps an applicant out of the round; an empty list means eligible (§5, §7, §8)."""
    total = standing.last_closed_total
    tests = (
        (standing.stage != "applicant", Ineligible.WRONG_STAGE),
        (standing.birth_date is not None and years_between(standing.birth_date, on) < ADULT, Ineligible.TOO_YOUNG),
        (not standing.talked, Ineligible.NOT_TALKED),
        (standing.suspended, Ineligible.SUSPENDED),
        (standing.disqualification_open, Ineligible.DISQUALIFYING),
        (total is not None and total < floor, Ineligible.BELOW_FLOOR),
    )
    return [reason for fails, reason in tests if fails]
