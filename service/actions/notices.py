"""A person reads a notice."""

from __future__ import annotations

from uuid import UUID

from service.domain import clock
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.store import notices
from service.store.database import Tx


def mark_read(tx: Tx, actor: Actor, notice_id: UUID) -> None:
    """Remember, inside the caller's transaction, that a person has read a notice of theirs.

    Raises NotFound for another person's notice.
    """
    if not notices.mark_read(tx, actor.tenant, actor.person_id, notice_id, clock.now()):
        raise NotFound("notice_not_found")
