"""To whom a task goes, as SQL over its description `x` (of a record set): the post's organisation, and who may not."""

from __future__ import annotations

from typing import Final

# A task is addressed to a role at the nearest organisation of the wanted level, from the instance's own upwards.
ADDRESS: Final = """coalesce((select c.ancestor_id from org_closure c
   where c.tenant_id = %(tenant)s and c.descendant_id = x.home
     and (select o.level from organization o where o.tenant_id = c.tenant_id and o.id = c.ancestor_id) = x.level
   order by c.depth limit 1), x.home)"""

# Who did (also by a substitute) or signed the nodes that exclude; this statement does not see its own updates, so the
# step adds the actor.
EXCLUDED: Final = """case when x.exclude_nodes = '{}' then '{}'::uuid[] else
   (select coalesce(array_agg(distinct d.person), '{}') from (
      select t.completed_by as person, t.node from task t
       where t.tenant_id = %(tenant)s and t.instance_id = x.instance and t.status = 'completed'
      union all select h.on_behalf_of, t.node from task t join history h using (tenant_id, instance_id)
       where t.tenant_id = %(tenant)s and t.instance_id = x.instance and t.status = 'completed' and h.task_id = t.id
         and h.on_behalf_of is not null
      union all select s.person_id, s.node from signer s
       where s.tenant_id = %(tenant)s and s.instance_id = x.instance and s.status = 'signed') d
     where d.node = any(x.exclude_nodes)) end"""
