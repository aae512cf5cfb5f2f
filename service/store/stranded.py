"""Open steps that nobody can do: the post is vacant, its holders have no account or keep out; and who can help.

One statement judges all open steps: who can do a post's work is worked out once a post, who keeps out once a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.assignment import NOT_BY_SUBSTITUTE
from service.store.database import Row, Tx

KIND: Final = "step_stranded"
_IN_FORCE: Final = "%(on)s between {0}.from_on and coalesce({0}.to_on, 'infinity')"
# A task of a post waits for whoever holds it, can log in and need not keep out; one of a person for that person. What
# keeps out is told in domain/assignment.py (`_bars`). A substitute is kept out together with the principal, hence helps
# only where the principal merely has no account.
_POSTS: Final = f"""
usable as materialized (
  select a.person_id from account a join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
   where a.tenant_id = %(tenant)s and a.active and p.status = 'active'),
holder as materialized (
  select g.role, g.organization_id, g.person_id, g.person_id in (select person_id from usable) as able
    from role_grant g join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
   where g.tenant_id = %(tenant)s and p.status = 'active' and {_IN_FORCE.format("g")}),
post as materialized (
  select role, organization_id, count(distinct person_id) as holders,
         coalesce(array_agg(distinct person_id) filter (where able), '{{}}') as able
    from holder group by role, organization_id),
stand as materialized (
  select h.role, h.organization_id, u.process_key, u.node, u.organization_id as part, u.principal_id, u.substitute_id
    from substitution u join holder h on h.person_id = u.principal_id and not h.able
   where u.tenant_id = %(tenant)s and u.ended_at is null and %(on)s between u.from_on and u.to_on
     and u.substitute_id in (select person_id from usable) and h.role <> all(%(own)s::text[])),
recused as materialized (
  select r.other_id, array_agg(r.person_id) as people from recusal r
   where r.tenant_id = %(tenant)s and r.ended_at is null and {_IN_FORCE.format("r")} group by r.other_id)"""
# Most steps need no judging: somebody holds the post, and nothing keeps anybody out. The others are found by index: the
# waits of posts without anybody, the cases of people whom somebody keeps out of, and steps that say more by themselves.
# (`offset 0` keeps the planner from reading whole tables: it cannot know how few rows the parts above give.)
_CANDIDATES: Final = """
lacking as materialized (
  select distinct t.role, t.organization_id from task t
   where t.tenant_id = %(tenant)s and t.status = 'open' and t.assignee_id is null
  except select role, organization_id from post where able <> '{}'),
concerned as materialized (
  select i.id from (select person_id from holder union select other_id from recused) w
    cross join lateral (select i.id from instance i where i.tenant_id = %(tenant)s and i.person_id = w.person_id
      and i.status in ('running', 'faulted') offset 0) i),
candidate as materialized (
  select t.id from lacking l cross join lateral (select t.id from task t where t.tenant_id = %(tenant)s
    and t.organization_id = l.organization_id and t.role = l.role and t.status = 'open' and t.assignee_id is null
    offset 0) t
  union
  select t.id from concerned c cross join lateral (select t.id from task t
    where t.tenant_id = %(tenant)s and t.instance_id = c.id and t.status = 'open' offset 0) t
  union
  select t.id from task t left join post h on h.role = t.role and h.organization_id = t.organization_id
   where t.tenant_id = %(tenant)s and t.status = 'open' and t.assignee_id is null and t.exclude <> '{}'
     and coalesce(h.able, '{}') <@ t.exclude
  union
  select t.id from task t where t.tenant_id = %(tenant)s and t.status = 'open' and t.assignee_id is not null
     and (t.role <> 'applicant' or t.claimed_at is not null or t.exclude <> '{}'))"""
_JUDGED: Final = """
select t.tenant_id, t.id, t.instance_id, t.title, t.role, t.organization_id, t.created_at,
       i.process_key, i.organization_id as instance_org, i.subject_name, i.business_key, i.person_id,
       i.status as case_status, i.release_id,
       coalesce(h.holders, 0) as holders, coalesce(cardinality(h.able), 0) as able,
       t.assignee_id is not null and t.claimed_at is null as personal
  from candidate c
  cross join lateral (select t.* from task t where t.tenant_id = %(tenant)s and t.id = c.id offset 0) t
  cross join lateral (select i.* from instance i where i.tenant_id = %(tenant)s and i.id = t.instance_id
    and i.status in ('running', 'faulted') offset 0) i
  left join post h on h.role = t.role and h.organization_id = t.organization_id
  left join recused r on r.other_id = i.person_id
  cross join lateral (select t.exclude || coalesce(r.people, '{}')
    || case when t.role = 'applicant' or i.person_id is null then '{}' else array[i.person_id] end as people) barred
 where case when t.assignee_id is not null and t.claimed_at is null then t.assignee_id = any(barred.people)
            else coalesce(h.able, '{}') <@ barred.people and not exists (select from stand s
              where s.role = t.role and s.organization_id = t.organization_id
                and coalesce(s.process_key, t.process_key) = t.process_key and coalesce(s.node, t.node) = t.node
                and coalesce(s.part, t.organization_id) = t.organization_id
                and s.principal_id <> all(barred.people) and s.substitute_id <> all(barred.people)) end"""
_STRANDED: Final = f"""
with {_POSTS},{_CANDIDATES},
judged as materialized ({_JUDGED}),
stranded as (
  select j.*, o.name as organization_name, n.name as process_name
    from judged j
    join organization o on o.tenant_id = j.tenant_id and o.id = j.organization_id
    join release n on n.tenant_id = j.tenant_id and n.id = j.release_id)"""


def page(tx: Tx, tenant: int, on: date, everything: bool, offices: Sequence[UUID], limit: int) -> list[Row]:
    """Return steps that nobody can do, oldest first: those below some offices (marked `office`), or all."""
    return tx.rows(
        f"""{_STRANDED}
            select s.* from (select x.*, exists (select 1 from org_closure c where c.tenant_id = x.tenant_id
                  and c.descendant_id = x.instance_org and c.ancestor_id = any(%(offices)s::uuid[])) as office
              from stranded x) s
            where %(all)s or s.office order by s.created_at, s.id limit %(limit)s""",
        {**_asked(tenant, on), "all": everything, "offices": list(offices), "limit": limit},
    )


def untold(tx: Tx, tenant: int, on: date, limit: int = 200) -> list[Row]:
    """Return steps that nobody can do and of which nobody has been told yet, each with who can help.

    Who opens accounts can help only where the holders have none.
    """
    return tx.rows(
        f"""{_STRANDED},
            helper as materialized (select role, organization_id, person_id from holder
              where role in ('town_org_office', 'security_admin', 'sys_admin')),
            told as materialized (select m.params ->> 'task' as task, array_agg(m.person_id) as people from notice m
              where m.tenant_id = %(tenant)s and m.kind = %(kind)s and m.person_id in (select person_id from helper)
              group by 1)
            select x.*, h.offices, h.guards from stranded x cross join lateral (
              select array_agg(distinct g.person_id) filter (where g.role = 'town_org_office') as offices,
                     array_agg(distinct g.person_id) filter (where g.role <> 'town_org_office') as guards
                from helper g
               where case g.role when 'security_admin' then true
                       when 'sys_admin' then not x.personal and x.able < x.holders
                       else exists (select from org_closure c where c.tenant_id = x.tenant_id
                         and c.ancestor_id = g.organization_id and c.descendant_id = x.organization_id) end) h
              left join told m on m.task = x.id::text
            where not coalesce(m.people && (coalesce(h.offices, '{{}}') || coalesce(h.guards, '{{}}')), false)
            order by x.created_at, x.id limit %(limit)s""",
        {**_asked(tenant, on), "kind": KIND, "limit": limit},
    )


def helpers(row: Row) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Return who can help a step: the town offices above it, and who grants posts or opens accounts."""
    return row["offices"] or (), row["guards"] or ()


def _asked(tenant: int, on: date) -> dict[str, object]:
    return {"tenant": tenant, "on": on, "own": sorted(NOT_BY_SUBSTITUTE)}
