"""One step of one instance: run the engine under the lock, absorb the outcome, write, queue what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service.actions import joint
from service.actions.operators import Context, call
from service.actions.sending import send
from service.desk import Desk, open_release
from service.domain import clock
from service.domain.errors import Conflict, StaleVersion
from service.domain.instances import Change, Event, NewInstance, Standing, absorb
from service.domain.moves import unchanged
from service.domain.outcome import ChildStart, Outcome
from service.engine import Engine, Model, Services
from service.store import deliveries, instances, people, queue
from service.store import steps as store
from service.store.database import Row, Tx
from service.store.ids import derived_id
from service.store.steps import Written

Run = Callable[[Model, bytes, Services], Outcome]
RUNNING = ("running", "faulted")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a step happens: the event for history, who acts, and what their answer was."""

    event: Event
    actor: UUID | None = None
    actor_name: str = ""
    done: UUID | None = None
    decision: str | None = None
    answers: Mapping[str, Any] | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step has led to: what the engine says, and the tasks it completed or opened as lists show them."""

    outcome: Outcome
    rows: Sequence[Row] = ()


def step(tx: Tx, engine: Engine, tenant: int, row: Row, cause: Cause, run: Run) -> Stepped:
    """Run one step of a locked instance and write it.

    A fault undoes what operators wrote before it. A person's step then fails as a whole, so that they keep their
    draft; a step of the clock or of a message marks the instance as faulted, once, so that it is seen.
    Raises Conflict when the instance does not run or a person's step faults; StaleVersion when the row moved in spite
    of the lock.
    """
    if row["status"] not in RUNNING:
        raise Conflict(f"instance_{row['status']}")
    at = clock.now()
    desk = open_release(tx, engine, tenant, row["release_id"])
    context = context_of(tx, engine, tenant, row, cause, desk, at)
    with tx.attempt() as attempt:
        outcome = run(desk.model, bytes(row["state"]), lambda name, params: call(context, name, params))
        if outcome.fault:
            check_fault(outcome, cause)
            attempt.undo()
    if outcome.fault and row["status"] == "faulted":
        return Stepped(outcome)
    standing = Standing(
        row["person_id"], row["starter_id"], row["status"], row["milestone"], row["business_key"], row["stand_in_id"]
    )
    causes = [] if outcome.fault else [cause.event, *context.events]
    change = absorb(standing, outcome, causes, at, desk.frame(), cause.actor, cause.done, cause.decision)
    written = write(tx, tenant, row, change)
    send(tx, tenant, row["instance_id"], outcome.thrown)
    deliveries.ask(tx, tenant, row["instance_id"], outcome.calls)
    deliveries.take_back(tx, tenant, outcome.cancelled_calls)
    start_children(tx, engine, tenant, row, outcome.children, at, desk)
    for waiting in outcome.cancelled_children:
        cancel(tx, tenant, derived_id("child", waiting), at, cause.actor)
    if outcome.ended and row["parent_id"] is not None:
        queue.child_ended(tx, tenant, row["instance_id"], row["parent_id"])
    if row["status"] == "faulted" and change.status == "running":
        queue.go_on(tx, tenant, row["instance_id"])  # it need not have been what it failed over
    return Stepped(outcome, written.rows)


def write(tx: Tx, tenant: int, row: Row, change: Change) -> Written:
    """Write a change of a locked instance.

    Raises StaleVersion when the row moved in spite of the lock.
    """
    written = store.write_step(tx, tenant, row, joint.placed(tx, tenant, row["instance_org"], change))
    if written is None:
        raise StaleVersion(who="")
    return written


def note(tx: Tx, tenant: int, row: Row, events: Sequence[Event], actor: UUID | None = None) -> None:
    """Chain events behind the history of a locked instance, which stays as it is otherwise."""
    write(tx, tenant, row, unchanged(row, clock.now(), row["status"], events, actor, fault=row["fault"]))


def check_fault(outcome: Outcome, cause: Cause | None = None) -> None:
    """Refuse a person's step, or a start, that the process could not carry on."""
    if outcome.fault and (cause is None or cause.actor is not None):
        raise Conflict("process_fault", node=outcome.fault.params.get("node") or outcome.fault.node)


def context_of(tx: Tx, engine: Engine, tenant: int, row: Row, cause: Cause, desk: Desk, at: datetime) -> Context:
    """Return what the operators of a step work with."""
    return Context(
        tx=tx,
        engine=engine,
        tenant=tenant,
        instance_id=row["instance_id"],
        organization_id=row["instance_org"],
        person_id=row["person_id"],
        actor_id=cause.actor,
        answers=cause.answers or {},
        at=at,
        rules=desk.rules,
        calendar=desk.calendar,
        variables=row.get("variables") or {},
        starter_id=row["starter_id"],
        stand_in_id=row["stand_in_id"],
        schema=desk.model.bundle.forms.get(cause.form or "", {}).get("schema", {}),
        task_id=cause.done,
    )


def begin(
    tx: Tx,
    engine: Engine,
    tenant: int,
    release_id: UUID,
    process_key: str,
    instance_id: UUID,
    organization_id: UUID,
    person_id: UUID | None,
    subject_name: str,
    data: Mapping[str, Any],
    cause: Cause,
    business_key: str | None = None,
) -> Outcome:
    """Start an instance, run it to its first wait and write it; in whose stead, the event of its cause says."""
    at = clock.now()
    principal = cause.event.on_behalf_of
    starter, stand_in = (principal, cause.actor) if principal else (cause.actor, None)
    desk = open_release(tx, engine, tenant, release_id)
    row: Row = {
        "instance_id": instance_id,
        "instance_org": organization_id,
        "person_id": person_id,
        "starter_id": starter,
        "stand_in_id": stand_in,
        "variables": dict(data),
    }
    context = context_of(tx, engine, tenant, row, cause, desk, at)
    outcome = engine.start(desk.model, process_key, data, lambda name, params: call(context, name, params))
    check_fault(outcome)
    change = absorb(
        Standing(person_id, starter, business_key=business_key, stand_in_id=stand_in),
        outcome,
        [cause.event, *context.events],
        at,
        desk.frame(),
        cause.actor,
    )
    new = NewInstance(
        instance_id, release_id, process_key, subject_name, organization_id, person_id, None, None,
        joint.placed(tx, tenant, organization_id, change),
    )  # fmt: skip
    instances.write_starts(tx, tenant, starter, at, [new], stand_in)
    send(tx, tenant, instance_id, outcome.thrown)
    deliveries.ask(tx, tenant, instance_id, outcome.calls)
    start_children(tx, engine, tenant, {**row, "release_id": release_id}, outcome.children, at, desk)
    return outcome


def cancel(
    tx: Tx, tenant: int, instance_id: UUID, at: datetime, actor: UUID | None, event: Event | None = None
) -> None:
    """End an instance with everything below it: its caller no longer waits for it, or a person says why (`event`).

    Locks go from parent to child, never back: an ended child reports to its parent in a job of its own.
    """
    row = instances.lock_instance(tx, tenant, instance_id)
    if row is None or row["status"] not in (*RUNNING, "suspended"):
        return
    waits = instances.open_waits(tx, tenant, instance_id)
    closed = {"closed": [str(task) for task in waits["tasks"]]}
    if event is None:
        event = Event("instance.cancelled", clock.office_day(at), closed, actor_id=actor)
    else:
        event = replace(event, payload={**event.payload, **closed})
    change = unchanged(row, at, "cancelled", (event,), actor, waits["tasks"], waits["timers"], waits["subscriptions"])
    write(tx, tenant, row, change)
    deliveries.take_back_all(tx, tenant, instance_id)
    for child in waits["children"]:
        cancel(tx, tenant, child, at, actor)


def start_data(organization_id: UUID, starter_id: UUID | None, person_id: UUID | None, at: datetime) -> dict[str, Any]:
    """Return what every process may rely on knowing at its start."""
    data = {
        "organization_id": str(organization_id),
        "starter_id": None if starter_id is None else str(starter_id),
        "started_on": clock.office_day(at).isoformat(),
    }
    return data | ({"person_id": str(person_id)} if person_id else {})


def start_children(
    tx: Tx, engine: Engine, tenant: int, parent: Row, children: Sequence[ChildStart], at: datetime, desk: Desk
) -> None:
    """Start the own instances that a multi-instance call asks for, all in one statement."""
    if not children:
        return
    names = people.subject_names(
        tx, tenant, [child.organization for child in children], [child.subject for child in children]
    )
    starts: list[NewInstance] = []
    begun: list[tuple[Row, Outcome]] = []
    for child in children:
        row, outcome, new = _start_child(tx, engine, tenant, parent, child, names, at, desk)
        starts.append(new)
        begun.append((row, outcome))
        deliveries.ask(tx, tenant, new.id, outcome.calls)
        if outcome.ended:
            queue.child_ended(tx, tenant, new.id, parent["instance_id"])
    instances.write_starts(tx, tenant, parent["starter_id"], at, starts, parent["stand_in_id"])
    for row, outcome in begun:
        send(tx, tenant, row["instance_id"], outcome.thrown)
        start_children(tx, engine, tenant, row, outcome.children, at, desk)


def _start_child(
    tx: Tx,
    engine: Engine,
    tenant: int,
    parent: Row,
    child: ChildStart,
    names: Mapping[str, str],
    at: datetime,
    desk: Desk,
) -> tuple[Row, Outcome, NewInstance]:
    """Run one child to its first wait.

    Its id is derived from the waiting node, so that a repeated step could never start it twice.
    """
    home = UUID(child.organization) if child.organization else parent["instance_org"]
    person = UUID(child.subject) if child.subject else None
    starter, stand_in = parent["starter_id"], parent["stand_in_id"]
    data = start_data(home, starter, person, at) | dict(child.data)
    row: Row = {
        "instance_id": derived_id("child", child.id),
        "instance_org": home,
        "person_id": person,
        "starter_id": starter,
        "stand_in_id": stand_in,
        "release_id": parent["release_id"],
        "variables": data,
    }
    event = Event("instance.started", clock.office_day(at), {"parent": str(parent["instance_id"]), "data": data})
    context = context_of(tx, engine, tenant, row, Cause(event, starter), desk, at)
    outcome = engine.start(desk.model, child.process, data, lambda name, params: call(context, name, params))
    check_fault(outcome)
    standing = Standing(person, starter, stand_in_id=stand_in)
    change = absorb(standing, outcome, [event, *context.events], at, desk.frame())
    change = joint.placed(tx, tenant, home, change)
    new = NewInstance(
        row["instance_id"],
        parent["release_id"],
        child.process,
        names.get(str(person or home), child.name),
        home,
        person,
        parent["instance_id"],
        child.id,
        change,
    )
    return row, outcome, new
