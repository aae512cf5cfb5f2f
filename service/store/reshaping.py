"""Organisations merged and split: what belongs to one, and how it goes to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from service.store.database import Row, Tx

_OPEN: Final = "status in ('running', 'faulted', 'suspended')"


def people(tx: Tx, tenant: int, organization: UUID, chosen: Sequence[UUID] | None = None) -> list[Row]:
    """Lock the people of an organisation, or those of some who are of it."""
    return tx.rows(
        """select id, name from person where tenant_id = %(tenant)s and branch_id = %(id)s and status <> 'erased'
              and (%(chosen)s::uuid[] is null or id = any(%(chosen)s)) order by name_pinyin, id for update""",
        {"tenant": tenant, "id": organization, "chosen": None if chosen is None else list(chosen)},
    )


def children(tx: Tx, tenant: int, organization: UUID, chosen: Sequence[UUID] | None = None) -> list[Row]:
    """Return the living organisations directly below, or those of some who are."""
    return tx.rows(
        """select id, name from organization where tenant_id = %(tenant)s and parent_id = %(id)s
              and dissolved_on is null and (%(chosen)s::uuid[] is null or id = any(%(chosen)s)) order by sort, name""",
        {"tenant": tenant, "id": organization, "chosen": None if chosen is None else list(chosen)},
    )


def posts(tx: Tx, tenant: int, organization: UUID, today: date) -> list[Row]:
    """Lock the posts of an organisation that are in force or to come, with their holders."""
    return tx.rows(
        """select g.*, p.name as person from role_grant g
             join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
            where g.tenant_id = %s and g.organization_id = %s and coalesce(g.to_on, 'infinity') >= %s
            order by p.name_pinyin, g.id for update of g""",
        (tenant, organization, today),
    )


def own_matters(tx: Tx, tenant: int, organization: UUID) -> list[Row]:
    """Return the open cases about an organisation itself, by process: they know it by heart and cannot change hands."""
    return tx.rows(
        f"""select process_key, count(*) as n from instance
             where tenant_id = %s and organization_id = %s and person_id is null and {_OPEN}
             group by process_key order by process_key""",
        (tenant, organization),
    )


def cases(tx: Tx, tenant: int, organization: UUID, chosen: Sequence[UUID] | None = None) -> list[UUID]:
    """Lock the open cases about people that an organisation looks after, of all people or of some."""
    rows = tx.rows(
        f"""select id from instance where tenant_id = %(tenant)s and organization_id = %(id)s
              and person_id is not null and {_OPEN}
              and (%(chosen)s::uuid[] is null or person_id = any(%(chosen)s)) order by id for update""",
        {"tenant": tenant, "id": organization, "chosen": None if chosen is None else list(chosen)},
    )
    return [row["id"] for row in rows]


def open_tasks(tx: Tx, tenant: int, cases: Sequence[UUID]) -> int:
    """Count what waits for people in cases."""
    return int(
        tx.value(
            "select count(*) from task where tenant_id = %s and instance_id = any(%s) and status = 'open'",
            (tenant, list(cases)),
        )
    )


def pass_on_rest(tx: Tx, tenant: int, old: UUID, new: UUID) -> None:
    """Let what other cases ask of an organisation that ends wait for the other one; substitutions and joint
    committees follow.
    """
    key = {"tenant": tenant, "old": old, "new": new}
    tx.run(
        """update task set organization_id = %(new)s, version = version + 1
            where tenant_id = %(tenant)s and organization_id = %(old)s and status = 'open'""",
        key,
    )
    tx.run(
        """update substitution set organization_id = %(new)s
            where tenant_id = %(tenant)s and organization_id = %(old)s and ended_at is null""",
        key,
    )
    tx.run(
        """insert into org_affiliation (tenant_id, organization_id, joint_id, from_on, to_on)
           select a.tenant_id, %(new)s, a.joint_id, greatest(a.from_on, has.until + 1), a.to_on from org_affiliation a
             cross join lateral (select max(coalesce(b.to_on, 'infinity')) as until from org_affiliation b
                where b.tenant_id = a.tenant_id and b.organization_id = %(new)s and b.joint_id = a.joint_id
                  and daterange(a.from_on, a.to_on, '[]') && daterange(b.from_on, b.to_on, '[]')) has
            where a.tenant_id = %(tenant)s and a.organization_id = %(old)s and a.joint_id <> %(new)s
              and (has.until is null or has.until < coalesce(a.to_on, 'infinity'))""",
        key,
    )
