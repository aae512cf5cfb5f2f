"""The census of activists (A15): what is a difference between the register and what a branch finds.

A difference is a task of its branch, never a consequence for the person: what has to follow (a transfer, another
contact, a review that is made up for) has its own process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain.calendar import add_months

# What the register itself shows, besides what a branch takes down.
NO_CONTACT: Final = "no_contact"
NO_REVIEW: Final = "no_review"
# A half-year review has a month to be held.
REVIEW_MONTHS: Final = 7


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what kind, about whom (nobody when they are not on the register), row of the branch's list."""

    kind: str
    person: UUID | None
    row: int | None = None


def review_is_missing(stage: str, activist_on: date | None, reviewed_on: date | None, on: date) -> bool:
    """Tell whether an activist's half-year review is late by more than its month."""
    since = reviewed_on or activist_on
    return stage == "activist" and since is not None and add_months(since, REVIEW_MONTHS) < on


def differences(
    listed: Iterable[Mapping[str, Any]], found: Iterable[tuple[str, UUID | None]], on: date
) -> list[Difference]:
    """Return what the branch found, then what the register shows by itself."""
    made = [Difference(kind, person, number) for number, (kind, person) in enumerate(found, 1)]
    told = {(each.kind, each.person) for each in made}
    for row in listed:
        if not row["contacts"] and (NO_CONTACT, row["id"]) not in told:
            made.append(Difference(NO_CONTACT, row["id"]))
        if review_is_missing(row["stage"], row["activist_on"], row["reviewed_on"], on):
            made.append(Difference(NO_REVIEW, row["id"]))
    return made
