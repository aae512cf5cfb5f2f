"""Who looks after what leaves the house: the administrator sees what fails and why, the office decides about cases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.assignment import Refusal
from service.domain.moves import OFFICE
from service.domain.people import Actor

ADMIN: Final = "sys_admin"


def sees_all(actor: Actor, on: date) -> bool:
    """Tell whether somebody sees every delivery of the tenant: without names of people, who are not theirs to read."""
    return actor.holds(ADMIN, on)


def offices(actor: Actor, on: date) -> list[UUID]:
    """Return the organisations below which somebody sees deliveries with their cases."""
    return [grant.organization_id for grant in actor.grants if grant.role == OFFICE and grant.in_force(on)]


def why_not_handle(
    actor: Actor, way_up: Collection[UUID], person_id: UUID | None, on: date, skipping: bool
) -> Refusal | None:
    """Return why somebody may not try a delivery again, or (`skipping`) let its case go on without it.

    A new try is technical: administrator and town office may. Going on without is a decision about the case: the
    office alone, and nobody in the own case.
    """
    office = actor.grant_for(OFFICE, way_up, on) is not None
    admin = sees_all(actor, on)
    if not office and not admin:
        return Refusal("delivery_not_found", {})
    if person_id is not None and person_id == actor.person_id:
        return Refusal("task_own_case", {})
    if person_id is not None and person_id in actor.recused_from:
        return Refusal("task_recused", {})
    if skipping and not office:
        return Refusal("delivery_skip_office", {})
    return None
