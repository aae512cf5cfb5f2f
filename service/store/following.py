"""Open cases go where their people go: from one organisation to another, with what waits in them.

Each has a row of that in its own history: what waits for another office must say since when, and who wanted it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from service.domain import clock
from service.domain.instances import Event
from service.store import noting
from service.store.database import Row, Tx

CARRIED: Final = "case.carried"
_OPEN: Final = "status in ('running', 'faulted', 'suspended')"


def cases_of(tx: Tx, tenant: int, organization: UUID, people: Sequence[UUID]) -> list[UUID]:
    """Return the open cases about people that an organisation looks after."""
    rows = tx.rows(
        f"""select id from instance where tenant_id = %s and organization_id = %s and person_id = any(%s) and {_OPEN}
             order by id for update""",
        (tenant, organization, list(people)),
    )
    return [row["id"] for row in rows]


def follow(
    tx: Tx,
    tenant: int,
    cases: Sequence[UUID],
    old: UUID,
    new: UUID,
    keep: Sequence[UUID] = (),
    *,
    actor: UUID | None = None,
    because: str = "settled",
) -> int:
    """Put open cases under another organisation; return how many open tasks went along.

    What waits for a post of the old line waits for the same post of the new line, at the same level. Who had claimed
    it by a post at the old place gives it back, except those in `keep`, whose posts go along.
    """
    if not cases:
        return 0
    note(tx, tenant, cases, (old, new), actor, because)
    key: dict[str, Any] = {"tenant": tenant, "cases": list(cases), "old": old, "new": new, "keep": list(keep)}
    tasks = tx.run(
        """with line as (
             select c.descendant_id as home, c.ancestor_id as id, o.level, c.depth from org_closure c
               join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
              where c.tenant_id = %(tenant)s and c.descendant_id in (%(old)s, %(new)s)),
           road as (
             select a.id as was, coalesce((select b.id from line b where b.home = %(new)s and b.level = a.level
                                            order by b.depth limit 1), %(new)s) as now
               from line a where a.home = %(old)s)
           update task t set organization_id = road.now, version = t.version + 1,
                  assignee_id = case when t.claimed_at is null or t.assignee_id = any(%(keep)s) then t.assignee_id end,
                  claimed_at = case when t.assignee_id = any(%(keep)s) then t.claimed_at end
             from road
            where t.tenant_id = %(tenant)s and t.instance_id = any(%(cases)s) and t.status = 'open'
              and t.organization_id = road.was and road.was <> road.now""",
        key,
    )
    tx.run(
        """update instance set organization_id = %(new)s
            where tenant_id = %(tenant)s and id = any(%(cases)s) and organization_id = %(old)s""",
        key,
    )
    return tasks


def note(
    tx: Tx, tenant: int, cases: Sequence[UUID], places: tuple[UUID, UUID], actor: UUID | None, because: str
) -> None:
    """Write into the history of cases from where to where they were carried, why and by whom."""
    rows = tx.rows("select id, name from organization where tenant_id = %s and id = any(%s)", (tenant, list(places)))
    names = {row["id"]: row["name"] for row in rows}
    at = clock.now()
    said = {"because": because, "from": names[places[0]], "to": names[places[1]]}
    event = Event(CARRIED, clock.office_day(at), said, actor_id=actor)
    noting.note(tx, tenant, {case: [event] for case in cases}, at)


def counts(tx: Tx, tenant: int, people: Sequence[UUID]) -> Row:
    """Count what is open about people: cases, and tasks in them."""
    row = tx.row(
        f"""with mine as (select id from instance where tenant_id = %(tenant)s and person_id = any(%(people)s)
              and {_OPEN})
            select (select count(*) from mine) as cases,
                   (select count(*) from task t join mine on mine.id = t.instance_id
                     where t.tenant_id = %(tenant)s and t.status = 'open') as tasks""",
        {"tenant": tenant, "people": list(people)},
    )
    assert row is not None
    return row
