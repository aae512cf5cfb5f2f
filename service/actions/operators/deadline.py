"""The operator that computes a lawful term."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain import deadlines
from service.domain.calendar import is_duration, parse_duration
from service.domain.errors import Conflict
from service.domain.rules import Kind


@operator("deadline.compute")
def compute(ctx: Context, rule: str, start: str | None = None) -> dict[str, Any]:
    """Compute from when and until when something may be done, counted from a day (today when none is given)."""
    day = ctx.today if start is None else values.day(start)
    earliest, due = bounds(ctx, rule, day)
    return {
        "earliest": earliest.isoformat() if earliest else None,
        "due": due.isoformat() if due else None,
        "expires": values.after(due) if due else None,
    }


def bounds(ctx: Context, rule: str, start: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of a rule's term, or of a plain duration."""
    if is_duration(rule):
        return None, parse_duration(rule).after(start, ctx.calendar).day
    known = ctx.rules.rule(rule, ctx.today)
    if known.kind is Kind.WINDOW and known.maximum is None:
        # A window that names its least length only is open to everyone for that long.
        return None, deadlines.window(known, start, ctx.calendar)[1].day
    found = deadlines.term(known, start, ctx.calendar)
    if found.earliest is None and found.due is None:
        raise Conflict("rule_no_date", rule=rule)
    return found.earliest, found.due


def window(ctx: Context, rule: str, start: date) -> date:
    """Return the last day of a public notice that goes up on a day."""
    _, due = bounds(ctx, rule, start)
    if due is None:
        raise Conflict("rule_no_date", rule=rule)
    return due
