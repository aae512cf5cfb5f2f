"""Keeping out of somebody's cases (回避): who declares it, and who may lift it.

Only the class of the relation is kept, never who is whose relative. A declaration binds the one who keeps out, not the
other: nobody can shut an approver out of the own case by declaring a relation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain.errors import Forbidden, Invalid
from service.domain.people import Actor

SECURITY: Final = "security_admin"
RELATIONS: Final = ("kin", "marriage", "interest", "other")


def check_declares(actor: Actor, person_id: UUID, other_id: UUID, on: date) -> None:
    """Refuse whoever may not declare this: people do it for themselves, the security administrator for anybody."""
    if person_id != actor.person_id and not actor.holds(SECURITY, on):
        raise Forbidden("recusal_not_yours")
    if person_id == other_id:
        raise Invalid.at("/other_id", "recusal_oneself")


def check_days(from_on: date, to_on: date | None, on: date) -> None:
    """Refuse days that are over or upside down."""
    if to_on is not None and to_on < max(from_on, on):
        raise Invalid.at("/to_on", "substitution_days")


def may_lift(actor: Actor, person_id: UUID, on: date) -> bool:
    """Tell whether somebody may lift a recusal: not the one whom it keeps out."""
    return actor.person_id != person_id and actor.holds(SECURITY, on)


def named(answers: Any, barred: Collection[UUID], pointer: str = "/answers") -> Iterator[str]:
    """Return where answers name people whom the reader keeps out of: nominated, counted or recorded."""
    if isinstance(answers, Mapping):
        for key, value in answers.items():
            yield from named(value, barred, f"{pointer}/{key}")
    elif isinstance(answers, list):
        for number, value in enumerate(answers):
            yield from named(value, barred, f"{pointer}/{number}")
    elif isinstance(answers, str) and len(answers) == 36 and answers in {str(person) for person in barred}:
        yield pointer
