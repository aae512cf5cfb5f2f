"""Show the ways back from a task: each step that it may be returned to, with what would come of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.domain import messages, phrases
from service.domain.returns import Back, Held, Offer, Undone


def shown(offers: Iterable[Offer], lang: str) -> list[dict[str, Any]]:
    """Shape the offers for the screen; a step that is barred says why."""
    return [_offer(offer, lang) for offer in offers]


def _offer(offer: Offer, lang: str) -> dict[str, Any]:
    return {
        "task_id": offer.task_id,
        "node": offer.node,
        "title": offer.title,
        "who": offer.who,
        "at": offer.at,
        "blocked": messages.text(offer.refusal.code, lang, **offer.refusal.params) if offer.refusal else None,
        "cancelled": [_held(each) for each in offer.cancelled],
        "redone": list(offer.redone),
        "kept": [_held(each) for each in offer.kept],
        "undone": list(dict.fromkeys(_effect(each, lang) for each in offer.undone if each.back is not Back.FINAL)),
        "parts": offer.parts,
    }


def _held(held: Held) -> dict[str, str]:
    return {"title": held.title, "holder": held.holder}


def _effect(undone: Undone, lang: str) -> str:
    return phrases.text(f"back.{undone.back.value}", lang, node=undone.node)
