"""A transfer of a person between branches: which open cases go along, which contacts end."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from service.store.database import Tx

# The transfer itself stays where it was begun, and where it is examined.
_STAYS: Final = ("proc_case_transfer", "proc_transfer_receipt")


def cases_of(tx: Tx, tenant: int, organization: UUID, person_id: UUID) -> list[UUID]:
    """Return the open cases about a person that go along from an organisation, locked."""
    rows = tx.rows(
        """select id from instance where tenant_id = %s and organization_id = %s and person_id = %s
              and status in ('running', 'faulted', 'suspended') and process_key <> all(%s) order by id for update""",
        (tenant, organization, person_id, list(_STAYS)),
    )
    return [row["id"] for row in rows]


def end_contacts(tx: Tx, tenant: int, person_id: UUID, on: date) -> None:
    """End the contacts that a person had: the new branch appoints its own."""
    tx.run(
        "update contact set to_on = greatest(from_on, %s) where tenant_id = %s and person_id = %s and to_on is null",
        (on, tenant, person_id),
    )
