"""Who keeps out of whose cases, for themselves and for the security administrator."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from service.domain import clock
from service.domain import recusal as rules
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import scope
from service.store import posts, recusals
from service.store.database import Row, Tx

MOST: Final = 30


def mine(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Return the reader's own recusals."""
    return {"items": [_shaped(row, actor) for row in recusals.of_person(tx, actor.tenant, actor.person_id)]}


def everybody(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Return everybody's recusals that are in force or to come."""
    return {"items": [_shaped(row, actor) for row in recusals.everybody(tx, actor.tenant, clock.today())]}


def one(tx: Tx, actor: Actor, key: UUID) -> dict[str, Any]:
    """Return a recusal."""
    row = recusals.find(tx, actor.tenant, key)
    if row is None:
        raise NotFound("recusal_not_found")
    return _shaped(row, actor)


def options(tx: Tx, actor: Actor, q: str, administers: bool) -> list[dict[str, Any]]:
    """Return people by name: those whom the reader may see anyway, or everybody for the security administrator."""
    if not q.strip():
        return []
    if administers:
        rows = posts.anybody(tx, actor.tenant, q.strip(), MOST)
    else:
        rows = tx.rows(
            f"""select p.id, p.name, o.name as branch from person p
                  left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
                 where p.tenant_id = %(tenant)s and {scope.PERSON} and p.id <> %(me)s
                   and (p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin ilike %(q)s || '%%')
                 order by p.name_pinyin, p.id limit %(limit)s""",
            {**scope.params(actor), "q": q.strip(), "limit": MOST},
        )
    return [{"value": str(row["id"]), "label": row["name"], "note": row["branch"]} for row in rows]


def _shaped(row: Row, actor: Actor) -> dict[str, Any]:
    """Shape a recusal; what kind of relation it is, only the person and nobody else reads."""
    today = clock.today()
    over = row["ended_at"] is not None or (row["to_on"] is not None and row["to_on"] < today)
    return {
        "id": row["id"],
        "person": {"id": row["person_id"], "name": row["person"]},
        "other": {"id": row["other_id"], "name": row["other"]},
        "relation": row["relation"] if actor.person_id in (row["person_id"], row["declared_by"]) else None,
        "from_on": row["from_on"],
        "to_on": row["to_on"],
        "declared_by": row["declared_by_name"] or "",
        "status": "over" if over else "coming" if row["from_on"] > today else "running",
        "can_lift": not over and rules.may_lift(actor, row["person_id"], today),
    }
