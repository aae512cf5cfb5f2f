"""Operators of the handover of papers: what there is, what the law wants, and what the paper lacks."""

from __future__ import annotations

from typing import Any

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain import archive, documents
from service.domain.errors import InvalidAnswers
from service.store import documents as store


@operator("archive.manifest")
def manifest(ctx: Context, person_id: str) -> dict[str, Any]:
    """Count the documents and scans of a person, and tell which of those for the dossier the house does not hold."""
    rows = store.papers(ctx.tx, ctx.tenant, ctx.instance_id, values.uuid(person_id))
    held = {row["code"] for row in rows}
    lacking = [code for code in _wanted(ctx) if code not in held]
    digests = [{"number": row["number"], "code": row["code"], "digest": bytes(row["digest"]).hex()} for row in rows]
    ctx.record("archive.listed", {"papers": digests, "lacking": lacking})
    return {"n": len(rows), "lacking": lacking}


@operator("archive.check")
def check(ctx: Context, person_id: str) -> dict[str, Any]:
    """Hold the check of the paper against what the law wants; every item must be accounted for."""
    rows, codes = values.rows(ctx.answers, "items"), _wanted(ctx)
    if silent := archive.unaccounted(codes, rows):
        raise InvalidAnswers.at(
            "/answers/items", "archive_unaccounted", papers="、".join(documents.title(code, "zh-CN") for code in silent)
        )
    lacking = archive.missing(codes, rows)
    pages = sum(int(row["pages"]) for row in rows)
    ctx.record("archive.checked", {"missing": lacking, "pages": pages})
    return {"missing_n": len(lacking), "missing": lacking, "pages": pages}


def _wanted(ctx: Context) -> list[str]:
    return archive.wanted(ctx.rules.rule("archive", ctx.today).details.get("items", ()))
