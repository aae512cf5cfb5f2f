"""Differential recommendation (差额推荐, 细则 §8 and the template): more nominees than places, reasons, no ranks.

Points never decide. The order by points is shown to the committee only, ties are equal, and a choice that departs from
the order is lawful but must carry a reason. Ratio and lengths are `[TEMPLATE]`. Who is eligible the decision table says
(dmn_candidate_eligibility); what a committee's decision must fit, the operator that records it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from service.domain.documents import day

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


BODIES: Final[Mapping[str, str]] = {"committee": "支部委员会研究", "assembly": "支部党员大会研究"}


def paper(
    name: str, nomination: Mapping[str, Any], forward: Sequence[Mapping[str, Any]], decided: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the lines of one person's recommendation (推荐（推优）表); nobody else's votes stand on it.

    `forward` says how and when the members and a mass organisation put people forward, `decided` are the committee's
    answers.
    """
    person = str(nomination["person_id"])
    mine: Mapping[str, Any] = next((row for row in decided["decisions"] if str(row["person_id"]) == person), {})
    ways = {str(said["method"]): "，".join(filter(None, (day(said.get("on")), said.get("how")))) for said in forward}
    lines = [("推荐轮次", name)]
    if nomination["votes_for"] is not None:
        votes = f"有效票{nomination['votes_total']}票，得票{nomination['votes_for']}票"
        lines.append(("党员推荐", "，".join(filter(None, (ways.get("member"), votes)))))
    if nomination["league_reason"]:
        lines.append(("群团推优", "。".join(filter(None, (ways.get("league"), nomination["league_reason"])))))
    counted = (
        f"{day(decided.get('meeting_on'))}，应到{decided['entitled']}名，实到{decided['present']}名，"
        f"赞成{mine.get('votes_yes', 0)}票，反对{mine.get('votes_no', 0)}票，弃权{mine.get('votes_abstain', 0)}票"
    )
    lines.append((BODIES.get(str(decided.get("body")), BODIES["committee"]), counted))
    lines += [("研究结论", "推荐为入党积极分子人选"), ("理由", str(nomination["reason"]))]
    return [{"label": label, "value": value} for label, value in lines]
