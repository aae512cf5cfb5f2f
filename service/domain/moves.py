"""Moves that no diagram draws: suspend, resume and cancel a case. Who may, why, and what is left as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service.domain import form_messages
from service.domain.assignment import BLIND, NO_BUSINESS, Refusal
from service.domain.errors import Invalid
from service.domain.instances import Change, Event
from service.domain.outcome import Outcome
from service.domain.people import Actor

OFFICE: Final = "town_org_office"
SHORTEST_REASON: Final = 4


def reason_of(text: str) -> str:
    """Return a reason as it is kept; one that says nothing is refused."""
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        raise Invalid([form_messages.problem("/reason", "minLength", {"limit": SHORTEST_REASON})])
    return reason


def why_not_steer(
    actor: Actor, starter_id: UUID | None, person_id: UUID | None, way_up: Collection[UUID], on: date
) -> Refusal | None:
    """Return why somebody may not suspend, resume or cancel a case, or None when they may.

    Whoever started it may, as long as they hold a post at or above its organisation (`way_up`), and the town office
    above it. Nobody steers the own case. Whoever has no part in the case does not learn that there is one.
    """
    posts = {
        grant.role
        for grant in actor.grants
        if grant.organization_id in way_up and grant.in_force(on) and grant.role not in BLIND
    }
    started = starter_id is not None and starter_id == actor.person_id
    own = person_id is not None and person_id == actor.person_id
    if not posts and not started and not own:
        return Refusal("instance_not_found", {})
    if own:
        return Refusal("task_own_case", {})
    if person_id is not None and person_id in actor.recused_from:
        return Refusal("task_recused", {})
    if OFFICE in posts or (started and posts - NO_BUSINESS):
        return None
    return Refusal("may_not_steer", {})


def unchanged(
    row: Mapping[str, Any],
    at: datetime,
    status: str,
    events: Sequence[Event],
    actor: UUID | None = None,
    gone: Sequence[UUID] = (),
    disarmed: Sequence[UUID] = (),
    unsubscribed: Sequence[UUID] = (),
    fault: Mapping[str, Any] | None = None,
) -> Change:
    """Return the change that leaves an instance's state as it was: only its status, its waits and its history move."""
    return Change(
        at=at,
        state=bytes(row["state"]),
        status=status,
        milestone=row["milestone"],
        business_key=row["business_key"],
        variables=row["variables"],
        fault=fault,
        actor=actor,
        done=None,
        decision=None,
        gone=tuple(gone),
        opened=(),
        armed=(),
        disarmed=tuple(disarmed),
        subscribed=(),
        unsubscribed=tuple(unsubscribed),
        events=tuple(events),
    )


def moved(
    row: Mapping[str, Any],
    at: datetime,
    status: str,
    events: Sequence[Event],
    outcome: Outcome,
    actor: UUID | None = None,
) -> Change:
    """Return the change that lets an instance stand elsewhere without a step: with the outcome's state and waits."""
    still = unchanged(row, at, status, events, actor, outcome.closed, outcome.disarmed, outcome.unsubscribed)
    return replace(still, state=outcome.state, armed=outcome.armed, subscribed=outcome.subscribed)
