"""Finished history leaves the state: it is in the house's own table, and the engine never looks at it again.

What the engine does look at stays: every open task and its parent (its name tells a join which flow a token came by),
every fork with more than one living branch (its data is what a join compares with), and activities whose boundary
events are still armed. A case that has gone round a loop a thousand times is as small as after the first round.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from service.engine.events import listens

_FINISHED = TaskState.FINISHED_MASK


def prune(run: Any) -> None:
    """Drop finished tasks that nothing comes after, and cut finished ones out of the middle of a line."""
    tasks = run.tasks
    guarded = _guarded(run)
    for task in reversed(list(tasks.values())):
        parent = tasks.get(task._parent)
        if parent is None or not task._state & _FINISHED:
            continue
        if task.task_spec.name in guarded or parent.task_spec.name in guarded:
            continue
        if listens(task.task_spec) and task._children:
            continue  # what an event subprocess began with: its changes are told from that
        if not task._children:
            parent._children.remove(task.id)
            del tasks[task.id]
        elif len(task._children) == 1 and (child := tasks[task._children[0]])._state & _FINISHED:
            if _is_armed(tasks, child):
                continue
            child._parent = parent.id
            parent._children[parent._children.index(task.id)] = child.id
            del tasks[task.id]


def _is_armed(tasks: Any, task: Any) -> bool:
    """Tell whether a task is a split with an open activity or boundary event.

    What such an event starts beside the activity hangs on the task before the split, and a join compares with the data
    of there: without it the answers of one branch would be taken for changes of all.
    """
    if not isinstance(task.task_spec, BoundaryEventSplit):
        return False
    return any(not tasks[key]._state & _FINISHED for key in task._children)


def _guarded(run: Any) -> set[str]:
    """Return the splits whose join still has to look at the activity and its boundary events."""
    return {
        task.task_spec.split_task
        for task in run.tasks.values()
        if isinstance(task.task_spec, BoundaryEventJoin) and not task._state & _FINISHED
    } | {
        task.task_spec.name
        for task in run.tasks.values()
        if isinstance(task.task_spec, BoundaryEventSplit) and not task._state & _FINISHED
    }
