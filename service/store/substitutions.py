"""Who stands in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from service.domain import clock
from service.domain.substitution import Standing, Wish
from service.store import codec
from service.store.database import Row, Tx
from service.store.ids import new_id

_ROW: Final = """select s.*, p.name as principal, q.name as substitute, o.name as organization,
       setter.name as set_by_name,
       (select r.name from release r where r.tenant_id = s.tenant_id and r.process_key = s.process_key
          and r.status = 'released') as process_name,
       (select t.title from task t join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
         where t.tenant_id = s.tenant_id and s.node is not null and t.node = s.node and i.process_key = s.process_key
         limit 1) as step_name
  from substitution s
  join person p on p.tenant_id = s.tenant_id and p.id = s.principal_id
  join person q on q.tenant_id = s.tenant_id and q.id = s.substitute_id
  left join person setter on setter.tenant_id = s.tenant_id and setter.id = s.set_by
  left join organization o on o.tenant_id = s.tenant_id and o.id = s.organization_id
 where s.tenant_id = %(tenant)s and """


def lock_people(tx: Tx, tenant: int, people: Sequence[UUID]) -> int:
    """Lock people in one order, so that two substitutions that would make a chain cannot both be set."""
    rows = tx.rows(
        "select id from person where tenant_id = %s and id = any(%s) order by id for no key update",
        (tenant, list(people)),
    )
    return len(rows)


def touching(tx: Tx, tenant: int, wish: Wish) -> list[Standing]:
    """Return substitutions in which either side of a wish has the other part during its days."""
    rows = tx.rows(
        """select s.principal_id, p.name as principal, s.substitute_id, q.name as substitute from substitution s
             join person p on p.tenant_id = s.tenant_id and p.id = s.principal_id
             join person q on q.tenant_id = s.tenant_id and q.id = s.substitute_id
            where s.tenant_id = %s and s.ended_at is null and s.from_on <= %s and s.to_on >= %s
              and (s.principal_id = %s or s.substitute_id = %s)""",
        (tenant, wish.to_on, wish.from_on, wish.substitute_id, wish.principal_id),
    )
    return [Standing(**row) for row in rows]


def add(tx: Tx, tenant: int, wish: Wish, set_by: UUID, at: datetime) -> UUID:
    """Set a substitution."""
    key = new_id()
    tx.run(
        """insert into substitution (tenant_id, id, principal_id, substitute_id, from_on, to_on, process_key, node,
             organization_id, reason, set_by, created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            tenant, key, wish.principal_id, wish.substitute_id, wish.from_on, wish.to_on, wish.process, wish.node,
            wish.organization_id, wish.reason, set_by, at,
        ),
    )  # fmt: skip
    return key


def find(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Return a substitution with the names around it."""
    return tx.row(_ROW + "s.id = %(id)s", {"tenant": tenant, "id": key})


def lock(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Lock a substitution."""
    return tx.row("select * from substitution where tenant_id = %s and id = %s for update", (tenant, key))


def end(tx: Tx, tenant: int, key: UUID, by: UUID, at: datetime) -> None:
    """End a substitution before its time."""
    tx.run(
        "update substitution set ended_at = %s, ended_by = %s where tenant_id = %s and id = %s and ended_at is null",
        (at, by, tenant, key),
    )


def of_person(tx: Tx, tenant: int, person: UUID, limit: int = 100) -> list[Row]:
    """Return what a person handed over and took over, the latest first."""
    return tx.rows(
        _ROW
        + "(s.principal_id = %(me)s or s.substitute_id = %(me)s) order by s.from_on desc, s.id desc limit %(limit)s",
        {"tenant": tenant, "me": person, "limit": limit},
    )


def standing(tx: Tx, tenant: int, on: date, limit: int = 500) -> list[Row]:
    """Return everybody's substitutions that are in force or to come."""
    return tx.rows(
        _ROW + "s.ended_at is null and s.to_on >= %(on)s order by s.from_on, s.id limit %(limit)s",
        {"tenant": tenant, "on": on, "limit": limit},
    )


def posts(tx: Tx, tenant: int, person: UUID, on: date) -> list[Row]:
    """Return the posts that a person holds on a day."""
    return tx.rows(
        """select r.role, r.organization_id as id, o.name from role_grant r
             join organization o on o.tenant_id = r.tenant_id and o.id = r.organization_id
            where r.tenant_id = %s and r.person_id = %s and %s between r.from_on and coalesce(r.to_on, 'infinity')
            order by o.name, r.role""",
        (tenant, person, on),
    )


def people(
    tx: Tx, tenant: int, on: date, never: Sequence[str], near: UUID | None, q: str, limit: int, only: UUID | None = None
) -> list[Row]:
    """Return people with an account and a post that can be stood in for; `near` narrows to that person's line."""
    return tx.rows(
        """select p.id, p.name, o.name as organization, min(r.role) as role from person p
             join role_grant r on r.tenant_id = p.tenant_id and r.person_id = p.id and not r.role = any(%(never)s)
                  and %(on)s between r.from_on and coalesce(r.to_on, 'infinity')
             join organization o on o.tenant_id = r.tenant_id and o.id = r.organization_id
            where p.tenant_id = %(tenant)s and p.id is distinct from %(near)s
              and (%(only)s::uuid is null or p.id = %(only)s)
              and exists (select 1 from account a where a.tenant_id = p.tenant_id and a.person_id = p.id and a.active)
              and (%(near)s::uuid is null or exists (
                select 1 from role_grant n join org_closure c on c.tenant_id = n.tenant_id
                   and (c.ancestor_id, c.descendant_id) in ((n.organization_id, r.organization_id),
                                                            (r.organization_id, n.organization_id))
                 where n.tenant_id = p.tenant_id and n.person_id = %(near)s and not n.role = any(%(never)s)
                   and %(on)s between n.from_on and coalesce(n.to_on, 'infinity')))
              and (%(q)s = '' or p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin ilike %(q)s || '%%')
            group by p.id, p.name, o.name, p.name_pinyin order by p.name_pinyin, p.id limit %(limit)s""",
        {"tenant": tenant, "on": on, "never": list(never), "near": near, "q": q, "limit": limit, "only": only},
    )


def done_for(tx: Tx, tenant: int, principal: UUID, limit: int = 100) -> list[Row]:
    """Return what was done in a person's name, the latest first."""
    rows = tx.rows(
        """select h.instance_id, h.seq, h.type, h.recorded_at as at, h.payload, h.task_id, actor.name as who,
                  i.subject_name as subject,
                  (select t.title from task t where t.tenant_id = h.tenant_id and t.id = h.task_id) as title,
                  (select r.name from release r where r.tenant_id = h.tenant_id and r.id = i.release_id) as process
             from history h
             join instance i on i.tenant_id = h.tenant_id and i.id = h.instance_id
             left join person actor on actor.tenant_id = h.tenant_id and actor.id = h.actor_id
            where h.tenant_id = %s and h.on_behalf_of = %s order by h.recorded_at desc, h.seq desc limit %s""",
        (tenant, principal, limit),
    )
    for row in rows:
        said = codec.loads(bytes(row.pop("payload") or b"{}"))
        row["decision"] = said.get("decision") or said.get("reason")
    return rows


def tell(tx: Tx, tenant: int, principal: UUID, who: str, at: datetime) -> None:
    """Tell a principal that something was done in their name: one notice a day and substitute, which counts on."""
    day = clock.office_day(at).isoformat()
    counted = tx.run(
        """update notice set params = jsonb_set(params, '{n}', to_jsonb((params->>'n')::int + 1))
            where tenant_id = %s and person_id = %s and kind = 'done_in_your_name' and read_at is null
              and params->>'who' = %s and params->>'day' = %s""",
        (tenant, principal, who, day),
    )
    if not counted:
        tx.run(
            """insert into notice (tenant_id, id, person_id, kind, params, created_at)
               values (%s, %s, %s, 'done_in_your_name', %s::jsonb, %s)""",
            (tenant, new_id(), principal, codec.dumps({"who": who, "day": day, "n": 1}), at),
        )
