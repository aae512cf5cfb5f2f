"""The tree of organisations: written here only, so that the closure stays right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx
from service.store.ids import new_id

# Changes of the tree are rare and touch many rows of the closure: one at a time.
LOCK = 201706


def lock_tree(tx: Tx, tenant: int) -> None:
    """Let nobody else change the tree until the transaction ends."""
    tx.run("select pg_advisory_xact_lock(%s, %s)", (LOCK, tenant))


def find(tx: Tx, tenant: int, organization: UUID, seats: Sequence[UUID]) -> Row | None:
    """Return an organisation at or below others, locked."""
    return tx.row(
        """select o.* from organization o where o.tenant_id = %s and o.id = %s and exists (
             select 1 from org_closure c where c.tenant_id = o.tenant_id and c.descendant_id = o.id
                and c.ancestor_id = any(%s)) for update""",
        (tenant, organization, list(seats)),
    )


def founded(tx: Tx, tenant: int, organization: UUID) -> Row | None:
    """Return an organisation's name, and the day it was founded on where that is known."""
    return tx.row("select name, founded_on from organization where tenant_id = %s and id = %s", (tenant, organization))


def living(tx: Tx, tenant: int, seats: Sequence[UUID]) -> list[Row]:
    """Return the living organisations at or below others, with what they stand under."""
    return tx.rows(
        """select o.id, o.name, o.level, o.parent_id, p.name as parent from organization o
             left join organization p on p.tenant_id = o.tenant_id and p.id = o.parent_id
            where o.tenant_id = %s and o.dissolved_on is null and exists (
              select 1 from org_closure c where c.tenant_id = o.tenant_id and c.descendant_id = o.id
                 and c.ancestor_id = any(%s))""",
        (tenant, list(seats)),
    )


def is_below(tx: Tx, tenant: int, organization: UUID, ancestor: UUID) -> bool:
    """Tell whether an organisation is another one or stands below it."""
    return bool(
        tx.value(
            """select exists (select 1 from org_closure
                where tenant_id = %s and descendant_id = %s and ancestor_id = %s)""",
            (tenant, organization, ancestor),
        )
    )


def deliberates(tx: Tx, tenant: int, organization: UUID) -> UUID | None:
    """Return the nearest base committee or general branch above, which may deliberate and never approve (§22)."""
    found: UUID | None = tx.value(
        """select o.id from org_closure c join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
            where c.tenant_id = %s and c.descendant_id = %s and c.depth > 0 and o.level = 'base'
              and o.dissolved_on is null order by c.depth limit 1""",
        (tenant, organization),
    )
    return found


def name_taken(tx: Tx, tenant: int, parent: UUID | None, name: str, but: UUID | None = None) -> bool:
    """Tell whether a living organisation below the same parent has this name."""
    return bool(
        tx.value(
            """select exists (select 1 from organization where tenant_id = %s and parent_id is not distinct from %s
                 and name = %s and dissolved_on is null and id is distinct from %s)""",
            (tenant, parent, name, but),
        )
    )


def add(tx: Tx, tenant: int, row: Mapping[str, Any]) -> None:
    """Add an organisation below its parent."""
    tx.run(
        """insert into organization (tenant_id, id, parent_id, level, kind, name, name_pinyin, sort, founded_on)
           select %(tenant)s, %(id)s, %(parent)s, %(level)s, %(kind)s, %(name)s, %(pinyin)s,
                  coalesce(max(sort), 0) + 1, %(on)s
             from organization where tenant_id = %(tenant)s and parent_id = %(parent)s""",
        {"tenant": tenant, **row},
    )
    tx.run(
        """insert into org_closure (tenant_id, descendant_id, ancestor_id, depth)
           select tenant_id, %(id)s, ancestor_id, depth + 1 from org_closure
            where tenant_id = %(tenant)s and descendant_id = %(parent)s
           union all select %(tenant)s, %(id)s, %(id)s, 0""",
        {"tenant": tenant, **row},
    )


def rename(tx: Tx, tenant: int, organization: UUID, name: str, pinyin: str) -> None:
    """Give an organisation another name."""
    tx.run(
        """update organization set name = %s, name_pinyin = %s, version = version + 1
            where tenant_id = %s and id = %s""",
        (name, pinyin, tenant, organization),
    )


def waiting_above(tx: Tx, tenant: int, organization: UUID) -> list[UUID]:
    """Lock the open cases at or below an organisation that wait for a post above it, and return them."""
    rows = tx.rows(
        """select i.id from instance i join org_closure b on b.tenant_id = i.tenant_id
              and b.descendant_id = i.organization_id and b.ancestor_id = %(id)s
            where i.tenant_id = %(tenant)s and exists (
              select from task t join org_closure c on c.tenant_id = t.tenant_id and c.descendant_id = %(id)s
                and c.ancestor_id = t.organization_id and c.depth > 0
               where t.tenant_id = i.tenant_id and t.instance_id = i.id and t.status = 'open')
            order by i.id for update of i""",
        {"tenant": tenant, "id": organization},
    )
    return [row["id"] for row in rows]


def move(tx: Tx, tenant: int, organization: UUID, parent: UUID) -> int:
    """Put an organisation with all below it under another parent; return how many open tasks went along.

    A task of a case in there that waits for a post of an old ancestor waits for the new ancestor of the same level.
    """
    key = {"tenant": tenant, "id": organization, "parent": parent}
    tasks = tx.run(
        """with old as (
             select c.ancestor_id as id, o.level from org_closure c
               join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
              where c.tenant_id = %(tenant)s and c.descendant_id = %(id)s and c.depth > 0),
           new as (
             select distinct on (o.level) c.ancestor_id as id, o.level from org_closure c
               join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
              where c.tenant_id = %(tenant)s and c.descendant_id = %(parent)s order by o.level, c.depth)
           update task t set organization_id = new.id
             from old join new on new.level = old.level and new.id <> old.id, instance i
            where t.tenant_id = %(tenant)s and t.status = 'open' and t.organization_id = old.id
              and i.tenant_id = t.tenant_id and i.id = t.instance_id
              and i.organization_id in (select descendant_id from org_closure
                                         where tenant_id = %(tenant)s and ancestor_id = %(id)s)""",
        key,
    )
    tx.run(
        """delete from org_closure c using org_closure inside, org_closure above
            where c.tenant_id = %(tenant)s
              and inside.tenant_id = c.tenant_id and inside.ancestor_id = %(id)s
              and inside.descendant_id = c.descendant_id
              and above.tenant_id = c.tenant_id and above.descendant_id = %(id)s and above.depth > 0
              and above.ancestor_id = c.ancestor_id""",
        key,
    )
    tx.run(
        """insert into org_closure (tenant_id, descendant_id, ancestor_id, depth)
           select inside.tenant_id, inside.descendant_id, above.ancestor_id, inside.depth + above.depth + 1
             from org_closure inside join org_closure above on above.tenant_id = inside.tenant_id
            where inside.tenant_id = %(tenant)s and inside.ancestor_id = %(id)s and above.descendant_id = %(parent)s""",
        key,
    )
    tx.run(
        """update organization set parent_id = %(parent)s, version = version + 1
            where tenant_id = %(tenant)s and id = %(id)s""",
        key,
    )
    return tasks


def dissolve(tx: Tx, tenant: int, organization: UUID, on: date) -> None:
    """End an organisation; its row stays, because cases and papers name it."""
    tx.run(
        "update organization set dissolved_on = %s, version = version + 1 where tenant_id = %s and id = %s",
        (on, tenant, organization),
    )


def in_use(tx: Tx, tenant: int, organization: UUID, today: date) -> dict[str, int]:
    """Count what keeps an organisation from being dissolved."""
    row = tx.row(
        """select (select count(*) from organization where tenant_id = %(tenant)s and parent_id = %(id)s
                     and dissolved_on is null) as children,
                  (select count(*) from person where tenant_id = %(tenant)s and branch_id = %(id)s
                     and status = 'active') as people,
                  (select count(*) from instance where tenant_id = %(tenant)s and organization_id = %(id)s
                     and status in ('running', 'faulted', 'suspended')) as cases,
                  (select count(*) from task where tenant_id = %(tenant)s and organization_id = %(id)s
                     and status = 'open') as tasks,
                  (select count(*) from role_grant where tenant_id = %(tenant)s and organization_id = %(id)s
                     and coalesce(to_on, 'infinity') >= %(today)s) as posts""",
        {"tenant": tenant, "id": organization, "today": today},
    )
    assert row is not None
    return dict(row)


def note(
    tx: Tx,
    tenant: int,
    organization: UUID,
    kind: str,
    on: date,
    facts: tuple[Mapping[str, Any], Mapping[str, Any]],
    reason: str,
    who: UUID,
    at: datetime,
) -> None:
    """Keep what an organisation was before a change and after it."""
    tx.run(
        """insert into organization_change (tenant_id, id, organization_id, kind, on_day, before, after, reason,
             changed_by, changed_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, new_id(), organization, kind, on, codec.dumps(facts[0]), codec.dumps(facts[1]), reason, who, at),
    )
