"""Standing in for somebody (代理): for whom, how long, and what may not be: chains and loops.

A substitution hands over a part of one's work for a time: everything, one process, one step of it, or the posts at one
organisation. It ends by itself. The posts that only look, or look after others, cannot be handed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from service.domain.assignment import NOT_BY_SUBSTITUTE
from service.domain.errors import Conflict, Forbidden, Invalid
from service.domain.people import Actor

SECURITY: Final = "security_admin"
LONGEST: Final = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Wish:
    """A substitution to be set."""

    principal_id: UUID
    substitute_id: UUID
    from_on: date
    to_on: date
    reason: str
    process: str | None = None
    node: str | None = None
    organization_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A substitution on record whose days touch those of a wish."""

    principal_id: UUID
    principal: str
    substitute_id: UUID
    substitute: str


def check_who(actor: Actor, wish: Wish, on: date) -> None:
    """Refuse whoever may not set this: people do it for themselves, the security administrator for somebody ill."""
    if wish.principal_id != actor.person_id and not actor.holds(SECURITY, on):
        raise Forbidden("substitution_not_yours")
    if wish.principal_id != actor.person_id and wish.substitute_id == actor.person_id:
        raise Forbidden("substitution_to_oneself")
    if wish.principal_id == wish.substitute_id:
        raise Invalid.at("/substitute_id", "substitution_to_oneself")


def check_days(wish: Wish, on: date) -> None:
    """Refuse days that are over, upside down or too many."""
    if wish.from_on < on:
        raise Invalid.at("/from_on", "past_date", today=on.isoformat())
    if wish.to_on < wish.from_on:
        raise Invalid.at("/to_on", "substitution_days")
    if wish.to_on - wish.from_on > LONGEST:
        raise Invalid.at("/to_on", "substitution_long", most=LONGEST.days)
    if wish.node and not wish.process:
        raise Invalid.at("/process", "required")


def check_posts(roles: Collection[str]) -> None:
    """Refuse a principal who has nothing that could be handed over."""
    if not set(roles) - NOT_BY_SUBSTITUTE:
        raise Conflict("substitution_nothing")


def check_no_chain(wish: Wish, others: Iterable[Standing]) -> None:
    """Refuse a substitute who is away at that time, and a principal who stands in for somebody: there are no chains."""
    for other in others:
        if other.principal_id == wish.substitute_id:
            raise Conflict("substitution_away", who=other.principal)
        if other.substitute_id == wish.principal_id:
            raise Conflict("substitution_chain", who=other.substitute, principal=other.principal)


def may_end(actor: Actor, principal_id: UUID, substitute_id: UUID, on: date) -> bool:
    """Tell whether somebody may end a substitution: either side of it, and the security administrator."""
    return actor.person_id in (principal_id, substitute_id) or actor.holds(SECURITY, on)
