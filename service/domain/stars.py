"""Star rating of members (星级党员, B04) and the share of sunshine members (阳光党员, B05); all numbers `[TEMPLATE]`.

A part that nobody gave is left out and the others are weighed anew, never counted as nought. What others gave comes as
a number of sheets and their average: who gave which mark is kept nowhere. The table says the star, people decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Final

from service.domain.organizations import Key, largest_remainder

WEIGHTS: Final[Mapping[str, int]] = {"self": 10, "peers": 30, "mass": 20, "branch": 20, "points": 20}
LEAST_SHEETS: Final = 3  # the average of fewer would show what somebody gave
MOST: Final = 100
CENT: Final = Decimal("0.01")


def score(parts: Mapping[str, Decimal | None]) -> Decimal | None:
    """Return the weighted score of the parts that there are, cut after two places: no edge is crossed by rounding.

    None when nobody gave anything.
    """
    there = {name: value for name, value in parts.items() if value is not None}
    weight = sum(WEIGHTS[name] for name in there)
    if not weight:
        return None
    whole = sum((WEIGHTS[name] * value for name, value in there.items()), Decimal(0))
    return (whole / weight).quantize(CENT, rounding=ROUND_DOWN)


def counts(sheets: int, average: Decimal | None) -> Decimal | None:
    """Return an average that may count: none where too few sheets stand behind it."""
    return average if sheets >= LEAST_SHEETS else None


def shares(total: int, members: Mapping[Key, int], floor_from: int) -> dict[Key, int]:
    """Share the places by members; whoever has `floor_from` members gets one at least, the largest remainders the rest.

    Where there are fewer places than organisations of that size, the floor cannot be kept and the shares stand alone.
    """
    floor = {key: 1 for key, count in members.items() if count >= floor_from}
    if sum(floor.values()) > total:
        return largest_remainder(total, members)
    fixed: set[Key] = set()
    while True:
        rest = {key: count for key, count in members.items() if key not in fixed}
        found = largest_remainder(total - len(fixed), rest)
        short = {key for key, count in found.items() if count < floor.get(key, 0)}
        if not short:
            return {key: 1 if key in fixed else found[key] for key in members}
        fixed |= short
