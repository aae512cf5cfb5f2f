"""The organisation tree: nodes with counts over everything below them, and one node with its posts.

Names of organisations are open to everyone signed in; people are counted, and named, only within the reader's scope.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import clock, labels
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import coverage, points_pages, scope
from service.reads.inbox import like
from service.store import selections
from service.store.database import Row, Tx

MAX_FOUND = 50
# Counts hold only people whom the reader may see; one join for all nodes of the page.
_NODES = """
with page as (
  select o.tenant_id, o.id, o.name, o.level, o.kind, o.parent_id, o.tags, o.sort from organization o
   where o.tenant_id = %(tenant)s and o.dissolved_on is null and {where}
   order by o.sort, o.name, o.id limit %(limit)s),
people as (
  select c.ancestor_id as id,
         count(*) filter (where p.stage in ('full_member', 'probationary_member')) as members,
         count(*) filter (where p.stage = 'activist') as activists,
         count(*) filter (where p.stage = 'applicant') as applicants
    from page join org_closure c on c.tenant_id = page.tenant_id and c.ancestor_id = page.id
    join person p on p.tenant_id = c.tenant_id and p.branch_id = c.descendant_id and p.status = 'active'
   where p.branch_id in (select descendant_id from org_closure s where s.tenant_id = p.tenant_id
                            and s.ancestor_id = any(%(seats)s::uuid[]))
   group by c.ancestor_id),
below as (
  select c.ancestor_id as id, count(*) filter (where b.level = 'branch' and c.depth > 0) as branches,
         bool_or(c.depth = 1) as has_children
    from page join org_closure c on c.tenant_id = page.tenant_id and c.ancestor_id = page.id
    join organization b on b.tenant_id = c.tenant_id and b.id = c.descendant_id and b.dissolved_on is null
   group by c.ancestor_id)
select page.*, coalesce(people.members, 0) as members, coalesce(people.activists, 0) as activists,
       coalesce(people.applicants, 0) as applicants, coalesce(below.branches, 0) as branches,
       coalesce(below.has_children, false) as has_children
  from page left join people on people.id = page.id left join below on below.id = page.id
 order by page.parent_id is not null, page.sort, page.name, page.id
"""
_ALL = 1000
_HONOURED = 300  # three years of a hundred


def nodes(
    tx: Tx, actor: Actor, parent: UUID | None = None, q: str | None = None, lang: str = "zh-CN"
) -> list[dict[str, Any]]:
    """Return what stands below an organisation, what a search finds, or the root with what stands below it."""
    if q:
        where, more = (
            "(o.name ilike %(q)s or o.name_pinyin like %(start)s)",
            {"q": like(q), "start": like(q.lower())[1:]},
        )
        return _nodes(tx, actor, where, more, MAX_FOUND)
    if parent is not None:
        return _nodes(tx, actor, "o.parent_id = %(parent)s", {"parent": parent}, _ALL)
    where = """(o.parent_id is null or o.parent_id in
      (select r.id from organization r where r.tenant_id = %(tenant)s and r.parent_id is null))"""
    return _nodes(tx, actor, where, {}, _ALL)


def get(tx: Tx, actor: Actor, organization_id: UUID, lang: str) -> dict[str, Any]:
    """Return one organisation: its place in the tree, its posts, its people by stage.

    Raises NotFound when there is none.
    """
    found = _nodes(tx, actor, "o.id = %(id)s", {"id": organization_id}, 1)
    if not found:
        raise NotFound("organization_not_found")
    params = scope.params(actor) | {"id": organization_id, "on": clock.today()}
    return {
        **found[0],
        "path": _path(tx, params),
        "posts": _posts(tx, params, lang),
        "children": _nodes(tx, actor, "o.parent_id = %(parent)s", {"parent": organization_id}, _ALL),
        "people": _people(tx, params, lang),
        "coverage": coverage.below(tx, actor, organization_id),
        "honoured": [
            {**row, "published": row.pop("status") == "published"}
            for row in selections.public(tx, actor.tenant, organization_id, _HONOURED)
        ],
        "sees_points": points_pages.branch_of(tx, actor, organization_id) is not None,
    }


def _nodes(tx: Tx, actor: Actor, where: str, params: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    rows = tx.rows(_NODES.replace("{where}", where), scope.params(actor) | params | {"limit": limit})
    return [_node(row) for row in rows]


def _node(row: Row) -> dict[str, Any]:
    return {
        name: row[name]
        for name in (
            "id", "name", "level", "kind", "parent_id", "members", "activists", "applicants", "branches",
            "has_children", "tags",
        )
    }  # fmt: skip


def _path(tx: Tx, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the way from the root down to an organisation, itself included."""
    return tx.rows(
        """select o.id, o.name from org_closure c
             join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
            where c.tenant_id = %(tenant)s and c.descendant_id = %(id)s order by c.depth desc""",
        params,
    )


def _posts(tx: Tx, params: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    rows = tx.rows(
        f"""select g.role, p.id, p.name, g.from_on from role_grant g
             join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id and {scope.ORGANIZATION}
             join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
            where g.tenant_id = %(tenant)s and g.organization_id = %(id)s
              and g.from_on <= %(on)s and (g.to_on is null or g.to_on >= %(on)s)
            order by g.role, p.name_pinyin, p.id""",
        params,
    )
    order = list(labels.ROLES)
    posts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        posts.setdefault(row["role"], []).append({"id": row["id"], "name": row["name"], "from": row["from_on"]})
    ranked = sorted(posts, key=lambda role: order.index(role) if role in order else len(order))
    return [{"role": role, "role_name": labels.role_name(role, lang), "holders": posts[role]} for role in ranked]


def _people(tx: Tx, params: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """Count the people below by stage, as far as the reader may see them."""
    rows = tx.rows(
        f"""select p.stage, count(*) as n from person p
              join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
             where p.tenant_id = %(tenant)s and c.ancestor_id = %(id)s and p.status = 'active' and {scope.PERSON}
             group by p.stage""",
        params,
    )
    counts = {row["stage"]: row["n"] for row in rows}
    return [
        {"stage": stage, "stage_name": labels.stage_name(stage, lang), "n": counts[stage]}
        for stage in labels.STAGES
        if stage in counts
    ]
