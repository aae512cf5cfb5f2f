"""Public notices (公示): what hangs where until when, and nothing of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from service.store.database import Row, Tx
from service.store.ids import new_id


def subject(tx: Tx, tenant: int, person_id: UUID) -> Row | None:
    """Return what a notice may say of a person; never a number, a phone, an address or the family."""
    return tx.row(
        """select p.name, p.sex, p.birth_year, p.occupation, p.applied_on, p.activist_on, p.floating,
                  o.name as branch,
                  (select coalesce(jsonb_agg(q.name order by c.from_on, q.name), '[]') from contact c
                     join person q on q.tenant_id = c.tenant_id and q.id = c.contact_id
                    where c.tenant_id = p.tenant_id and c.person_id = p.id and c.to_on is null) as contacts
             from person p left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
            where p.tenant_id = %s and p.id = %s""",
        (tenant, person_id),
    )


def post(
    tx: Tx,
    tenant: int,
    instance_id: UUID,
    person_id: UUID,
    kind: str,
    place: str,
    opens_on: date,
    closes_on: date,
    fields: Mapping[str, Any],
) -> UUID:
    """Put up a notice at one place."""
    notice_id = new_id()
    tx.run(
        """insert into publication (tenant_id, id, instance_id, person_id, kind, place, opens_on, closes_on, fields)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, notice_id, instance_id, person_id, kind, place, opens_on, closes_on, Jsonb(dict(fields))),
    )
    return notice_id


def take_down(tx: Tx, tenant: int, instance_id: UUID, person_id: UUID, at: datetime) -> int:
    """Take down what a case has put up about a person; the fact that it hung there remains."""
    rows = tx.rows(
        """update publication set fields = null, taken_down_at = %s
            where tenant_id = %s and instance_id = %s and person_id = %s and taken_down_at is null returning id""",
        (at, tenant, instance_id, person_id),
    )
    return len(rows)


def take_down_left(tx: Tx, tenant: int, at: datetime) -> dict[UUID, int]:
    """Take down what cases that are over have left up; return how many places of which case."""
    rows = tx.rows(
        """with gone as (
             update publication p set fields = null, taken_down_at = %s from instance i
              where p.tenant_id = %s and p.taken_down_at is null and i.tenant_id = p.tenant_id and i.id = p.instance_id
                and i.status in ('ended', 'cancelled') returning p.instance_id)
           select instance_id, count(*) as n from gone group by instance_id""",
        (at, tenant),
    )
    return {row["instance_id"]: row["n"] for row in rows}


def of_case(tx: Tx, tenant: int, instance_id: UUID, person_id: UUID) -> list[Row]:
    """Return the notices of a case about a person, the oldest first."""
    return tx.rows(
        """select id, kind, place, opens_on, closes_on, fields, taken_down_at from publication
            where tenant_id = %s and instance_id = %s and person_id = %s order by opens_on, id""",
        (tenant, instance_id, person_id),
    )
