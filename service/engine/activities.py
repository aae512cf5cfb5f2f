"""Service tasks, at once or outside; decision tasks; calls that start an instance of their own."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.spiff.specs.defaults import CallActivity, ServiceTask, SubWorkflowTask
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask

from service.domain.errors import EngineFault, Invalid
from service.domain.outcome import JSON
from service.engine.data import clean, copied
from service.engine.faults import fault_at
from service.engine.throws import give_up


class OperatorTask(ServiceTask):  # type: ignore[misc]
    """Call one of the house's operators with evaluated parameters, inside the caller's transaction.

    One that leaves the house (a connector) is not called here: the task stays STARTED, SpiffWorkflow's word for work
    that is done elsewhere, and Engine.answered or Engine.failed brings what came of it.
    """

    def _execute(self, task: Any) -> bool | None:
        top = task.workflow.top_workflow
        if self.operation_name in top.model.connectors:
            return None
        self.keep(task, top.serve(task, self.operation_name, self.parameters(task)))
        return True

    def parameters(self, task: Any) -> dict[str, JSON]:
        """Evaluate the parameters on the data of the task."""
        engine = task.workflow.script_engine
        return {name: engine.evaluate(task, drawn["value"]) for name, drawn in self.operation_params.items()}

    def keep(self, task: Any, result: JSON) -> None:
        """Put a result where the diagram wants it, if it wants it at all."""
        if not self.result_variable.startswith("spiff__"):  # SpiffWorkflow's own name when none is drawn
            try:
                task.data[self.result_variable] = clean(result)
            except Invalid as error:
                raise EngineFault("engine_fault", operator=self.operation_name) from error


def catch_error(task: Any, code: str, details: JSON) -> bool:
    """Let the nearest error event around a service task take over; tell whether there is one.

    It finds the details under the task's own result variable.
    """
    name = task.task_spec.result_variable
    return give_up(task, code, {} if name.startswith("spiff__") else {name: copied(details)})


class DecisionTask(SpiffBpmnTask):  # type: ignore[misc]
    """Ask a decision table of the release and keep why it answered so."""

    def __init__(self, wf_spec: Any, bpmn_id: str, table: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.table = table

    def _run_hook(self, my_task: Any) -> bool:
        top = my_task.workflow.top_workflow
        outputs = top.decide(my_task, self.table)
        my_task.data.update(copied(outputs))
        return True


class OwnInstance(SpiffBpmnTask):  # type: ignore[misc]
    """Wait for a process that runs as an instance of its own; Engine.child_ended brings its result."""

    def __init__(self, wf_spec: Any, bpmn_id: str, called: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.called = called

    def _run_hook(self, my_task: Any) -> None:
        """Leave the task STARTED: SpiffWorkflow's word for work that is done elsewhere."""
        return None


def take_result(task: Any, result: dict[str, JSON]) -> None:
    """Put an ended child's result where the diagram wants it and complete the call."""
    spec = task.workflow.spec.task_specs.get(task.parent.task_spec.name)
    item = getattr(spec, "output_item", None) if task.triggered else None
    if item is None:
        task.data.update(copied(result))
    else:
        name = item.bpmn_id
        task.data[name] = copied(result.get(name, result))
    task.complete()


class _Inside:
    """A part that runs in the same state: its data comes back whole, as a copy that nobody else holds."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        start = next(task for task in subworkflow.tasks.values() if task.task_spec.name == "Start")
        start.data = dict(my_task.data)

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        my_task.data = dict(subworkflow.last_task.data)

    def start_workflow(self, my_task: Any) -> None:
        top = my_task.workflow.top_workflow
        if self.spec not in top.subprocess_specs:  # type: ignore[attr-defined]
            raise fault_at(my_task, "process_missing", process=self.spec)  # type: ignore[attr-defined]
        if top.depth_of(my_task) >= MAX_CALL_DEPTH:
            raise fault_at(my_task, "calls_too_deep", maximum=MAX_CALL_DEPTH)
        super().start_workflow(my_task)  # type: ignore[misc]


MAX_CALL_DEPTH = 20  # a process that calls itself would otherwise fill the memory before anyone sees it


class Call(_Inside, CallActivity):  # type: ignore[misc]
    """Run a called process inside the caller's state."""


class Subprocess(_Inside, SubWorkflowTask):  # type: ignore[misc]
    """Run an embedded subprocess."""
