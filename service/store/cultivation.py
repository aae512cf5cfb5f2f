"""Half-year reviews, attempts to list a candidate, introducers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from service.store.database import Row, Tx


def reviews(tx: Tx, tenant: int, person_id: UUID, since: date) -> list[Row]:
    """Return a person's reviews since they were confirmed, the oldest first."""
    return tx.rows(
        """select turn, due_on, held_on, result from activist_review
            where tenant_id = %s and person_id = %s and due_on > %s order by turn""",
        (tenant, person_id, since),
    )


def record_review(
    tx: Tx,
    tenant: int,
    person_id: UUID,
    turn: int,
    due_on: date,
    held_on: date,
    result: str,
    instance_id: UUID,
    by: UUID | None,
    at: datetime,
) -> None:
    """Keep what a half-year review came to; the same turn once more, after a return, replaces it."""
    tx.run(
        """insert into activist_review (tenant_id, person_id, turn, due_on, held_on, result, instance_id, recorded_by,
             recorded_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (tenant_id, person_id, turn) do update set due_on = excluded.due_on, held_on = excluded.held_on,
             result = excluded.result, instance_id = excluded.instance_id, recorded_by = excluded.recorded_by,
             recorded_at = excluded.recorded_at""",
        (tenant, person_id, turn, due_on, held_on, result, instance_id, by, at),
    )


def not_before(tx: Tx, tenant: int, person_id: UUID, since: date) -> date | None:
    """Return the first day on which somebody who was not listed may be proposed again."""
    day: date | None = tx.value(
        """select max(not_before) from candidate_attempt
            where tenant_id = %s and person_id = %s and outcome = 'not_listed' and decided_on >= %s""",
        (tenant, person_id, since),
    )
    return day


def record_attempt(
    tx: Tx,
    tenant: int,
    person_id: UUID,
    instance_id: UUID,
    on: date,
    outcome: str,
    reason_class: str | None,
    again: date | None,
    by: UUID | None,
    at: datetime,
) -> None:
    """Keep what came of a proposal."""
    tx.run(
        """insert into candidate_attempt (tenant_id, person_id, instance_id, decided_on, outcome, reason_class,
             not_before, recorded_by, recorded_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (tenant_id, person_id, instance_id, decided_on) do update set outcome = excluded.outcome,
             reason_class = excluded.reason_class, not_before = excluded.not_before,
             recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at""",
        (tenant, person_id, instance_id, on, outcome, reason_class, again, by, at),
    )


def contact(tx: Tx, tenant: int, person_id: UUID, branch_id: UUID | None, on: date) -> UUID | None:
    """Return the contact who has been one the longest and still can be: a full member of the person's branch."""
    found: UUID | None = tx.value(
        """select c.contact_id from contact c
             join person p on p.tenant_id = c.tenant_id and p.id = c.contact_id
            where c.tenant_id = %s and c.person_id = %s and c.from_on <= %s and (c.to_on is null or c.to_on >= %s)
              and p.stage = 'full_member' and p.status = 'active' and p.branch_id = %s
            order by c.from_on, c.contact_id limit 1""",
        (tenant, person_id, on, on, branch_id),
    )
    return found


def set_introducers(tx: Tx, tenant: int, person_id: UUID, introducers: Sequence[UUID], on: date) -> None:
    """Make these the introducers from a day on; whoever is not among them any more ends the day before."""
    params = {"tenant": tenant, "person": person_id, "introducers": list(introducers), "on": on}
    tx.run(
        """update introducer set to_on = greatest(from_on, %(on)s - 1)
            where tenant_id = %(tenant)s and person_id = %(person)s and to_on is null
              and introducer_id <> all(%(introducers)s)""",
        params,
    )
    tx.run(
        """insert into introducer (tenant_id, person_id, introducer_id, from_on)
           select %(tenant)s, %(person)s, x, %(on)s from unnest(%(introducers)s::uuid[]) as x
            where not exists (select 1 from introducer i where i.tenant_id = %(tenant)s and i.person_id = %(person)s
                                and i.introducer_id = x and i.to_on is null)
           on conflict (tenant_id, person_id, introducer_id, from_on) do update set to_on = null""",
        params,
    )


def introducers(tx: Tx, tenant: int, person_id: UUID, on: date) -> list[Row]:
    """Return the introducers of a person on a day."""
    return tx.rows(
        """select p.id, p.name, i.from_on from introducer i
             join person p on p.tenant_id = i.tenant_id and p.id = i.introducer_id
            where i.tenant_id = %s and i.person_id = %s and i.from_on <= %s and (i.to_on is null or i.to_on >= %s)
            order by i.from_on, p.id""",
        (tenant, person_id, on, on),
    )
