"""The operator that tells who is asked before an approval: an organisation's place in the tree decides (§21-22)."""

from __future__ import annotations

from typing import Any

from service.actions.operators.registry import Context, operator
from service.store import organizations


@operator("approval.path")
def path(ctx: Context) -> dict[str, Any]:
    """Return whether a committee without the power to approve deliberates first, and which."""
    found = organizations.deliberates(ctx.tx, ctx.tenant, ctx.organization_id)
    return {"deliberate": found is not None, "by": str(found) if found else None}
