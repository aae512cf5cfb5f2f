"""The register of people for the system administrator: who is on record where; sealed values as masks, no stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from service.domain import administration, clock, labels, people, reveals
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import cursor
from service.store import following, register, sensitive
from service.store.database import Row, Tx

MOST: Final = 30
NOBODY: Final = UUID(int=0)


def page(
    tx: Tx, actor: Actor, q: str, organization: UUID | None, after: str | None, limit: int, lang: str
) -> dict[str, Any]:
    """Return a page of the register, by name.

    Raises Forbidden.
    """
    seats = administration.seats(actor, clock.today())
    place = cursor.decode(after) if after else ("", NOBODY)
    rows = register.page(tx, actor.tenant, seats, q.strip(), organization, place, cursor.most(limit) + 1)
    shown, more = cursor.cut(rows, limit, "name_pinyin")
    stages = [{"key": key, "name": labels.stage_name(key, lang)} for key in people.STAGES]
    return {"items": [_row(row, lang) for row in shown], "next": more, "stages": stages}


def some(tx: Tx, actor: Actor, ids: Sequence[UUID], lang: str) -> list[dict[str, Any]]:
    """Return those of some people whom the administrator looks after."""
    seats = administration.seats(actor, clock.today())
    return [_row(row, lang) for row in register.some(tx, actor.tenant, seats, ids)]


def one(tx: Tx, actor: Actor, person: UUID, lang: str) -> dict[str, Any]:
    """Return a record with masks and with what would follow a transfer.

    Raises Forbidden, NotFound.
    """
    rows = register.some(tx, actor.tenant, administration.seats(actor, clock.today()), [person])
    if not rows:
        raise NotFound("person_not_found")
    masks = sensitive.masked(tx, tx.sealer, actor.tenant, person)
    return {
        **_row(rows[0], lang),
        "education": rows[0]["education"] or "",
        "occupation": rows[0]["occupation"] or "",
        "floating": rows[0]["floating"],
        "version": rows[0]["version"],
        "sealed": [
            {"label": reveals.field_name(field, lang), "masked": masks[field]}
            for field in reveals.FIELDS
            if field in masks
        ],
        "open": dict(following.counts(tx, actor.tenant, [person])),
        "own": person == actor.person_id,
    }


def branches(tx: Tx, actor: Actor, q: str) -> list[dict[str, Any]]:
    """Return branches to choose from.

    Raises Forbidden.
    """
    found = register.branches(tx, actor.tenant, administration.seats(actor, clock.today()), q.strip(), MOST)
    return [{"value": str(row["id"]), "label": row["name"], "note": row["above"]} for row in found]


def _row(row: Row, lang: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "sex": labels.label(labels.SEXES, row["sex"], lang),
        "birth_year": row["birth_year"],
        "branch": row["branch"],
        "above": row["above"],
        "closed": row["status"] != "active",
        "account": row["accounts"] > 0,
    }
