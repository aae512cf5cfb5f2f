"""SpiffWorkflow's workflow, scanned in a line instead of walked as a tree, and told what happens in it.

The tree walk stops at depth 1,000 (a loop of 333 rounds) and costs more than the work itself; a scan over the tasks
does not. What belongs to one step only (clock, services, journal) hangs on the top workflow and is never saved.
"""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import EngineFault, Invalid
from service.domain.outcome import JSON, Called, Decision, Passed, Thrown
from service.engine.data import clean
from service.engine.dmn import TableFailed
from service.engine.faults import StepFault, base_name, fault_at, node_of
from service.engine.gather import gather
from service.engine.instances import instance_key
from service.engine.scripts import EvaluationFailed, Evaluator
from service.engine.throws import carry
from service.engine.times import TOWN_ZONE

if TYPE_CHECKING:
    from service.engine.model import Model

logging.getLogger("spiff").setLevel(logging.WARNING)  # its INFO records cost more than the step they describe

MAX_PASSED = 5_000  # nodes in one step; more is a loop that waits for nobody
_READY, _WAITING, _OPEN = TaskState.READY, TaskState.WAITING, TaskState.NOT_FINISHED_MASK


class ScriptEngine(PythonScriptEngine):  # type: ignore[misc]
    """Lend SpiffWorkflow the evaluator; a failure becomes a fault at the node."""

    def __init__(self, evaluator: Evaluator, now: datetime) -> None:
        self._evaluator = evaluator
        local = now.astimezone(TOWN_ZONE)
        self._known: dict[str, JSON] = {"today": local.date().isoformat(), "now": local.isoformat()}

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> JSON:
        """Return the value of an expression; `today` and `now` come from the engine's clock."""
        data = {**self._known, **task.data, **(external_context or {})}
        try:
            return self._evaluator.evaluate(expression or "", data)
        except EvaluationFailed as failed:
            raise self._fault(task, "expression_failed", failed, expression) from None

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        """Run a script and keep the variables that it sets."""
        try:
            changes = self._evaluator.execute(script or "", {**self._known, **task.data})
        except EvaluationFailed as failed:
            raise self._fault(task, "script_failed", failed, script) from None
        for name in self._known.keys() - task.data.keys():
            changes.pop(name, None)
        task.data.update(changes)
        return True

    def call_service(self, task: Any, **kwargs: Any) -> Any:
        """Refuse: operators are called by OperatorTask only."""
        raise fault_at(task, "operator_unknown", operator=str(kwargs.get("operation_name")))

    @staticmethod
    def _fault(task: Any, code: str, failed: EvaluationFailed, source: str | None) -> StepFault:
        why = failed.why
        return fault_at(task, code, failed.line, reason=why.zh, reason_en=why.en, source=(source or "").strip()[:200])


class _Scanned:
    """What the top workflow and its parts do alike; mixed in before SpiffWorkflow's classes."""

    tasks: dict[UUID, Any]
    completed: bool
    success: bool

    def update_waiting_tasks(self) -> None:
        """Ask every waiting task whether it may go on."""
        for task in [task for task in self.tasks.values() if task._state == _WAITING]:
            if task._state == _WAITING and task.id in self.tasks:
                task.task_spec._update(task)

    def get_tasks_iterator(self, first_task: Any = None, **kwargs: Any) -> Any:
        """Walk without SpiffWorkflow's silent depth limit."""
        kwargs.setdefault("max_depth", sys.maxsize)
        return super().get_tasks_iterator(first_task, **kwargs)  # type: ignore[misc]

    def is_completed(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.completed

    def cancel(self, success: bool = False) -> list[Any]:
        """Cancel everything that is open, calls inside included."""
        self.success, self.completed = success, True
        open_tasks = [task for task in self.tasks.values() if task._state & _OPEN]
        for task in open_tasks:
            task.cancel()
        return open_tasks

    def step_once(self) -> bool:
        """Run each task that is ready and needs no person; tell whether there was one."""
        ran = False
        for task in [task for task in self.tasks.values() if task._state == _READY and not task.task_spec.manual]:
            if task._state == _READY and task.id in self.tasks:
                task.run()
                ran = True
                carry(self.top_workflow.raised)  # type: ignore[attr-defined]
        return ran

    def _task_completed_notify(self, task: Any) -> None:
        self.top_workflow.note(task)  # type: ignore[attr-defined]
        super()._task_completed_notify(task)  # type: ignore[misc]

    def _task_removed_notify(self, task: Any) -> None:
        super()._task_removed_notify(task)  # type: ignore[misc]
        self.top_workflow.forget(task)  # type: ignore[attr-defined]


class Part(_Scanned, BpmnSubWorkflow):  # type: ignore[misc]
    """A called process or embedded subprocess inside an instance."""


class Case(_Scanned, BpmnWorkflow):  # type: ignore[misc]
    """One instance in memory, for the length of one step."""

    def __init__(self, model: Model, process: str, engine: ScriptEngine | None = None, loading: bool = False) -> None:
        self.model = model
        self.process = process
        self.now: datetime = datetime.max
        self.services: Any = None
        self.journal: list[Passed] = []
        self.decisions: list[Decision] = []
        self.thrown: list[Thrown] = []
        self.raised: list[Any] = []
        self.called: list[Called] = []
        self._passed = 0
        super().__init__(model.specs[process], model.specs, script_engine=engine, deserializing=loading)

    def settle(self) -> None:
        """Run until every token waits for a person, a message, a moment or another instance."""
        while True:
            while self._run_parts() | self.step_once():
                pass
            self.refresh_timers()
            if not self._any_ready():
                break
        for run in (self, *self.parts()):
            if not run.completed:
                gather(run)

    def settle_timers(self, known: datetime | None = None) -> None:
        """Let every overdue timer act first: an interrupting one wins over a completion that comes too late.

        Where what happens now was known earlier, only timers that were due then come before it.
        """
        if known is None:
            self.refresh_timers()
            self.settle()
            return
        now, self.now = self.now, known
        self.refresh_timers()
        self.now = now
        while self._run_parts() | self.step_once():
            pass

    def refresh_timers(self) -> None:
        """Ask every waiting timer; one that an earlier one has just cancelled must not begin to wait again."""
        for task in list(self.event_manager.tasks.values()):
            if task._state != _WAITING or task.id not in task.workflow.tasks:
                continue
            if isinstance(task.task_spec.event_definition, TimerEventDefinition):
                task.task_spec._update(task)

    def parts(self) -> list[Part]:
        """Return the parts that are still running, innermost first."""
        return sorted((part for part in self.subprocesses.values() if not part.completed), key=lambda part: -part.depth)

    def create_subprocess(self, my_task: Any, spec_name: str) -> Part:
        """Make our kind of part for a call or subprocess."""
        part = Part(self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self)
        self.subprocesses[my_task.id] = part
        return part

    def depth_of(self, task: Any) -> int:
        """Return how many calls a task is inside of."""
        depth: int = task.workflow.depth
        return depth

    def forget(self, task: Any) -> None:
        """Let nothing survive a removed task: SpiffWorkflow keeps its waits and its running part."""
        self.event_manager.remove_task(task)
        part = self.subprocesses.pop(task.id, None)
        if part is None:
            return
        if not part.completed:
            part.cancel()
        for inner in list(part.tasks.values()):  # parts inside of it would look for tasks that nobody finds any more
            self.forget(inner)

    def note(self, task: Any, passing: bool = False) -> None:
        """Write down that a node was passed and which flows left it."""
        self._passed += 1
        if self._passed > MAX_PASSED:
            raise fault_at(task, "runaway", maximum=MAX_PASSED)
        if task.task_spec.bpmn_id is None:
            return
        where, node = task.workflow.spec.name, node_of(task)
        info = self.model.place(where, node)
        if info is not None:
            flows = self._flows(task, where, node, passing)
            self.journal.append(Passed(node, info.name, info.kind, task.id, flows, info.process))

    def decide(self, task: Any, table_id: str) -> dict[str, JSON]:
        """Ask a decision table and write down why it answered so."""
        table = self.model.tables[table_id]
        try:
            answer = table.decide(lambda source: self.script_engine.evaluate(task, source))
        except TableFailed as failed:
            raise fault_at(task, failed.code, table=table.name, **failed.params) from None
        self.decisions.append(Decision(node_of(task), table_id, answer.inputs, answer.rules, answer.outputs))
        return answer.outputs

    def serve(self, task: Any, operator: str, params: dict[str, Any]) -> JSON:
        """Call an operator of the house and write down what it said."""
        result = self.answer(task, operator, params)
        self.called.append(Called(*address(self, task), operator, result, instance_key(task)))
        return result

    def answer(self, task: Any, operator: str, params: dict[str, Any]) -> JSON:
        """Ask the house; a replay answers from what is on record instead."""
        said = self.services(operator, params)
        try:
            return clean(said)
        except Invalid as error:
            raise EngineFault("engine_fault", operator=operator) from error

    def _flows(self, task: Any, where: str, node: str, passing: bool) -> tuple[str, ...]:
        """Return the flows taken: those to the task's children; an instance of several has none of its own."""
        if instance_key(task) is not None:
            return ()
        if passing:
            targets = [base_name(spec.name) for spec in task.task_spec.outputs]
        else:
            targets = [base_name(child.task_spec.name) for child in task.children if instance_key(child) is None]
        drawn = self.model.flows.get(where, {})
        return tuple(flow for target in dict.fromkeys(targets) for flow in drawn.get((node, target), ()))

    def _run_parts(self) -> bool:
        ran = False
        for part in self.parts():
            while not part.completed and part.step_once():
                ran = True
        return ran

    def _any_ready(self) -> bool:
        return any(
            task._state == _READY and not task.task_spec.manual
            for run in (self, *self.parts())
            for task in run.tasks.values()
        )


def address(case: Case, task: Any) -> tuple[str, str]:
    """Return the process that draws a node, and the node."""
    where, node = task.workflow.spec.name, node_of(task)
    info = case.model.place(where, node)
    return (info.process if info else where), node
