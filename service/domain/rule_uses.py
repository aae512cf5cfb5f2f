"""Rules that an operator asks for by itself: its step follows them, though the diagram does not name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OF_OPERATORS: Final[Mapping[str, tuple[str, ...]]] = {
    "archive.check": ("archive",),
    "archive.manifest": ("archive",),
    "candidate.close": ("retry_after_not_agreed",),
    "candidate.standing": ("cultivation_min",),
    "case.set_introducers": ("introducers",),
    "cultivation.next": ("activist_review", "thought_report"),
    "cultivation.record": ("activist_review", "cultivation_min"),
    "disqualify.decide": ("quorum", "pass"),
    "probation.postpone": ("transfer_postpone",),
    "probation.resolve": ("extension",),
    "programme.certify": ("training",),
    "publication.post": ("candidate_notice",),
    "round.record": ("quorum", "pass"),
    "vote.count": ("quorum", "pass"),
}
