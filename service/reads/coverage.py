"""How far the enterprises below an organisation are reached, park by park; for who holds a post at or above it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import enterprises as rules
from service.domain.people import Actor
from service.reads import scope
from service.store.database import Tx

# Enterprises are looked after by an area; what stands above sums up. A dissolved branch covers nobody.
_PARKS = """select e.park, count(*) as enterprises,
       count(*) filter (where o.id is not null) as organized,
       count(*) filter (where o.id is not null or e.instructor_on is not null or e.union_exists or e.league_exists)
         as worked,
       count(*) filter (where e.visited_on is null) as open
  from enterprise e
  join org_closure c on c.tenant_id = e.tenant_id and c.descendant_id = e.area_id and c.ancestor_id = %(id)s
  left join organization o on o.tenant_id = e.tenant_id and o.id = e.organization_id and o.dissolved_on is null
 where e.tenant_id = %(tenant)s and exists (select 1 from org_closure s where s.tenant_id = e.tenant_id
     and s.descendant_id = %(id)s and s.ancestor_id = any(%(seats)s::uuid[]))
 group by e.park order by e.park"""


def below(tx: Tx, actor: Actor, organization: UUID) -> list[dict[str, Any]]:
    """Return the coverage of every park below an organisation; nothing to who has no post at or above it."""
    rows = tx.rows(_PARKS, scope.params(actor) | {"id": organization})
    found = []
    for row in rows:
        reach = rules.Coverage(row["enterprises"], row["organized"], row["worked"])
        found.append(
            {
                "park": row["park"],
                "enterprises": reach.enterprises,
                "by_organization": reach.by_organization,
                "organization_rate": rules.written_rate(reach.organization_rate),
                "by_work": reach.by_work,
                "work_rate": rules.written_rate(reach.work_rate),
                "not_visited": row["open"],
            }
        )
    return found
