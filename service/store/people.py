"""People: read and write single records; names by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from service.store.database import Row, Tx


def subject_names(
    tx: Tx, tenant: int, organization_ids: Sequence[str | None], person_ids: Sequence[str | None]
) -> dict[str, str]:
    """Return what organisations and people are called, by id as text."""
    rows = tx.rows(
        """select id, name from person where tenant_id = %(tenant)s and id = any(%(people)s::uuid[])
           union all
           select id, name from organization where tenant_id = %(tenant)s and id = any(%(organizations)s::uuid[])""",
        {
            "tenant": tenant,
            "people": [person for person in person_ids if person],
            "organizations": [organization for organization in organization_ids if organization],
        },
    )
    return {str(row["id"]): row["name"] for row in rows}


def names(tx: Tx, tenant: int, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return what people are called."""
    rows = tx.rows(
        "select id, name from person where tenant_id = %s and id = any(%s)",
        (tenant, [person for person in ids if person is not None]),
    )
    return {row["id"]: row["name"] for row in rows}


def lock(tx: Tx, tenant: int, person_id: UUID) -> Row | None:
    """Lock a person's record."""
    return tx.row(
        """select id, name, stage, stage_since, status, branch_id, applied_on, talked_on, activist_on, member_on
             from person where tenant_id = %s and id = %s for update""",
        (tenant, person_id),
    )


def set_stage(tx: Tx, tenant: int, person_id: UUID, stage: str, on: date) -> None:
    """Bring a person to a stage from a day on, and keep the day that the stage is counted from."""
    tx.run(
        """update person set stage = %(stage)s, stage_since = %(on)s, status = 'active', version = version + 1,
             applied_on = case when %(stage)s = 'applicant' then %(on)s else applied_on end,
             activist_on = case when %(stage)s = 'activist' then %(on)s else activist_on end,
             member_on = case when %(stage)s = 'probationary_member' then %(on)s else member_on end
           where tenant_id = %(tenant)s and id = %(person)s""",
        {"tenant": tenant, "person": person_id, "stage": stage, "on": on},
    )


def readmit(tx: Tx, tenant: int, person_id: UUID, branch: UUID, stage: str, since: date) -> None:
    """Open a closed record again, in a branch and at a stage; every day that it holds stays."""
    tx.run(
        """update person set stage = %s, stage_since = %s, status = 'active', branch_id = %s, version = version + 1
            where tenant_id = %s and id = %s""",
        (stage, since, branch, tenant, person_id),
    )


STAGE_FACTS = ("stage", "stage_since", "status", "applied_on", "activist_on", "member_on")


def restore_stage(tx: Tx, tenant: int, person_id: UUID, before: Mapping[str, Any]) -> None:
    """Bring a person back to an earlier stage, with the days that were counted then."""
    tx.run(
        """update person set stage = %(stage)s, stage_since = %(stage_since)s::date, status = %(status)s,
                  applied_on = %(applied_on)s::date, activist_on = %(activist_on)s::date,
                  member_on = %(member_on)s::date, version = version + 1
            where tenant_id = %(tenant)s and id = %(person)s""",
        {"tenant": tenant, "person": person_id, **{name: before[name] for name in STAGE_FACTS}},
    )


def set_talked(tx: Tx, tenant: int, person_id: UUID, on: date) -> None:
    """Record the day of the talk (article 7)."""
    tx.run(
        "update person set talked_on = %s, version = version + 1 where tenant_id = %s and id = %s",
        (on, tenant, person_id),
    )
