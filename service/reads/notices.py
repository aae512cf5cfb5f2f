"""A person's notices, their texts made in the reader's language."""

from __future__ import annotations

from typing import Any

from service.domain import notice_texts
from service.domain.people import Actor
from service.store.database import Row, Tx

MAX_NOTICES = 100


def page(tx: Tx, actor: Actor, lang: str, limit: int = MAX_NOTICES) -> list[dict[str, Any]]:
    """Return the reader's own notices, newest first."""
    rows = tx.rows(
        """select id, created_at, kind, params, read_at, instance_id from notice
            where tenant_id = %s and person_id = %s order by created_at desc, id desc limit %s""",
        (actor.tenant, actor.person_id, limit),
    )
    return [_notice(row, lang) for row in rows]


def _notice(row: Row, lang: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "at": row["created_at"],
        "kind": row["kind"],
        "title": notice_texts.title(row["kind"], lang),
        "text": notice_texts.text(row["kind"], row["params"], lang),
        "read_at": row["read_at"],
        "instance_id": row["instance_id"],
    }
