"""Differential recommendation (差额推荐, 细则 §8 and the template): more nominees than places, reasons, no ranks.

Points never decide. The order by points is shown to the committee only, ties are equal, and a choice that departs from
the order is lawful but must carry a reason. Ratio and lengths are `[TEMPLATE]`. Who is eligible the decision table says
(dmn_candidate_eligibility); what a committee's decision must fit, the operator that records it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

REASON_MINIMUM: Final = 20  # characters, card A03
ADULT: Final = 18  # §5


def minimum_nominees(quota: int) -> int:
    """Return max(q+1, ceil(1.2 q)); a branch without a place recommends nobody `[TEMPLATE]`."""
    return max(quota + 1, -(-6 * quota // 5)) if quota > 0 else 0


@dataclass(frozen=True, slots=True)
class Nominee:
    """A person put forward, the points total if there is a countable one, and the committee's choice."""

    person: Hashable
    points: Decimal | None = None
    chosen: bool = False


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
