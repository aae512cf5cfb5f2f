"""Objections of people to what was recorded about them, and the answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service.store.database import Tx
from service.store.ids import new_id

ENTRY = "points_entry"


def open_(
    tx: Tx, tenant: int, person_id: UUID, instance_id: UUID | None, kind: str, subject_id: UUID, text: str, at: datetime
) -> UUID:
    """Record an objection."""
    objection_id = new_id()
    tx.run(
        """insert into objection (tenant_id, id, person_id, instance_id, subject_type, subject_id, text, opened_at,
             status) values (%s, %s, %s, %s, %s, %s, %s, %s, 'open')""",
        (tenant, objection_id, person_id, instance_id, kind, subject_id, text, at),
    )
    return objection_id


def answer(
    tx: Tx, tenant: int, subject_id: UUID, outcome: str, reason: str, at: datetime, handler_id: UUID | None
) -> None:
    """Answer the open objections to a subject."""
    tx.run(
        """update objection set status = 'answered', outcome = %s, reason = %s, answered_at = %s, handler_id = %s
            where tenant_id = %s and subject_id = %s and status = 'open'""",
        (outcome, reason, at, handler_id, tenant, subject_id),
    )
