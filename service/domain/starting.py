"""Who may start a process where: by a post there, or in the stead of somebody who holds one (代理)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from service.domain.assignment import NOT_BY_SUBSTITUTE
from service.domain.errors import Forbidden
from service.domain.people import Actor, Substitution


def roles(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the roles that may start a process (`start_role` may be a comma list)."""
    return tuple(role.strip() for role in str(properties.get("start_role", "")).split(",") if role.strip())


def check(
    actor: Actor, process: str, roles: Collection[str], organization_id: UUID, person_id: UUID | None = None
) -> Substitution | None:
    """Refuse a start by somebody without a starting post at exactly that organisation; return in whose stead they do.

    A substitute starts nothing about themselves, and nothing that the principal would have to keep out of.
    """
    if any(grant.role in roles and grant.organization_id == organization_id for grant in actor.grants):
        return None
    standing = [each for place, each in in_stead(actor, process, roles) if place == organization_id]
    if not standing:
        raise Forbidden("may_not_start")
    if person_id == actor.person_id:
        raise Forbidden("task_own_case")
    for each in standing:
        if person_id is None or (person_id != each.principal_id and person_id not in each.recused_from):
            return each
    raise Forbidden("task_principal_barred", who=standing[0].principal)


def in_stead(actor: Actor, process: str, roles: Collection[str]) -> Iterator[tuple[UUID, Substitution]]:
    """Return where an actor may start a process in whose stead; one who took over a single step starts nothing."""
    for each in actor.substitutions:
        for post in each.posts:
            lent = post.role in roles and post.role not in NOT_BY_SUBSTITUTE
            if lent and each.node is None and each.covers(process, "", post.organization_id):
                yield post.organization_id, each
