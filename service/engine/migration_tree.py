"""Surgery on the tree of tasks, for a case that goes to another release: frames of boundary events, listeners, order.

SpiffWorkflow hangs an activity and its boundary events below a split; what an event has started beside the activity
waits there with a join of its own. Nothing here runs a task.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any
from uuid import UUID, uuid4

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

SPLIT, JOIN = ".BoundaryEventSplit", ".BoundaryEventJoin"
NEW = "new"  # in internal data: made for the new release, not armed yet


def same_event(old: Any, new: Any) -> bool:
    """Tell whether two boundary events wait for the same kind of thing; a reminder that recurs is another kind."""
    return type(old.event_definition) is type(new.event_definition)


def bound(workflow: Any, task: Any, frame: Any, over: Set[str]) -> None:
    """Put an open activity into the frame of its boundary events; those not there yet are made, still unarmed."""
    split = workflow.tasks[task._parent]
    if split.task_spec is not frame:
        split = behind(workflow, task, frame)
    have = {workflow.tasks[key].task_spec.name for key in split._children} | over
    for output in frame.outputs:
        if isinstance(output, BoundaryEvent) and output.name not in have:
            make(workflow, output, split, TaskState.WAITING).internal_data[NEW] = True


def behind(workflow: Any, task: Any, spec: Any) -> Any:
    """Make a finished task between a task and its parent."""
    parent = workflow.tasks[task._parent]
    made = make(workflow, spec, parent, TaskState.COMPLETED)
    parent._children.remove(task.id)
    task._parent = made.id
    made._children.append(task.id)
    return made


def make(workflow: Any, spec: Any, parent: Any, state: int) -> Any:
    """Make a task without running anything; it knows what its parent knows."""
    task = Task.__new__(Task)
    task.id, task.workflow, task.task_spec = uuid4(), workflow, spec
    task._state, task.triggered, task.thread_id, task.last_state_change = state, False, 0, 0.0
    task._children, task.internal_data, task._parent = [], {}, parent.id
    task.data = dict(parent.data)
    parent._children.append(task.id)
    workflow.tasks[task.id] = task
    return task


def drop_event(tasks: dict[UUID, Any], split: Any, event: Any) -> None:
    """Take a boundary event out; a branch that it has started goes on, hung to what came before the activity."""
    split._children.remove(event.id)
    del tasks[event.id]
    for child in [tasks[key] for key in event._children]:
        if child.task_spec.name.endswith(JOIN):
            del tasks[child.id]
        else:
            child._parent = split._parent
            tasks[split._parent]._children.append(child.id)


def splice(tasks: dict[UUID, Any], split: Any) -> None:
    """Take a frame out of the middle of its line."""
    parent = tasks[split._parent]
    parent._children[parent._children.index(split.id) : parent._children.index(split.id) + 1] = split._children
    for key in split._children:
        tasks[key]._parent = parent.id
    del tasks[split.id]


def parents_first(tasks: dict[UUID, Any]) -> dict[UUID, Any]:
    """Order tasks as they were, each after its parent: a state is written and read in one pass."""
    ordered: dict[UUID, Any] = {}
    for task in tasks.values():
        line = []
        while task is not None and task.id not in ordered:
            line.append(task)
            task = tasks.get(task._parent)
        ordered.update((each.id, each) for each in reversed(line))
    return ordered
