"""Retention: what is past its time, what holds it longer, and the erasure.

What of history and of sealed answers may be erased is decided in the database (erase_past_its_time): this file only
says whom to ask about, and so it is with applicants who have gone (anonymise_past_its_time). Single records that are no
part of a history go in leftovers.py.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service.store.database import Row, Tx
from service.store.ids import new_id

_DUE = """
select i.id, i.process_key, i.subject_name, i.business_key, i.person_id, i.ended_at, r.basis,
       coalesce(named.name, i.process_key) as process_name,
       exists (select 1 from legal_hold h where h.tenant_id = i.tenant_id and h.ended_at is null
                 and (h.instance_id = i.id or h.person_id = i.person_id))
         or coalesce(i.person_id in (select people_under_way(%(tenant)s)), false) as held
  from instance i join retention_rule r on r.process_key = i.process_key
  left join release named on named.tenant_id = i.tenant_id and named.process_key = i.process_key
       and named.status = 'released'
 where i.tenant_id = %(tenant)s and i.status in ('ended', 'cancelled')
   and i.ended_at + make_interval(months => r.keep_months) <= lawful_now(i.tenant_id) + make_interval(days => %(ahead)s)
   and exists (select 1 from history h
                where h.tenant_id = i.tenant_id and h.instance_id = i.id and h.payload is not null)
 order by i.ended_at, i.id limit %(most)s
"""


def due(tx: Tx, tenant: int, limit: int = 500, ahead: int = 0) -> list[Row]:
    """Return ended cases whose words are past their time (or will be in `ahead` days), those held back marked."""
    return tx.rows(_DUE, {"tenant": tenant, "most": limit, "ahead": ahead})


def erase(tx: Tx, tenant: int, instance_id: UUID) -> int:
    """Erase the payloads of a case if they are past their time; return how many rows it was."""
    return int(tx.value("select erase_past_its_time(%s, %s)", (tenant, instance_id)))


def applicants(tx: Tx, tenant: int, ahead: int = 0) -> list[Row]:
    """Return whose application is over and past its time (or will be in `ahead` days), and what holds them."""
    return tx.rows(
        """select d.person_id, d.last_contact, d.due_at, d.held, d.due_at <= lawful_now(%(tenant)s) as now,
                  p.name, p.stage, b.name as branch,
                  (select i.id from instance i where i.tenant_id = p.tenant_id and i.person_id = p.id
                    order by i.started_at desc, i.id desc limit 1) as case_id
             from applicants_to_forget(%(tenant)s, %(ahead)s) d
             join person p on p.tenant_id = %(tenant)s and p.id = d.person_id
             left join organization b on b.tenant_id = p.tenant_id and b.id = p.branch_id
            order by d.due_at, d.person_id limit 500""",
        {"tenant": tenant, "ahead": ahead},
    )


def anonymise(tx: Tx, tenant: int, person_id: UUID) -> bool:
    """Make somebody anonymous if they are past their time and nothing holds them; tell whether it was done."""
    return bool(tx.value("select anonymise_past_its_time(%s, %s)", (tenant, person_id)))


def erase_sealed(tx: Tx, tenant: int) -> int:
    """Erase records of class L4 that are past their time; return how many."""
    return int(tx.value("select erase_sealed_past_its_time(%s)", (tenant,)))


def rules(tx: Tx, tenant: int) -> list[Row]:
    """Return how long what is kept: processes first."""
    return tx.rows(
        """select r.process_key as key, n.name, r.keep_months, r.basis, true as process from retention_rule r
             left join release n on n.tenant_id = %s and n.process_key = r.process_key and n.status = 'released'
           union all select kind, null, keep_months, basis, false from retention_kind order by 5 desc, 4""",
        (tenant,),
    )


def certificates(tx: Tx, tenant: int, most: int = 50) -> list[Row]:
    """Return what was erased, newest first."""
    return tx.rows(
        """select e.instance_id, e.at, e.rule, e.rows, coalesce(n.name, e.process_key) as process_name, null as kind
             from erasure e
             left join release n on n.tenant_id = e.tenant_id and n.process_key = e.process_key
                  and n.status = 'released'
            where e.tenant_id = %(tenant)s
           union all select null, a.at, a.rule, a.rows, null, 'applicant' from anonymisation a
            where a.tenant_id = %(tenant)s
           union all select null, max(x.archived_at), k.basis, sum(x.rows)::int, null, k.kind
             from access_archive x join retention_kind k on k.kind = 'access_log'
            where x.tenant_id = %(tenant)s group by k.kind, k.basis, x.archived_at::date
           union all select null, max(x.emptied_at), k.basis, sum(x.rows)::int, null, k.kind
             from access_archive x join retention_kind k on k.kind = 'access_archive'
            where x.tenant_id = %(tenant)s and x.emptied_at is not null group by k.kind, k.basis, x.emptied_at::date
            order by 2 desc, 1 limit %(most)s""",
        {"tenant": tenant, "most": most},
    )


# --- holds

_HOLDS = """
select h.id, h.instance_id, h.person_id, h.reason, h.set_at, h.ended_at, coalesce(p.name, i.subject_name) as about,
       i.business_key, coalesce(n.name, i.process_key) as process_name, by.name as set_by
  from legal_hold h
  left join instance i on i.tenant_id = h.tenant_id and i.id = h.instance_id
  left join release n on n.tenant_id = i.tenant_id and n.process_key = i.process_key and n.status = 'released'
  left join person p on p.tenant_id = h.tenant_id and p.id = h.person_id
  left join person by on by.tenant_id = h.tenant_id and by.id = h.set_by
 where h.tenant_id = %s and h.ended_at is null order by h.set_at desc, h.id limit 200
"""


def holds(tx: Tx, tenant: int) -> list[Row]:
    """Return the holds that stand."""
    return tx.rows(_HOLDS, (tenant,))


def case_by_key(tx: Tx, tenant: int, business_key: str) -> UUID | None:
    """Return the case with a number."""
    found: UUID | None = tx.value(
        "select id from instance where tenant_id = %s and business_key = %s limit 1", (tenant, business_key)
    )
    return found


def subject_of(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    """Return whom a case is about."""
    return tx.row("select id, person_id from instance where tenant_id = %s and id = %s", (tenant, instance_id))


def hold(
    tx: Tx, tenant: int, instance_id: UUID | None, person_id: UUID | None, reason: str, by: UUID, at: datetime
) -> UUID:
    """Hold a case, or all of a person's cases."""
    key = new_id()
    tx.run(
        """insert into legal_hold (tenant_id, id, instance_id, person_id, reason, set_at, set_by)
           values (%s, %s, %s, %s, %s, %s, %s)""",
        (tenant, key, instance_id, person_id, reason, at, by),
    )
    return key


def release(tx: Tx, tenant: int, key: UUID, by: UUID, at: datetime) -> bool:
    """End a hold; tell whether it stood."""
    return (
        tx.run(
            """update legal_hold set ended_at = %s, ended_by = %s
                where tenant_id = %s and id = %s and ended_at is null""",
            (at, by, tenant, key),
        )
        == 1
    )
