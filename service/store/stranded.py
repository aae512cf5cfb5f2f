"""Open steps that nobody can do: the post is vacant, or all who hold it have to keep out; and who can help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from service.store.database import Row, Tx

KIND: Final = "step_stranded"
# A task of a post waits for whoever holds it and need not keep out; one of a person for that person. What keeps out is
# told in domain/assignment.py (`_bars`); a substitute is kept out together with the principal, hence no help.
_BARRED: Final = """(({who} is not distinct from i.person_id and t.role <> 'applicant') or {who} = any(t.exclude)
   or exists (select from recusal r where r.tenant_id = t.tenant_id and r.person_id = {who} and r.other_id = i.person_id
                and r.ended_at is null and %(on)s between r.from_on and coalesce(r.to_on, 'infinity')))"""
_HOLDERS: Final = """from role_grant g join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
   where g.tenant_id = t.tenant_id and g.role = t.role and g.organization_id = t.organization_id
     and p.status = 'active' and %(on)s between g.from_on and coalesce(g.to_on, 'infinity')"""
_STRANDED: Final = f"""
select t.tenant_id, t.id, t.instance_id, t.title, t.role, t.organization_id, t.created_at, o.name as organization_name,
       i.process_key, i.organization_id as instance_org, i.subject_name, i.business_key, i.person_id,
       i.status as case_status, n.name as process_name,
       (select count(*) {_HOLDERS}) as holders, t.assignee_id is not null and t.claimed_at is null as personal
  from task t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id and i.status in ('running', 'faulted')
  join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
  join release n on n.tenant_id = i.tenant_id and n.id = i.release_id
 where t.tenant_id = %(tenant)s and t.status = 'open'
   and case when t.assignee_id is not null and t.claimed_at is null then {_BARRED.format(who="t.assignee_id")}
            else not exists (select {_HOLDERS} and not {_BARRED.format(who="g.person_id")}) end"""


def page(tx: Tx, tenant: int, on: date, everything: bool, offices: Sequence[UUID], limit: int) -> list[Row]:
    """Return steps that nobody can do, oldest first: those below some offices (marked `office`), or all."""
    return tx.rows(
        f"""select s.* from (select x.*, exists (select 1 from org_closure c where c.tenant_id = x.tenant_id
                  and c.descendant_id = x.instance_org and c.ancestor_id = any(%(offices)s::uuid[])) as office
              from ({_STRANDED}) x) s
            where %(all)s or s.office order by s.created_at, s.id limit %(limit)s""",
        {"tenant": tenant, "on": on, "all": everything, "offices": list(offices), "limit": limit},
    )


def untold(tx: Tx, tenant: int, on: date, limit: int = 200) -> list[Row]:
    """Return steps that nobody can do and of which nobody has been told yet, each with who can help."""
    return tx.rows(
        f"""select x.*, h.offices, h.guards from ({_STRANDED}) x cross join lateral (
              select array_agg(distinct g.person_id) filter (where g.role = 'town_org_office') as offices,
                     array_agg(distinct g.person_id) filter (where g.role = 'security_admin') as guards
                from role_grant g
               where g.tenant_id = %(tenant)s and %(on)s between g.from_on and coalesce(g.to_on, 'infinity')
                 and (g.role = 'security_admin' or g.role = 'town_org_office' and exists (select from org_closure c
                    where c.tenant_id = g.tenant_id and c.ancestor_id = g.organization_id
                      and c.descendant_id = x.organization_id))) h
            where not exists (select from notice m where m.tenant_id = %(tenant)s and m.kind = %(kind)s
                    and m.person_id = any(coalesce(h.offices, '{{}}') || coalesce(h.guards, '{{}}'))
                    and m.params ->> 'task' = x.id::text)
            order by x.created_at, x.id limit %(limit)s""",
        {"tenant": tenant, "on": on, "kind": KIND, "limit": limit},
    )


def helpers(row: Row) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Return who can help a step: the town offices above it, and who grants posts."""
    return row["offices"] or (), row["guards"] or ()
