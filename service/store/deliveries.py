"""Deliveries: the outbox of a step, and what their jobs and the people who look after them do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.domain.deliveries import OVER, shown_address
from service.domain.outcome import OutsideCall
from service.store import codec, queue
from service.store.database import Row, Tx
from service.store.ids import derived_id, new_id
from service.store.sealing import Sealer

_COLUMN = "delivery.params"


def ask(tx: Tx, tenant: int, instance_id: UUID, calls: Sequence[OutsideCall]) -> None:
    """Write what an instance asks of the world outside, and queue a job for each: in the step's own transaction.

    A task that is asked for again (its case was put back) gets a new key: it is a new wish, not a repeat.
    """
    if not calls:
        return
    rows = [
        {
            "id": call.id,
            "process": call.process,
            "node": call.node,
            "name": call.name,
            "kind": call.operator,
            "key": derived_id("delivery", call.id),
            "address": _shown(call.address),
            "params": seal(tx.sealer, call.id, call.params).hex(),
        }
        for call in calls
    ]
    tx.run(
        """insert into delivery (tenant_id, id, instance_id, process_key, node, name, kind, key, address, params)
           select %(tenant)s, x.id, %(instance)s, x.process, x.node, x.name, x.kind, x.key, x.address,
                  decode(x.params, 'hex')
             from jsonb_to_recordset(%(rows)s::jsonb)
                  as x(id uuid, process text, node text, name text, kind text, key uuid, address text, params text)
           on conflict (tenant_id, id) do update
              set key = gen_random_uuid(), params = excluded.params, address = excluded.address, status = 'waiting',
                  tries = 0, tries_now = 0, next_at = null, error = null, result = null, reason = null,
                  handled_by = null, created_at = now(), updated_at = now()""",
        {"tenant": tenant, "instance": instance_id, "rows": codec.dumps(rows)},
    )
    queue.deliver_outside(tx, tenant, [call.id for call in calls])


def _shown(address: Any) -> str:
    """Return an address as lists show it; of several the first, and how many more."""
    several = address if isinstance(address, list) else [address]
    more = f" +{len(several) - 1}" if len(several) > 1 else ""
    return (shown_address(str(several[0])) if several and several[0] else "") + more


def seal(sealer: Sealer, delivery_id: UUID, params: Mapping[str, Any]) -> bytes:
    """Return the parameters as they are kept: a mail's address and text are about people."""
    return sealer.seal(codec.dumps(dict(params)), delivery_id, _COLUMN)


def unseal(sealer: Sealer, row: Row) -> dict[str, Any]:
    """Return the parameters of a delivery."""
    params: dict[str, Any] = codec.loads(sealer.open(bytes(row["params"]), row["id"], _COLUMN).encode())
    return params


def take_back(tx: Tx, tenant: int, delivery_ids: Sequence[UUID]) -> None:
    """Cancel deliveries that nobody waits for any more; those that are over keep how they ended."""
    if delivery_ids:
        tx.run(
            """update delivery set status = 'cancelled', params = '', next_at = null, updated_at = now()
                where tenant_id = %s and id = any(%s) and status in ('waiting', 'sent', 'dead')""",
            (tenant, list(delivery_ids)),
        )


def take_back_all(tx: Tx, tenant: int, instance_id: UUID) -> None:
    """Cancel whatever an instance still waits for."""
    tx.run(
        """update delivery set status = 'cancelled', params = '', next_at = null, updated_at = now()
            where tenant_id = %s and instance_id = %s and status in ('waiting', 'sent', 'dead')""",
        (tenant, instance_id),
    )


def claim(tx: Tx, tenant: int, delivery_id: UUID) -> Row | None:
    """Begin a try, unless there is nothing to try; a try that never reports back counts.

    The row of a case that stands still is returned untouched: its `case_status` tells.
    """
    return tx.row(
        """with i as (select i.status, t.demo from delivery d
                        join instance i on i.tenant_id = d.tenant_id and i.id = d.instance_id
                        join tenant t on t.id = d.tenant_id
                       where d.tenant_id = %(tenant)s and d.id = %(id)s)
           update delivery d set tries = tries + x.one, tries_now = tries_now + x.one, next_at = null,
                  updated_at = now()
             from (select status, demo, (status in ('running', 'faulted'))::int as one from i) x
            where d.tenant_id = %(tenant)s and d.id = %(id)s and d.status in ('waiting', 'sent')
           returning d.*, x.status as case_status, x.demo""",
        {"tenant": tenant, "id": delivery_id},
    )


def lock(tx: Tx, tenant: int, delivery_id: UUID) -> Row | None:
    """Lock a delivery; always after its instance."""
    return tx.row("select * from delivery where tenant_id = %s and id = %s for update", (tenant, delivery_id))


def instance_of(tx: Tx, tenant: int, delivery_id: UUID) -> UUID | None:
    """Return which instance a delivery belongs to."""
    found: UUID | None = tx.value(
        "select instance_id from delivery where tenant_id = %s and id = %s", (tenant, delivery_id)
    )
    return found


def set_status(
    tx: Tx,
    tenant: int,
    delivery_id: UUID,
    status: str,
    error: Mapping[str, Any] | None = None,
    result: Mapping[str, Any] | None = None,
    next_at: datetime | None = None,
    reason: str | None = None,
    handled_by: UUID | None = None,
) -> None:
    """Write how a delivery now stands; an error, a result and who handled it stay unless they are renewed.

    What is over keeps no parameters: they are about people, and history has what the case needs.
    """
    tx.run(
        """update delivery set status = %s, params = case when %s then ''::bytea else params end,
                  error = coalesce(%s::jsonb, error), result = coalesce(%s::jsonb, result),
                  next_at = %s, reason = coalesce(%s, reason), handled_by = coalesce(%s, handled_by), updated_at = now()
            where tenant_id = %s and id = %s""",
        (
            status,
            status in OVER,
            None if error is None else codec.dumps(dict(error)),
            None if result is None else codec.dumps(dict(result)),
            next_at,
            reason,
            handled_by,
            tenant,
            delivery_id,
        ),
    )


def renew(
    tx: Tx, tenant: int, row: Row, person_id: UUID, reason: str, params: Mapping[str, Any] | None, address: Any
) -> None:
    """Give a delivery another round of tries, with corrected parameters if any, and queue it.

    Corrected parameters make it another wish: they get a key of their own, or the receiver would call it a repeat.
    """
    tx.run(
        """update delivery set status = 'waiting', tries_now = 0, next_at = null, reason = %s, handled_by = %s,
                  updated_at = now(), params = coalesce(%s, params), key = coalesce(%s, key),
                  address = coalesce(%s, address)
            where tenant_id = %s and id = %s""",
        (
            reason,
            person_id,
            None if params is None else seal(tx.sealer, row["id"], params),
            None if params is None else new_id(),
            None if params is None else _shown(address),
            tenant,
            row["id"],
        ),
    )
    queue.deliver_outside(tx, tenant, [row["id"]])


def wake(tx: Tx, tenant: int, instance_id: UUID) -> None:
    """Queue what waited while its instance stood still."""
    rows = tx.rows(
        """select id from delivery
            where tenant_id = %s and instance_id = %s and status in ('waiting', 'sent') order by id""",
        (tenant, instance_id),
    )
    queue.deliver_outside(tx, tenant, [row["id"] for row in rows])


def keepers(tx: Tx, tenant: int, instance_id: UUID, on: date) -> list[Row]:
    """Return who looks after failed deliveries of a case: administrators, and the offices above it.

    Whoever has an unread notice of that kind is left out: a host that is down for a night is one notice, no thousand.
    """
    return tx.rows(
        """select g.person_id, bool_or(g.role = 'town_org_office') as office from role_grant g
            where g.tenant_id = %(tenant)s and g.from_on <= %(on)s and (g.to_on is null or g.to_on >= %(on)s)
              and (g.role = 'sys_admin' or (g.role = 'town_org_office' and exists (
                select 1 from instance i join org_closure c on c.tenant_id = i.tenant_id
                       and c.descendant_id = i.organization_id and c.ancestor_id = g.organization_id
                 where i.tenant_id = g.tenant_id and i.id = %(instance)s)))
              and not exists (select 1 from notice n where n.tenant_id = g.tenant_id and n.person_id = g.person_id
                                 and n.kind = 'delivery_dead' and n.read_at is null)
            group by g.person_id order by g.person_id""",
        {"tenant": tenant, "instance": instance_id, "on": on},
    )
