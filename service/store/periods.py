"""Closed periods of the points ledger of an organisation, with the totals and their hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx


def lock(tx: Tx, tenant: int, organization_id: UUID, period: str) -> Row | None:
    """Lock a closed period."""
    return tx.row(
        "select * from points_cycle where tenant_id = %s and organization_id = %s and period = %s for update",
        (tenant, organization_id, period),
    )


def close(
    tx: Tx,
    tenant: int,
    organization_id: UUID,
    period: str,
    cycle: int,
    bounds: tuple[date, date],
    totals: Mapping[str, Any],
    behind: Mapping[str, Any],
    digest: bytes,
    at: datetime,
) -> bool:
    """Close a period with its totals; return whether it was still open."""
    return (
        tx.run(
            """insert into points_cycle (tenant_id, organization_id, period, cycle, starts_on, ends_on, status,
                 closed_at, hash, totals, behind)
               values (%s, %s, %s, %s, %s, %s, 'closed', %s, %s, %s::jsonb, %s::jsonb) on conflict do nothing""",
            (
                tenant,
                organization_id,
                period,
                cycle,
                *bounds,
                at,
                digest,
                codec.dumps(dict(totals)),
                codec.dumps(dict(behind)),
            ),
        )
        == 1
    )


def publish(
    tx: Tx, tenant: int, organization_id: UUID, period: str, totals: Mapping[str, Any], on: date, until: date
) -> None:
    """Put a closed period on the board until a day; its verified entries become published."""
    tx.run(
        """with c as (update points_cycle set status = 'published', published_on = coalesce(published_on, %(on)s),
                        published_until = %(until)s, totals = %(totals)s::jsonb
                       where tenant_id = %(tenant)s and organization_id = %(organization)s and period = %(period)s
                      returning starts_on, ends_on)
           update points_entry e set status = 'published' from c
            where e.tenant_id = %(tenant)s and e.status = 'verified' and e.event_date between c.starts_on and c.ends_on
              and e.person_id in (select p.id from person p
                    join org_closure x on x.tenant_id = p.tenant_id and x.descendant_id = p.branch_id
                   where p.tenant_id = %(tenant)s and x.ancestor_id = %(organization)s)""",
        {
            "tenant": tenant,
            "organization": organization_id,
            "period": period,
            "totals": codec.dumps(dict(totals)),
            "on": on,
            "until": until,
        },
    )


def freeze(
    tx: Tx,
    tenant: int,
    organization_id: UUID,
    period: str,
    totals: Mapping[str, Any],
    behind: Mapping[str, Any],
    digest: bytes,
) -> None:
    """Fix a period for good."""
    tx.run(
        """update points_cycle set status = 'frozen', totals = %s::jsonb, behind = %s::jsonb, hash = %s
            where tenant_id = %s and organization_id = %s and period = %s""",
        (codec.dumps(dict(totals)), codec.dumps(dict(behind)), digest, tenant, organization_id, period),
    )


def of_organization(tx: Tx, tenant: int, organization_id: UUID | None = None, cycle: int | None = None) -> list[Row]:
    """Return the closed periods of an organisation and a cycle, or of everybody, in their order."""
    return tx.rows(
        """select c.*, o.name as organization_name from points_cycle c
             join organization o on o.tenant_id = c.tenant_id and o.id = c.organization_id
            where c.tenant_id = %(tenant)s
              and (%(organization)s::uuid is null or c.organization_id = %(organization)s)
              and (%(cycle)s::int is null or c.cycle = %(cycle)s)
            order by c.organization_id, c.ends_on, c.starts_on desc""",
        {"tenant": tenant, "organization": organization_id, "cycle": cycle},
    )


def disputed(tx: Tx, tenant: int, organization_id: UUID, first: date, last: date) -> int:
    """Count the disputed entries of an organisation's people within days."""
    count: int = tx.value(
        """select count(*) from points_entry e
             join person p on p.tenant_id = e.tenant_id and p.id = e.person_id
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where e.tenant_id = %s and c.ancestor_id = %s and e.status = 'disputed'
              and e.event_date between %s and %s""",
        (tenant, organization_id, first, last),
    )
    return count


def closed_until(tx: Tx, tenant: int, people: Iterable[UUID]) -> dict[UUID, date]:
    """Return up to which day the ledgers of people are closed, for those whose ledgers are."""
    rows = tx.rows(
        """select p.id, max(k.ends_on) as until from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
             join points_cycle k on k.tenant_id = c.tenant_id and k.organization_id = c.ancestor_id
            where p.tenant_id = %s and p.id = any(%s) group by p.id""",
        (tenant, list(people)),
    )
    return {row["id"]: row["until"] for row in rows}


def last_years(tx: Tx, tenant: int, people: Iterable[UUID]) -> dict[UUID, Row]:
    """Return the last frozen year of people: `cycle`, `total`, `whole_cycle`; no row where there is none."""
    rows = tx.rows(
        """select distinct on (p.id) p.id, k.cycle, k.totals -> p.id::text as totals from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
             join points_cycle k on k.tenant_id = c.tenant_id and k.organization_id = c.ancestor_id
              and k.status = 'frozen' and k.period like '%%-Y' and k.totals ? p.id::text
            where p.tenant_id = %s and p.id = any(%s) order by p.id, k.cycle desc, c.depth""",
        (tenant, list(people)),
    )
    return {row["id"]: {"cycle": row["cycle"], **row["totals"]} for row in rows}
