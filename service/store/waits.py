"""What instances wait for: clocks and messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from service.store.database import Row, Tx


def claim_due_timers(tx: Tx, tenant: int, now: datetime, limit: int) -> list[UUID]:
    """Mark timers that are due as handed to a job, and return their instances, each once.

    Rows that another worker is just marking are skipped; a job that got lost is offered again after five minutes.
    Those of a suspended instance wait until it is resumed.
    """
    rows = tx.rows(
        """with due as (
             select tenant_id, id from timer t
              where tenant_id = %(tenant)s and due_at <= %(now)s
                and (deferred_at is null or deferred_at < now() - interval '5 minutes')
                and not exists (select 1 from instance i where i.tenant_id = t.tenant_id and i.id = t.instance_id
                                   and i.status = 'suspended')
              order by due_at limit %(limit)s for update skip locked)
           update timer t set deferred_at = now() from due
            where t.tenant_id = due.tenant_id and t.id = due.id returning t.instance_id""",
        {"tenant": tenant, "now": now, "limit": limit},
    )
    return list(dict.fromkeys(row["instance_id"] for row in rows))


def tenants(tx: Tx) -> list[Row]:
    """Return every tenant with the offset of its clock."""
    return tx.rows("select id, demo, clock_offset from tenant order by id")


def subscribers(tx: Tx, tenant: int, message: str, key: str) -> list[Row]:
    """Return what waits for a message with this correlation key, or with none."""
    return tx.rows(
        """select id, instance_id, node from subscription
            where tenant_id = %s and message = %s and (key = %s or key is null) order by id""",
        (tenant, message, key),
    )


def count(tx: Tx, tenant: int, message: str) -> int:
    """Count what waits for a message, whatever the key."""
    return int(tx.value("select count(*) from subscription where tenant_id = %s and message = %s", (tenant, message)))


def keys_below(tx: Tx, tenant: int, message: str, organization: UUID) -> list[str]:
    """Return the keys by which cases of an organisation and of those below it wait for a message."""
    rows = tx.rows(
        """select distinct s.key from subscription s
             join instance i on i.tenant_id = s.tenant_id and i.id = s.instance_id
             join org_closure c on c.tenant_id = i.tenant_id and c.descendant_id = i.organization_id
              and c.ancestor_id = %s
            where s.tenant_id = %s and s.message = %s and s.key is not null order by s.key""",
        (organization, tenant, message),
    )
    return [row["key"] for row in rows]


def hearers(tx: Tx, tenant: int, signal: str, instance_id: UUID, own: Collection[UUID]) -> list[Row]:
    """Return what waits for a signal: all in other instances, in the sending one those that waited when it was sent."""
    return tx.rows(
        """select id, instance_id from subscription
            where tenant_id = %s and message = %s and (instance_id <> %s or id = any(%s)) order by id""",
        (tenant, signal, instance_id, list(own)),
    )


def subscription(tx: Tx, tenant: int, node_id: UUID) -> Row | None:
    """Return a node's wait for a message or signal."""
    return tx.row(
        "select id, instance_id, node, message, key from subscription where tenant_id = %s and id = %s",
        (tenant, node_id),
    )


def subscription_at(tx: Tx, tenant: int, instance_id: UUID, node: str, message: str, key: str | None) -> Row | None:
    """Return the oldest wait of a node of an instance for the same message or signal."""
    return tx.row(
        """select id, instance_id, node, message, key from subscription
            where tenant_id = %s and instance_id = %s and node = %s and message = %s and key is not distinct from %s
            order by id limit 1""",
        (tenant, instance_id, node, message, key),
    )


def hear(tx: Tx, tenant: int, event_id: UUID, instance_id: UUID, node: str) -> bool:
    """Note, under the instance's lock, that an event has reached a node; False when it had before."""
    return (
        tx.run(
            """insert into receipt (tenant_id, event_id, instance_id, node) values (%s, %s, %s, %s)
               on conflict do nothing""",
            (tenant, event_id, instance_id, node),
        )
        == 1
    )


def forget_heard(tx: Tx, days: int = 7) -> int:
    """Delete receipts of events whose jobs nobody repeats any more."""
    return tx.run("delete from receipt where created_at < now() - make_interval(days => %s)", (days,))


def has_due_timer(tx: Tx, tenant: int, instance_id: UUID, now: datetime) -> bool:
    """Tell, under the instance's lock, whether a timer of it is due."""
    return (
        tx.row(
            "select 1 as x from timer where tenant_id = %s and instance_id = %s and due_at <= %s limit 1",
            (tenant, instance_id, now),
        )
        is not None
    )
