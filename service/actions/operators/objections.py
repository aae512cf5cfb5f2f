"""Operators of an objection (A13): take it down, and answer it; what it says of the ledger is done by points.py."""

from __future__ import annotations

from typing import Any, Final

from service.actions.operators import points, values
from service.actions.operators.registry import Context, operator
from service.domain.errors import Conflict, Forbidden, InvalidAnswers, NotFound
from service.store import objections
from service.store import points as ledger

CASE: Final = "case"


@operator("objection.open")
def open_(ctx: Context, subject_type: str, subject_id: str | None) -> dict[str, Any]:
    """Take down what a person objects to, and return who had a part in it: they do not examine it.

    A case without an id is the one this step belongs to: what was decided in it is objected to on the spot.
    """
    if ctx.person_id is None:
        raise NotFound("person_not_found")
    subject = ctx.instance_id if subject_id is None and subject_type == CASE else values.uuid(subject_id)
    if subject_type == objections.ENTRY:
        points.dispute(ctx, str(subject))
        entry = ledger.get(ctx.tx, ctx.tenant, subject)
        involved = [entry["recorder_id"], entry["verifier_id"]] if entry else []
        found = objections.standing(ctx.tx, ctx.tenant, subject)
        assert found is not None
        objection_id = found["id"]
    else:
        if objections.case_of(ctx.tx, ctx.tenant, subject, ctx.person_id) is None:
            raise InvalidAnswers.at("/answers/case_id", "not_among_options")
        if objections.standing(ctx.tx, ctx.tenant, subject) is not None:
            raise Conflict("objection_open")
        text = str(ctx.answers.get("statement") or ctx.answers.get("ground") or "")
        objection_id = objections.open_(ctx.tx, ctx.tenant, ctx.person_id, ctx.instance_id, CASE, subject, text, ctx.at)
        involved = objections.acted_in(ctx.tx, ctx.tenant, subject)
        ctx.record("objection.opened", {"case_id": str(subject)})
    # one's own share keeps nobody out: the person objecting is kept out of the own case anyway
    kept_out = sorted({str(who) for who in involved if who is not None and who != ctx.person_id})
    return {"objection_id": str(objection_id), "involved": kept_out}


@operator("objection.answer")
def answer(ctx: Context, objection_id: str, upheld: bool) -> dict[str, str | None]:
    """Answer an objection with the reasons just given; an entry of the ledger is reversed, or stands again."""
    found = objections.get(ctx.tx, ctx.tenant, values.uuid(objection_id))
    if found is None or found["status"] != "open":
        raise Conflict("objection_answered")
    if found["subject_type"] == objections.ENTRY:
        settled: dict[str, str | None] = points.resolve(ctx, str(found["subject_id"]), upheld)
        return settled
    if ctx.actor_id is not None and ctx.actor_id in objections.acted_in(ctx.tx, ctx.tenant, found["subject_id"]):
        raise Forbidden("task_same_handler_case")
    outcome = "upheld" if upheld else "rejected"
    reason = "\n".join(str(ctx.answers[name]) for name in ("explanation", "remedy") if ctx.answers.get(name))
    objections.answer(ctx.tx, ctx.tenant, found["subject_id"], outcome, reason, ctx.at, ctx.actor_id)
    ctx.record("objection.answered", {"case_id": str(found["subject_id"]), "outcome": outcome})
    return {"reversal_id": None, "entry_id": None}
