"""Event subprocesses: what a process, or a part of it, does whenever something happens while it runs.

The start event of each stands as a listener below the root of its scope, from the scope's first moment to its last.
It never runs itself: when it hears something, its subprocess starts beside the other tokens, or in their place.
SpiffWorkflow connects the subprocess to the shared spec at that moment, reads `isInterrupting` nowhere, and cannot end
a process while a listener still waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent
from SpiffWorkflow.util.task import TaskState

from service.domain.outcome import JSON
from service.engine.activities import Subprocess
from service.engine.data import copied
from service.engine.events import PAYLOAD, DateTimer, DurationTimer, listens
from service.engine.merge import merge_branches

_OPEN = TaskState.WAITING | TaskState.READY | TaskState.STARTED


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts an event subprocess."""

    key: str
    name: str
    definition: Any
    interrupting: bool
    extensions: dict[str, Any]


class EventBody(Subprocess):
    """The event subprocess at work; its data began as a copy of the scope's and comes back at the scope's end."""

    beside = True

    def start_workflow(self, my_task: Any) -> None:
        """Start with what the event brought."""
        my_task.data.update(my_task.internal_data.pop(PAYLOAD, {}))
        super().start_workflow(my_task)

    def _on_complete_hook(self, my_task: Any) -> None:
        """Keep only what one beside other tokens has changed; one that changed nothing leaves nothing behind."""
        super()._on_complete_hook(my_task)
        heard = my_task.parent
        if heard.task_spec.cancel_activity:
            return
        before, after = heard.data, my_task.data
        changed = {key for key in before.keys() | after.keys() if key not in before or before[key] != after.get(key)}
        changed |= before.keys() - after.keys()
        heard.data = {key: value for key, value in before.items() if key in changed}
        my_task.data = {key: value for key, value in after.items() if key in changed}
        if not changed:
            my_task._drop_children(force=True)


class EventStart(IntermediateCatchEvent):  # type: ignore[misc]
    """The listener of one event subprocess."""

    listens = True

    def __init__(self, wf_spec: Any, trigger: Trigger) -> None:
        super().__init__(wf_spec, trigger.key, trigger.definition, bpmn_name=trigger.name)
        self.cancel_activity = trigger.interrupting
        self.extensions = trigger.extensions

    def _update_hook(self, my_task: Any) -> bool:
        if my_task._state != TaskState.WAITING:
            my_task._inherit_data()
            my_task._set_state(TaskState.WAITING)
        my_task.workflow.top_workflow.event_manager.add_task(my_task)
        self.event_definition.update_task(my_task)
        if isinstance(self.event_definition, DateTimer | DurationTimer) and self.event_definition.has_fired(my_task):
            self.begin(my_task, {})
            self.stop(my_task)
        return False

    def begin(self, my_task: Any, payload: dict[str, JSON]) -> None:
        """Start the subprocess beside the scope's tokens, or in their place."""
        run = my_task.workflow
        data = scope_data(run)
        if self.cancel_activity:
            for task in list(run.tasks.values()):
                if task.id in run.tasks and task._state & TaskState.NOT_FINISHED_MASK:
                    task.cancel()
        heard = run.task_tree._add_child(self, TaskState.FUTURE)
        heard.triggered, heard.data = True, data  # what the subprocess's own changes are told from (merge.py)
        heard._set_state(TaskState.COMPLETED)
        body = heard._add_child(self.outputs[0], TaskState.FUTURE)
        body.triggered = True
        body.internal_data[PAYLOAD] = copied(payload)
        body.task_spec._update(body)

    def stop(self, my_task: Any) -> None:
        """Listen no more."""
        if my_task._state == TaskState.WAITING:
            my_task.cancel()


def scope_data(run: Any) -> dict[str, JSON]:
    """Return what the tokens of a scope know together."""
    ends = []
    for task in run.tasks.values():
        if not task._state & _OPEN or listens(task.task_spec) or "mi_key" in task.internal_data:
            continue
        end = task.parent if task._state == TaskState.WAITING and getattr(task.task_spec, "meets", False) else task
        if end is task and getattr(task.task_spec, "beside", False):
            continue  # another event subprocess at work: it has a copy, not news
        ends.append(end)
    return dict(copied(merge_branches(run.tasks, ends) if ends else run.task_tree.data))


def add_listener(spec: Any, trigger: Trigger, body: Any) -> None:
    """Let a process listen for what starts one of its event subprocesses."""
    listener = EventStart(spec, trigger)
    listener.connect(body)
    body.connect(spec.end)


def connect_listeners(spec: Any) -> None:
    """Let the listeners of a process begin when it begins."""
    names = [name for name, task_spec in spec.task_specs.items() if listens(task_spec)]
    if names:
        spec.start.completed_event.connect(_listen, names)


def _listen(run: Any, start: Any, names: list[str]) -> None:
    for name in names:
        start._add_child(run.spec.task_specs[name], TaskState.FUTURE).triggered = True
