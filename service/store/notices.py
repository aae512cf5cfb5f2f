"""Notices to people inside the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.store import codec
from service.store.database import Tx
from service.store.ids import new_id


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be sent: to whom, of what kind, with what in its text."""

    person_id: UUID
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


def send(tx: Tx, tenant: int, instance_id: UUID | None, at: datetime, notices: Sequence[NewNotice]) -> list[UUID]:
    """Send notices, all in one statement, and return their ids in the same order."""
    ids = [new_id() for _ in notices]
    if notices:
        tx.run(
            """insert into notice (tenant_id, id, person_id, instance_id, kind, params, created_at)
               select %s, x.id, x.person, %s, x.kind, x.params::jsonb, %s
                 from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[]) as x(id, person, kind, params)""",
            (
                tenant,
                instance_id,
                at,
                ids,
                [notice.person_id for notice in notices],
                [notice.kind for notice in notices],
                [codec.dumps(dict(notice.params)) for notice in notices],
            ),
        )
    return ids


def holders_of(tx: Tx, tenant: int, role: str, level: str, home: UUID, on: date) -> list[UUID]:
    """Return who holds a role at the nearest organisation of a level, from an organisation upwards."""
    rows = tx.rows(
        """select distinct g.person_id from role_grant g
            where g.tenant_id = %(tenant)s and g.role = %(role)s
              and g.from_on <= %(on)s and (g.to_on is null or g.to_on >= %(on)s)
              and g.organization_id = coalesce(
                (select c.ancestor_id from org_closure c
                   join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
                  where c.tenant_id = %(tenant)s and c.descendant_id = %(home)s and o.level = %(level)s
                  order by c.depth limit 1), %(home)s)
            order by g.person_id""",
        {"tenant": tenant, "role": role, "level": level, "home": home, "on": on},
    )
    return [row["person_id"] for row in rows]


def holders_at(tx: Tx, tenant: int, role: str, organizations: Sequence[UUID], on: date) -> list[tuple[UUID, UUID]]:
    """Return who holds a role at each of these organisations: (organisation, person)."""
    rows = tx.rows(
        """select organization_id, person_id from role_grant
            where tenant_id = %s and role = %s and organization_id = any(%s)
              and from_on <= %s and (to_on is null or to_on >= %s) order by organization_id, person_id""",
        (tenant, role, list(organizations), on, on),
    )
    return [(row["organization_id"], row["person_id"]) for row in rows]


def holders(tx: Tx, tenant: int, role: str, on: date) -> list[UUID]:
    """Return who holds a role anywhere."""
    rows = tx.rows(
        """select distinct person_id from role_grant where tenant_id = %s and role = %s
              and from_on <= %s and (to_on is null or to_on >= %s) order by person_id""",
        (tenant, role, on, on),
    )
    return [row["person_id"] for row in rows]


def mark_read(tx: Tx, tenant: int, person_id: UUID, notice_id: UUID, at: datetime) -> bool:
    """Remember that a person has read a notice of theirs; return whether there is such a notice."""
    return (
        tx.run(
            "update notice set read_at = coalesce(read_at, %s) where tenant_id = %s and person_id = %s and id = %s",
            (at, tenant, person_id, notice_id),
        )
        == 1
    )
