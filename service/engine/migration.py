"""Move a case to another release: every place where it waits becomes the same place of the new diagram, or it stays.

SpiffWorkflow's own migration resets what is open: drafts are lost and timers begin anew. Our state holds only where the
tokens are, so that a case is moved by giving each of its tasks the node of the new release: of the same id, or of the
one that the organizer names. What that means:

- A wait keeps its id, hence its task row, draft, claim, due date, running child or outside call. Nothing is run.
- It maps to a node of the same kind in the same scope, done several times in the same way, calling the same process or
  operator. Everything else is refused, place by place (domain/migration_words.py has the sentences).
- An open task takes name, form, post and properties of the new release; a term that is running keeps its end.
- Boundary events are those of the new release: one that is gone is disarmed, a new one is armed now, one that has fired
  stays fired.
- Joins are checked ahead (migration_joins.py): no token may wait for a branch that this case can never have, and
  branches that were to meet must still meet.
- A finished node that the new release does not have is forgotten; history has it, on its own release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import EngineFault, InstanceEnded
from service.domain.migration import Found, Migrated, Moved
from service.engine.events import listens
from service.engine.faults import StepFault, base_name, name_of, node_of
from service.engine.migration_joins import joins_in_the_way
from service.engine.migration_notes import arm, notes_on, why_not_same
from service.engine.migration_tree import (
    JOIN,
    NEW,
    SPLIT,
    behind,
    bound,
    drop_event,
    make,
    parents_first,
    same_event,
    splice,
)
from service.engine.migration_variables import missing_variables, strangers_kept_out
from service.engine.model import Model
from service.engine.state import load
from service.engine.step import Here, Waits, outcome_of, waits_of
from service.engine.workflow import Case, Part, ScriptEngine

_FINISHED, _WAITING = TaskState.FINISHED_MASK, TaskState.WAITING


@dataclass(slots=True)
class Run:
    """The top of an instance or a part of it on its way: the specs it had, those it gets, and which task gets which."""

    old: Any
    new: Any
    tasks: dict[UUID, Any]
    specs: dict[UUID, Any] = field(default_factory=dict)  # task id -> spec of the new release; none: forgotten
    inputs: dict[UUID, str] = field(default_factory=dict)  # a token at a join -> the new join's input that it fills


class Move:
    """One case on its way from one release to another."""

    def __init__(self, here: Here, old: Model, mapping: Mapping[str, str], case: Case) -> None:
        self.here, self.old, self.new, self.mapping, self.case = here, old, here.model, dict(mapping), case
        self.found: list[Found] = []
        self.moved: list[Moved] = []
        self.runs: list[Run] = []
        self.over: dict[UUID, set[str]] = {}

    @property
    def refused(self) -> bool:
        """Tell whether something stands in the way."""
        return any(one.grade == "refuse" for one in self.found)

    def say(self, code: str, run: Run, task: Any, **params: Any) -> None:
        """Note something about the place where a task stands in the old release."""
        place = self.old.place(run.old.name, node_of(task))
        name = place.name if place else name_of(task)
        self._say(Found(code, node_of(task), place.process if place else "", {"name": name, **params}))

    def say_new(self, code: str, run: Run, task: Any, **params: Any) -> None:
        """Note something about the place of a task in the new release."""
        place = self.new.place(run.new.name, node_of(task))
        name = place.name if place else name_of(task)
        self._say(Found(code, node_of(task), place.process if place else "", {"name": name, **params}))

    def _say(self, found: Found) -> None:
        if found not in self.found:
            self.found.append(found)

    def name_in(self, run: Run, name: str) -> str | None:
        """Return what a spec of the old release is called in the new one, None when it is not there."""
        if name == run.old.end.name:  # the join before the end is named after its process
            return str(run.new.end.name)
        base = base_name(name)
        found = self.mapping.get(base, base) + name[len(base) :]
        return found if found in run.new.task_specs else None

    # --- planning ---------------------------------------------------------------------------------------------------

    def plan(self) -> bool:
        """Find a place of the new release for everything that is open; tell whether there is one for all."""
        if self.case.process not in self.new.specs:
            self._say(Found("process_missing", "", self.case.process, {"process": self.case.process}))
            return False
        self._plan_run(self.case, self.new.specs[self.case.process])
        if not self.refused:
            for found in joins_in_the_way(self):
                self._say(found)
        return not self.refused

    def _plan_run(self, workflow: Any, spec: Any) -> None:
        run = Run(workflow.spec, spec, workflow.tasks)
        self.runs.append(run)
        for task in workflow.tasks.values():
            name = self.name_in(run, task.task_spec.name)
            target: Any = None if name is None else spec.task_specs[name]
            if task._state & _FINISHED:
                if target is not None:
                    run.specs[task.id] = target
                elif listens(task.task_spec) and any(
                    self.name_in(run, workflow.tasks[key].task_spec.name) for key in task._children
                ):
                    self.say("node_missing", run, task)  # what an event subprocess has changed is told from this
            elif isinstance(task.task_spec, BoundaryEvent) or task.task_spec.name.endswith(JOIN):
                continue  # they follow their activity, see _refit
            elif listens(task.task_spec):
                continue  # they follow their scope, see _relisten
            elif self._fits(run, task, target):
                run.specs[task.id] = target
                part = self.case.subprocesses.get(task.id)
                if part is not None and not part.completed:
                    self._plan_run(part, self.new.specs[target.spec])

    def _fits(self, run: Run, task: Any, target: Any) -> bool:
        """Tell whether an open task may stand at a spec of the new release; say why when it may not."""
        if task.task_spec.bpmn_id is None and target is not None:
            return True  # what the engine adds by itself
        if target is None and task.task_spec.name.endswith(" [child]"):
            return False  # the activity that it is an instance of says why
        if target is None:
            node = self.mapping.get(node_of(task), node_of(task))
            elsewhere = any(node in nodes for nodes in self.new.nodes.values())
            self.say("scope_changed" if elsewhere else "node_missing", run, task)
            return False
        refusal = why_not_same(self, run, task, target)
        if refusal is not None:
            self.say(refusal[0], run, task, **refusal[1])
            return False
        self._mark(run, task, target)
        return True

    def _mark(self, run: Run, task: Any, target: Any) -> None:
        was = self.old.place(run.old.name, node_of(task))
        now = self.new.place(run.new.name, base_name(target.name))
        if was is None or now is None:
            return
        one = Moved(was.process, was.id, now.process, now.id)
        if one not in self.moved:
            self.moved.append(one)
        if was.id != now.id:
            self.say("renamed", run, task, new=now.name)

    # --- building ---------------------------------------------------------------------------------------------------

    def build(self) -> Case:
        """Give every task its new spec and return the case on the new release."""
        case = Case(self.new, self.case.process, self.case.script_engine, loading=True)
        case.now, case.services = self.here.now, self.here.services
        parts = {id(part.tasks): part for part in self.case.subprocesses.values()}
        for run in self.runs:  # what is inside comes after what it is inside of
            workflow: Case | Part = case
            if run is not self.runs[0]:
                above = parts[id(run.tasks)].parent_task_id
                workflow = case.subprocesses[above] = Part(
                    run.new, parent_task_id=above, top_workflow=case, deserializing=True
                )
                parent = case.get_task_from_id(above)
                workflow.completed_event.connect(parent.task_spec._on_subworkflow_completed, parent)
            self._fill(run, workflow)
            self._arm_new(run, workflow)
        case.subprocesses = {key: case.subprocesses[key] for key in self.case.subprocesses if key in case.subprocesses}
        return case

    def _fill(self, run: Run, workflow: Any) -> None:
        tasks = dict(run.tasks)
        workflow.tasks, workflow.task_tree = tasks, next(iter(tasks.values()))
        for split in [task for task in tasks.values() if task.task_spec.name.endswith(SPLIT)]:
            self._refit(run, tasks, split)
        self._relisten(run, tasks)
        for task in tasks.values():
            task.workflow = workflow
            task.task_spec = run.specs.get(task.id, run.new.start)
        for key, source in run.inputs.items():
            if tasks[tasks[key]._parent].task_spec.name != source:
                behind(workflow, tasks[key], run.new.task_specs[source])
        for task in [task for task in tasks.values() if not task._state & _FINISHED]:
            frame = run.new.task_specs.get(task.task_spec.name + SPLIT)
            if frame is not None:
                bound(workflow, task, frame, self.over.get(task._parent, set()))
        for name in self._new_listeners(run):
            made = make(workflow, run.new.task_specs[name], workflow.task_tree, _WAITING)
            made.triggered, made.internal_data[NEW] = True, True
        workflow.tasks = parents_first(tasks)
        for task in workflow.tasks.values():
            if task._state == _WAITING and isinstance(task.task_spec, CatchingEvent):
                workflow.top_workflow.event_manager.add_task(task)

    def _refit(self, run: Run, tasks: dict[UUID, Any], split: Any) -> None:
        """Drop the boundary events that the new release does not have, and the whole frame when it has none."""
        frame: Any = run.specs.get(split.id)
        self.over[split.id] = set(self._over(run, tasks, split))
        for event in [tasks[key] for key in split._children if isinstance(tasks[key].task_spec, BoundaryEvent)]:
            name = self.name_in(run, event.task_spec.name)
            spec = None if name is None or frame is None else run.new.task_specs[name]
            if spec is not None and spec in frame.outputs and same_event(event.task_spec, spec):
                run.specs[event.id] = spec
                self._keep_joins(run, tasks, event)
                if event._state == _WAITING:
                    self._mark(run, event, spec)
            else:
                if event._state == _WAITING:
                    self.say("wait_removed", run, event)
                drop_event(tasks, split, event)
        if frame is None:
            splice(tasks, split)

    def _over(self, run: Run, tasks: dict[UUID, Any], split: Any) -> Iterator[str]:
        """Yield the boundary events that have done what they had to: they are no news to the new release."""
        left = {tasks[key].task_spec.name for key in split._children}
        for event in split.task_spec.outputs:
            if isinstance(event, BoundaryEvent) and event.name not in left:
                name = self.name_in(run, event.name)
                if name is not None and same_event(event, run.new.task_specs[name]):
                    yield name

    def _relisten(self, run: Run, tasks: dict[UUID, Any]) -> None:
        """Go on listening for what starts the event subprocesses that the new release has, too."""
        for task in [each for each in tasks.values() if listens(each.task_spec) and not each._state & _FINISHED]:
            name = self.name_in(run, task.task_spec.name)
            spec = None if name is None else run.new.task_specs[name]
            if spec is not None and type(spec) is type(task.task_spec) and same_event(task.task_spec, spec):
                run.specs[task.id] = spec
            else:
                self.say("wait_removed", run, task)
                tasks[task._parent]._children.remove(task.id)
                del tasks[task.id]

    def _new_listeners(self, run: Run) -> list[str]:
        """Return what only the new release listens for; what the old one has heard already is not heard again."""
        known = {self.name_in(run, name) for name, spec in run.old.task_specs.items() if listens(spec)}
        return [name for name, spec in run.new.task_specs.items() if listens(spec) and name not in known]

    def _keep_joins(self, run: Run, tasks: dict[UUID, Any], event: Any) -> None:
        for join in [tasks[key] for key in event._children if tasks[key].task_spec.name.endswith(JOIN)]:
            name = self.name_in(run, join.task_spec.name)
            assert name is not None  # it is made together with the frame
            run.specs[join.id] = run.new.task_specs[name]

    def _arm_new(self, run: Run, workflow: Any) -> None:
        for task in list(workflow.tasks.values()):
            if task.internal_data.pop(NEW, False):
                try:
                    armed = arm(task, self.here.now)
                except StepFault:
                    armed = ("arm_failed", {})
                if armed is not None:
                    self.say_new(armed[0], run, task, **armed[1])


def migrate(here: Here, old: Model, state: bytes, mapping: Mapping[str, str]) -> Migrated:
    """Say how a case gets from its release to the one of `here`, or why it does not; nothing is run."""
    with here.evaluator.step():
        try:
            case = load(state, old, ScriptEngine(here.evaluator, here.now))
        except InstanceEnded:
            return Migrated((Found("case_ended"),))
        except EngineFault:
            return Migrated((Found("state_broken"),))
        before = waits_of(case)
        move = Move(here, old, mapping, case)
        if not move.plan():
            return Migrated(tuple(move.found))
        unset = [*missing_variables(move), *strangers_kept_out(move)]
        was = {task.id: (task.task_spec, task.workflow.spec.name) for task in _open(before)}
        built = move.build()
        readdressed = notes_on(move, before, was, built)
        if move.refused:
            return Migrated(tuple(move.found))
        return _said(move, built, before, readdressed, unset)


def _open(waits: Waits) -> Iterator[Any]:
    yield from waits.tasks.values()
    yield from (task for task, _ in waits.timers.values())
    yield from waits.messages.values()


def _said(move: Move, built: Case, before: Waits, readdressed: frozenset[UUID], unset: list[Found]) -> Migrated:
    """Tell apart what is new, what is gone and what goes on waiting under its id."""
    # Calls are the same on both sides, and describing them would evaluate their parameters again.
    said = outcome_of(built, Waits(calls=before.calls, outside=before.outside))
    armed = {timer.id for timer in said.armed}
    subscribed = {wait.id for wait in said.subscribed}
    outcome = replace(
        said,
        opened=(),
        armed=tuple(timer for timer in said.armed if timer.id not in before.timers),
        disarmed=tuple(key for key in before.timers if key not in armed),
        subscribed=tuple(wait for wait in said.subscribed if wait.id not in before.messages),
        unsubscribed=tuple(key for key in before.messages if key not in subscribed),
    )
    return Migrated(
        found=(*move.found, *unset),
        outcome=outcome,
        moved=tuple(move.moved),
        tasks=said.opened,
        timers=tuple(timer for timer in said.armed if timer.id in before.timers),
        messages=tuple(wait for wait in said.subscribed if wait.id in before.messages),
        readdressed=readdressed,
    )
