"""What nodes throw: errors and escalations to the scopes around them, messages and signals out of the instance.

SpiffWorkflow offers a thrown error to every activity of the instance that names its code, also to one in another
branch, and runs what stands beside it before the error arrives. Here it goes up from scope to scope, at once, to the
nearest that catches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import Invalid
from service.domain.outcome import JSON, Thrown
from service.engine.data import clean_mapping
from service.engine.events import FIRED, PAYLOAD, branch, is_message, listens
from service.engine.faults import fault_at, node_of
from service.engine.instances import instance_key

ERROR, ESCALATION = "error", "escalation"


class Coded(EventDefinition):  # type: ignore[misc]
    """An error or an escalation: caught where the same code is named, or none."""

    def __init__(self, kind: str, code: str | None, name: str) -> None:
        super().__init__(name)
        self.kind, self.code = kind, code

    def throw(self, my_task: Any) -> None:
        """Hand it to the instance, which carries it up as soon as this node has run."""
        my_task.workflow.top_workflow.raised.append((my_task, self, _payload(my_task)))

    def update_task_data(self, my_task: Any) -> None:
        """Put what it brought into the data of the branch that handles it."""
        my_task.data.update(my_task.internal_data.pop(PAYLOAD, {}))

    def answers(self, thrown: Coded) -> bool:
        """Tell whether this catches what was thrown."""
        return self.kind == thrown.kind and self.code in (None, thrown.code)


class Sent(EventDefinition):  # type: ignore[misc]
    """A message or a signal that leaves the instance; whoever runs the engine brings it to those who wait."""

    def __init__(self, kind: str, ref: str) -> None:
        super().__init__(ref)
        self.kind = kind

    def throw(self, my_task: Any) -> None:
        """Note it down with its key, its content, and who waits for it here at this moment."""
        key = _property(my_task, "key") if self.kind == "message" else None
        top = my_task.workflow.top_workflow
        waiting = tuple(
            task.id
            for run in (top, *top.parts())
            for task in run.tasks.values()
            if task._state == TaskState.WAITING
            and is_message(task)
            and task.task_spec.event_definition.name == self.name
        )
        text = "" if key is None else str(key)
        top.thrown.append(Thrown(self.kind, self.name, text, _payload(my_task), node_of(my_task), my_task.id, waiting))


def _property(task: Any, name: str) -> JSON:
    source = ((task.task_spec.extensions or {}).get("properties") or {}).get(name)
    return task.workflow.script_engine.evaluate(task, source) if source else None


def _payload(task: Any) -> dict[str, JSON]:
    """Evaluate the property `payload` of a throwing node: an object, whose keys become variables of the receiver."""
    value = _property(task, "payload")
    if value is None:
        return {}
    try:
        return clean_mapping(value)
    except Invalid:
        raise fault_at(task, "payload_failed") from None


def carry(raised: list[tuple[Any, Coded, dict[str, JSON]]]) -> None:
    """Take errors and escalations to where they are caught; an error that nobody catches is a fault."""
    while raised:
        task, thrown, payload = raised.pop(0)
        if not _catch(task.workflow, thrown, payload) and thrown.kind == ERROR:
            raise fault_at(task, "error_uncaught", error=thrown.name or thrown.code or "?")


def give_up(task: Any, code: str, payload: dict[str, JSON]) -> bool:
    """Raise an error at an activity that waits for the world outside; tell whether anything catches it."""
    thrown = Coded(ERROR, code, code)
    catcher = _nearest(thrown, _border(task))
    if catcher is None:
        return _catch(task.workflow, thrown, payload)
    _leave(catcher, payload)
    return True


def _catch(run: Any, thrown: Coded, payload: dict[str, JSON]) -> bool:
    """Ask the event subprocesses of each scope, then the border of the activity that it is inside of."""
    while True:
        catcher = _nearest(thrown, (task for task in run.tasks.values() if listens(task.task_spec)))
        if catcher is not None:
            branch(catcher, payload)
            return True
        if run.parent_task_id is None:
            return False
        call = run.top_workflow.get_task_from_id(run.parent_task_id)
        catcher = _nearest(thrown, _border(call))
        if catcher is not None:
            _leave(catcher, payload)
            return True
        run = call.workflow


def _nearest(thrown: Coded, tasks: Iterator[Any]) -> Any:
    """Return the waiting task that names the code, else one that catches every code."""
    found = [
        task
        for task in tasks
        if task._state == TaskState.WAITING
        and isinstance(task.task_spec.event_definition, Coded)
        and task.task_spec.event_definition.answers(thrown)
    ]
    return min(found, key=lambda task: task.task_spec.event_definition.code is None, default=None)


def _border(call: Any) -> Iterator[Any]:
    """Yield the boundary events of an activity."""
    activity = call if instance_key(call) is None else call.parent
    split = activity.parent
    if split is not None and isinstance(split.task_spec, BoundaryEventSplit):
        yield from (task for task in split.children if isinstance(task.task_spec, BoundaryEvent))


def _leave(border: Any, payload: dict[str, JSON]) -> None:
    """Fire a boundary event now: what it interrupts must not take another step."""
    if not border.task_spec.cancel_activity:
        branch(border, payload)
        return
    border.internal_data.update({FIRED: True, PAYLOAD: payload})
    border.task_spec._update(border)
    border.run()
