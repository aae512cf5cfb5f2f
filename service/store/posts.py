"""Posts and the work that follows them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from service.store.database import Row, Tx
from service.store.ids import new_id

_ROW: Final = """select g.id, g.person_id, g.role, g.organization_id, g.from_on, g.to_on, g.review_by, p.name as person,
       o.name as organization, o.level, b.name as granted_by_name
  from role_grant g
  join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
  join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id
  left join person b on b.tenant_id = g.tenant_id and b.id = g.granted_by
 where g.tenant_id = %(tenant)s and """


def page(tx: Tx, tenant: int, filters: dict[str, Any], after: tuple[str, UUID] | None, limit: int) -> list[Row]:
    """Return posts in force or to come, by name; `due` narrows to those to be looked at again by that day."""
    return tx.rows(
        _ROW
        + """coalesce(g.to_on, 'infinity') >= %(on)s
              and (%(q)s = '' or p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin ilike %(q)s || '%%'
                   or o.name ilike '%%' || %(q)s || '%%')
              and (%(role)s = '' or g.role = %(role)s)
              and (%(due)s::date is null or coalesce(g.review_by, g.from_on) <= %(due)s)
              and (%(name)s::text is null or (p.name, g.id) > (%(name)s, %(id)s))
            order by p.name, g.id limit %(limit)s""",
        {
            "tenant": tenant,
            "name": after[0] if after else None,
            "id": after[1] if after else None,
            "limit": limit,
            **filters,
        },
    )


def find(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Return a post with the names around it."""
    return tx.row(_ROW + "g.id = %(id)s", {"tenant": tenant, "id": key})


def lock(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Lock a post."""
    return tx.row("select * from role_grant where tenant_id = %s and id = %s for update", (tenant, key))


def lock_person(tx: Tx, tenant: int, person: UUID) -> bool:
    """Lock a person, so that two posts that exclude each other cannot both be granted."""
    return tx.row(
        "select 1 from person where tenant_id = %s and id = %s for no key update", (tenant, person)
    ) is not None  # fmt: skip


def has_organization(tx: Tx, tenant: int, key: UUID) -> bool:
    """Tell whether there is such an organisation."""
    return tx.row("select 1 from organization where tenant_id = %s and id = %s", (tenant, key)) is not None


def roles_between(tx: Tx, tenant: int, person: UUID, from_on: date, to_on: date | None) -> list[Row]:
    """Return the posts that a person holds at any time between two days."""
    return tx.rows(
        """select role, organization_id from role_grant where tenant_id = %s and person_id = %s
              and from_on <= coalesce(%s::date, 'infinity') and coalesce(to_on, 'infinity') >= %s""",
        (tenant, person, to_on, from_on),
    )


def holders(tx: Tx, tenant: int, role: str, on: date) -> int:
    """Return how many people hold a role anywhere on a day and after it."""
    return int(
        tx.value(
            """select count(distinct person_id) from role_grant where tenant_id = %s and role = %s
                and from_on <= %s and coalesce(to_on, 'infinity') > %s""",
            (tenant, role, on, on),
        )
    )


def add(
    tx: Tx, tenant: int, person: UUID, role: str, organization: UUID, from_on: date, to_on: date | None,
    review_by: date, by: UUID,
) -> UUID:  # fmt: skip
    """Grant a post."""
    key = new_id()
    tx.run(
        """insert into role_grant
             (tenant_id, id, person_id, role, organization_id, from_on, to_on, granted_by, review_by)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, key, person, role, organization, from_on, to_on, by, review_by),
    )
    return key


def end(tx: Tx, tenant: int, key: UUID, to_on: date) -> None:
    """End a post after a day."""
    tx.run("update role_grant set to_on = %s where tenant_id = %s and id = %s", (to_on, tenant, key))


def review(tx: Tx, tenant: int, key: UUID, review_by: date) -> None:
    """Confirm a post until a day."""
    tx.run("update role_grant set review_by = %s where tenant_id = %s and id = %s", (review_by, tenant, key))


def pass_on(tx: Tx, tenant: int, row: Row, heir: UUID | None) -> int:
    """Pass on what somebody claimed by a post: to the heir unless excluded, else back to the post.

    What a person holds by another post of the same kind at the same place stays where it is.
    """
    return tx.run(
        """update task t set version = version + 1,
             assignee_id = case when %(heir)s::uuid is not null and not %(heir)s = any(t.exclude) then %(heir)s end,
             claimed_at = case when %(heir)s::uuid is not null and not %(heir)s = any(t.exclude) then t.claimed_at end
            where t.tenant_id = %(tenant)s and t.assignee_id = %(who)s and t.claimed_at is not null
              and t.status = 'open' and t.role = %(role)s and t.organization_id = %(home)s""",
        {
            "tenant": tenant,
            "who": row["person_id"],
            "role": row["role"],
            "home": row["organization_id"],
            "heir": heir,
        },
    )


def release_claims(tx: Tx, tenant: int, on: date) -> int:
    """Put back what somebody claimed by a post that has run out: whoever has the post now finds it; return how many.

    A task whose row somebody holds just now is left for the next time.
    """
    return tx.run(
        """update task t set assignee_id = null, claimed_at = null, version = version + 1
            where (t.tenant_id, t.id) in (
              select c.tenant_id, c.id from task c
               where c.tenant_id = %(tenant)s and c.status = 'open' and c.assignee_id is not null
                 and c.claimed_at is not null
                 and not exists (select 1 from role_grant g where g.tenant_id = c.tenant_id
                       and g.person_id = c.assignee_id and g.role = c.role and g.organization_id = c.organization_id
                       and %(on)s between g.from_on and coalesce(g.to_on, 'infinity'))
                 for update skip locked)""",
        {"tenant": tenant, "on": on},
    )


def work(tx: Tx, tenant: int, row: Row, limit: int) -> Row:
    """Count what waits for a post and what its holder claimed; nothing about the cases: the reader is blind to them."""
    found = tx.row(
        """select count(*) as open, count(*) filter (where assignee_id = %(who)s) as claimed,
                  min(due_at) as earliest from (
             select assignee_id, due_at from task
              where tenant_id = %(tenant)s and role = %(role)s and organization_id = %(home)s and status = 'open'
                and (assignee_id is null or (assignee_id = %(who)s and claimed_at is not null)) limit %(limit)s) t""",
        {
            "tenant": tenant,
            "who": row["person_id"],
            "role": row["role"],
            "home": row["organization_id"],
            "limit": limit,
        },
    )
    assert found is not None
    titles = tx.rows(
        """select title, count(*) as n from (
             select title from task
              where tenant_id = %(tenant)s and role = %(role)s and organization_id = %(home)s and status = 'open'
                and (assignee_id is null or (assignee_id = %(who)s and claimed_at is not null)) limit %(limit)s) t
            group by title order by n desc, title""",
        {
            "tenant": tenant,
            "who": row["person_id"],
            "role": row["role"],
            "home": row["organization_id"],
            "limit": limit,
        },
    )
    return {**found, "titles": titles}


def people(tx: Tx, tenant: int, q: str, limit: int) -> list[Row]:
    """Return people with an account by name, with their branch: whom a post may be given to."""
    return tx.rows(
        """select p.id, p.name, o.name as branch from person p
             left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
            where p.tenant_id = %(tenant)s
              and exists (select 1 from account a where a.tenant_id = p.tenant_id and a.person_id = p.id and a.active)
              and (p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin ilike %(q)s || '%%')
            order by p.name_pinyin, p.id limit %(limit)s""",
        {"tenant": tenant, "q": q, "limit": limit},
    )


def anybody(tx: Tx, tenant: int, q: str, limit: int) -> list[Row]:
    """Return people by name, with an account or without."""
    return tx.rows(
        """select p.id, p.name, o.name as branch from person p
             left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
            where p.tenant_id = %(tenant)s and (p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin ilike %(q)s || '%%')
            order by p.name_pinyin, p.id limit %(limit)s""",
        {"tenant": tenant, "q": q, "limit": limit},
    )


def organizations(tx: Tx, tenant: int, q: str, limit: int) -> list[Row]:
    """Return organisations by name."""
    return tx.rows(
        """select id, name, level from organization where tenant_id = %s and name ilike '%%' || %s || '%%'
            order by name, id limit %s""",
        (tenant, q, limit),
    )
