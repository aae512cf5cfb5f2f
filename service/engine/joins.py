"""Gateways by tokens: a join waits for its incoming flows, not for a guess about the future.

SpiffWorkflow predicts everything behind an AND join once per branch (b^k tasks for k blocks), merges lists by zipping
them, and picks the branch drawn higher when two conditions hold. These gateways do none of that.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, InclusiveGateway, ParallelGateway
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from service.engine.events import listens
from service.engine.faults import base_name, fault_at
from service.engine.merge import merge_branches

_ARRIVED = "arrived"
_ACTIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def _go_on(task: Any, specs: list[Any]) -> None:
    """Make the chosen outputs the task's children."""
    task._sync_children(specs, TaskState.FUTURE)


class _Meeting:
    """Hold arriving tokens until the gateway's rule says which of them go on as one."""

    meets = True
    name: str
    _inputs: list[str]

    def _meets(self, task: Any, arrivals: list[Any]) -> list[Any] | None:
        """Return the arrivals that go on together, or None to wait."""
        raise NotImplementedError

    def _predict_hook(self, my_task: Any) -> None:
        """Make no children before the gateway has run: it chooses them itself."""

    def _update_hook(self, my_task: Any) -> bool:
        arrivals = self._arrivals(my_task)
        chosen = self._meets(my_task, arrivals)
        if chosen is None or my_task not in chosen:
            my_task._set_state(TaskState.WAITING)
            return False
        my_task.data = merge_branches(my_task.workflow.tasks, [task.parent for task in chosen])
        for other in chosen:
            if other is not my_task:
                other._set_state(TaskState.CANCELLED)
                other._drop_children()
        return True

    def _arrivals(self, my_task: Any) -> list[Any]:
        """Return the tokens that wait here, in the order in which they came."""
        waiting = [
            task
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self and task._state == TaskState.WAITING and task is not my_task
        ]
        if _ARRIVED not in my_task.internal_data:
            number = max((task.internal_data.get(_ARRIVED, 0) for task in waiting), default=0) + 1
            my_task.internal_data[_ARRIVED] = number
        return sorted([*waiting, my_task], key=lambda task: task.internal_data.get(_ARRIVED, 0))


class AndGateway(_Meeting, ParallelGateway):  # type: ignore[misc]
    """Fire with exactly one token of every incoming flow; further tokens stay for the next time."""

    def _meets(self, task: Any, arrivals: list[Any]) -> list[Any] | None:
        missing = Counter(self._inputs)
        chosen = []
        for arrival in arrivals:
            source = arrival.parent.task_spec.name
            if missing[source] > 0:
                missing[source] -= 1
                chosen.append(arrival)
        return None if any(missing.values()) else chosen

    def _run_hook(self, my_task: Any) -> bool:
        _go_on(my_task, self.outputs)
        return True


class OrGateway(_Meeting, InclusiveGateway):  # type: ignore[misc]
    """Fire when no other token can still reach an empty incoming flow (BPMN 2.0, 13.4.3)."""

    def _meets(self, task: Any, arrivals: list[Any]) -> list[Any] | None:
        filled = {arrival.parent.task_spec.name for arrival in arrivals}
        empty = set(self._inputs) - filled
        if not empty:
            return arrivals
        for other in task.workflow.tasks.values():
            if other.task_spec is self or not (other._state & _ACTIVE or _is_next(other)):
                continue
            reach = self._reach(other.task_spec)
            if reach & empty and not reach & filled:
                return None
        return arrivals

    def _reach(self, spec: Any) -> set[str]:
        """Return the nodes that a token at `spec` can come to without passing this gateway."""
        seen: set[str] = set()
        todo = [spec]
        while todo:
            current = todo.pop()
            if current is not self and current.name not in seen:
                seen.add(current.name)
                todo.extend(current.outputs)
        return seen

    def _run_hook(self, my_task: Any) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise fault_at(my_task, "no_flow")
        _go_on(my_task, matches or defaults)
        return True


class XorGateway(ExclusiveGateway):  # type: ignore[misc]
    """Take the one flow whose condition holds, else the default; two that hold are a fault that names both."""

    def _predict_hook(self, my_task: Any) -> None:
        """Make no children before the choice."""

    def _run_hook(self, my_task: Any) -> bool:
        specs = self._wf_spec.task_specs
        true = [name for condition, name in self.cond_task_specs if condition and condition._matches(my_task)]
        if len(true) > 1:
            raise fault_at(my_task, "many_flows", flows=[_called(specs[name]) for name in true])
        chosen = true[0] if true else self.default_task_spec
        if chosen is None:
            raise fault_at(my_task, "no_flow")
        _go_on(my_task, [specs[chosen]])
        return True


class EndJoin(_Meeting, _EndJoin):  # type: ignore[misc]
    """End the process when no token is left anywhere else in it."""

    def _predict_hook(self, my_task: Any) -> None:
        TaskSpec._predict_hook(self, my_task)

    def _update_hook(self, my_task: Any) -> bool:
        if _ARRIVED in my_task.internal_data:  # all of them go on together: it is enough to ask the first
            waiting = (task for task in my_task.workflow.tasks.values() if task.task_spec is self)
            first = next((task for task in waiting if task._state == TaskState.WAITING), my_task)
            if first is not my_task:
                return False
        return super()._update_hook(my_task)

    def _meets(self, task: Any, arrivals: list[Any]) -> list[Any] | None:
        mine = {self.name, "End"}
        for other in task.workflow.tasks.values():
            if other.task_spec.name in mine or listens(other.task_spec):
                continue
            if other._state & TaskState.NOT_FINISHED_MASK:
                return None
        return arrivals

    def _run_hook(self, my_task: Any) -> bool:
        for other in list(my_task.workflow.tasks.values()):
            if listens(other.task_spec):
                other.task_spec.stop(other)
        my_task.workflow.data.update(my_task.data)
        return True


def _is_next(task: Any) -> bool:
    """Tell whether a task is about to get the token of its parent, which completes at this very moment."""
    return task._state == TaskState.FUTURE and task.parent is not None and task.parent._state == TaskState.COMPLETED


def _called(spec: Any) -> str:
    name = base_name(spec.name)
    real = spec._wf_spec.task_specs.get(name, spec)
    return str(getattr(real, "bpmn_name", None) or name)


def replace_end_join(spec: Any) -> None:
    """Give a process the end join of this file; SpiffWorkflow's stops looking 1,000 levels deep."""
    old = spec.end
    del spec.task_specs[old.name]
    spec.end = EndJoin(spec, old.name)
    spec.end._outputs = list(old._outputs)
