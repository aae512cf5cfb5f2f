"""Sunshine organisations: who is asked, who was honoured, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from service.store.database import Row, Tx


def candidates(tx: Tx, tenant: int, town: UUID, chosen: Sequence[UUID], on: date) -> list[Row]:
    """Return the base organisations below a town, or those chosen; one without a reviewer is asked at its branch.

    A joint committee is no base organisation of anybody's.
    """
    return tx.rows(
        """select coalesce(b.id, o.id) as id, o.name, case when b.id is null then o.level else 'branch' end as level
             from organization o
             join org_closure c on c.tenant_id = o.tenant_id and c.descendant_id = o.id and c.ancestor_id = %(town)s
             left join lateral (
               select x.id from organization x where x.tenant_id = o.tenant_id and x.parent_id = o.id
                  and x.level = 'branch' and x.dissolved_on is null and o.kind = 'branch'
                  and not exists (select from role_grant g where g.tenant_id = o.tenant_id and g.organization_id = o.id
                        and g.role = 'base_committee_reviewer'
                        and %(on)s between g.from_on and coalesce(g.to_on, 'infinity'))
                order by x.sort, x.id limit 1) b on true
            where o.tenant_id = %(tenant)s and o.dissolved_on is null and o.kind <> 'joint_committee'
              and (case when %(chosen)s::uuid[] = '{}' then o.level = 'base' else o.id = any(%(chosen)s) end)
            order by o.sort, o.name, o.id""",
        {"tenant": tenant, "town": town, "chosen": list(chosen), "on": on},
    )


def award(
    tx: Tx, tenant: int, organization: UUID, year: int, score: int, on: date, until: date, instance: UUID
) -> None:
    """Write down that an organisation is honoured."""
    tx.run(
        """insert into org_honour (tenant_id, organization_id, year, score, awarded_on, valid_until, instance_id)
           values (%s, %s, %s, %s, %s, %s, %s)
           on conflict (tenant_id, organization_id, year) do update set score = excluded.score,
             awarded_on = excluded.awarded_on, valid_until = excluded.valid_until, withdrawn_on = null,
             instance_id = excluded.instance_id""",
        (tenant, organization, year, score, on, until, instance),
    )


def standing(tx: Tx, tenant: int, town: UUID, year: int) -> list[Row]:
    """Return the organisations of a year that are honoured still."""
    return tx.rows(
        """select o.id, o.name, o.level from org_honour h
             join organization o on o.tenant_id = h.tenant_id and o.id = h.organization_id and o.dissolved_on is null
             join org_closure c on c.tenant_id = h.tenant_id and c.descendant_id = h.organization_id
              and c.ancestor_id = %s
            where h.tenant_id = %s and h.year = %s and h.withdrawn_on is null order by o.sort, o.name, o.id""",
        (town, tenant, year),
    )


def prolong(tx: Tx, tenant: int, organization: UUID, year: int, until: date) -> int:
    """Let an honour stand until another day."""
    return tx.run(
        """update org_honour set valid_until = %s
            where tenant_id = %s and organization_id = %s and year = %s and withdrawn_on is null""",
        (until, tenant, organization, year),
    )


def withdraw(tx: Tx, tenant: int, organization: UUID, year: int, on: date) -> int:
    """Take an honour back."""
    return tx.run(
        """update org_honour set withdrawn_on = %s
            where tenant_id = %s and organization_id = %s and year = %s and withdrawn_on is null""",
        (on, tenant, organization, year),
    )


def figures(tx: Tx, tenant: int, organization: UUID, since: date) -> Row:
    """Count what running processes know of an organisation since a day: steps done, steps done late, steps overdue."""
    found = tx.row(
        """select count(*) filter (where t.status = 'completed') as done,
                  count(*) filter (where t.status = 'completed' and t.completed_at > t.due_at) as late,
                  count(*) filter (where t.status = 'open' and t.due_at < now()) as overdue
             from task t join org_closure c on c.tenant_id = t.tenant_id and c.descendant_id = t.organization_id
            where t.tenant_id = %s and c.ancestor_id = %s and t.created_at >= %s""",
        (tenant, organization, since),
    )
    assert found is not None
    return found
