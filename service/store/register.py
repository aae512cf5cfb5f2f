"""The register of people for the system administrator: who is on record, at which branch. No stages, no cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from service.store.database import Row, Tx

_ROW: Final = """select p.id, p.name, p.name_pinyin, p.sex, p.birth_year, p.branch_id, p.education, p.occupation,
       p.floating, p.status, p.version, b.name as branch, u.name as above,
       (select count(*) from account a where a.tenant_id = p.tenant_id and a.person_id = p.id and a.active) as accounts
  from person p
  left join organization b on b.tenant_id = p.tenant_id and b.id = p.branch_id
  left join organization u on u.tenant_id = b.tenant_id and u.id = b.parent_id
 where p.tenant_id = %(tenant)s and p.status <> 'erased' and (p.branch_id is null or exists (
    select 1 from org_closure c where c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
       and c.ancestor_id = any(%(seats)s)))"""
EDITABLE: Final = ("name", "name_pinyin", "sex", "birth_year", "education", "occupation", "floating")


def page(
    tx: Tx, tenant: int, seats: Sequence[UUID], q: str, organization: UUID | None, after: tuple[str, UUID], limit: int
) -> list[Row]:
    """Return people by name, of those at or below the seats."""
    return tx.rows(
        f"""{_ROW}
              and (%(q)s = '' or p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin like lower(%(q)s) || '%%')
              and (%(under)s::uuid is null or exists (select 1 from org_closure u where u.tenant_id = p.tenant_id
                    and u.descendant_id = p.branch_id and u.ancestor_id = %(under)s))
              and (p.name_pinyin, p.id) > (%(key)s, %(after)s)
            order by p.name_pinyin, p.id limit %(limit)s""",
        {
            "tenant": tenant,
            "seats": list(seats),
            "q": q,
            "under": organization,
            "key": after[0],
            "after": after[1],
            "limit": limit,
        },
    )


def some(tx: Tx, tenant: int, seats: Sequence[UUID], people: Sequence[UUID]) -> list[Row]:
    """Return those of some people who are at or below the seats, by name."""
    return tx.rows(
        f"{_ROW} and p.id = any(%(people)s) order by p.name_pinyin, p.id",
        {"tenant": tenant, "seats": list(seats), "people": list(people)},
    )


def lock(tx: Tx, tenant: int, seats: Sequence[UUID], person: UUID) -> Row | None:
    """Return a person at or below the seats, locked."""
    return tx.row(
        f"{_ROW} and p.id = %(person)s for update of p", {"tenant": tenant, "seats": list(seats), "person": person}
    )


def add(tx: Tx, tenant: int, facts: Mapping[str, Any]) -> bool:
    """Record a person; return False when the identity number is on record already."""
    return (
        tx.run(
            """insert into person (tenant_id, id, name, name_pinyin, sex, birth_year, birth_date, id_number,
                 id_number_index, phone, phone_index, branch_id, stage, stage_since, applied_on, activist_on, member_on,
                 education, occupation, floating)
               values (%(tenant)s, %(id)s, %(name)s, %(name_pinyin)s, %(sex)s, %(birth_year)s, %(birth_date)s,
                 %(id_number)s, %(id_number_index)s, %(phone)s, %(phone_index)s, %(branch_id)s, %(stage)s,
                 %(stage_since)s, %(applied_on)s, %(activist_on)s, %(member_on)s, %(education)s, %(occupation)s,
                 coalesce(%(floating)s, false))
               on conflict do nothing""",
            {"tenant": tenant, **facts},
        )
        == 1
    )


def number_taken(tx: Tx, tenant: int, indexes: Sequence[bytes], but: UUID) -> bool:
    """Tell whether somebody else is on record with an identity number."""
    return bool(
        tx.value(
            "select exists (select 1 from person where tenant_id = %s and id_number_index = any(%s) and id <> %s)",
            (tenant, list(indexes), but),
        )
    )


def edit(tx: Tx, tenant: int, person: UUID, facts: Mapping[str, Any]) -> None:
    """Write the facts of class L2 that an administrator looks after."""
    tx.run(
        """update person set name = %(name)s, name_pinyin = %(name_pinyin)s, sex = %(sex)s, birth_year = %(birth_year)s,
                  education = %(education)s, occupation = %(occupation)s, floating = %(floating)s,
                  version = version + 1
            where tenant_id = %(tenant)s and id = %(person)s""",
        {"tenant": tenant, "person": person, **{name: facts[name] for name in EDITABLE}},
    )


def set_branch(tx: Tx, tenant: int, people: Sequence[UUID], branch: UUID) -> int:
    """Put people into another branch; return how many."""
    return tx.run(
        "update person set branch_id = %s, version = version + 1 where tenant_id = %s and id = any(%s)",
        (branch, tenant, list(people)),
    )


def branches(tx: Tx, tenant: int, seats: Sequence[UUID], q: str, limit: int) -> list[Row]:
    """Return living branches at or below the seats, by name, with what they stand under."""
    return tx.rows(
        """select o.id, o.name, u.name as above from organization o
             left join organization u on u.tenant_id = o.tenant_id and u.id = o.parent_id
            where o.tenant_id = %(tenant)s and o.level = 'branch' and o.dissolved_on is null
              and (o.name ilike '%%' || %(q)s || '%%' or u.name ilike '%%' || %(q)s || '%%'
                   or o.name_pinyin like lower(%(q)s) || '%%')
              and exists (select 1 from org_closure c where c.tenant_id = o.tenant_id and c.descendant_id = o.id
                    and c.ancestor_id = any(%(seats)s))
            order by u.name, o.sort, o.name, o.id limit %(limit)s""",
        {"tenant": tenant, "seats": list(seats), "q": q, "limit": limit},
    )
