"""Organisations as the system administrator sees them: the tree with ended ones, what each was before. No people."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from service.domain import administration, clock, labels
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.domain.reshaping import Plan
from service.store import organizations as store
from service.store.database import Row, Tx

MOST: Final = 500
_NODE: Final = """select o.id, o.name, o.level, o.kind, o.parent_id, o.founded_on, o.dissolved_on, o.version,
    (select count(*) from organization k where k.tenant_id = o.tenant_id and k.parent_id = o.id
        and k.dissolved_on is null) as children
  from organization o where o.tenant_id = %(tenant)s and exists (
    select 1 from org_closure s where s.tenant_id = o.tenant_id and s.descendant_id = o.id
       and s.ancestor_id = any(%(seats)s))"""


def tree(tx: Tx, actor: Actor, lang: str) -> dict[str, Any]:
    """Return all organisations that the administrator looks after, parents before children.

    Raises Forbidden.
    """
    rows = tx.rows(f"{_NODE} order by o.level <> 'county', o.sort, o.name, o.id limit %(most)s", _params(actor))
    below: dict[UUID | None, list[Row]] = {}
    known = {row["id"] for row in rows}
    for row in rows:
        below.setdefault(row["parent_id"] if row["parent_id"] in known else None, []).append(row)
    items: list[dict[str, Any]] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for row in below.get(parent, []):
            items.append(_node(row, lang) | {"depth": depth})
            walk(row["id"], depth + 1)

    walk(None, 0)
    kinds = [{"key": key, "name": labels.label(labels.ORG_KINDS, key, lang)} for key in labels.ORG_KINDS]
    return {"items": items, "kinds": kinds}


def one(tx: Tx, actor: Actor, organization: UUID, lang: str) -> dict[str, Any]:
    """Return an organisation with its changes, and what keeps it from being dissolved.

    Raises Forbidden, NotFound.
    """
    row = tx.row(f"{_NODE} and o.id = %(id)s", _params(actor) | {"id": organization})
    if row is None:
        raise NotFound("organization_not_found")
    changes = tx.rows(
        """select c.kind, c.on_day, c.before, c.after, c.reason, c.changed_at, p.name as who
             from organization_change c
             left join person p on p.tenant_id = c.tenant_id and p.id = c.changed_by
            where c.tenant_id = %s and c.organization_id = %s order by c.id desc limit 100""",
        (actor.tenant, organization),
    )
    return _node(row, lang) | {
        "in_use": store.in_use(tx, actor.tenant, organization, clock.today()),
        "changes": [
            {
                "kind": change["kind"],
                "on": change["on_day"],
                "before": _said(change["before"]),
                "after": _said(change["after"]),
                "reason": change["reason"],
                "who": change["who"] or "",
                "at": change["changed_at"],
            }
            for change in changes
        ],
    }


def _params(actor: Actor) -> dict[str, Any]:
    return {"tenant": actor.tenant, "seats": administration.seats(actor, clock.today()), "most": MOST}


def _node(row: Row, lang: str) -> dict[str, Any]:
    names = ("id", "name", "level", "kind", "parent_id", "founded_on", "dissolved_on", "version", "children")
    return {name: row[name] for name in names} | {
        "level_name": labels.label(labels.LEVELS, row["level"], lang),
        "kind_name": labels.label(labels.ORG_KINDS, row["kind"], lang),
    }


def _said(facts: dict[str, Any]) -> str:
    return str(facts.get("name") or facts.get("parent") or "")


def plan(found: Plan, lang: str) -> dict[str, Any]:
    """Shape what a merger or a split would take along: names of posts and their holders, counts of everything else."""
    return {
        "people": len(found.people),
        "cases": len(found.cases),
        "tasks": found.tasks,
        "children": [row["name"] for row in found.children],
        "posts": [
            {"person": row["person"], "role_name": labels.role_name(row["role"], lang), "ends": ends}
            for row, ends in found.posts
        ],
        "own": sum(row["n"] for row in found.own),
        "taken": found.taken,
        "led": found.led,
    }
