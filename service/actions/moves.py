"""Suspend, resume and cancel a case, withdraw a decision: always with a reason that goes on record.

A suspended case takes no decision and fires no timer; its parts stand still with it. What comes meanwhile is not lost:
overdue timers, results of parts and messages catch up when it is resumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from service.actions.catching_up import catch_up
from service.actions.operators import undo
from service.actions.steps import RUNNING, Cause, cancel, context_of, write
from service.desk import open_release
from service.domain import clock, moves, withdrawal
from service.domain.errors import Conflict, Forbidden, NotFound, StaleVersion
from service.domain.instances import Event, small
from service.domain.people import Actor
from service.engine import Engine
from service.store import instances, notices, vault
from service.store import moves as facts
from service.store import withdrawal as past
from service.store.database import Row, Tx
from service.store.notices import NewNotice


def suspend_in(tx: Tx, actor: Actor, instance_id: UUID, reason: str, version: int | None = None) -> None:
    """Suspend a case and its parts inside the caller's transaction.

    Raises NotFound, Forbidden, Invalid, StaleVersion, Conflict.
    """
    row, why = _steer(tx, actor, instance_id, reason, version)
    if row["status"] not in RUNNING:
        raise _stands(tx, actor, row)
    at = clock.now()
    _suspend(tx, actor.tenant, row, at, _event("instance.suspended", at, actor, reason=why), actor)


def _suspend(tx: Tx, tenant: int, row: Row, at: datetime, event: Event, actor: Actor) -> None:
    write(tx, tenant, row, moves.unchanged(row, at, "suspended", (event,), actor.person_id, fault=row["fault"]))
    above = str(row["instance_id"])
    for status in RUNNING:
        for child in facts.children(tx, tenant, row["instance_id"], status):
            below = instances.lock_instance(tx, tenant, child)
            if below is not None and below["status"] in RUNNING:
                told = _event(event.type, at, actor, **{**event.payload, "with": above})
                _suspend(tx, tenant, below, at, told, actor)


def resume_in(tx: Tx, engine: Engine, actor: Actor, instance_id: UUID, reason: str, version: int | None = None) -> None:
    """Resume a suspended case inside the caller's transaction, with the parts that were suspended with it.

    Raises NotFound, Forbidden, Invalid, StaleVersion, Conflict.
    """
    row, why = _steer(tx, actor, instance_id, reason, version)
    if row["status"] != "suspended":
        raise _stands(tx, actor, row) if row["status"] not in RUNNING else Conflict("instance_not_suspended")
    if row["parent_id"] is not None and facts.status_of(tx, actor.tenant, row["parent_id"]) == "suspended":
        raise Conflict("parent_suspended")
    _resume(tx, engine, row, why, actor)


def _resume(tx: Tx, engine: Engine, row: Row, why: str, actor: Actor) -> None:
    """Let an instance run again, then hand it what came meanwhile: timers and parts by jobs, messages at once."""
    tenant, instance_id, at = actor.tenant, row["instance_id"], clock.now()
    event = _event("instance.resumed", at, actor, reason=why)
    fault = None if row["fault"] and facts.was_mended(tx, tenant, instance_id) else row["fault"]
    status = "faulted" if fault else "running"
    write(tx, tenant, row, moves.unchanged(row, at, status, (event,), actor.person_id, fault=fault))
    catch_up(tx, engine, tenant, instance_id)
    for child in facts.children(tx, tenant, instance_id, "suspended"):
        below = instances.lock_instance(tx, tenant, child)
        told = facts.last_move(tx, tenant, child, "instance.suspended")
        if below is None or below["status"] != "suspended" or told is None:
            continue
        if told["payload"].get("with") == str(instance_id):
            _resume(tx, engine, below, why, actor)


def cancel_in(tx: Tx, actor: Actor, instance_id: UUID, reason: str, version: int | None = None) -> None:
    """Cancel a case inside the caller's transaction: tasks, timers and parts are taken back, people are told.

    Raises NotFound, Forbidden, Invalid, StaleVersion, Conflict.
    """
    row, why = _steer(tx, actor, instance_id, reason, version)
    if row["status"] not in (*RUNNING, "suspended"):
        raise _stands(tx, actor, row)
    if row["parent_id"] is not None and facts.status_of(tx, actor.tenant, row["parent_id"]) in (*RUNNING, "suspended"):
        raise Conflict("instance_is_part")
    at = clock.now()
    people = facts.people_waiting(tx, actor.tenant, instance_id, clock.office_day(at))
    cancel(tx, actor.tenant, instance_id, at, actor.person_id, _event("instance.stopped", at, actor, reason=why))
    params = {"subject": row["subject_name"], "who": actor.name, "reason": why}
    told = [NewNotice(person, "case_cancelled", params) for person in people if person != actor.person_id]
    notices.send(tx, actor.tenant, instance_id, at, told)


def withdraw_in(tx: Tx, engine: Engine, actor: Actor, task_id: UUID, reason: str, version: int | None = None) -> None:
    """Take back one's own decision inside the caller's transaction, as long as nothing has come of it.

    The instance goes back to the state before the step; nothing leaves history, a row says that it was withdrawn.
    Raises NotFound, Forbidden, Invalid, StaleVersion, Conflict.
    """
    row, why = _own_decision(tx, actor, task_id, reason, version)
    tenant, instance_id, at, me = actor.tenant, row["instance_id"], clock.now(), actor.person_id
    desk = open_release(tx, engine, tenant, row["release_id"])
    rows = past.rows_since(tx, tenant, instance_id, task_id)
    made = withdrawal.step_of(rows, desk.operator)
    later = past.follow_up(tx, tenant, made.opened) if made else []
    refusal = withdrawal.why_not(made, row["status"], row["completed_at"], at, actor.person_id, later)
    earlier = past.state_before(tx, tenant, instance_id, made.first) if made else None
    if refusal is not None or made is None or earlier is None:
        raise Conflict(refusal.code if refusal else "withdraw_lost", **(refusal.params if refusal else {}))
    outcome = engine.rewind(desk.model, bytes(row["state"]), earlier, task_id)
    if outcome.children or outcome.cancelled_children or outcome.calls or outcome.cancelled_calls:
        raise Conflict("withdraw_parts")
    reopened = [task.id for task in outcome.opened]
    at_work = context_of(tx, engine, tenant, row, Cause(Event("task.withdrawn", clock.office_day(at)), me), desk, at)
    for called in reversed(made.undone):
        undo(at_work, called.operator, called.result)
    payload = {
        "reason": why,
        "undone": [made.first, made.last],
        "reopened": [str(task) for task in reopened],
        "closed": [str(task) for task in outcome.closed],
    }
    event = Event("task.withdrawn", clock.office_day(at), payload, node=row["node"], task_id=task_id, actor_id=me)
    change = replace(
        moves.moved(row, at, "running", (event, *at_work.events), outcome, me),
        milestone=past.milestone_before(tx, tenant, instance_id, task_id, outcome.closed),
        variables=small(outcome.variables, ()),
    )
    write(tx, tenant, row, change)
    past.reopen(tx, tenant, reopened, task_id, vault.own_words(tx, tenant, rows[0]["payload"], me), me, at)


def _own_decision(tx: Tx, actor: Actor, task_id: UUID, reason: str, version: int | None) -> tuple[Row, str]:
    """Lock a task for whoever completed it; colleagues learn who did, others that there is nothing."""
    row = instances.lock_task(tx, actor.tenant, task_id)
    if row is None:
        raise NotFound("task_not_found")
    ours = actor.grant_for(row["role"], (row["organization_id"],), clock.today()) is not None
    if row["assignee_id"] != actor.person_id and not ours:
        raise NotFound("task_not_found")
    if row["completed_by"] not in (None, actor.person_id):
        raise Forbidden("withdraw_other", who=row["completed_by_name"] or "")
    why = moves.reason_of(reason)
    if version is not None and version != row["task_version"]:
        raise StaleVersion(who="")
    if row["task_status"] != "completed":
        raise Conflict("withdraw_open" if row["task_status"] == "open" else "task_cancelled")
    return row, why


def _steer(tx: Tx, actor: Actor, instance_id: UUID, reason: str, version: int | None) -> tuple[Row, str]:
    """Lock a case for somebody who may steer it, and return it with the reason."""
    row = instances.lock_instance(tx, actor.tenant, instance_id)
    if row is None:
        raise NotFound("instance_not_found")
    above = facts.way_up(tx, actor.tenant, row["instance_org"])
    refusal = moves.why_not_steer(actor, row["starter_id"], row["person_id"], above, clock.today())
    if refusal is not None:
        kind = NotFound if refusal.code == "instance_not_found" else Forbidden
        raise kind(refusal.code, **refusal.params)
    why = moves.reason_of(reason)
    if version is not None and version != row["version"]:
        raise StaleVersion(who="")
    return row, why


def _stands(tx: Tx, actor: Actor, row: Row) -> Conflict:
    """Say how a case stands instead, and who was faster."""
    types = {"suspended": "instance.suspended", "cancelled": "instance.stopped"}
    if row["status"] in types:
        done = facts.last_move(tx, actor.tenant, row["instance_id"], types[row["status"]])
        if done is not None:
            ago = max(0, int((clock.now() - done["recorded_at"]).total_seconds()))
            return Conflict(f"{row['status']}_by", who=done["who"] or "", ago_seconds=ago)
    return Conflict(f"instance_{row['status']}")


def _event(type_: str, at: datetime, actor: Actor, **payload: str) -> Event:
    return Event(type_, clock.office_day(at), payload, actor_id=actor.person_id)
