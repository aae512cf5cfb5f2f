"""Training classes and who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from service.store.database import Row, Tx
from service.store.points import ON_THE_WAY


def open_(
    tx: Tx,
    tenant: int,
    class_id: UUID,
    instance_id: UUID,
    organization_id: UUID,
    name: str,
    phase: int,
    starts_on: date,
    ends_on: date,
    place: str,
    hours: int,
) -> None:
    """Open a class."""
    tx.run(
        """insert into training_class (tenant_id, id, instance_id, organization_id, year, phase, name, starts_on,
             ends_on, place, hours, status)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'planned')""",
        (tenant, class_id, instance_id, organization_id, starts_on.year, phase, name, starts_on, ends_on, place, hours),
    )


def lock(tx: Tx, tenant: int, class_id: UUID) -> Row | None:
    """Lock a class."""
    return tx.row("select * from training_class where tenant_id = %s and id = %s for update", (tenant, class_id))


def set_status(tx: Tx, tenant: int, class_id: UUID, status: str) -> None:
    """Say how far a class is."""
    tx.run("update training_class set status = %s where tenant_id = %s and id = %s", (status, tenant, class_id))


def enrol_all(tx: Tx, tenant: int, class_id: UUID, organization_id: UUID, year: int) -> int:
    """Enrol every activist below an organisation who has not been certified this year."""
    return tx.run(
        """insert into attendance (tenant_id, class_id, person_id, status)
           select p.tenant_id, %(class)s, p.id, 'enrolled' from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where p.tenant_id = %(tenant)s and c.ancestor_id = %(organization)s and p.stage = 'activist'
              and p.status = 'active'
              and not exists (select 1 from attendance a
                    join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
                   where a.tenant_id = p.tenant_id and a.person_id = p.id and a.certified and k.year = %(year)s)
           on conflict do nothing""",
        {"tenant": tenant, "class": class_id, "organization": organization_id, "year": year},
    )


def activists(tx: Tx, tenant: int, organization_id: UUID, people: Sequence[UUID]) -> set[UUID]:
    """Return those of the people who are activists below an organisation."""
    rows = tx.rows(
        """select p.id from person p join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where p.tenant_id = %s and c.ancestor_id = %s and p.id = any(%s) and p.stage = any(%s)
              and p.status = 'active'""",
        (tenant, organization_id, list(people), list(ON_THE_WAY)),
    )
    return {row["id"] for row in rows}


def add(tx: Tx, tenant: int, class_id: UUID, people: Sequence[UUID]) -> None:
    """Put people on the roster."""
    tx.run(
        """insert into attendance (tenant_id, class_id, person_id, status)
           select %s, %s, x, 'enrolled' from unnest(%s::uuid[]) as x on conflict do nothing""",
        (tenant, class_id, list(people)),
    )


def remove(tx: Tx, tenant: int, class_id: UUID, people: Sequence[UUID]) -> None:
    """Take people off the roster; they had not been invited yet."""
    tx.run(
        "delete from attendance where tenant_id = %s and class_id = %s and person_id = any(%s)",
        (tenant, class_id, list(people)),
    )


def roster(tx: Tx, tenant: int, class_id: UUID) -> dict[UUID, Row]:
    """Return the roster of a class."""
    rows = tx.rows(
        """select a.*, p.name from attendance a join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
            where a.tenant_id = %s and a.class_id = %s order by p.name_pinyin, p.id""",
        (tenant, class_id),
    )
    return {row["person_id"]: row for row in rows}


def invite(tx: Tx, tenant: int, class_id: UUID) -> None:
    """Mark everybody on the roster as invited."""
    tx.run(
        "update attendance set status = 'invited' where tenant_id = %s and class_id = %s and status = 'enrolled'",
        (tenant, class_id),
    )


def record(
    tx: Tx,
    tenant: int,
    class_id: UUID,
    found: Mapping[UUID, tuple[str, str | None]],
    recorded_by: UUID | None,
    at: datetime,
) -> None:
    """Write how people stood to the class: status and class of leave."""
    tx.run(
        """update attendance a set status = x.status, leave_class = x.leave, recorded_by = %(by)s, recorded_at = %(at)s
             from unnest(%(people)s::uuid[], %(statuses)s::text[], %(leaves)s::text[]) as x(person, status, leave)
            where a.tenant_id = %(tenant)s and a.class_id = %(class)s and a.person_id = x.person""",
        {
            "tenant": tenant,
            "class": class_id,
            "by": recorded_by,
            "at": at,
            "people": list(found),
            "statuses": [status for status, _ in found.values()],
            "leaves": [leave for _, leave in found.values()],
        },
    )


def offer_makeup(tx: Tx, tenant: int, class_id: UUID) -> None:
    """Remember that whoever was away was offered a make-up session."""
    tx.run(
        """update attendance set makeup_offered = true
            where tenant_id = %s and class_id = %s and status in ('leave', 'absent')""",
        (tenant, class_id),
    )


def certify(tx: Tx, tenant: int, class_id: UUID, numbers: Mapping[UUID, str]) -> None:
    """Certify people, each with a number."""
    tx.run(
        """update attendance a set certified = true, certificate_no = x.number
             from unnest(%s::uuid[], %s::text[]) as x(person, number)
            where a.tenant_id = %s and a.class_id = %s and a.person_id = x.person""",
        (list(numbers), list(numbers.values()), tenant, class_id),
    )
