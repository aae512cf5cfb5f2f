"""Drive instances through the real engine at moments of the past, and keep the rows that actions would have written.

The same functions as actions/steps.py decide what a step means (`absorb`, the release's frame, the hash chain); only
the writing differs: rows are kept and copied at the end, because a town is thousands of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from service.actions.forms import decision_text
from service.actions.operators import Context, call
from service.actions.steps import start_data
from service.demo.values import Org
from service.desk import Desk
from service.domain import clock, form_sources, sealed
from service.domain.history import GENESIS
from service.domain.instances import Change, Event, NewTask, Standing, absorb
from service.domain.outcome import Outcome
from service.engine import Engine, Services
from service.store import vault
from service.store.database import Tx
from service.store.history import chain

Row = dict[str, Any]
Operators = Callable[[Context, str, Mapping[str, Any]], Any]


@dataclass(slots=True)
class Rows:
    """What is copied into the tables of the machine."""

    instances: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    timers: list[Row] = field(default_factory=list)
    subscriptions: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    sealed_text: list[Row] = field(default_factory=list)

    def clear(self) -> None:
        """Forget what has been copied."""
        for rows in (self.instances, self.tasks, self.timers, self.subscriptions, self.history, self.sealed_text):
            rows.clear()


class Bench:
    """A process of one release, ready to be driven."""

    def __init__(self, tx: Tx, engine: Engine, tenant: int, release: UUID, desk: Desk, orgs: Sequence[Org]) -> None:
        self.tx, self.engine, self.tenant, self.release, self.desk = tx, engine, tenant, release, desk
        self.operators: Operators = call
        self.frame = desk.frame()
        self.rows = Rows()
        self._orgs = {org.id: org for org in orgs}

    def nearest(self, home: UUID, level: str) -> UUID:
        """Return the nearest organisation of a level from one upwards, or itself when there is none."""
        place: UUID | None = home
        while place is not None:
            org = self._orgs[place]
            if org.level == level:
                return place
            place = org.parent_id
        return home

    def variables(self, form: str | None, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers that go into process data."""
        if form is None:
            return {}
        fields = form_sources.fields(self.desk.model.bundle.forms[form]["schema"])
        return {name: value for name, value in answers.items() if fields[name].get("x-variable", True) is not False}


class Drive:
    """One instance on its way."""

    def __init__(self, bench: Bench, id_: UUID, process: str, home: UUID, person: UUID | None, subject: str) -> None:
        self.bench, self.id, self.process, self.home, self.person, self.subject = (
            bench, id_, process, home, person, subject,
        )  # fmt: skip
        self.state, self.seq, self.head, self.version = b"", 0, GENESIS, 0
        self.starter: UUID | None = None
        self.status = "running"
        self.milestone: str | None = None
        self.business_key: str | None = None
        self.variables: Mapping[str, Any] = {}
        self.tasks: dict[UUID, Row] = {}
        self.timers: dict[UUID, Row] = {}
        self.subscriptions: dict[UUID, Row] = {}
        self.started_at = self.updated_at = datetime.min.replace(tzinfo=UTC)
        self.ended_at: datetime | None = None

    # --- what happens -------------------------------------------------------------------------------------------------

    def start(self, at: datetime, actor: UUID, answers: Mapping[str, Any], form: str | None) -> None:
        """Start the instance as its starter would."""
        self.starter, self.started_at = actor, at
        day = clock.office_day(at)
        data = start_data(self.home, actor, self.person, at) | self.bench.variables(form, answers)
        self.variables = data
        payload = {**self._kept(form, answers, at, actor, {"title": self.process}), "process": self.process}
        event = Event("instance.started", day, payload, actor_id=actor)
        engine, model = self.bench.engine, self.bench.desk.model
        self._step(
            at, event, actor, None, None, answers, lambda services: engine.start(model, self.process, data, services)
        )

    def complete(
        self, node: str, at: datetime, actor: UUID, answers: Mapping[str, Any], occurred_on: date | None = None
    ) -> None:
        """Complete the open task of a node."""
        task = next(row for row in self.tasks.values() if row["node"] == node and row["status"] == "open")
        engine, model = self.bench.engine, self.bench.desk.model
        properties = model.nodes[task["process_key"]][node].properties
        form = properties.get("form")
        decision = decision_text(model, form, properties.get("decision"), answers)
        variables = self.bench.variables(form, answers)
        event = Event(
            "task.completed",
            occurred_on or clock.office_day(at),
            {**self._kept(form, answers, at, actor, task), "decision": decision, "title": task["title"]},
            node=node,
            task_id=task["id"],
            actor_id=actor,
        )

        def run(services: Services) -> Outcome:
            return engine.complete(model, self.state, task["id"], variables, services)

        self._step(at, event, actor, task["id"], decision, answers, run)

    def _kept(
        self, form: str | None, answers: Mapping[str, Any], at: datetime, actor: UUID, task: Row
    ) -> dict[str, Any]:
        """Seal what of answers is of class L3, and return what history keeps."""
        schema = self.bench.desk.model.bundle.forms[form]["schema"] if form else {}
        kept, found = sealed.take_out(schema, answers)
        references = []
        for data_class, parts in found.items():
            assert data_class == sealed.L3, "no demo case holds anything of class L4"
            place = task.get("role"), task.get("organization_id"), task.get("node")
            origin = vault.Origin(self.id, self.person, task["title"], actor, at, *place)
            row, reference = vault.closed(self.bench.tx, origin, data_class, parts)
            self.bench.rows.sealed_text.append(row)
            references.append(reference)
        return {"answers": kept} | ({vault.REFERENCES: references} if references else {})

    def deliver(self, at: datetime, message: str, payload: Mapping[str, Any]) -> None:
        """Deliver a message that the instance waits for."""
        waiting = next(row for row in self.subscriptions.values() if row["message"] == message)
        wait, told = waiting["id"], {"message": message, "payload": dict(payload)}
        event = Event("message.received", clock.office_day(at), told, node=waiting["node"])
        engine, model = self.bench.engine, self.bench.desk.model
        self._step(
            at, event, None, None, None, {},
            lambda services: engine.deliver(model, self.state, message, payload, services, wait),
        )  # fmt: skip

    def fire(self, at: datetime) -> None:
        """Let the timers fire that are due by a moment."""
        event = Event("timer.fired", clock.office_day(at))
        engine, model = self.bench.engine, self.bench.desk.model
        self._step(at, event, None, None, None, {}, lambda services: engine.fire(model, self.state, services))

    def open_nodes(self) -> set[str]:
        """Return the nodes of the open tasks."""
        return {row["node"] for row in self.tasks.values() if row["status"] == "open"}

    # --- what is kept -------------------------------------------------------------------------------------------------

    def _step(
        self,
        at: datetime,
        event: Event,
        actor: UUID | None,
        done: UUID | None,
        decision: str | None,
        answers: Mapping[str, Any],
        run: Callable[[Services], Outcome],
    ) -> None:
        bench = self.bench
        clock.stop_at(at)
        context = Context(
            bench.tx, bench.engine, bench.tenant, self.id, self.home, self.person, actor, answers, at,
            bench.desk.rules, bench.desk.calendar, self.variables, self.starter,
        )  # fmt: skip
        outcome = run(lambda name, params: bench.operators(context, name, params))
        if outcome.fault is not None:
            raise RuntimeError(f"demo case stopped at {outcome.fault.node}: {outcome.fault.code}")
        standing = Standing(self.person, self.starter, self.status, self.milestone, self.business_key)
        change = absorb(standing, outcome, [event, *context.events], at, bench.frame, actor, done, decision)
        self._keep(change)

    def _keep(self, change: Change) -> None:
        at = change.at
        self.state, self.status, self.version = change.state, change.status, self.version + 1
        self.milestone, self.business_key, self.variables = change.milestone, change.business_key, change.variables
        self.updated_at = at
        self.ended_at = at if change.status == "ended" else None
        if change.done is not None:
            self.tasks[change.done] |= {
                "status": "completed", "completed_at": at, "completed_by": change.actor, "decision": change.decision,
                "version": self.tasks[change.done]["version"] + 1,
            }  # fmt: skip
        for task_id in change.gone:
            if task_id in self.tasks and self.tasks[task_id]["status"] == "open":
                self.tasks[task_id] |= {"status": "cancelled", "completed_at": at}
        for task in change.opened:
            self.tasks[task.id] = self._task(task, at)
        for timer_id in change.disarmed:
            self.timers.pop(timer_id, None)
        for wait_id in change.unsubscribed:
            self.subscriptions.pop(wait_id, None)
        for timer in change.armed:
            self.timers[timer.id] = {
                "id": timer.id, "instance_id": self.id, "node": timer.node, "due_at": timer.due_at,
                "interrupting": timer.interrupting,
            }  # fmt: skip
        for wait in change.subscribed:
            self.subscriptions[wait.id] = {
                "id": wait.id, "instance_id": self.id, "node": wait.node, "message": wait.message, "key": wait.key,
            }  # fmt: skip
        for link in chain(self.bench.tenant, self.id, self.seq, self.head, change.events, at, change.state):
            self.seq, self.head = link.seq, link.hash
            self.bench.rows.history.append(
                {
                    "instance_id": self.id, "seq": link.seq, "type": link.event.type, "node": link.event.node,
                    "task_id": link.event.task_id, "actor_id": link.event.actor_id,
                    "on_behalf_of": link.event.on_behalf_of, "occurred_on": link.event.occurred_on,
                    "recorded_at": link.recorded_at, "body": link.body, "hash": link.hash, "salt": link.salt,
                    "payload": link.payload, "state": link.state,
                }
            )  # fmt: skip

    def _task(self, task: NewTask, at: datetime) -> Row:
        did = {row["completed_by"] for row in self.tasks.values() if row["node"] in task.exclude_nodes}
        excluded = {person for person in did if person is not None} | set(task.exclude_people)
        home = task.home or self.home
        return {
            "id": task.id, "instance_id": self.id, "process_key": task.process_key, "node": task.node,
            "title": task.title, "role": task.role, "assignee_id": task.assignee_id, "status": "open",
            "organization_id": self.bench.nearest(home, task.level) if task.level else home,
            "due_at": task.due_at, "earliest_on": task.earliest_on, "priority": task.priority,
            "milestone": task.milestone, "exclude": sorted(excluded), "data": dict(task.data), "created_at": at,
            "completed_at": None, "completed_by": None, "decision": None, "version": 1,
        }  # fmt: skip

    def finish(self) -> None:
        """Hand the rows over when the instance stands where it should."""
        rows = self.bench.rows
        rows.instances.append(
            {
                "id": self.id, "release_id": self.bench.release, "process_key": self.process,
                "subject_name": self.subject, "business_key": self.business_key, "organization_id": self.home,
                "person_id": self.person, "status": self.status, "milestone": self.milestone, "state": self.state,
                "version": self.version, "history_seq": self.seq, "history_head": self.head,
                "variables": dict(self.variables), "starter_id": self.starter, "started_at": self.started_at,
                "ended_at": self.ended_at, "updated_at": self.updated_at,
            }
        )  # fmt: skip
        rows.tasks.extend(self.tasks.values())
        rows.timers.extend(self.timers.values())
        rows.subscriptions.extend(self.subscriptions.values())
