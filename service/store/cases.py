"""Membership cases: is one running, how it closed, who the cultivation contacts are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from service.domain import clock
from service.store.database import Row, Tx

CASE = "proc_membership_case"
# Article 9: a contact is a full member, of the person's own branch.
_FULL_MEMBERS = """
select p.id, p.name from person p
 where p.tenant_id = %(tenant)s and p.id = any(%(people)s) and p.stage = 'full_member' and p.status = 'active'
   and p.branch_id = %(branch)s
"""


def other_running(tx: Tx, tenant: int, person_id: UUID, instance_id: UUID) -> bool:
    """Tell whether a person has another membership case that is not over."""
    return (
        tx.row(
            """select 1 as x from instance where tenant_id = %s and person_id = %s and process_key = %s
                  and status in ('running', 'faulted', 'suspended') and id <> %s limit 1""",
            (tenant, person_id, CASE, instance_id),
        )
        is not None
    )


def number_of(tx: Tx, tenant: int, instance_id: UUID) -> str | None:
    """Return the number that a case has been given."""
    number: str | None = tx.value(
        "select business_key from instance where tenant_id = %s and id = %s", (tenant, instance_id)
    )
    return number


def full_members(tx: Tx, tenant: int, branch_id: UUID | None, people: Sequence[UUID]) -> dict[UUID, str]:
    """Return those of the people who are full members of a branch."""
    rows = tx.rows(_FULL_MEMBERS, {"tenant": tenant, "people": list(people), "branch": branch_id})
    return {row["id"]: row["name"] for row in rows}


def set_contacts(tx: Tx, tenant: int, person_id: UUID, contacts: Sequence[UUID], on: date) -> None:
    """Make these the contacts from a day on; whoever is not among them any more ends the day before."""
    params = {"tenant": tenant, "person": person_id, "contacts": list(contacts), "on": on}
    tx.run(
        """update contact set to_on = greatest(from_on, %(on)s - 1)
            where tenant_id = %(tenant)s and person_id = %(person)s and to_on is null
              and contact_id <> all(%(contacts)s)""",
        params,
    )
    tx.run(
        """insert into contact (tenant_id, person_id, contact_id, from_on)
           select %(tenant)s, %(person)s, x, %(on)s from unnest(%(contacts)s::uuid[]) as x
            where not exists (select 1 from contact c where c.tenant_id = %(tenant)s and c.person_id = %(person)s
                                and c.contact_id = x and c.to_on is null)
           on conflict (tenant_id, person_id, contact_id, from_on) do update set to_on = null""",
        params,
    )


def contacts(tx: Tx, tenant: int, person_id: UUID, on: date) -> list[Row]:
    """Return the contacts of a person on a day."""
    return tx.rows(
        """select p.id, p.name, c.from_on from contact c
             join person p on p.tenant_id = c.tenant_id and p.id = c.contact_id
            where c.tenant_id = %s and c.person_id = %s and c.from_on <= %s and (c.to_on is null or c.to_on >= %s)
            order by c.from_on, p.id""",
        (tenant, person_id, on, on),
    )


def taken_over(tx: Tx, tenant: int, person_id: UUID, since: date) -> date | None:
    """Return when another branch last took a person over, if that was after a day."""
    found: date | None = tx.value(
        """select max((variables -> 'transfer' ->> 'on')::date) from instance
            where tenant_id = %s and person_id = %s and process_key = 'proc_case_transfer'
              and variables -> 'transfer' ->> 'result' = 'accepted'
              and (variables -> 'transfer' ->> 'on')::date > %s""",
        (tenant, person_id, since),
    )
    return found


def close(tx: Tx, tenant: int, person_id: UUID, stage: str, on: date) -> None:
    """Take a person off the way to membership; contacts end, public notices come down, facts stay."""
    tx.run(
        """update publication set fields = null, taken_down_at = %s
            where tenant_id = %s and person_id = %s and taken_down_at is null""",
        (clock.now(), tenant, person_id),
    )
    tx.run(
        """update person set stage = %s, stage_since = %s, status = 'closed', version = version + 1
            where tenant_id = %s and id = %s""",
        (stage, on, tenant, person_id),
    )
    tx.run(
        "update contact set to_on = greatest(from_on, %s) where tenant_id = %s and person_id = %s and to_on is null",
        (on, tenant, person_id),
    )
