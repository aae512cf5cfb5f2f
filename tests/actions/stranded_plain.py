"""Which open steps nobody can do, as one would ask it first: each step by itself, every holder of its post in turn."""

from __future__ import annotations

from typing import Final

_BARRED: Final = """(({who} is not distinct from i.person_id and t.role <> 'applicant') or {who} = any(t.exclude)
   or exists (select from recusal r where r.tenant_id = t.tenant_id and r.person_id = {who} and r.other_id = i.person_id
                and r.ended_at is null and %(on)s between r.from_on and coalesce(r.to_on, 'infinity')))"""
_HOLDERS: Final = """from role_grant g join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
   where g.tenant_id = t.tenant_id and g.role = t.role and g.organization_id = t.organization_id
     and p.status = 'active' and %(on)s between g.from_on and coalesce(g.to_on, 'infinity')"""
_LOGS_IN: Final = """exists (select from account a join person q on q.tenant_id = a.tenant_id and q.id = a.person_id
   where a.tenant_id = t.tenant_id and a.person_id = {who} and a.active and q.status = 'active')"""
_DOES: Final = f"""({_LOGS_IN.format(who="g.person_id")}
   or t.role <> all(%(own)s) and exists (select from substitution u
   where u.tenant_id = t.tenant_id and u.principal_id = g.person_id and u.ended_at is null
     and %(on)s between u.from_on and u.to_on and (u.process_key is null or u.process_key = t.process_key)
     and (u.node is null or u.node = t.node) and (u.organization_id is null or u.organization_id = t.organization_id)
     and {_LOGS_IN.format(who="u.substitute_id")} and not {_BARRED.format(who="u.substitute_id")}))"""
PLAIN: Final = f"""
select t.id from task t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id and i.status in ('running', 'faulted')
 where t.tenant_id = %(tenant)s and t.status = 'open'
   and case when t.assignee_id is not null and t.claimed_at is null then {_BARRED.format(who="t.assignee_id")}
            else not exists (select {_HOLDERS} and {_DOES} and not {_BARRED.format(who="g.person_id")}) end"""
# Before accounts counted; what the statement of the service is measured against.
EARLIER: Final = f"""
select t.id, (select count(*) {_HOLDERS}) as holders from task t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id and i.status in ('running', 'faulted')
 where t.tenant_id = %(tenant)s and t.status = 'open'
   and case when t.assignee_id is not null and t.claimed_at is null then {_BARRED.format(who="t.assignee_id")}
            else not exists (select {_HOLDERS} and not {_BARRED.format(who="g.person_id")}) end"""
