"""Operators that tell people: one person, or whoever holds a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain import clock, labels, notice_texts
from service.domain.errors import Conflict, NotFound
from service.store import notices, objections, people, points
from service.store.notices import NewNotice


@operator("notice.send")
def send(ctx: Context, person_id: str, kind: str, **more: Any) -> dict[str, str]:
    """Send a notice to a person; further parameters go into its text."""
    person = values.uuid(person_id)
    if person not in people.names(ctx.tx, ctx.tenant, [person]):
        raise NotFound("person_not_found")
    params = _params(ctx, kind, more)
    (notice_id,) = tell(ctx, [NewNotice(person, kind, params)])
    return {"notice_id": str(notice_id)}


@operator("notice.office")
def office(ctx: Context, role: str, scope: str, kind: str, **more: Any) -> dict[str, int]:
    """Send a notice to whoever holds a post at the nearest organisation of a level; the case keeps that nobody does."""
    params = _params(ctx, kind, more)
    names = people.subject_names(
        ctx.tx, ctx.tenant, [str(ctx.organization_id)], [str(ctx.person_id) if ctx.person_id else None]
    )
    params = {
        "organization": names.get(str(ctx.organization_id), ""),
        "subject": names.get(str(ctx.person_id), ""),
        **params,
    }
    holders = notices.holders_of(ctx.tx, ctx.tenant, role, scope, ctx.organization_id, ctx.today)
    tell(ctx, [NewNotice(person, kind, params) for person in holders])
    if not holders:
        where = f"{labels.level_name(scope)}{labels.role_term(role)}"
        ctx.record("notices.unheard", {"kind": kind, "role": role, "scope": scope, "name": where})
    return {"sent_n": len(holders)}


def tell(ctx: Context, sent: list[NewNotice]) -> list[UUID]:
    """Send notices of this step and keep in history that they were sent (not what they say)."""
    ids = notices.send(ctx.tx, ctx.tenant, ctx.instance_id, ctx.at, sent)
    if sent:
        kinds: dict[str, int] = {}
        for notice in sent:
            kinds[notice.kind] = kinds.get(notice.kind, 0) + 1
        ctx.record("notices.sent", {"kinds": kinds})
    return ids


def _params(ctx: Context, kind: str, more: Mapping[str, Any]) -> dict[str, Any]:
    """Collect what a notice says: its parameters, what the form just said, names instead of ids."""
    entry = notice_texts.KINDS.get(kind)
    if entry is None:
        raise Conflict("operator_parameters", name=kind)
    params = {name: ctx.answers[name] for name in entry.answers if name in ctx.answers} | dict(more)
    if organization := params.get("organization"):
        params["organization"] = people.subject_names(ctx.tx, ctx.tenant, [str(organization)], []).get(
            str(organization), str(organization)
        )
    if objection_id := params.get("objection_id"):
        about = objections.subject(ctx.tx, ctx.tenant, values.uuid(objection_id))
        if about is not None and about["subject_type"] == objections.ENTRY:
            params["entry_id"] = str(about["subject_id"])
        elif about is not None:
            params |= {"item": about["case_name"], "event_date": clock.office_day(about["started_at"])}
    if entry_id := params.get("entry_id"):
        found = points.get(ctx.tx, ctx.tenant, values.uuid(entry_id))
        if found is not None:
            scheme = points.scheme(ctx.tx, ctx.tenant, ctx.today)
            item = scheme.items.get(found["item"]) if scheme else None
            params |= {"item": item.name if item else found["item"], "event_date": found["event_date"]}
    return params
