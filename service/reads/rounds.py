"""Rounds of recommendation: how far each branch is, never who stands where in an order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import scope
from service.store.database import Row, Tx

# A round is seen by whoever has a post at or above one of its branches, or where it was opened.
_VISIBLE = """exists (select 1 from org_closure s
   where s.tenant_id = r.tenant_id and s.ancestor_id = any(%(seats)s::uuid[])
     and (s.descendant_id in (select b.branch_id from round_branch b
                              where b.tenant_id = r.tenant_id and b.round_id = r.id)
          or s.descendant_id = i.organization_id))"""
_COLUMNS = "r.id, r.year, r.name, r.opens_on, r.closes_on, r.status, r.quota_total"

# That a branch has reported is told by its own instance having ended.
_BRANCHES = """
select b.branch_id as id, o.name, coalesce(base.name, '') as base, b.quota, b.instance_id,
       case when w.status = 'ended' then 'filed' when b.status = 'not_started' and w.id is not null then 'listing'
            else b.status end as status,
       count(n.person_id) filter (where n.method in ('member', 'league', 'both')) as nominees,
       count(n.person_id) filter (where n.decision = 'recommend') as recommended
  from round_branch b
  join recommendation_round r on r.tenant_id = b.tenant_id and r.id = b.round_id
  join organization o on o.tenant_id = b.tenant_id and o.id = b.branch_id
  left join organization base on base.tenant_id = o.tenant_id and base.id = o.parent_id
  left join lateral (select i.id, i.status from instance i where i.tenant_id = b.tenant_id
     and i.parent_id = r.instance_id and i.organization_id = b.branch_id order by i.started_at desc limit 1) w on true
  left join nomination n on n.tenant_id = b.tenant_id and n.round_id = b.round_id and n.branch_id = b.branch_id
 where b.tenant_id = %(tenant)s and b.round_id = %(id)s and b.quota > 0
   and exists (select 1 from org_closure s where s.tenant_id = b.tenant_id and s.descendant_id = b.branch_id
                 and s.ancestor_id = any(%(seats)s::uuid[]))
 group by b.branch_id, o.name, o.sort, base.name, base.sort, b.quota, b.instance_id, b.status, w.id, w.status
 order by base.sort, base.name, o.sort, o.name, b.branch_id
"""


def page(tx: Tx, actor: Actor, lang: str) -> list[dict[str, Any]]:
    """Return the rounds that a reader may see, newest first."""
    return tx.rows(
        f"""select {_COLUMNS} from recommendation_round r
              join instance i on i.tenant_id = r.tenant_id and i.id = r.instance_id
             where r.tenant_id = %(tenant)s and {_VISIBLE} order by r.year desc, r.opens_on desc, r.id limit 50""",
        scope.params(actor),
    )


def get(tx: Tx, actor: Actor, round_id: UUID, lang: str) -> dict[str, Any]:
    """Return a round with those of its branches that the reader may see.

    Raises NotFound when there is none for this reader.
    """
    params = scope.params(actor) | {"id": round_id}
    row = tx.row(
        f"""select {_COLUMNS} from recommendation_round r
              join instance i on i.tenant_id = r.tenant_id and i.id = r.instance_id
             where r.tenant_id = %(tenant)s and r.id = %(id)s and {_VISIBLE}""",
        params,
    )
    if row is None:
        raise NotFound("round_not_found")
    branches = branch_rows(tx, params)
    return {**row, "branches": branches, "counts": _counts(branches)}


def branch_rows(tx: Tx, params: dict[str, Any]) -> list[Row]:
    """Return the branches of a round within the seats of the parameters."""
    return tx.rows(_BRANCHES, params)


def _counts(branches: list[Row]) -> dict[str, int]:
    """Count branches by how far they are, and people over all of them."""
    counts = dict.fromkeys(("not_started", "listing", "voting", "deciding", "filed", "late"), 0)
    for branch in branches:
        counts[branch["status"]] = counts.get(branch["status"], 0) + 1
    counts["nominees"] = sum(branch["nominees"] for branch in branches)
    counts["recommended"] = sum(branch["recommended"] for branch in branches)
    return counts
