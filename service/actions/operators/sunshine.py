"""Operators of sunshine organisations (C04): who is asked, the score, the honour, the look at it a year later.

The table only classifies; the town committee decides, and an objection during the notice brings the decision back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain.calendar import add_years
from service.domain.errors import Conflict
from service.store import honours


@operator("sunshine.open")
def open_(ctx: Context) -> list[dict[str, str]]:
    """Return the organisations that may declare themselves: those chosen, or every base organisation of the town."""
    chosen = values.ids(ctx.answers, "organizations")
    rows = honours.candidates(ctx.tx, ctx.tenant, ctx.organization_id, chosen, ctx.today)
    ctx.record("sunshine.opened", {"asked": len(rows)})
    return [
        {"organization_id": str(row["id"]), "organization_name": row["name"], "level": row["level"]} for row in rows
    ]


@operator("sunshine.score")
def score(ctx: Context) -> dict[str, int]:
    """Add up the scores of the check just completed, and count what rules the honour out."""
    parts: Mapping[str, Any] = ctx.answers["scores"]
    return {"score": sum(int(part) for part in parts.values()), "vetoes_n": len(ctx.answers.get("vetoes") or ())}


@operator("sunshine.award")
def award(ctx: Context, year: int, score: int) -> dict[str, str]:
    """Honour the organisation for a year, until it is looked at again."""
    until = add_years(ctx.today, 1)
    honours.award(ctx.tx, ctx.tenant, ctx.organization_id, int(year), int(score), ctx.today, until, ctx.instance_id)
    ctx.record("sunshine.awarded", {"year": int(year), "score": int(score), "until": until})
    return {"valid_until": until.isoformat()}


@operator("sunshine.standing")
def standing(ctx: Context, year: int) -> list[dict[str, str]]:
    """Return the organisations of a year that are honoured still: they are looked at again."""
    rows = honours.standing(ctx.tx, ctx.tenant, ctx.organization_id, int(year))
    return [
        {"organization_id": str(row["id"]), "organization_name": row["name"], "level": row["level"]} for row in rows
    ]


@operator("sunshine.settle")
def settle(ctx: Context, year: int, keep: bool) -> dict[str, bool]:
    """Let the honour stand for another year, or take it back."""
    until: date = add_years(ctx.today, 1)
    done = (
        honours.prolong(ctx.tx, ctx.tenant, ctx.organization_id, int(year), until)
        if keep
        else honours.withdraw(ctx.tx, ctx.tenant, ctx.organization_id, int(year), ctx.today)
    )
    if not done:
        raise Conflict("honour_none")
    ctx.record("sunshine.settled", {"year": int(year), "kept": keep})
    return {"kept": keep}
