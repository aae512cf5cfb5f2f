"""Taking an activist's status away or letting it rest: who is concerned, which cases wait for word of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.store.database import Row, Tx

# Grounds are for whoever is an activist or has come further, and is not a member yet.
STAGES = ("activist", "development_candidate")


def waits_for(tx: Tx, tenant: int, message: str, person_id: UUID, besides: UUID) -> bool:
    """Tell whether another case about a person waits for a message with the person's key."""
    return (
        tx.row(
            """select 1 as x from subscription s
                 join instance i on i.tenant_id = s.tenant_id and i.id = s.instance_id
                where s.tenant_id = %s and s.message = %s and s.key = %s and i.person_id = %s and i.id <> %s
                  and i.status in ('running', 'faulted', 'suspended') limit 1""",
            (tenant, message, str(person_id), person_id, besides),
        )
        is not None
    )


def rest(tx: Tx, tenant: int, person_id: UUID, resting: bool) -> None:
    """Let a person's cultivation rest, or go on; the stage and its days stay as they are."""
    tx.run(
        "update person set status = %s, version = version + 1 where tenant_id = %s and id = %s",
        ("suspended" if resting else "active", tenant, person_id),
    )


def reviewer(tx: Tx, tenant: int, organization_id: UUID, on: date) -> Row | None:
    """Return somebody who deliberates at the base organisation above a branch, if there is one."""
    return tx.row(
        """select g.person_id from org_closure c
             join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id and o.level = 'base'
             join role_grant g on g.tenant_id = o.tenant_id and g.organization_id = o.id
              and g.role = 'base_committee_reviewer' and g.from_on <= %s and (g.to_on is null or g.to_on >= %s)
            where c.tenant_id = %s and c.descendant_id = %s order by c.depth limit 1""",
        (on, on, tenant, organization_id),
    )
