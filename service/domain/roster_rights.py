"""Who brings the register of running cases along, and who signs for which rows of it."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from service.domain.errors import Forbidden
from service.domain.moves import OFFICE
from service.domain.people import Actor

SIGNER: Final = "branch_secretary"


def offices(actor: Actor, on: date) -> list[UUID]:
    """Return the organisations below which somebody brings the register along.

    Raises Forbidden.
    """
    return _held(actor, OFFICE, on)


def branches(actor: Actor, on: date) -> list[UUID]:
    """Return the branches for which somebody signs.

    Raises Forbidden.
    """
    return _held(actor, SIGNER, on)


def _held(actor: Actor, role: str, on: date) -> list[UUID]:
    found = [grant.organization_id for grant in actor.grants if grant.role == role and grant.in_force(on)]
    if not found:
        raise Forbidden("roster_not_keeper")
    return found


def barred(actor: Actor) -> list[UUID]:
    """Return whose rows somebody has no part in: the own, and those of people they are kept out of."""
    return [actor.person_id, *actor.recused_from]
