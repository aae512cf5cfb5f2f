"""The register of enterprises and the terms of committees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from service.domain.enterprises import Reach
from service.store.database import Row, Tx
from service.store.ids import new_id


def register(tx: Tx, tenant: int, area: UUID, census: UUID, park: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Put a list of enterprises into a census; one that is on record keeps its row and what covers it."""
    for row in rows:
        tx.run(
            """insert into enterprise (tenant_id, id, uscc, name, park, place, industry, area_id, census_id)
               values (%(tenant)s, %(id)s, %(uscc)s, %(name)s, %(park)s, %(place)s, %(industry)s, %(area)s, %(census)s)
               on conflict (tenant_id, uscc) do update set name = excluded.name, park = excluded.park,
                 place = excluded.place, industry = excluded.industry, area_id = excluded.area_id,
                 census_id = excluded.census_id, cluster = null""",
            {
                "tenant": tenant,
                "id": new_id(),
                "uscc": row["uscc"],
                "name": row["name"],
                "park": park,
                "place": row.get("place") or "",
                "industry": row.get("industry") or "",
                "area": area,
                "census": census,
            },
        )
    return of_census(tx, tenant, census)


def of_census(tx: Tx, tenant: int, census: UUID) -> list[Row]:
    """Return the enterprises of a census in the order of place and name, locked."""
    return tx.rows(
        "select * from enterprise where tenant_id = %s and census_id = %s order by place, name, id for update",
        (tenant, census),
    )


def lock(tx: Tx, tenant: int, enterprise: UUID) -> Row | None:
    """Return an enterprise, locked."""
    return tx.row("select * from enterprise where tenant_id = %s and id = %s for update", (tenant, enterprise))


def get(tx: Tx, tenant: int, enterprise: str) -> Row | None:
    """Return an enterprise."""
    return tx.row("select * from enterprise where tenant_id = %s and id = %s", (tenant, enterprise))


def names_of(tx: Tx, tenant: int, asked: Mapping[str, Any]) -> list[str]:
    """Return the enterprises of a proposed branch, by name."""
    rows = tx.rows(
        "select name from enterprise where tenant_id = %s and census_id = %s::uuid and cluster = %s order by name",
        (tenant, asked["census_id"], asked["cluster"]),
    )
    return [row["name"] for row in rows]


def proposed(tx: Tx, tenant: int, census: UUID) -> list[Row]:
    """Return the branches that a census proposes and that are not founded: number, units by name, full members."""
    return tx.rows(
        """select cluster, array_agg(name order by place, name, id) as names, sum(full_members)::int as full_members
             from enterprise where tenant_id = %s and census_id = %s and cluster is not null
              and organization_id is null group by cluster order by cluster""",
        (tenant, census),
    )


def visited(tx: Tx, tenant: int, enterprise: UUID, on: date, said: Mapping[str, Any]) -> None:
    """Write down what a visit has found."""
    tx.run(
        """update enterprise set visited_on = %(on)s, employees = %(employees_n)s, full_members = %(full_members_n)s,
             probationary = %(probationary_n)s, applicants = %(applicants_n)s, union_exists = %(union_exists)s,
             league_exists = %(league_exists)s, willing = %(willing)s, organization_id = %(organization)s
            where tenant_id = %(tenant)s and id = %(id)s""",
        {"tenant": tenant, "id": enterprise, "on": on, **said},
    )


def propose(tx: Tx, tenant: int, numbers: Mapping[UUID, int | None]) -> None:
    """Write which proposed branch each enterprise belongs to; None for none."""
    with tx.connection.cursor() as cursor:
        cursor.executemany(
            "update enterprise set cluster = %s where tenant_id = %s and id = %s",
            [(number, tenant, key) for key, number in numbers.items()],
        )


def cover(tx: Tx, tenant: int, census: UUID, cluster: int, organization: UUID) -> int:
    """Let an organisation cover the enterprises of a proposed branch; return how many."""
    return tx.run(
        "update enterprise set organization_id = %s where tenant_id = %s and census_id = %s and cluster = %s",
        (organization, tenant, census, cluster),
    )


def cover_some(tx: Tx, tenant: int, enterprises: Sequence[UUID], organization: UUID) -> int:
    """Let an organisation cover some enterprises; return how many."""
    return tx.run(
        "update enterprise set organization_id = %s where tenant_id = %s and id = any(%s)",
        (organization, tenant, list(enterprises)),
    )


def assign_instructors(tx: Tx, tenant: int, census: UUID, on: date) -> int:
    """Write that every enterprise of a census for which no branch is proposed has an instructor; return how many."""
    return tx.run(
        """update enterprise set instructor_on = %s where tenant_id = %s and census_id = %s
              and cluster is null and organization_id is null and instructor_on is null""",
        (on, tenant, census),
    )


def reached(tx: Tx, tenant: int, census: UUID) -> list[Reach]:
    """Return how far the enterprises of a census are reached."""
    rows = tx.rows(
        """select e.organization_id is not null and o.dissolved_on is null as organized,
                  e.instructor_on is not null as instructed, e.union_exists or e.league_exists as massed
             from enterprise e left join organization o on o.tenant_id = e.tenant_id and o.id = e.organization_id
            where e.tenant_id = %s and e.census_id = %s""",
        (tenant, census),
    )
    return [Reach(row["organized"], row["instructed"], row["massed"]) for row in rows]


def add_term(
    tx: Tx, tenant: int, organization: UUID, from_on: date, to_on: date, elected: bool, instance: UUID
) -> None:
    """Write down a term of office; what ran before ends the day before."""
    tx.run(
        """update org_term set to_on = %(from)s::date - 1
            where tenant_id = %(tenant)s and organization_id = %(id)s and from_on < %(from)s and to_on >= %(from)s""",
        {"tenant": tenant, "id": organization, "from": from_on},
    )
    tx.run(
        """insert into org_term (tenant_id, organization_id, from_on, to_on, elected, instance_id)
           values (%s, %s, %s, %s, %s, %s)
           on conflict (tenant_id, organization_id, from_on) do update set to_on = excluded.to_on,
             elected = excluded.elected, instance_id = excluded.instance_id""",
        (tenant, organization, from_on, to_on, elected, instance),
    )


def committee(tx: Tx, tenant: int, organization: UUID, roles: Sequence[str], on: date) -> list[Row]:
    """Return the posts of an organisation's committee that are in force or to come, locked."""
    return tx.rows(
        """select * from role_grant where tenant_id = %s and organization_id = %s and role = any(%s)
              and coalesce(to_on, 'infinity') >= %s order by id for update""",
        (tenant, organization, list(roles), on),
    )
