"""Applications that their person can withdraw."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from service.store.database import Row, Tx

MESSAGE: Final = "msg_withdraw"  # what the diagrams call it


def open_withdrawal(tx: Tx, tenant: int, person: UUID) -> Row | None:
    """Return what waits for a person's withdrawal in a case about them: the wait and its instance."""
    return tx.row(
        """select s.id, s.instance_id, i.business_key, r.name as process from subscription s
             join instance i on i.tenant_id = s.tenant_id and i.id = s.instance_id
             join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
            where s.tenant_id = %s and s.message = %s and s.key = %s and i.person_id = %s
              and i.status in ('running', 'faulted', 'suspended')
              order by i.process_key <> 'proc_membership_case', s.id limit 1""",
        (tenant, MESSAGE, str(person), person),
    )
