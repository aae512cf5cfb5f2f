"""Sealed answers from outside: that they are there, who may open them; never what they say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import administration, clock, labels, messages, sealed
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import instances
from service.store import vault
from service.store.database import Row, Tx
from service.store.sealed_rights import why_not


def find(tx: Tx, actor: Actor, key: UUID) -> Row:
    """Return sealed answers, closed, for somebody who may know of them.

    That is who may see the case, who is named to read, and the privacy officer for class L4. Raises NotFound.
    """
    row = vault.find(tx, actor.tenant, key)
    if row is None:
        raise NotFound("not_found")
    if row["data_class"] == sealed.L4:
        named = {each["person_id"] for each in vault.readers(tx, actor.tenant, key, clock.today())}
        if actor.person_id in named or actor.holds(administration.PRIVACY, clock.today()):
            return row
    try:
        instances.find(tx, actor, row["instance_id"])
    except NotFound:
        raise NotFound("not_found") from None
    return row


def get(tx: Tx, actor: Actor, key: UUID, lang: str) -> dict[str, Any]:
    """Return what is known of sealed answers without opening them."""
    row, today = find(tx, actor, key), clock.today()
    code = why_not(tx, actor, row)
    apart = row["data_class"] == sealed.L4
    keeps = apart and sealed.keeps(actor, row, today)
    readers = vault.readers(tx, actor.tenant, key, today) if apart else []
    candidates = vault.candidates(tx, actor.tenant, row["instance_org"], today) if keeps else []
    return {
        "id": row["id"],
        "data_class": row["data_class"],
        "title": row["title"],
        "author": row["author"],
        "at": row["at"],
        "erased": row["body"] is None,
        "own": row["author_id"] == actor.person_id and not apart,
        "why_not": messages.text(code, lang) if code else None,
        "purposes": [] if code else [{"key": key, "name": sealed.purpose_name(key, lang)} for key in sealed.PURPOSES],
        "may_name": keeps,
        "most_days": sealed.MOST_DAYS,
        "readers": [
            {"id": each["person_id"], "name": each["name"], "until": each["until"], "named_by": each["named_by"]}
            for each in readers
        ],
        "candidates": [
            {"id": each["id"], "name": f"{each['name']}（{labels.role_name(each['role'], lang)}）"}
            for each in candidates
            if each["id"] not in (actor.person_id, row["person_id"])
        ],
    }
