"""What can be done with a task: complete it, claim it, put it back, keep a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from service.actions import countersign
from service.actions.forms import accept_answers, decision_text, keep_answers
from service.actions.steps import Cause, step
from service.desk import open_release
from service.domain import assignment, clock, form_sources, labels, sealed
from service.domain.errors import (
    Conflict,
    InvalidAnswers,
    NotFound,
    StaleVersion,
    TaskAlreadyCompleted,
    TaskNotYours,
)
from service.domain.instances import Event
from service.domain.outcome import Outcome
from service.domain.people import Actor
from service.engine import Engine
from service.store import instances, signers, substitutions, tasks
from service.store.database import Database, Row, Tx


@dataclass(frozen=True, slots=True)
class Completed:
    """What became of a completed task; `rows` are it and the tasks it opened, as lists show them."""

    task_id: UUID
    instance_id: UUID
    opened: tuple[UUID, ...]
    ended: bool
    rows: Sequence[Row]


def complete_in(
    tx: Tx,
    engine: Engine,
    actor: Actor,
    task_id: UUID,
    answers: Mapping[str, Any],
    occurred_on: date | None = None,
    version: int | None = None,
) -> Completed:
    """Complete an open task and let its process run on to the next wait, inside the caller's transaction.

    Raises NotFound, TaskNotYours, TaskAlreadyCompleted, TooEarly, StaleVersion, InvalidAnswers.
    """
    row = lock(tx, actor, task_id, version)
    check_open(row, actor)
    principal = assignment.check_complete(*right(row, actor))
    _check_runs(row)
    if row["signers"]:
        raise Conflict("signers_open", names=signers.names_asked(tx, actor.tenant, task_id))
    model = open_release(tx, engine, actor.tenant, row["release_id"]).model
    node = model.nodes[row["task_process"]][row["node"]]
    if countersign.is_countersigned(node.properties):
        countersign.check_signs_once(tx, actor, row, principal.principal_id if principal else None)
    form = node.properties.get("form")
    barred = actor.recused_from | (principal.recused_from if principal else frozenset())
    accepted = accept_answers(tx, engine, model, form, answers, row, replace(actor, recused_from=barred))
    decision = decision_text(model, form, node.properties.get("decision"), accepted.answers)
    on = _occurred_on(occurred_on or accepted.occurred_on)
    said = keep_answers(tx, actor, model, form, accepted.answers, row["instance_id"], row)
    event = Event(
        "task.completed",
        on,
        {**said, "decision": decision, "title": row["title"]},
        node=row["node"],
        task_id=task_id,
        actor_id=actor.person_id,
        on_behalf_of=principal.principal_id if principal else None,
    )
    cause = Cause(event, actor.person_id, actor.name, task_id, decision, accepted.answers, form)

    def run(model: Any, state: bytes, services: Any) -> Outcome:
        return engine.complete(model, state, task_id, accepted.variables, services)

    made = step(tx, engine, actor.tenant, row, cause, run)
    if principal is not None:
        substitutions.tell(tx, actor.tenant, principal.principal_id, actor.name, clock.now())
    opened = tuple(task.id for task in made.outcome.opened)
    return Completed(task_id, row["instance_id"], opened, made.outcome.ended, made.rows)


def claim_in(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> None:
    """Take a task of one's post for oneself, so that colleagues see who is on it; inside the caller's transaction."""
    row = lock(tx, actor, task_id, version)
    check_open(row, actor)
    if row["assignee_id"] == actor.person_id:
        return
    if assignment.check_complete(*right(row, actor, early=True)) is not None:
        raise TaskNotYours("substitute_no_claim")  # it would stay with the substitute when the time is over
    _check_runs(row)
    tasks.claim(tx, actor.tenant, task_id, actor.person_id, clock.now())


def release_in(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> None:
    """Put a claimed task back for the whole post, inside the caller's transaction."""
    row = lock(tx, actor, task_id, version)
    check_open(row, actor)
    if row["claimed_at"] is None or row["assignee_id"] != actor.person_id:
        raise TaskNotYours("task_not_claimed")
    tasks.release(tx, actor.tenant, task_id)


def save_draft(db: Database, engine: Engine, actor: Actor, task_id: UUID, answers: Mapping[str, Any]) -> None:
    """Keep what someone has written so far; a draft may be incomplete, but not strange."""
    with db.transaction() as tx:
        row = tasks.for_draft(tx, actor.tenant, task_id)
        if row is None:
            raise NotFound("task_not_found")
        check_open(row, actor)
        assignment.check_complete(*right(row, actor, early=True))
        model = open_release(tx, engine, actor.tenant, row["release_id"]).model
        form = model.nodes[row["task_process"]][row["node"]].properties.get("form")
        schema = model.bundle.forms[form]["schema"] if form else {}
        known = set(form_sources.fields(schema))
        if not set(answers) <= known:
            raise InvalidAnswers.at(f"/answers/{sorted(set(answers) - known)[0]}", "unknown_field")
        tasks.save_draft(tx, actor.tenant, task_id, actor.person_id, sealed.without_l4(schema, answers), clock.now())


def lock(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> Row:
    """Lock a task with its instance."""
    row = instances.lock_task(tx, actor.tenant, task_id)
    if row is None:
        raise NotFound("task_not_found")
    if version is not None and row["task_status"] == "open" and row["task_version"] != version:
        raise StaleVersion(who="")
    return row


def check_open(row: Row, actor: Actor) -> None:
    """Say who was faster, and when, instead of a bare conflict; but only to those who could have been."""
    if row["task_status"] == "open":
        return
    ours = actor.grant_for(row["role"], {row["organization_id"]}, clock.today()) is not None
    if not ours and actor.person_id != row["assignee_id"]:
        raise NotFound("task_not_found")
    if row["task_status"] == "completed":
        at = row["completed_at"]
        raise TaskAlreadyCompleted(
            who=row["completed_by_name"] or "", ago_seconds=max(0, int((clock.now() - at).total_seconds())), at=at
        )
    raise Conflict("task_cancelled")


def _check_runs(row: Row) -> None:
    """Refuse a decision in a suspended case before its answers are looked at; a draft may still be kept."""
    if row["status"] == "suspended":
        raise Conflict("instance_suspended")


def right(row: Row, actor: Actor, early: bool = False) -> tuple[assignment.TaskView, Actor, date, dict[str, Any]]:
    """Return what the right to act is judged by; a draft, a claim or a request may come before the lawful day."""
    view = assignment.view_of(row, early)
    names = {
        "role": labels.role_term(row["role"]),
        "organization": row["organization_name"],
        "who": row["assignee_name"] or row["subject_name"],
        "node": row["title"],
    }
    return view, actor, clock.today(), names


def _occurred_on(day: date | None) -> date:
    """Return the day on which it really happened; paper often comes first, the future never (engineering notes 5)."""
    today = clock.today()
    if day is None:
        return today
    if day > today:
        raise InvalidAnswers.at("/occurred_on", "future_date", today=today.isoformat())
    return day
