"""Retention: which ended cases are past their time, and the erasure of their payloads.

What may be erased is decided in the database (erase_past_its_time): this file only says whom to ask about.
"""

from __future__ import annotations

from uuid import UUID

from service.store.database import Row, Tx

_DUE = """
select i.id, i.process_key, i.subject_name, i.ended_at, r.basis,
       exists (select 1 from legal_hold h where h.tenant_id = i.tenant_id and h.ended_at is null
                 and (h.instance_id = i.id or h.person_id = i.person_id)) as held
  from instance i join retention_rule r on r.process_key = i.process_key
 where i.tenant_id = %s and i.status in ('ended', 'cancelled')
   and i.ended_at + make_interval(months => r.keep_months) <= now()
   and exists (select 1 from history h
                where h.tenant_id = i.tenant_id and h.instance_id = i.id and h.payload is not null)
 order by i.ended_at, i.id limit %s
"""


def due(tx: Tx, tenant: int, limit: int = 500) -> list[Row]:
    """Return ended cases whose payloads are past their time, those under a legal hold included and marked."""
    return tx.rows(_DUE, (tenant, limit))


def erase(tx: Tx, tenant: int, instance_id: UUID) -> int:
    """Erase the payloads of a case if they are past their time; return how many rows it was."""
    return int(tx.value("select erase_past_its_time(%s, %s)", (tenant, instance_id)))
