"""Star ratings of members, part by part: what was given is kept as averages and counts of sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service.store.database import Row, Tx

MEMBERS: Final = ("full_member", "probationary_member")
# A part of the tally -> its columns.
TALLIES: Final[Mapping[str, tuple[str, str]]] = {"peers": ("peers", "peers_n"), "mass": ("mass", "mass_n")}


def open_(tx: Tx, tenant: int, branch: UUID, year: int, instance: UUID) -> list[Row]:
    """Take a branch's members into a rating of a year, unless one is awarded or runs already; return who they are."""
    tx.run(
        """delete from star_rating s using instance i
            where s.tenant_id = %s and s.branch_id = %s and s.year = %s and i.tenant_id = s.tenant_id
              and i.id = s.instance_id and i.status = 'cancelled' and s.status <> 'awarded'""",
        (tenant, branch, year),
    )
    return tx.rows(
        """insert into star_rating (tenant_id, person_id, year, branch_id, instance_id)
           select p.tenant_id, p.id, %(year)s, p.branch_id, %(instance)s from person p
            where p.tenant_id = %(tenant)s and p.branch_id = %(branch)s and p.stage = any(%(stages)s)
              and p.status = 'active'
           on conflict do nothing returning person_id as id""",
        {"tenant": tenant, "branch": branch, "year": year, "instance": instance, "stages": list(MEMBERS)},
    )


def running(tx: Tx, tenant: int, branch: UUID, year: int) -> int:
    """Count the members of a branch whose rating of a year stands already."""
    found: int = tx.value(
        "select count(*) from star_rating where tenant_id = %s and branch_id = %s and year = %s",
        (tenant, branch, year),
    )
    return found


def of_branch(tx: Tx, tenant: int, branch: UUID, year: int) -> list[Row]:
    """Return a branch's ratings of a year in the order of names."""
    return tx.rows(
        """select s.*, p.name from star_rating s
             join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
            where s.tenant_id = %s and s.branch_id = %s and s.year = %s order by p.name_pinyin, p.id""",
        (tenant, branch, year),
    )


def of_person(tx: Tx, tenant: int, person: UUID, year: int) -> Row | None:
    """Return a person's rating of a year."""
    return tx.row(
        "select * from star_rating where tenant_id = %s and person_id = %s and year = %s", (tenant, person, year)
    )


def set_self(tx: Tx, tenant: int, person: UUID, year: int, mark: Decimal | None, exempt: str | None) -> int:
    """Keep one's own mark, or that one does not take part."""
    return tx.run(
        """update star_rating set self_mark = %s, exempt_class = %s
            where tenant_id = %s and person_id = %s and year = %s and status = 'open'""",
        (mark, exempt, tenant, person, year),
    )


def set_tally(tx: Tx, tenant: int, branch: UUID, year: int, part: str, marks: Sequence[Mapping[str, Any]]) -> int:
    """Keep the averages of one part with the number of sheets behind each."""
    average, sheets = TALLIES[part]
    return tx.run(
        f"""update star_rating s set {average} = x.average, {sheets} = x.sheets
              from unnest(%s::uuid[], %s::numeric[], %s::int[]) as x(person, average, sheets)
             where s.tenant_id = %s and s.branch_id = %s and s.year = %s and s.person_id = x.person
               and s.exempt_class is null""",
        (
            [mark["person_id"] for mark in marks], [Decimal(str(mark["average"])) for mark in marks],
            [int(mark["sheets"]) for mark in marks], tenant, branch, year,
        ),
    )  # fmt: skip


def set_branch(tx: Tx, tenant: int, branch: UUID, year: int, marks: Sequence[tuple[UUID, Decimal]]) -> int:
    """Keep the branch committee's marks."""
    return tx.run(
        """update star_rating s set branch_mark = x.mark from unnest(%s::uuid[], %s::numeric[]) as x(person, mark)
            where s.tenant_id = %s and s.branch_id = %s and s.year = %s and s.person_id = x.person
              and s.exempt_class is null""",
        ([person for person, _ in marks], [mark for _, mark in marks], tenant, branch, year),
    )


def propose(tx: Tx, tenant: int, branch: UUID, year: int, rated: Sequence[tuple[UUID, Decimal, int]]) -> int:
    """Keep scores and stars as they are proposed."""
    return tx.run(
        """update star_rating s set score = x.score, stars = x.stars, status = 'proposed'
             from unnest(%s::uuid[], %s::numeric[], %s::int[]) as x(person, score, stars)
            where s.tenant_id = %s and s.branch_id = %s and s.year = %s and s.person_id = x.person""",
        (*([row[place] for row in rated] for place in range(3)), tenant, branch, year),
    )


def settle(tx: Tx, tenant: int, branch: UUID, year: int, status: str) -> list[Row]:
    """Publish or award what is proposed; return whom it concerns."""
    return tx.rows(
        """update star_rating set status = %s
            where tenant_id = %s and branch_id = %s and year = %s and stars is not null
           returning person_id as id, stars""",
        (status, tenant, branch, year),
    )
