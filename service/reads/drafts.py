"""Drafts of processes, for those who draw and those who release: what would change, and the text of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import drafts as rules
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.store import drafts, releases
from service.store.database import Row, Tx


def page(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """Return the latest drafts.

    Raises Forbidden.
    """
    rules.check_sees(actor)
    return [_head(row, actor) for row in drafts.latest(tx, actor.tenant)]


def draft(tx: Tx, actor: Actor, draft_id: UUID) -> dict[str, Any]:
    """Return one draft with its files: new, changed or the same as what is released now.

    Raises Forbidden, NotFound.
    """
    rules.check_sees(actor)
    row = drafts.get(tx, actor.tenant, draft_id)
    if row is None:
        raise NotFound()
    now = drafts.released_files(tx, actor.tenant)
    files = releases.load_artifacts(tx, row["manifest"])
    shown = [
        {
            "path": path,
            "change": _change(now.get(path), row["manifest"][path]),
            "text": content.decode(errors="replace"),
        }
        for path, content in sorted(files.items())
    ]
    return {**_head(row, actor), "files": shown}


def _change(now: str | None, drafted: str) -> str:
    return "new" if now is None else "same" if now == drafted else "changed"


def _head(row: Row, actor: Actor) -> dict[str, Any]:
    names = ("id", "note", "status", "drafted_at", "decided_at", "reason")
    decided = row["decided_by"] and {"id": row["decided_by"], "name": row["decided_by_name"]}
    return {
        **{name: row[name] for name in names},
        "drafted_by": {"id": row["drafted_by"], "name": row["drafted_by_name"]},
        "decided_by": decided,
        "own": row["drafted_by"] == actor.person_id,
        "paths": sorted(row["manifest"]),
    }
