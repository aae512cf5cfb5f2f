"""Who belongs to which joint committee (联合党委), from when to when: a second relation beside the tree."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.store.database import Row, Tx

LOCK = 201708


def joint_of(tx: Tx, tenant: int, organization: UUID, day: date) -> UUID | None:
    """Return the joint committee of an organisation on a day: its own, else that of the nearest one above it."""
    row = tx.row(
        """select a.joint_id from org_closure c
             join org_affiliation a on a.tenant_id = c.tenant_id and a.organization_id = c.ancestor_id
             join organization j on j.tenant_id = a.tenant_id and j.id = a.joint_id and j.dissolved_on is null
            where c.tenant_id = %s and c.descendant_id = %s and %s between a.from_on and coalesce(a.to_on, 'infinity')
            order by c.depth, a.from_on, a.joint_id limit 1""",
        (tenant, organization, day),
    )
    return row["joint_id"] if row else None


def page(tx: Tx, tenant: int) -> list[Row]:
    """Return every affiliation, those in force first, committee by committee."""
    return tx.rows(
        """select a.organization_id, a.joint_id, o.name as organization, j.name as joint, u.name as parent,
                  a.from_on, a.to_on
             from org_affiliation a
             join organization o on o.tenant_id = a.tenant_id and o.id = a.organization_id
             join organization j on j.tenant_id = a.tenant_id and j.id = a.joint_id
             left join organization u on u.tenant_id = o.tenant_id and u.id = o.parent_id
            where a.tenant_id = %s order by a.to_on is not null, j.name, a.from_on, o.name""",
        (tenant,),
    )


def committees(tx: Tx, tenant: int) -> list[Row]:
    """Return the joint committees there are."""
    return tx.rows(
        """select id, name from organization where tenant_id = %s and kind = 'joint_committee' and dissolved_on is null
            order by name""",
        (tenant,),
    )


def lock(tx: Tx, tenant: int) -> None:
    """Let nobody else change affiliations until the transaction ends."""
    tx.run("select pg_advisory_xact_lock(%s, %s)", (LOCK, tenant))


def standing(tx: Tx, tenant: int, organization: UUID, joint: UUID) -> Row | None:
    """Return the membership of an organisation in a committee that has not ended."""
    return tx.row(
        """select * from org_affiliation
            where tenant_id = %s and organization_id = %s and joint_id = %s and to_on is null""",
        (tenant, organization, joint),
    )


def touching(tx: Tx, tenant: int, organization: UUID, joint: UUID, from_on: date) -> Row | None:
    """Return the last membership that a new one, from a day on, would overlap."""
    return tx.row(
        """select * from org_affiliation where tenant_id = %s and organization_id = %s and joint_id = %s
              and coalesce(to_on, 'infinity') >= %s order by from_on desc limit 1""",
        (tenant, organization, joint, from_on),
    )


def add(tx: Tx, tenant: int, organization: UUID, joint: UUID, from_on: date) -> None:
    """Let an organisation belong to a committee from a day on; what was before stays as it was."""
    tx.run(
        "insert into org_affiliation (tenant_id, organization_id, joint_id, from_on) values (%s, %s, %s, %s)",
        (tenant, organization, joint, from_on),
    )


def end(tx: Tx, tenant: int, organization: UUID, joint: UUID, to_on: date) -> None:
    """End the membership that stands."""
    tx.run(
        """update org_affiliation set to_on = %s
            where tenant_id = %s and organization_id = %s and joint_id = %s and to_on is null""",
        (to_on, tenant, organization, joint),
    )
