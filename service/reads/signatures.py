"""One request to sign as its page needs it: what is asked, and the task that it is about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import clock, messages
from service.domain import signers as rules
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.engine import Engine
from service.reads import tasks
from service.store import moves as facts
from service.store import signers
from service.store.database import Row, Tx


def get(tx: Tx, engine: Engine, actor: Actor, signer_id: UUID, lang: str) -> dict[str, Any]:
    """Return one request to sign with the task that it is about; only to whom it was sent.

    Raises NotFound when there is none, or when the reader may no longer see the case.
    """
    known = signers.find(tx, actor.tenant, signer_id)
    if known is None or known["person_id"] != actor.person_id:
        raise NotFound("signer_not_found")
    task = tasks.get(tx, engine, actor, known["task_id"], lang)
    own = next(each for each in task["signers"] if each["id"] == signer_id)
    return {**own, "task": task, "can_sign": (why := _why_not(tx, actor, known, own, lang)) is None, "why_not": why}


def _why_not(tx: Tx, actor: Actor, known: Row, own: dict[str, Any], lang: str) -> str | None:
    if own["status"] != "open":
        return messages.text(f"signer_{own['status']}", lang, who=own["who"]["name"])
    row = signers.standing(tx, actor.tenant, known["task_id"])
    way_up = facts.way_up(tx, actor.tenant, row["organization_id"])
    refusal = rules.why_not_sign(actor, row["person_id"], way_up, row["exclude"], clock.today())
    if refusal is not None:
        return messages.text(refusal.code, lang, **refusal.params)
    return messages.text("instance_suspended", lang) if row["status"] == "suspended" else None
