"""What a start has to know about its organisation and its person."""

from __future__ import annotations

from uuid import UUID

from service.store.database import Row, Tx


def level_of(tx: Tx, tenant: int, organization_id: UUID) -> str | None:
    """Return the level of an organisation."""
    level: str | None = tx.value(
        "select level from organization where tenant_id = %s and id = %s and dissolved_on is null",
        (tenant, organization_id),
    )
    return level


def person_at(tx: Tx, tenant: int, person_id: UUID, organization_id: UUID) -> Row | None:
    """Return a person who belongs to an organisation or to one below it."""
    return tx.row(
        """select p.id, p.name, p.stage, p.branch_id from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where p.tenant_id = %s and p.id = %s and c.ancestor_id = %s and p.status = 'active'""",
        (tenant, person_id, organization_id),
    )


def lock_person(tx: Tx, tenant: int, person_id: UUID) -> None:
    """Let starts about one person come one after the other."""
    tx.run("select 1 from person where tenant_id = %s and id = %s for no key update", (tenant, person_id))


def running_about(tx: Tx, tenant: int, process_key: str, person_id: UUID) -> Row | None:
    """Return a process that runs about a person already."""
    return tx.row(
        """select id, subject_name, business_key from instance
            where tenant_id = %s and process_key = %s and person_id = %s and status not in ('ended', 'cancelled')
            limit 1""",
        (tenant, process_key, person_id),
    )
