"""Add and remove signers of a countersigned step (会签); the rule itself is the engine's.

Whoever has an open part of it may add an equal signer. Removing one changes who decides, so that is nobody's among the
signers: it belongs to whoever may steer the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from service.actions.steps import Cause, Run, step
from service.domain import clock, moves
from service.domain import signers as rules
from service.domain.errors import Conflict, Forbidden, NotFound, TaskNotYours
from service.domain.instances import Event
from service.domain.outcome import Outcome
from service.domain.people import Actor
from service.engine import Engine
from service.store import countersign, notices
from service.store import moves as facts
from service.store.database import Row, Tx
from service.store.notices import NewNotice

is_countersigned = rules.is_countersigned


def check_signs_once(tx: Tx, actor: Actor, row: Row, principal: UUID | None) -> None:
    """Refuse a second signature of one person on one step, as themselves or in the name of another.

    Raises TaskNotYours.
    """
    if countersign.signs_twice(tx, actor.tenant, row, actor.person_id, principal is not None):
        raise TaskNotYours("countersign_twice")


def add(
    tx: Tx, engine: Engine, actor: Actor, row: Row, people: Sequence[UUID], posts: dict[UUID, set[str]], text: str
) -> None:
    """Add equal signers to the step of a locked, open task."""
    taken = {each["person_id"] for each in countersign.of_step(tx, actor.tenant, row)}
    rules.check_people(rules.Asking(row["role"], row["person_id"], row["exclude"], taken), actor, people, posts)
    said = rules.words(text, "/text")
    names = countersign.names(tx, actor.tenant, people)

    def run(model: Any, state: bytes, services: Any) -> Outcome:
        return engine.add_signers(model, state, row["id"], [str(person) for person in people], services)

    whom = [str(person) for person in people]
    event = _event("countersign.added", row, actor, whom=whom, name="、".join(names), reason=said)
    _step(tx, engine, actor, row, event, run)
    params = {"who": actor.name, "subject": row["subject_name"], "title": row["title"], "reason": said}
    told = [NewNotice(person, "signer_added", params) for person in people]
    notices.send(tx, actor.tenant, row["instance_id"], clock.now(), told)


def remove(tx: Tx, engine: Engine, actor: Actor, row: Row, signer_id: UUID, reason: str) -> None:
    """Take an open signer out of the step of a locked task.

    Raises NotFound, Forbidden, Invalid, Conflict.
    """
    above = facts.way_up(tx, actor.tenant, row["instance_org"])
    refusal = moves.why_not_steer(actor, row["starter_id"], row["person_id"], above, clock.today())
    if refusal is not None:
        kind = NotFound if refusal.code == "instance_not_found" else Forbidden
        raise kind(refusal.code if kind is NotFound else "may_not_remove_signer", **refusal.params)
    signer = next((each for each in countersign.of_step(tx, actor.tenant, row) if each["id"] == signer_id), None)
    if signer is None:
        raise NotFound("signer_not_found")
    why = moves.reason_of(reason)
    if signer["status"] != "open":
        raise Conflict("signer_signed", who=signer["name"])

    def run(model: Any, state: bytes, services: Any) -> Outcome:
        return engine.remove_signer(model, state, signer_id, services)

    whom = [str(signer["person_id"])]
    _step(
        tx,
        engine,
        actor,
        row,
        _event("countersign.removed", {**row, "id": signer_id}, actor, whom=whom, name=signer["name"], reason=why),
        run,
    )
    params = {"who": actor.name, "subject": row["subject_name"], "title": row["title"], "reason": why}
    told = [NewNotice(signer["person_id"], "signer_removed", params)]
    notices.send(tx, actor.tenant, row["instance_id"], clock.now(), told)


def _event(type_: str, row: Row, actor: Actor, **payload: Any) -> Event:
    return Event(type_, clock.today(), payload, node=row["node"], task_id=row["id"], actor_id=actor.person_id)


def _step(tx: Tx, engine: Engine, actor: Actor, row: Row, event: Event, run: Run) -> None:
    """Run the engine; no node is passed, so the variables that lists show stay as they are."""

    def kept(model: Any, state: bytes, services: Any) -> Outcome:
        outcome = run(model, state, services)
        return outcome if outcome.passed else replace(outcome, variables=row["variables"])

    step(tx, engine, actor.tenant, row, Cause(event, actor.person_id, actor.name), kept)
