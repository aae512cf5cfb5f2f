"""The choice of sunshine members: the places of each organisation, who was named, what became of it and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.store.database import Row, Tx

# Base organisations below a town with their members; one without a reviewer's post names at its branch.
_BASES: Final = """
select o.id as base_id, o.name, coalesce(b.id, o.id) as organization_id,
       case when b.id is null then 'base' else 'branch' end as level,
       (select count(*) from org_closure m join person p on p.tenant_id = m.tenant_id and p.branch_id = m.descendant_id
         where m.tenant_id = o.tenant_id and m.ancestor_id = o.id and p.status = 'active'
           and p.stage in ('full_member', 'probationary_member')) as members
  from organization o
  join org_closure c on c.tenant_id = o.tenant_id and c.descendant_id = o.id and c.ancestor_id = %(town)s
  left join lateral (
    select x.id from organization x where x.tenant_id = o.tenant_id and x.parent_id = o.id and x.level = 'branch'
       and x.dissolved_on is null and not exists (select 1 from role_grant g where g.tenant_id = o.tenant_id
             and g.organization_id = o.id and g.role = 'base_committee_reviewer' and g.from_on <= %(on)s
             and coalesce(g.to_on, 'infinity') >= %(on)s)
     order by x.sort, x.id limit 1) b on true
 where o.tenant_id = %(tenant)s and o.level = 'base' and o.dissolved_on is null and o.kind <> 'joint_committee'
 order by o.sort, o.name, o.id"""


def bases(tx: Tx, tenant: int, town: UUID, on: date) -> list[Row]:
    """Return the base organisations below a town with their members, and where each names."""
    return tx.rows(_BASES, {"tenant": tenant, "town": town, "on": on})


def running(tx: Tx, tenant: int, year: int) -> bool:
    """Tell whether a round of that year runs or is done."""
    return bool(
        tx.value(
            """select exists (select 1 from sunshine_share s
                 join instance i on i.tenant_id = s.tenant_id and i.id = s.round_id and i.status <> 'cancelled'
                where s.tenant_id = %s and s.year = %s)""",
            (tenant, year),
        )
    )


def share(tx: Tx, tenant: int, round_id: UUID, year: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down the places of each organisation of a round."""
    tx.run(
        """insert into sunshine_share (tenant_id, round_id, organization_id, year, members, quota, needed)
           select %s, %s, x.organization, %s, x.members, x.quota, x.needed
             from unnest(%s::uuid[], %s::int[], %s::int[], %s::int[]) as x(organization, members, quota, needed)""",
        (
            tenant, round_id, year, [row["base_id"] for row in rows], [row["members"] for row in rows],
            [row["quota"] for row in rows], [row["needed"] for row in rows],
        ),
    )  # fmt: skip


def waive(tx: Tx, tenant: int, round_id: UUID, base: UUID, reason: str) -> None:
    """Write down why an organisation names fewer than it should."""
    tx.run(
        "update sunshine_share set waived = %s where tenant_id = %s and round_id = %s and organization_id = %s",
        (reason, tenant, round_id, base),
    )


def standing(tx: Tx, tenant: int, base: UUID, people: Sequence[UUID], year: int) -> dict[UUID, Row]:
    """Return members of a base organisation with their awarded stars of a year and since when they are members."""
    rows = tx.rows(
        """select p.id, p.name, p.member_on, s.stars, s.score from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id and c.ancestor_id = %s
             left join star_rating s on s.tenant_id = p.tenant_id and s.person_id = p.id and s.year = %s
               and s.status = 'awarded'
            where p.tenant_id = %s and p.id = any(%s) and p.status = 'active'
              and p.stage in ('full_member', 'probationary_member')""",
        (base, year, tenant, list(people)),
    )
    return {row["id"]: row for row in rows}


def nominate(tx: Tx, tenant: int, round_id: UUID, base: UUID, year: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep who was named, with what the table says; a repeated step writes the same rows anew."""
    tx.run(
        "delete from sunshine_nominee where tenant_id = %s and round_id = %s and organization_id = %s",
        (tenant, round_id, base),
    )
    tx.run(
        """insert into sunshine_nominee (tenant_id, round_id, person_id, organization_id, year, stars, score, verdict,
             status, reason)
           select %s, %s, x.person, %s, %s, x.stars, x.score, x.verdict, x.status, x.reason
             from unnest(%s::uuid[], %s::int[], %s::numeric[], %s::text[], %s::text[], %s::text[])
               as x(person, stars, score, verdict, status, reason)""",
        (
            tenant, round_id, base, year, *([row[name] for row in rows]
            for name in ("person_id", "stars", "score", "verdict", "status", "reason")),
        ),
    )  # fmt: skip


def nominees(tx: Tx, tenant: int, round_id: UUID) -> list[Row]:
    """Return everybody named in a round, by organisation and name."""
    return tx.rows(
        """select n.*, p.name, o.name as organization from sunshine_nominee n
             join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
             join organization o on o.tenant_id = n.tenant_id and o.id = n.organization_id
            where n.tenant_id = %s and n.round_id = %s order by o.sort, o.name, p.name_pinyin, p.id""",
        (tenant, round_id),
    )


def settle(tx: Tx, tenant: int, round_id: UUID, rows: Mapping[UUID, tuple[str, str]]) -> None:
    """Write what becomes of nominees: a status and the reason."""
    tx.run(
        """update sunshine_nominee n set status = x.status, reason = x.reason
             from unnest(%s::uuid[], %s::text[], %s::text[]) as x(person, status, reason)
            where n.tenant_id = %s and n.round_id = %s and n.person_id = x.person""",
        (
            list(rows),
            [status for status, _ in rows.values()],
            [reason for _, reason in rows.values()],
            tenant,
            round_id,
        ),
    )


def certify(tx: Tx, tenant: int, round_id: UUID, numbers: Mapping[UUID, str]) -> None:
    """Name who was published, each with the number of the certificate."""
    tx.run(
        """update sunshine_nominee n set status = 'announced', certificate_no = x.number
             from unnest(%s::uuid[], %s::text[]) as x(person, number)
            where n.tenant_id = %s and n.round_id = %s and n.person_id = x.person""",
        (list(numbers), list(numbers.values()), tenant, round_id),
    )


def public(tx: Tx, tenant: int, organization: UUID, most: int) -> list[Row]:
    """Return who is published or named below an organisation: name, organisation, year, and nothing else."""
    return tx.rows(
        """select p.name, o.name as organization, n.year, n.status from sunshine_nominee n
             join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
             join organization o on o.tenant_id = n.tenant_id and o.id = n.organization_id
             join org_closure c on c.tenant_id = n.tenant_id and c.descendant_id = n.organization_id
              and c.ancestor_id = %s
            where n.tenant_id = %s and n.status in ('published', 'announced')
            order by n.year desc, o.sort, o.name, p.name_pinyin, p.id limit %s""",
        (organization, tenant, most),
    )
