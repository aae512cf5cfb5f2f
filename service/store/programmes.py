"""Training programmes: classes as phases of one case, who is away from all of them, the hours that are credited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from service.store.database import Row, Tx

STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "members": ("probationary_member", "full_member"),
    "activists": ("activist", "development_candidate"),
    "listed": (),
}
_HERE: Final = "('present', 'made_up')"


def audience(tx: Tx, tenant: int, organization: UUID, stages: Sequence[str]) -> list[UUID]:
    """Return who is meant, those of one branch next to each other, the branches of one base organisation, too."""
    rows = tx.rows(
        """select p.id from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id and c.ancestor_id = %s
             join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
             left join organization u on u.tenant_id = o.tenant_id and u.id = o.parent_id
            where p.tenant_id = %s and p.status = 'active' and p.stage = any(%s)
            order by u.sort, u.name, o.sort, o.name, p.name_pinyin, p.id""",
        (organization, tenant, list(stages)),
    )
    return [row["id"] for row in rows]


def open_phase(
    tx: Tx,
    tenant: int,
    class_id: UUID,
    programme: UUID,
    organization: UUID,
    name: str,
    phase: int,
    starts_on: date,
    ends_on: date,
    place: str,
    hours: int,
) -> None:
    """Open a class that is a phase of a programme."""
    tx.run(
        """insert into training_class (tenant_id, id, instance_id, programme_id, organization_id, year, phase, name,
             starts_on, ends_on, place, hours, status)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'planned')""",
        (
            tenant, class_id, programme, programme, organization, starts_on.year, phase, name, starts_on, ends_on,
            place, hours,
        ),
    )  # fmt: skip


def take(tx: Tx, tenant: int, class_id: UUID, instance_id: UUID) -> None:
    """Hand a class to the case that works on it."""
    tx.run(
        "update training_class set instance_id = %s where tenant_id = %s and id = %s", (instance_id, tenant, class_id)
    )


def classes(tx: Tx, tenant: int, programme: UUID) -> list[Row]:
    """Lock the phases of a programme, first one first."""
    return tx.rows(
        "select * from training_class where tenant_id = %s and programme_id = %s order by phase, id for update",
        (tenant, programme),
    )


def rosters(tx: Tx, tenant: int, programme: UUID) -> dict[UUID, UUID]:
    """Return everybody on a roster of a programme, with the class."""
    rows = tx.rows(
        """select a.person_id, a.class_id from attendance a
             join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
            where k.tenant_id = %s and k.programme_id = %s order by k.phase""",
        (tenant, programme),
    )
    return {row["person_id"]: row["class_id"] for row in rows}


def people(tx: Tx, tenant: int, organization: UUID, wanted: Sequence[UUID]) -> set[UUID]:
    """Return those of the people who are on record below an organisation."""
    rows = tx.rows(
        """select p.id from person p join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where p.tenant_id = %s and c.ancestor_id = %s and p.id = any(%s) and p.status = 'active'""",
        (tenant, organization, list(wanted)),
    )
    return {row["id"] for row in rows}


def move(tx: Tx, tenant: int, programme: UUID, person: UUID, class_id: UUID) -> None:
    """Put somebody into another phase."""
    tx.run(
        """update attendance a set class_id = %s from training_class k
            where k.tenant_id = a.tenant_id and k.id = a.class_id and k.programme_id = %s
              and a.tenant_id = %s and a.person_id = %s""",
        (class_id, programme, tenant, person),
    )


def wanting(tx: Tx, tenant: int, programme: UUID) -> list[UUID]:
    """Return who was at no phase, or did not sit an exam that they were on the list of."""
    rows = tx.rows(
        f"""select distinct a.person_id from attendance a
             join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
            where k.tenant_id = %(tenant)s and k.programme_id = %(programme)s
              and (not exists (select 1 from attendance h
                     join training_class x on x.tenant_id = h.tenant_id and x.id = h.class_id
                    where h.tenant_id = a.tenant_id and h.person_id = a.person_id and x.programme_id = k.programme_id
                      and h.status in {_HERE})
               or exists (select 1 from exam_taker t join exam e on e.tenant_id = t.tenant_id and e.id = t.exam_id
                    where t.tenant_id = a.tenant_id and t.person_id = a.person_id and e.class_id = k.id
                      and t.mode in ('computer', 'paper') and not exists (select 1 from exam_sitting s
                        join exam z on z.tenant_id = s.tenant_id and z.id = s.exam_id
                        join training_class y on y.tenant_id = z.tenant_id and y.id = z.class_id
                       where s.tenant_id = t.tenant_id and s.person_id = t.person_id
                         and y.programme_id = k.programme_id)))
            order by a.person_id""",
        {"tenant": tenant, "programme": programme},
    )
    return [row["person_id"] for row in rows]


def was_there(tx: Tx, tenant: int, programme: UUID) -> list[Row]:
    """Return who was there, each once, with the first class that they were at and who recorded it."""
    return tx.rows(
        f"""select distinct on (a.person_id) a.person_id, a.class_id, k.hours, k.year, a.recorded_by
             from attendance a join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
            where k.tenant_id = %s and k.programme_id = %s and a.status in {_HERE}
            order by a.person_id, k.phase""",
        (tenant, programme),
    )


def recorders(tx: Tx, tenant: int, programme: UUID) -> set[UUID]:
    """Return who recorded attendance in a programme."""
    rows = tx.rows(
        """select distinct a.recorded_by from attendance a
             join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
            where k.tenant_id = %s and k.programme_id = %s and a.recorded_by is not null""",
        (tenant, programme),
    )
    return {row["recorded_by"] for row in rows}


def credit(tx: Tx, tenant: int, rows: Sequence[Row], numbers: Mapping[UUID, str]) -> None:
    """Credit people with the hours of their class, each with the number of a certificate."""
    tx.run_many(
        """update attendance set hours = %s, certified = true, certificate_no = %s
            where tenant_id = %s and class_id = %s and person_id = %s""",
        [(row["hours"], numbers[row["person_id"]], tenant, row["class_id"], row["person_id"]) for row in rows],
    )


def hours_of_year(tx: Tx, tenant: int, year: int, wanted: Sequence[UUID]) -> dict[UUID, int]:
    """Return the hours that people were credited in a year."""
    rows = tx.rows(
        """select a.person_id, sum(a.hours)::integer as hours from attendance a
             join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
            where a.tenant_id = %s and k.year = %s and a.person_id = any(%s) and a.hours is not null
            group by a.person_id""",
        (tenant, year, list(wanted)),
    )
    return {row["person_id"]: row["hours"] for row in rows}
