"""Multi-instance activities: once for every item, side by side or one after another.

Results stand in the order of the items, not in the order in which people finished; a finished instance leaves the
state.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.spiff.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.util.task import TaskState

from service.domain.outcome import JSON
from service.engine.countersign import Sign, sign_of
from service.engine.data import copied
from service.engine.faults import fault_at

MAX_INSTANCES = 2_000
_KEY, _TOTAL, _DONE, _NEXT, _OUT = "mi_key", "mi_total", "mi_done", "mi_next", "mi_out"


def instance_key(task: Any) -> int | str | None:
    """Return which item an instance is for: its index or key; None for a task that is no instance."""
    key: int | str | None = task.internal_data.get(_KEY)
    return key


class _Instances:
    """What both kinds share; mixed into SpiffWorkflow's multi-instance classes."""

    task_spec: str
    parallel: bool
    data_input: Any
    data_output: Any
    input_item: Any
    output_item: Any
    cardinality: str | None
    condition: str | None
    sign: Sign | None = None

    def _update_hook(self, my_task: Any) -> bool:
        SpiffBpmnTask._update_hook(self, my_task)
        items = self._items(my_task)
        my_task.internal_data.update({_TOTAL: len(items), _DONE: 0, _NEXT: 0, _OUT: {}})
        if not items:
            self._collect(my_task)
            return True
        my_task._set_state(TaskState.STARTED)
        for key, item in items if self.parallel else items[:1]:
            self._create(my_task, key, item)
        return False

    def merge_child(self, workflow: Any, child: Any) -> None:
        """Take the result of a finished instance; go on when it was the last."""
        my_task = child.parent
        internal = my_task.internal_data
        if self.data_output is not None and self.output_item is not None:
            internal[_OUT][str(child.internal_data[_KEY])] = self._output_of(child)
        internal[_DONE] += 1
        if internal[_DONE] >= internal[_TOTAL] or self._enough(my_task, child):
            self._finish(my_task)
        elif not self.parallel:
            key, item = self._items(my_task)[internal[_NEXT]]
            self._create(my_task, key, item)

    def _finish(self, my_task: Any) -> None:
        for other in my_task.children:
            if _KEY in other.internal_data and other._state & TaskState.NOT_FINISHED_MASK:
                other.cancel()
        self._collect(my_task)
        my_task._set_state(TaskState.READY)

    def _items(self, my_task: Any) -> list[tuple[int | str, JSON]]:
        if self.data_input is None:
            count = my_task.workflow.script_engine.evaluate(my_task, self.cardinality)
            if type(count) is not int or not 0 <= count <= MAX_INSTANCES:
                raise fault_at(my_task, "instances_count", value=str(count)[:40], maximum=MAX_INSTANCES)
            return [(index, index) for index in range(count)]
        name = self.data_input.bpmn_id
        source = my_task.data.get(name)
        if isinstance(source, dict):
            items: list[tuple[int | str, JSON]] = list(source.items())
        elif isinstance(source, list):
            items = list(enumerate(source))
        else:
            raise fault_at(my_task, "instances_input", name=name)
        if len(items) > MAX_INSTANCES:
            raise fault_at(my_task, "instances_count", value=str(len(items)), maximum=MAX_INSTANCES)
        return items

    def _create(self, my_task: Any, key: int | str, item: JSON) -> None:
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec], TaskState.WAITING)
        child.triggered = True
        child.internal_data[_KEY] = key
        my_task.internal_data[_NEXT] += 1
        if self.input_item is not None:
            name = self.input_item.bpmn_id
            if name in my_task.data:
                # Inheritance runs parent over child in SpiffWorkflow: the variable would silently replace the item.
                raise fault_at(my_task, "instances_name", name=name)
            child.data[name] = copied(item)
        child.task_spec._update(child)

    def _output_of(self, child: Any) -> JSON:
        name = self.output_item.bpmn_id
        if name not in child.data:
            raise fault_at(child, "instances_output", name=name)
        return copied(child.data[name])

    def _collect(self, my_task: Any) -> None:
        outputs = my_task.internal_data.pop(_OUT)
        if self.data_output is None:
            return
        name = self.data_output.bpmn_id
        if self.data_input is not None and isinstance(my_task.data.get(self.data_input.bpmn_id), dict):
            my_task.data[name] = outputs
        else:
            my_task.data[name] = [outputs[key] for key in sorted(outputs, key=int)]

    def _enough(self, my_task: Any, child: Any) -> bool:
        """Ask the rule of countersigning or the completion condition, which sees data and how many have been done."""
        internal = my_task.internal_data
        if self.sign is not None:
            return self.sign.decided(internal[_TOTAL], internal[_DONE], list(internal[_OUT].values()))
        if not self.condition:
            return False
        known = {"instances": internal[_TOTAL], "completed": internal[_DONE], "results": list(internal[_OUT].values())}
        return bool(child.workflow.script_engine.evaluate(child, self.condition, known))


class ParallelInstances(_Instances, ParallelMultiInstanceTask):  # type: ignore[misc]
    """All items at the same time."""

    parallel = True


class SequentialInstances(_Instances, SequentialMultiInstanceTask):  # type: ignore[misc]
    """One item after another."""

    parallel = False


def connect_instances(spec: Any) -> None:
    """Tell every multi-instance activity of a process when one of its instances completes.

    SpiffWorkflow connects this while it creates instances; where they are only loaded nothing would be connected.
    """
    for task_spec in spec.task_specs.values():
        if isinstance(task_spec, _Instances):
            one = spec.task_specs[task_spec.task_spec]
            one.completed_event.connect(task_spec.merge_child)
            task_spec.bpmn_name, task_spec.lane = one.bpmn_name, one.lane  # type: ignore[attr-defined]
            task_spec.sign = sign_of((one.extensions or {}).get("properties", {}))
