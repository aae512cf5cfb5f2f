"""What hangs on somebody who has died: as whose contact they stood, which posts and accounts they held."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.store.cases import CASE
from service.store.database import Tx


def end_as_contact(tx: Tx, tenant: int, person_id: UUID, on: date) -> int:
    """End what a person was the contact of; return of how many people."""
    return tx.run(
        "update contact set to_on = greatest(from_on, %s) where tenant_id = %s and contact_id = %s and to_on is null",
        (on, tenant, person_id),
    )


def held(tx: Tx, tenant: int, person_id: UUID, on: date) -> int:
    """Count the posts in force and the accounts in use of a person."""
    found: int = tx.value(
        """select (select count(*) from role_grant where tenant_id = %(tenant)s and person_id = %(person)s
                     and (to_on is null or to_on >= %(on)s))
                + (select count(*) from account where tenant_id = %(tenant)s and person_id = %(person)s and active)""",
        {"tenant": tenant, "person": person_id, "on": on},
    )
    return found


def open_besides(tx: Tx, tenant: int, person_id: UUID, instance_id: UUID) -> int:
    """Count what else is open about a person: not their membership case, which ends by itself."""
    found: int = tx.value(
        """select count(*) from instance where tenant_id = %s and person_id = %s and process_key <> %s and id <> %s
              and status in ('running', 'faulted', 'suspended')""",
        (tenant, person_id, CASE, instance_id),
    )
    return found
