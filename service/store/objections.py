"""Objections of people to what was recorded about them, and the answers."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from service.store.database import Row, Tx
from service.store.ids import new_id

ENTRY: Final = "points_entry"
TEXT: Final = "objection.text"


def open_(
    tx: Tx, tenant: int, person_id: UUID, instance_id: UUID | None, kind: str, subject_id: UUID, text: str, at: datetime
) -> UUID:
    """Record an objection."""
    objection_id = new_id()
    sealed = tx.sealer.seal(text, objection_id, TEXT)
    tx.run(
        """insert into objection (tenant_id, id, person_id, instance_id, subject_type, subject_id, text, opened_at,
             status) values (%s, %s, %s, %s, %s, %s, %s, %s, 'open')""",
        (tenant, objection_id, person_id, instance_id, kind, subject_id, sealed, at),
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


def get(tx: Tx, tenant: int, objection_id: UUID) -> Row | None:
    """Return an objection and lock it, so that it is answered once."""
    return tx.row("select * from objection where tenant_id = %s and id = %s for update", (tenant, objection_id))


def standing(tx: Tx, tenant: int, subject_id: UUID) -> Row | None:
    """Return the objection to a subject that is not answered yet."""
    return tx.row(
        "select id, person_id from objection where tenant_id = %s and subject_id = %s and status = 'open'",
        (tenant, subject_id),
    )


def subject(tx: Tx, tenant: int, objection_id: UUID) -> Row | None:
    """Return what an objection is about: an entry's id, or a case's name and day."""
    return tx.row(
        """select b.subject_type, b.subject_id, b.text, b.opened_at, b.instance_id, r.name as case_name, i.started_at
             from objection b
             left join instance i on i.tenant_id = b.tenant_id and i.id = b.subject_id
             left join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
            where b.tenant_id = %s and b.id = %s""",
        (tenant, objection_id),
    )


def case_of(tx: Tx, tenant: int, instance_id: UUID, person_id: UUID) -> Row | None:
    """Return a case about a person, and lock it against a second objection at the same moment."""
    return tx.row(
        "select id from instance where tenant_id = %s and id = %s and person_id = %s for share",
        (tenant, instance_id, person_id),
    )


def acted_in(tx: Tx, tenant: int, instance_id: UUID) -> list[UUID]:
    """Return who has decided or signed anything in a case; the list is that of one case, not of its parts."""
    rows = tx.rows(
        """select distinct actor_id from history
            where tenant_id = %s and instance_id = %s and actor_id is not null limit 200""",
        (tenant, instance_id),
    )
    return [row["actor_id"] for row in rows]
