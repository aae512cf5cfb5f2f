"""Who stands in for whom, what was done in one's name, and what there is to choose from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.desk import open_release
from service.domain import clock, labels, phrases
from service.domain import substitution as rules
from service.domain.assignment import NOT_BY_SUBSTITUTE
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.engine import Engine
from service.store import substitutions
from service.store.database import Row, Tx

MOST = 30


def page(tx: Tx, actor: Actor, lang: str) -> dict[str, Any]:
    """Return the reader's substitutions, and what was done in their name."""
    return {
        "items": [shaped(row, actor) for row in substitutions.of_person(tx, actor.tenant, actor.person_id)],
        "done": [
            {
                "instance_id": row["instance_id"],
                "at": row["at"],
                "who": row["who"] or "",
                "title": row["title"] or phrases.event_name(row["type"], lang),
                "subject": row["subject"],
                "process": row["process"] or "",
                "decision": row["decision"],
            }
            for row in substitutions.done_for(tx, actor.tenant, actor.person_id)
        ],
    }


def others(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Return everybody's substitutions that are in force or to come."""
    return {"items": [shaped(row, actor) for row in substitutions.standing(tx, actor.tenant, clock.today())]}


def one(tx: Tx, actor: Actor, key: UUID) -> dict[str, Any]:
    """Return a substitution."""
    row = substitutions.find(tx, actor.tenant, key)
    if row is None:
        raise NotFound("substitution_not_found")
    return shaped(row, actor)


def shaped(row: Row, actor: Actor) -> dict[str, Any]:
    """Shape a substitution; `side` is the reader's part in it."""
    today = clock.today()
    over = row["ended_at"] is not None or row["to_on"] < today
    status = "over" if over else "coming" if row["from_on"] > today else "running"
    mine = {row["principal_id"]: "principal", row["substitute_id"]: "substitute"}
    return {
        "id": row["id"],
        "side": mine.get(actor.person_id, "other"),
        "principal": {"id": row["principal_id"], "name": row["principal"]},
        "substitute": {"id": row["substitute_id"], "name": row["substitute"]},
        "from_on": row["from_on"],
        "to_on": row["to_on"],
        "process": row["process_name"] or row["process_key"],
        "step": row["step_name"] or row["node"],
        "organization": row["organization"],
        "reason": row["reason"],
        "set_by": row["set_by_name"] or "",
        "status": status,
        "can_end": not over and rules.may_end(actor, row["principal_id"], row["substitute_id"], today),
    }


def options(
    tx: Tx, engine: Engine, actor: Actor, principal: UUID | None, q: str | None, process: str | None, lang: str
) -> dict[str, Any]:
    """Return what may be chosen: people in the principal's line, their organisations, processes and the steps of one.

    Without a principal, the people are those who have something to hand over.
    """
    today, never = clock.today(), list(NOT_BY_SUBSTITUTE)
    people: dict[UUID, dict[str, Any]] = {}
    for row in substitutions.people(tx, actor.tenant, today, never, principal, (q or "").strip(), MOST):
        note = f"{row['organization']} {labels.role_name(row['role'], lang)}"
        people.setdefault(row["id"], {"value": str(row["id"]), "label": row["name"], "note": note})
    posts = substitutions.posts(tx, actor.tenant, principal, today) if principal else []
    homes = {post["id"]: post["name"] for post in posts if post["role"] not in NOT_BY_SUBSTITUTE}
    releases = tx.rows(
        """select process_key as key, name, id from release where tenant_id = %s and status = 'released'
            order by name""",
        (actor.tenant,),
    )
    chosen = next((row for row in releases if row["key"] == process), None)
    return {
        "people": list(people.values()),
        "organizations": [{"value": str(key), "label": name} for key, name in homes.items()],
        "processes": [{"value": row["key"], "label": row["name"]} for row in releases],
        "steps": _steps(tx, engine, actor, chosen["id"], {post["role"] for post in posts}) if chosen else [],
    }


def _steps(tx: Tx, engine: Engine, actor: Actor, release: UUID, roles: set[str]) -> list[dict[str, Any]]:
    """Return the steps of a process and of what it calls that come to one of these posts."""
    model = open_release(tx, engine, actor.tenant, release).model
    return [
        {"value": key, "label": node.name}
        for nodes in model.nodes.values()
        for key, node in nodes.items()
        if node.properties.get("role") in roles and node.properties.get("role") not in NOT_BY_SUBSTITUTE
    ]
