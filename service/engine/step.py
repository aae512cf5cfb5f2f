"""One step: bring an instance to life, let one thing happen, settle, and say what has changed.

A fault undoes the step: the Outcome carries the state from before it, so that the same step can be tried again when the
diagram, the table or the data is mended. Errors of the caller and of operators (YangguangError) are raised instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from SpiffWorkflow.bpmn.exceptions import WorkflowException
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import Conflict
from service.domain.outcome import JSON, ArmedTimer, ChildStart, Fault, OpenTask, Outcome, OutsideCall, Subscription
from service.engine.activities import OperatorTask, OwnInstance, catch_error, take_result
from service.engine.data import clean_mapping, copied
from service.engine.events import due_at, is_message, listens, message_key
from service.engine.faults import StepFault, base_name, fault_at, name_of, node_of
from service.engine.gather import ENDS
from service.engine.instances import instance_key
from service.engine.model import Model
from service.engine.scopes import scope_data
from service.engine.scripts import Evaluator
from service.engine.state import dump, load
from service.engine.workflow import Case, ScriptEngine

log = logging.getLogger(__name__)

Services: TypeAlias = Callable[[str, dict[str, Any]], JSON]

_READY, _WAITING, _STARTED = TaskState.READY, TaskState.WAITING, TaskState.STARTED


@dataclass(frozen=True, slots=True)
class Here:
    """What a step may use of the world."""

    model: Model
    services: Services
    evaluator: Evaluator
    now: datetime


@dataclass(slots=True)
class Waits:
    """What an instance waits for, by task id, in the engine's order."""

    tasks: dict[UUID, Any] = field(default_factory=dict)
    timers: dict[UUID, tuple[Any, datetime]] = field(default_factory=dict)
    messages: dict[UUID, Any] = field(default_factory=dict)
    calls: dict[UUID, Any] = field(default_factory=dict)
    outside: dict[UUID, Any] = field(default_factory=dict)

    def held(self) -> bool:
        """Tell whether anything waits that may bring the tokens on; a listener's wait (scopes.py) holds nothing."""
        clocks = (task for task, _ in self.timers.values())
        told = any(not listens(task.task_spec) for task in (*clocks, *self.messages.values()))
        return told or bool(self.tasks or self.calls or self.outside)


def start(here: Here, process: str, data: Mapping[str, JSON]) -> Outcome:
    """Start an instance and run it to its first wait."""
    engine = ScriptEngine(here.evaluator, here.now)

    def begin() -> Case:
        case = _equip(Case(here.model, process, engine), here)
        case.task_tree.data = dict(data)
        return case

    return _attempt(here, b"", Waits(), begin, lambda case: None)


def resume(here: Here, state: bytes, happen: Callable[[Case], None], known: datetime | None = None) -> Outcome:
    """Load an instance, let due timers fire (those due when it was `known`), let one thing happen, and settle."""
    case = _equip(load(state, here.model, ScriptEngine(here.evaluator, here.now)), here)
    return _attempt(here, state, waits_of(case), lambda: case, happen, known)


def _equip(case: Case, here: Here) -> Case:
    case.now, case.services = here.now, here.services
    return case


def _attempt(
    here: Here,
    state: bytes,
    before: Waits,
    begin: Callable[[], Case],
    happen: Callable[[Case], None],
    known: datetime | None = None,
) -> Outcome:
    try:
        with here.evaluator.step():
            case = begin()
            case.settle_timers(known)
            happen(case)
            case.settle()
            _check(case)
            return outcome_of(case, before)
    except StepFault as stopped:
        return Outcome(state=state, fault=stopped.fault)
    except WorkflowException as refused:
        spec = getattr(refused, "task_spec", None)
        node = base_name(getattr(spec, "name", None) or "?")
        log.warning("SpiffWorkflow refused a step at %s: %s", node, refused)  # in English, which nobody else is shown
        called = getattr(spec, "bpmn_name", None) or node
        return Outcome(state=state, fault=Fault(node, None, "engine_refused", {"node": called}))


def complete(task_id: UUID, variables: dict[str, JSON]) -> Callable[[Case], None]:
    """Complete a user task, if it is still its turn after the timers."""

    def happen(case: Case) -> None:
        task = find(case, task_id)
        if task is None or task._state != _READY or not task.task_spec.manual:
            raise Conflict("task_not_ready", task=str(task_id))
        task.data.update(variables)
        task.run()

    return happen


def deliver(message: str, payload: dict[str, JSON], task_id: UUID | None) -> Callable[[Case], None]:
    """Deliver a message to the node that waits for it (all of that name when none is given)."""

    def happen(case: Case) -> None:
        waiting = [
            task
            for task in waits_of(case).messages.values()
            if task.task_spec.event_definition.name == message and task_id in (None, task.id)
        ]
        if not waiting:
            raise Conflict("nobody_waits", message=message)
        for task in waiting:
            if task._state == _WAITING and find(case, task.id) is task:
                task.task_spec.event_definition.receive(task, payload)
                case.settle()

    return happen


def child_ended(task_id: UUID, result: dict[str, JSON]) -> Callable[[Case], None]:
    """Take back the result of an instance of its own."""

    def happen(case: Case) -> None:
        task = find(case, task_id)
        if task is None or task._state != _STARTED or not isinstance(task.task_spec, OwnInstance):
            raise Conflict("task_not_ready", task=str(task_id))
        take_result(task, result)

    return happen


def answered(task_id: UUID, result: JSON) -> Callable[[Case], None]:
    """Take back what came of a call outside."""

    def happen(case: Case) -> None:
        task = _outside(case, task_id)
        task.task_spec.keep(task, result)
        task.complete()

    return happen


def failed(task_id: UUID, code: str, details: dict[str, JSON]) -> Callable[[Case], None]:
    """Let an error event take over from a call outside that was given up."""

    def happen(case: Case) -> None:
        if not catch_error(_outside(case, task_id), code, details):
            raise Conflict("nobody_catches", error=code)

    return happen


def _outside(case: Case, task_id: UUID) -> Any:
    task = find(case, task_id)
    if task is None or task._state != _STARTED or not isinstance(task.task_spec, OperatorTask):
        raise Conflict("task_not_ready", task=str(task_id))
    return task


def fire(case: Case) -> None:
    """Do nothing but what due timers do by themselves."""


def find(case: Case, task_id: UUID) -> Any:
    """Return a task of the instance or of a running part of it, else None."""
    for run in (case, *case.parts()):
        if task_id in run.tasks:
            return run.tasks[task_id]
    return None


def waits_of(case: Case) -> Waits:
    """Collect what an instance waits for."""
    waits = Waits()
    if case.completed:
        return waits
    for run in (case, *(part for part in case.subprocesses.values() if not part.completed)):
        for task in run.tasks.values():
            state = task._state
            if state == _READY and task.task_spec.manual:
                waits.tasks[task.id] = task
            elif state == _STARTED and isinstance(task.task_spec, OwnInstance):
                waits.calls[task.id] = task
            elif state == _STARTED and isinstance(task.task_spec, OperatorTask):
                waits.outside[task.id] = task
            elif state == _WAITING:
                due = due_at(task)
                if due is not None:
                    waits.timers[task.id] = (task, due)
                elif is_message(task):
                    waits.messages[task.id] = task
    return waits


def _check(case: Case) -> None:
    """Refuse the silent end: tokens that can never meet."""
    if case.completed or waits_of(case).held():
        return
    runs = (case, *case.parts())
    stuck = [
        task for run in runs for task in run.tasks.values() if task._state == _WAITING and not listens(task.task_spec)
    ]
    if stuck:  # at the join that somebody has drawn, not at the end of the process, which waits for it
        drawn = [task for task in stuck if task.task_spec.bpmn_id is not None]
        joins = [task for task in drawn if getattr(task.task_spec, "meets", False)]
        raise fault_at((joins or drawn or stuck)[0], "stalled")
    raise StepFault(case.process, "stalled", node=case.model.processes[case.process].name)


def outcome_of(case: Case, before: Waits) -> Outcome:
    """Say how an instance stands, against what it waited for before; the case is of no use afterwards."""
    after = waits_of(case)
    ends = {node.id for node in case.model.nodes[case.process].values() if node.kind == "endEvent" and not node.parent}
    said = Outcome(
        state=b"",
        opened=tuple(_open_task(case, task) for key, task in after.tasks.items() if key not in before.tasks),
        closed=_gone(before.tasks, after.tasks),
        armed=tuple(
            _timer(task, due)
            for key, (task, due) in after.timers.items()
            if key not in before.timers or before.timers[key][1] != due
        ),
        disarmed=_gone(before.timers, after.timers),
        subscribed=tuple(_subscription(task) for key, task in after.messages.items() if key not in before.messages),
        unsubscribed=_gone(before.messages, after.messages),
        children=tuple(_child(task) for key, task in after.calls.items() if key not in before.calls),
        cancelled_children=tuple(key for key in _gone(before.calls, after.calls) if not _done(before.calls[key])),
        calls=tuple(_call(case, task) for key, task in after.outside.items() if key not in before.outside),
        cancelled_calls=tuple(key for key in _gone(before.outside, after.outside) if not _done(before.outside[key])),
        passed=tuple(case.journal),
        decisions=tuple(case.decisions),
        thrown=tuple(case.thrown),
        called=tuple(case.called),
        ended=case.completed,
        end_nodes=tuple(_reached(case, ends)) if case.completed else (),
        variables=_variables(case),
    )
    return replace(said, state=dump(case))  # last, because it leaves only what the next step needs


def _gone(before: Mapping[UUID, Any], after: Mapping[UUID, Any]) -> tuple[UUID, ...]:
    return tuple(key for key in before if key not in after)


def _done(task: Any) -> bool:
    """Tell whether a call came back by itself; a cancelled one or one removed with its scope did not."""
    return bool(task._state == TaskState.COMPLETED)


def _reached(case: Case, ends: set[str]) -> list[str]:
    done = [node_of(task) for task in case.tasks.values() if task._state == TaskState.COMPLETED]
    done += [node for task in case.tasks.values() for node in task.internal_data.get(ENDS, ())]
    last = [passed.node for passed in case.journal if passed.kind == "endEvent"][-1:]  # of an event subprocess
    return list(dict.fromkeys(node for node in done if node in ends)) or last


def _open_task(case: Case, task: Any) -> OpenTask:
    info = case.model.place(task.workflow.spec.name, node_of(task))
    return OpenTask(
        id=task.id,
        node=node_of(task),
        name=info.name if info else name_of(task),
        lane=info.lane if info else None,
        process=info.process if info else task.workflow.spec.name,
        documentation=info.documentation if info else "",
        properties=dict(info.properties) if info else {},
        data=copied(task.data),
        parent=task.workflow.parent_task_id,
    )


def _timer(task: Any, due: datetime) -> ArmedTimer:
    interrupting = bool(getattr(task.task_spec, "cancel_activity", False))
    return ArmedTimer(task.id, node_of(task), _awaited(task), due, interrupting)


def _subscription(task: Any) -> Subscription:
    # At a border the case waits for the activity: the message may come, it is not what is awaited.
    name = "" if isinstance(task.task_spec, BoundaryEvent) else _awaited(task)
    return Subscription(task.id, node_of(task), name, task.task_spec.event_definition.name, message_key(task))


def _awaited(task: Any) -> str:
    """Return what lists say that an instance waits for; it does not wait for what it merely listens for."""
    return "" if listens(task.task_spec) else name_of(task)


def _child(task: Any) -> ChildStart:
    """Describe the instance to start: it gets the loop's item and the variables of the property `pass`, no more."""
    spec, properties = task.task_spec, (task.task_spec.extensions or {}).get("properties", {})
    key = instance_key(task)
    given = {name.strip() for name in properties.get("pass", "").split(",") if name.strip()}
    if key is not None and task.parent.task_spec.input_item is not None:
        given.add(task.parent.task_spec.input_item.bpmn_id)
    return ChildStart(
        id=task.id,
        node=node_of(task),
        name=name_of(task),
        process=spec.called,
        data={name: copied(value) for name, value in task.data.items() if name in given},
        index=key if isinstance(key, int) else 0,
        organization=_asked(task, properties.get("organization")),
        subject=_asked(task, properties.get("subject")),
    )


def _call(case: Case, task: Any) -> OutsideCall:
    info = case.model.place(task.workflow.spec.name, node_of(task))
    operator = task.task_spec.operation_name
    params = clean_mapping(task.task_spec.parameters(task))
    contract = case.model.connectors.get(operator)
    return OutsideCall(
        id=task.id,
        node=node_of(task),
        name=name_of(task),
        process=info.process if info else task.workflow.spec.name,
        operator=operator,
        params=params,
        address=params.get(contract.address) if contract else None,
    )


def _asked(task: Any, expression: str | None) -> str | None:
    if not expression:
        return None
    value = task.workflow.script_engine.evaluate(task, expression)
    return None if value is None else str(value)


def _variables(case: Case) -> dict[str, JSON]:
    """Return the data at the place where the process last moved, or of its end."""
    if case.completed:
        return dict(copied(case.data))
    last = case.tasks.get(case.journal[-1].at) if case.journal else None
    if last is None or getattr(last.task_spec, "beside", False):  # it moved inside a part
        return scope_data(case)
    return dict(copied(last.data))
