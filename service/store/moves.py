"""What the moves of a case need to know: who stands above it, who waits in it, what came while it was suspended."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx


def way_up(tx: Tx, tenant: int, organization_id: UUID) -> frozenset[UUID]:
    """Return an organisation and all above it."""
    rows = tx.rows(
        "select ancestor_id from org_closure where tenant_id = %s and descendant_id = %s", (tenant, organization_id)
    )
    return frozenset(row["ancestor_id"] for row in rows)


def last_move(tx: Tx, tenant: int, instance_id: UUID, type_: str) -> Row | None:
    """Return the latest history row of a type: its number, who, when, and what it says."""
    row = tx.row(
        """select h.seq, h.recorded_at, h.payload, p.name as who from history h
             left join person p on p.tenant_id = h.tenant_id and p.id = h.actor_id
            where h.tenant_id = %s and h.instance_id = %s and h.type = %s order by h.seq desc limit 1""",
        (tenant, instance_id, type_),
    )
    return None if row is None else {**row, "payload": _payload(row["payload"])}


def kept_messages(tx: Tx, tenant: int, instance_id: UUID) -> list[tuple[int, dict[str, Any]]]:
    """Return the messages that a case keeps and nothing has come of yet, oldest first, by their history rows."""
    rows = tx.rows(
        """select seq, type, payload from history where tenant_id = %s and instance_id = %s
              and type in ('message.held', 'message.received', 'message.missed') order by seq""",
        (tenant, instance_id),
    )
    if all(row["type"] != "message.held" for row in rows):
        return []
    said = [(row["seq"], row["type"], _payload(row["payload"])) for row in rows]
    settled = {payload.get("held") for _, type_, payload in said if type_ != "message.held"}
    # what was erased by law has no payload any more
    return [(seq, p) for seq, type_, p in said if type_ == "message.held" and seq not in settled and "wait" in p]


def was_mended(tx: Tx, tenant: int, instance_id: UUID) -> bool:
    """Tell whether a case was moved to another release after it had failed, and not back."""
    latest = tx.value(
        """select type from history where tenant_id = %s and instance_id = %s
              and type in ('instance.faulted', 'instance.migrated', 'instance.reverted') order by seq desc limit 1""",
        (tenant, instance_id),
    )
    return bool(latest == "instance.migrated")


def types_after(tx: Tx, tenant: int, instance_id: UUID, seq: int) -> list[str]:
    """Return what kinds of history rows came after a row, oldest first."""
    rows = tx.rows(
        "select type from history where tenant_id = %s and instance_id = %s and seq > %s order by seq",
        (tenant, instance_id, seq),
    )
    return [row["type"] for row in rows]


def _payload(raw: Any) -> dict[str, Any]:
    return codec.loads(bytes(raw)) if raw is not None else {}


def status_of(tx: Tx, tenant: int, instance_id: UUID) -> str | None:
    """Return how an instance stands now; it is not locked, because locks go from parent to child."""
    status: str | None = tx.value("select status from instance where tenant_id = %s and id = %s", (tenant, instance_id))
    return status


def children(tx: Tx, tenant: int, instance_id: UUID, status: str) -> list[UUID]:
    """Return the parts of an instance that stand like this."""
    rows = tx.rows(
        "select id from instance where tenant_id = %s and parent_id = %s and status = %s order by id",
        (tenant, instance_id, status),
    )
    return [row["id"] for row in rows]


def people_waiting(tx: Tx, tenant: int, instance_id: UUID, on: date) -> list[UUID]:
    """Return who has an open task in an instance or a part of it: for whom it is, in post or as signer."""
    rows = tx.rows(
        """with recursive i as (
             select id from instance where tenant_id = %(tenant)s and id = %(instance)s
             union all
             select c.id from instance c join i on c.parent_id = i.id where c.tenant_id = %(tenant)s)
           select distinct coalesce(t.assignee_id, g.person_id) as person from task t join i on i.id = t.instance_id
             left join role_grant g on t.assignee_id is null and g.tenant_id = t.tenant_id and g.role = t.role
                  and g.organization_id = t.organization_id and g.from_on <= %(on)s
                  and (g.to_on is null or g.to_on >= %(on)s)
            where t.tenant_id = %(tenant)s and t.status = 'open'
           union
           select s.person_id from signer s join i on i.id = s.instance_id
            where s.tenant_id = %(tenant)s and s.status = 'open' order by 1""",
        {"tenant": tenant, "instance": instance_id, "on": on},
    )
    return [row["person"] for row in rows if row["person"] is not None]
