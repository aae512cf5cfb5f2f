"""What the papers of a newcomer say (§12, §34-35): each stage with its day, in order, and not against the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from service.domain.calendar import add_years
from service.domain.errors import Problem
from service.domain.labels import stage_name
from service.domain.people import STAGES, Stage

# The day that a stage is counted from -> field of the form and, where the register has it, column of the person.
DAYS: Final[Mapping[Stage, str]] = {
    Stage.APPLICANT: "applied_on",
    Stage.ACTIVIST: "activist_on",
    Stage.DEVELOPMENT_CANDIDATE: "candidate_on",
    Stage.PROBATIONARY_MEMBER: "member_on",
}


# What the papers of a probationary member may say besides: when the superior approved, until when it was extended.
PROBATION: Final = ("approved_on", "extended_until")


def probation_problems(member_on: date | None, said: Mapping[str, date]) -> list[Problem]:
    """Return what is wrong with the days of a probation that began elsewhere."""
    if member_on is None:
        return []
    least = {"approved_on": member_on, "extended_until": add_years(member_on, 1)}
    return [
        Problem(f"/answers/{name}", "transfer_order", {"day": least[name]})
        for name, day in said.items()
        if day < least[name]
    ]


def left_at(person: Mapping[str, Any]) -> tuple[Stage, date | None]:
    """Return the furthest stage that a closed record still has a day of, and that day."""
    for stage in reversed(tuple(DAYS)):
        if day := person.get(DAYS[stage]):
            return stage, day
    return Stage.APPLICANT, None


def problems(
    stage: Stage, days: Mapping[Stage, date], on_record: Stage, known: Mapping[Stage, date], reviews: Sequence[date]
) -> list[Problem]:
    """Return what is wrong with the days of a newcomer's papers: against the register, out of order, reviews early."""
    if STAGES.index(on_record) > STAGES.index(stage):
        return [Problem("/answers/stage", "transfer_stage", {"stage": stage_name(on_record)})]
    found = [
        Problem(f"/answers/{DAYS[each]}", "transfer_day", {"day": known[each]})
        for each, day in days.items()
        if STAGES.index(each) <= STAGES.index(on_record) and each in known and known[each] != day
    ]
    before: date | None = None
    for each in STAGES:
        if each in days:
            if before is not None and days[each] < before:
                found.append(Problem(f"/answers/{DAYS[each]}", "transfer_order", {"day": before}))
            before = days[each]
    held = days.get(Stage.ACTIVIST)
    for index, day in enumerate(reviews):
        first = reviews[index - 1] if index else held
        if first is None or day < first:
            found.append(Problem(f"/answers/reviews/{index}/held_on", "transfer_order", {"day": first or ""}))
    return found
