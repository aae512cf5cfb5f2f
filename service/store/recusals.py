"""Who keeps out of whose cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from service.store.database import Row, Tx
from service.store.ids import new_id

_ROW: Final = """select r.*, p.name as person, q.name as other, d.name as declared_by_name from recusal r
  join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
  join person q on q.tenant_id = r.tenant_id and q.id = r.other_id
  left join person d on d.tenant_id = r.tenant_id and d.id = r.declared_by
 where r.tenant_id = %(tenant)s and """


def add(
    tx: Tx, tenant: int, person: UUID, other: UUID, relation: str, by: UUID, from_on: date, to_on: date | None,
    at: datetime,
) -> UUID:  # fmt: skip
    """Record that a person keeps out of another one's cases."""
    key = new_id()
    tx.run(
        """insert into recusal (tenant_id, id, person_id, other_id, relation, declared_by, from_on, to_on, created_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, key, person, other, relation, by, from_on, to_on, at),
    )
    return key


def standing(tx: Tx, tenant: int, person: UUID, other: UUID, on: date) -> bool:
    """Tell whether a person keeps out of another one's cases from a day on."""
    return (
        tx.row(
            """select 1 from recusal where tenant_id = %s and person_id = %s and other_id = %s and ended_at is null
                and coalesce(to_on, 'infinity') >= %s""",
            (tenant, person, other, on),
        )
        is not None
    )


def find(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Return a recusal with the names around it."""
    return tx.row(_ROW + "r.id = %(id)s", {"tenant": tenant, "id": key})


def of_person(tx: Tx, tenant: int, person: UUID, limit: int = 100) -> list[Row]:
    """Return a person's recusals, the latest first."""
    return tx.rows(
        _ROW + "r.person_id = %(me)s order by r.created_at desc, r.id limit %(limit)s",
        {"tenant": tenant, "me": person, "limit": limit},
    )


def everybody(tx: Tx, tenant: int, on: date, limit: int = 500) -> list[Row]:
    """Return everybody's recusals that are in force or to come."""
    return tx.rows(
        _ROW
        + """r.ended_at is null and coalesce(r.to_on, 'infinity') >= %(on)s
            order by p.name, r.id limit %(limit)s""",
        {"tenant": tenant, "on": on, "limit": limit},
    )


def end(tx: Tx, tenant: int, key: UUID, by: UUID, at: datetime) -> bool:
    """End a recusal; tell whether there was one that stood."""
    return (
        tx.run(
            "update recusal set ended_at = %s, ended_by = %s where tenant_id = %s and id = %s and ended_at is null",
            (at, by, tenant, key),
        )
        == 1
    )


def exists(tx: Tx, tenant: int, people: list[UUID]) -> bool:
    """Tell whether there are all these people."""
    found = tx.value("select count(*) from person where tenant_id = %s and id = any(%s)", (tenant, people))
    return int(found) == len(people)


def let_go(tx: Tx, tenant: int, person: UUID, other: UUID) -> int:
    """Give back what a person claimed in another one's cases, so that colleagues can go on."""
    return tx.run(
        """update task t set assignee_id = null, claimed_at = null, version = version + 1
            where t.tenant_id = %s and t.assignee_id = %s and t.claimed_at is not null and t.status = 'open'
              and exists (select 1 from instance i where i.tenant_id = t.tenant_id and i.id = t.instance_id
                            and i.person_id = %s)""",
        (tenant, person, other),
    )
