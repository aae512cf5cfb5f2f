"""Operators of a correction (B03): take the request down, weigh what shall stand, reverse and write anew.

Nothing is edited: the entry stays with its mark, a reversal and, if need be, a new fact stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.actions.operators import points, values
from service.actions.operators.judging import Listed, judge, scheme
from service.actions.operators.registry import Context, operator
from service.domain import points as rules
from service.domain.errors import Conflict, Forbidden, InvalidAnswers, NotFound
from service.domain.labels import POINTS_STATUSES, label
from service.store import people
from service.store import points as ledger
from service.store.database import Row

FACTS: Final = ("item", "event_date", "qty", "evidence_ref")


@operator("correction.open")
def open_(ctx: Context, entry_id: str) -> dict[str, list[str]]:
    """Take down a request about an entry that stands, and return who had a part in it: they do not examine it."""
    entry = _entry(ctx, entry_id)
    if entry["status"] not in rules.COUNTED:
        raise InvalidAnswers.at("/answers/entry_id", "points_status", status=label(POINTS_STATUSES, entry["status"]))
    ctx.record("points.correction_asked", {"entry_id": entry_id})
    return {"involved": sorted({str(who) for who in (entry["recorder_id"], entry["verifier_id"]) if who is not None})}


@operator("correction.weigh")
def weigh(ctx: Context, entry_id: str) -> dict[str, Any]:
    """Hold what shall stand instead against the scheme, and return it with what it was worth and will be worth."""
    entry = _entry(ctx, entry_id)
    if ctx.actor_id is None or ctx.actor_id in {entry["recorder_id"], entry["verifier_id"], *ctx.starters}:
        raise Forbidden("task_same_handler")
    line = ctx.answers.get("correction")
    anew = isinstance(line, Mapping) and ctx.answers.get("correct") == "yes"
    facts = {name: line[name] for name in FACTS} if anew and line is not None else dict.fromkeys(FACTS)
    weighed = {"decided_by": str(ctx.actor_id), "before": float(entry["points"]), "after": 0, "anew": anew, **facts}
    if anew:
        if _same(entry, weighed):
            raise InvalidAnswers.at("/answers/correction/item", "points_correction_same")
        judged = _judged(ctx, entry, weighed)
        if problems := points.at_correction(judged):
            raise InvalidAnswers(problems)
        weighed["after"] = float(judged.entry(scheme(ctx)).points)
    return weighed


@operator("correction.apply")
def apply(ctx: Context, entry_id: str, weighed: Mapping[str, Any]) -> dict[str, Any]:
    """Reverse the entry and write the fact as it was; nothing happens when the entry stands no more."""
    entry = _entry(ctx, entry_id)
    if entry["status"] not in rules.COUNTED:
        return {"done": False, "reversal_id": None, "posted": []}
    decided_by = values.uuid(weighed["decided_by"])
    reversal = points.reverse_entry(ctx, entry, decided_by)
    posted: list[dict[str, str]] = []
    if weighed["anew"]:
        judged = _judged(ctx, entry, weighed)
        for problem in points.at_correction(judged):
            raise Conflict(problem.code, **problem.params)
        book = scheme(ctx)
        posted = points.write(ctx, book, [judged.entry(book)], {}, ctx.starter_id, decided_by)
    ctx.record("points.corrected", {"entry_id": entry_id, "reversal_id": str(reversal)})
    return {"done": True, "reversal_id": str(reversal), "posted": posted}


def _entry(ctx: Context, entry_id: str) -> Row:
    entry = ledger.lock(ctx.tx, ctx.tenant, values.uuid(entry_id))
    if entry is None or entry["person_id"] != ctx.person_id:
        raise NotFound("points_entry_not_found")
    return entry


def _judged(ctx: Context, entry: Row, facts: Mapping[str, Any]) -> Listed:
    """Judge the new fact as if the old one were gone: late and within closed periods, as a correction is."""
    home = people.lock(ctx.tx, ctx.tenant, entry["person_id"])
    assert home is not None
    (judged,) = judge(
        ctx,
        scheme(ctx),
        [{**{name: facts[name] for name in FACTS}, "person_id": entry["person_id"]}],
        home["branch_id"],
        office_agrees=True,
        within_closed=True,
        pointer="/answers/correction",
        without=entry["id"],
    )
    return judged


def _same(entry: Row, facts: Mapping[str, Any]) -> bool:
    return (
        entry["item"] == facts["item"]
        and entry["event_date"].isoformat() == facts["event_date"]
        and float(entry["quantity"]) == float(facts["qty"])
    )
