"""Throw away what one has begun to write."""

from __future__ import annotations

from uuid import UUID

from service.domain.errors import NotFound
from service.domain.people import Actor
from service.store import tasks
from service.store.database import Tx


def discard_in(tx: Tx, actor: Actor, task_id: UUID) -> None:
    """Throw away one's own draft inside the caller's transaction, also without the post it was written in.

    Raises NotFound for a task without a draft of the actor's.
    """
    if not tasks.discard_draft(tx, actor.tenant, task_id, actor.person_id):
        raise NotFound("draft_not_found")
