"""联合党委成员单位: which organisations belong to which joint committee."""

from __future__ import annotations

from typing import Any

from service.domain import administration, clock
from service.domain.people import Actor
from service.store import affiliations as store
from service.store.database import Tx


def page(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Return the affiliations and the committees there are.

    Raises Forbidden.
    """
    administration.seats(actor, clock.today())
    return {
        "items": store.page(tx, actor.tenant),
        "committees": [{"value": str(row["id"]), "label": row["name"]} for row in store.committees(tx, actor.tenant)],
    }
