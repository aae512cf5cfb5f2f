"""A person reads a notice."""

from __future__ import annotations

from uuid import UUID

from service.domain import clock
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.store import notices
from service.store.database import Database


def mark_read(db: Database, actor: Actor, notice_id: UUID) -> None:
    """Remember that a person has read a notice of theirs.

    Raises NotFound for another person's notice.
    """
    with db.transaction() as tx:
        if not notices.mark_read(tx, actor.tenant, actor.person_id, notice_id, clock.now()):
            raise NotFound("notice_not_found")
