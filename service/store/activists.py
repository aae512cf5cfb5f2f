"""The register of activists, and the yearly census that holds it against what the branches find (A15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx

# Activists and candidates at or below an organisation, with what the census looks at. A contact who has left the
# branch, or is no full member, is none (article 9).
_REGISTER: Final = """
select p.id, p.name, p.stage, p.status, p.applied_on, p.activist_on, p.occupation, o.id as branch_id, o.name as branch,
       (select string_agg(k.name, '、' order by c.from_on, k.name) from contact c
          join person k on k.tenant_id = c.tenant_id and k.id = c.contact_id and k.status = 'active'
           and k.branch_id = p.branch_id and k.stage = 'full_member'
         where c.tenant_id = p.tenant_id and c.person_id = p.id and c.to_on is null) as contacts,
       (select max(r.held_on) from activist_review r where r.tenant_id = p.tenant_id and r.person_id = p.id
          and r.held_on >= p.activist_on) as reviewed_on
  from person p
  join org_closure u on u.tenant_id = p.tenant_id and u.descendant_id = p.branch_id and u.ancestor_id = %(organization)s
  join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
 where p.tenant_id = %(tenant)s and p.stage in ('activist', 'development_candidate')
   and p.status in ('active', 'suspended')
"""


def register(tx: Tx, tenant: int, organization: UUID) -> list[Row]:
    """Return the activists and candidates at or below an organisation, branch by branch."""
    return tx.rows(
        f"{_REGISTER} order by o.sort, o.name, p.name_pinyin, p.id", {"tenant": tenant, "organization": organization}
    )


def branches(tx: Tx, tenant: int, organization: UUID) -> list[Row]:
    """Return the living branches below an organisation."""
    return tx.rows(
        """select o.id, o.name from organization o
             join org_closure c on c.tenant_id = o.tenant_id and c.descendant_id = o.id and c.ancestor_id = %s
            where o.tenant_id = %s and o.level = 'branch' and o.dissolved_on is null order by o.sort, o.name, o.id""",
        (organization, tenant),
    )


def late(tx: Tx, tenant: int, census: UUID) -> list[Row]:
    """Return the branches whose part of a census is not done."""
    return tx.rows(
        """select organization_id from instance where tenant_id = %s and parent_id = %s
              and status in ('running', 'faulted', 'suspended') order by organization_id""",
        (tenant, census),
    )


def sums(tx: Tx, tenant: int, census: UUID) -> Row:
    """Add up what the branches of a census counted, and how many differences were put right."""
    row = tx.row(
        """select count(*) as branches_n,
                  coalesce(sum((i.variables #>> '{counted,differences_n}')::int), 0) as differences_n,
                  coalesce(sum((i.variables #>> '{counted,missing_contact_n}')::int), 0) as missing_contact_n,
                  coalesce(sum((i.variables #>> '{counted,missing_review_n}')::int), 0) as missing_review_n,
                  (select count(*) from instance f join instance b on b.tenant_id = f.tenant_id and b.id = f.parent_id
                    where b.tenant_id = %(tenant)s and b.parent_id = %(census)s and f.variables ->> 'fix' = 'corrected')
                    as corrected_n
             from instance i where i.tenant_id = %(tenant)s and i.parent_id = %(census)s""",
        {"tenant": tenant, "census": census},
    )
    assert row is not None
    return row


def counted(tx: Tx, tenant: int, census: UUID) -> list[Row]:
    """Return branch by branch what a census has found."""
    return tx.rows(
        """select o.name as branch, i.status, (i.variables #>> '{counted,listed_n}')::int as listed_n,
                  (i.variables #>> '{counted,differences_n}')::int as differences_n
             from instance i join organization o on o.tenant_id = i.tenant_id and o.id = i.organization_id
            where i.tenant_id = %s and i.parent_id = %s order by o.sort, o.name""",
        (tenant, census),
    )


def reconciled(tx: Tx, tenant: int, instance: UUID) -> Sequence[dict[str, Any]]:
    """Return the differences that a branch last took down, as it wrote them."""
    rows = tx.rows(
        """select h.payload from history h join task t on t.tenant_id = h.tenant_id and t.id = h.task_id
            where h.tenant_id = %s and h.instance_id = %s and h.type = 'task.completed' and t.node = 'ut_reconcile'
              and h.payload is not null order by h.seq desc limit 1""",
        (tenant, instance),
    )
    if not rows:
        return []
    found = codec.loads(bytes(rows[0]["payload"])).get("answers", {}).get("differences") or []
    return [row for row in found if isinstance(row, dict)]


def parent(tx: Tx, tenant: int, instance: UUID) -> UUID | None:
    """Return the case that a case is a part of."""
    found: UUID | None = tx.value("select parent_id from instance where tenant_id = %s and id = %s", (tenant, instance))
    return found
