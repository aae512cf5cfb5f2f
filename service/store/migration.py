"""What moving cases to another release reads and writes beyond a step: the cases that may go, and plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.migration import Found
from service.store import codec
from service.store.database import Row, Tx
from service.store.ids import new_id

ALIVE = ("running", "faulted", "suspended")

# The columns of instances.LOCK_INSTANCE, without the lock: a dry run holds nobody up.
_COLUMNS = """i.id as instance_id, i.release_id, i.process_key, i.organization_id as instance_org, i.person_id,
  i.status, i.state, i.version, i.history_seq, i.history_head, i.starter_id, i.stand_in_id, i.subject_name, i.milestone,
  i.business_key, i.parent_id, i.parent_task_id, i.variables, i.fault"""

_BELOW = """exists (select 1 from org_closure c where c.tenant_id = i.tenant_id and c.descendant_id = i.organization_id
  and c.ancestor_id = any(%(seats)s::uuid[]))"""

# --- releases and cases ----------------------------------------------------------------------------------------------


def releases_of(tx: Tx, tenant: int, process_key: str | None, seats: Sequence[UUID]) -> list[Row]:
    """Return releases, newest first, with how many open cases below these organisations each has, by status."""
    return tx.rows(
        f"""select r.id, r.process_key, r.version, r.name, r.status, r.created_at, p.name as released_by,
                  coalesce(n.running, 0) as running, coalesce(n.faulted, 0) as faulted,
                  coalesce(n.suspended, 0) as suspended, coalesce(n.parts, 0) as parts
             from release r
             left join person p on p.tenant_id = r.tenant_id and p.id = r.released_by
             left join lateral (
               select count(*) filter (where i.status = 'running' and i.parent_id is null) as running,
                      count(*) filter (where i.status = 'faulted' and i.parent_id is null) as faulted,
                      count(*) filter (where i.status = 'suspended' and i.parent_id is null) as suspended,
                      count(*) filter (where i.parent_id is not null) as parts
                 from instance i where i.tenant_id = r.tenant_id and i.release_id = r.id
                  and i.status in ('running', 'faulted', 'suspended') and {_BELOW}) n on true
            where r.tenant_id = %(tenant)s and (%(key)s::text is null or r.process_key = %(key)s)
            order by r.process_key, r.version desc""",
        {"tenant": tenant, "key": process_key, "seats": list(seats)},
    )


def candidates(
    tx: Tx,
    tenant: int,
    releases: Sequence[UUID],
    seats: Sequence[UUID],
    only: Sequence[UUID] | None,
    organization: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[Row]:
    """Return open cases of releases, a page by id, with their state; nothing is locked.

    `only` names cases; their parts come with them.
    """
    return tx.rows(
        f"""with recursive chosen as (
              select id from instance where tenant_id = %(tenant)s and id = any(%(only)s::uuid[])
              union all
              select c.id from instance c join chosen on c.parent_id = chosen.id where c.tenant_id = %(tenant)s)
            select {_COLUMNS} from instance i
             where i.tenant_id = %(tenant)s and i.release_id = any(%(releases)s::uuid[])
               and i.status in ('running', 'faulted', 'suspended') and {_BELOW}
               and (%(all)s or i.id in (select id from chosen))
               and (%(under)s::uuid is null or exists (select 1 from org_closure u where u.tenant_id = i.tenant_id
                     and u.descendant_id = i.organization_id and u.ancestor_id = %(under)s))
               and (%(after)s::uuid is null or i.id > %(after)s)
             order by i.id limit %(limit)s""",
        {
            "tenant": tenant,
            "releases": list(releases),
            "seats": list(seats),
            "only": list(only or ()),
            "all": only is None,
            "under": organization,
            "after": after,
            "limit": limit,
        },
    )


# --- plans -----------------------------------------------------------------------------------------------------------


def add_plan(
    tx: Tx,
    tenant: int,
    process_key: str,
    froms: Sequence[UUID],
    to: UUID,
    mapping: Mapping[str, str],
    person_id: UUID,
    at: datetime,
    cases: Sequence[Row],
) -> UUID:
    """Write a plan with its cases: parents before their parts, so that a part is never ahead of its parent."""
    plan = new_id()
    tx.run(
        """insert into case_migration (tenant_id, id, process_key, from_releases, to_release, mapping, started_by,
             started_at) values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, plan, process_key, list(froms), to, codec.dumps(dict(mapping)), person_id, at),
    )
    ordered = sorted(cases, key=lambda row: (row["parent_id"] is not None, row["instance_id"]))
    tx.run(
        """insert into case_migration_item (tenant_id, migration_id, instance_id, from_release, place)
           select %s, %s, x.id, x.release, x.place
             from unnest(%s::uuid[], %s::uuid[]) with ordinality as x(id, release, place)""",
        (tenant, plan, [row["instance_id"] for row in ordered], [row["release_id"] for row in ordered]),
    )
    return plan


def plan(tx: Tx, tenant: int, plan_id: UUID, lock: bool = False) -> Row | None:
    """Return a plan."""
    sql = "select * from case_migration where tenant_id = %s and id = %s"
    return tx.row(sql + (" for update" if lock else ""), (tenant, plan_id))


def running_plan(tx: Tx, tenant: int, process_key: str) -> Row | None:
    """Return a plan of a process that is being carried out."""
    return tx.row(
        """select * from case_migration
            where tenant_id = %s and process_key = %s and status in ('running', 'undoing') limit 1""",
        (tenant, process_key),
    )


def set_status(tx: Tx, tenant: int, plan_id: UUID, status: str, at: datetime | None) -> None:
    """Change how a plan stands; `at` when it came to an end."""
    tx.run(
        "update case_migration set status = %s, ended_at = %s where tenant_id = %s and id = %s",
        (status, at, tenant, plan_id),
    )


def next_item(tx: Tx, tenant: int, plan_id: UUID, status: str, last_first: bool = False) -> Row | None:
    """Return a case of a plan that is still to be done, locked."""
    order = "desc" if last_first else "asc"
    return tx.row(
        f"""select * from case_migration_item where tenant_id = %s and migration_id = %s and status = %s
            order by place {order} limit 1 for update skip locked""",
        (tenant, plan_id, status),
    )


def set_item(
    tx: Tx,
    tenant: int,
    item: Row,
    status: str,
    found: Sequence[Found],
    at: datetime,
    seq: int | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Write what became of a case."""
    tx.run(
        """update case_migration_item set status = %s, found = %s, at = %s, seq = coalesce(%s, seq),
                  before = coalesce(%s::jsonb, before)
            where tenant_id = %s and migration_id = %s and instance_id = %s""",
        (
            status,
            codec.dumps(pack(found)),
            at,
            seq,
            None if before is None else codec.dumps(before),
            tenant,
            item["migration_id"],
            item["instance_id"],
        ),
    )


def pack(found: Sequence[Found]) -> list[list[Any]]:
    """Write findings as rows of JSON; their sentences are made for each reader."""
    return [[one.code, one.node, one.process, dict(one.params)] for one in found]


def unpack(rows: Sequence[Sequence[Any]]) -> list[Found]:
    """Read findings."""
    return [Found(code, node, process, params) for code, node, process, params in rows]
