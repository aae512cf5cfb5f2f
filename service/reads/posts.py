"""Posts for those who look after them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from service.domain import clock, labels
from service.domain import posts as rules
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.store import posts
from service.store.database import Row, Tx

SOON: Final = timedelta(days=30)
MOST: Final = 30
COUNTED: Final = 1000


def page(
    tx: Tx, actor: Actor, q: str, role: str, due: bool, after: tuple[str, UUID] | None, limit: int, lang: str
) -> dict[str, Any]:
    """Return posts in force or to come; `due` shows only those to be looked at again within a month."""
    today = clock.today()
    rules.check_sees(actor, today)
    filters = {"on": today, "q": q.strip(), "role": role, "due": today + SOON if due else None}
    rows = posts.page(tx, actor.tenant, filters, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return {
        "items": [shaped(row, actor, lang) for row in rows[:limit]],
        "next": f"{last['id']}:{last['person']}" if last else None,
        "roles": [
            {"value": code, "label": labels.role_name(code, lang)}
            for code in labels.ROLES
            if code not in rules.NOT_GRANTED
        ],
    }


def one(tx: Tx, actor: Actor, key: UUID, lang: str) -> dict[str, Any]:
    """Return a post."""
    row = posts.find(tx, actor.tenant, key)
    if row is None:
        raise NotFound("post_not_found")
    return shaped(row, actor, lang)


def shaped(row: Row, actor: Actor, lang: str) -> dict[str, Any]:
    """Shape a post; `due` says that it is to be looked at again."""
    today = clock.today()
    review = row["review_by"]
    over = row["to_on"] is not None and row["to_on"] < today
    manages = actor.holds(rules.SECURITY, today) and not over
    return {
        "id": row["id"],
        "person": {"id": row["person_id"], "name": row["person"]},
        "role": row["role"],
        "role_name": labels.role_name(row["role"], lang),
        "organization": {"id": row["organization_id"], "name": row["organization"]},
        "from_on": row["from_on"],
        "to_on": row["to_on"],
        "review_by": review,
        "granted_by": row["granted_by_name"],
        "status": "over" if over else "coming" if row["from_on"] > today else "running",
        "due": not over and (review is None or review <= today + SOON),
        "can": {"end": manages, "confirm": manages and row["person_id"] != actor.person_id, "hand_over": manages},
    }


def work(tx: Tx, actor: Actor, key: UUID) -> dict[str, Any]:
    """Return what follows a post when it is handed over: counts and names of steps, nothing about a case."""
    rules.check_sees(actor, clock.today())
    row = posts.find(tx, actor.tenant, key)
    if row is None:
        raise NotFound("post_not_found")
    found = posts.work(tx, actor.tenant, row, COUNTED)
    return {
        "open": found["open"],
        "claimed": found["claimed"],
        "steps": [{"title": each["title"], "n": each["n"]} for each in found["titles"]],
    }


def options(tx: Tx, actor: Actor, kind: str, q: str, lang: str) -> list[dict[str, Any]]:
    """Return people or organisations to choose from, by name."""
    rules.check_sees(actor, clock.today())
    if kind == "people":
        found = posts.people(tx, actor.tenant, q.strip(), MOST)
        return [{"value": str(row["id"]), "label": row["name"], "note": row["branch"]} for row in found]
    homes = posts.organizations(tx, actor.tenant, q.strip(), MOST)
    return [
        {"value": str(row["id"]), "label": row["name"], "note": labels.level_name(row["level"], lang)} for row in homes
    ]
