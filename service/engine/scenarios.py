"""Test scenarios beside a diagram: who completes what with which data on which day, and where it must lead.

The real engine runs them on a simulated clock; what service tasks would do is given in the scenario. bpmn/README.md
tells the format.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain import form_sources
from service.domain.errors import Conflict, YangguangError
from service.domain.outcome import JSON, ChildStart, OpenTask, Outcome, OutsideCall, Subscription
from service.engine.engine import Engine
from service.engine.model import Model
from service.engine.scenario_file import TOWN, Scenario, as_json, moment, read_scenarios

__all__ = ["Report", "Result", "Scenario", "read_scenarios", "run_scenarios"]


@dataclass(frozen=True, slots=True)
class Result:
    """How a scenario went; `problems` are sentences for the author, an empty list is a pass."""

    scenario: str
    problems: tuple[str, ...]
    path: tuple[str, ...]
    end_nodes: tuple[str, ...]
    flows: frozenset[str]

    @property
    def passed(self) -> bool:
        """Tell whether everything went as expected."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Report:
    """How the scenarios of one process went, and which of its sequence flows none of them took."""

    process: str
    results: tuple[Result, ...]
    flows: int
    missed: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Tell whether every scenario passed."""
        return all(result.passed for result in self.results)


class _Broken(Exception):
    """The story cannot go on: something is not as the scenario says."""


def run_scenarios(model: Model, process: str, scenarios: Sequence[Scenario]) -> Report:
    """Run the scenarios of a process and say which of its flows they took."""
    clock = _Clock()
    engine = Engine(clock)
    try:
        results = tuple(_Run(engine, clock, model, scenario).result() for scenario in scenarios)
    finally:
        engine.close()
    drawn = list(model.drawings[process].flows)
    taken = frozenset().union(*(result.flows for result in results))
    return Report(process, results, len(drawn), tuple(flow for flow in drawn if flow not in taken))


class _Clock:
    """A clock that stands where the scenario puts it."""

    def __init__(self) -> None:
        self.now = datetime(2017, 4, 10, 9, tzinfo=TOWN)

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class _Run:
    """One scenario on its way."""

    engine: Engine
    clock: _Clock
    model: Model
    scenario: Scenario
    state: bytes = b""
    tasks: dict[UUID, OpenTask] = field(default_factory=dict)
    waiting: dict[UUID, Subscription] = field(default_factory=dict)
    children: dict[UUID, ChildStart] = field(default_factory=dict)
    outside: dict[UUID, OutsideCall] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    flows: set[str] = field(default_factory=set)
    called: list[str] = field(default_factory=list)
    last: Outcome | None = None
    answers: dict[str, deque[JSON]] = field(default_factory=dict)

    def result(self) -> Result:
        """Tell the story to its end, or to where it breaks."""
        problems: list[str] = []
        self.clock.now = self.scenario.day
        try:
            data = {**self.scenario.data, **self._start_variables()}
            self._absorb(self.engine.start(self.model, self.scenario.process, data, self._serve))
            for step in self.scenario.steps:
                self._take(step)
        except (_Broken, YangguangError) as stopped:
            problems.append(f"{'/'.join(self.path[-3:]) or 'start'}: {stopped}")
        else:
            problems += self._compare()
        end_nodes = self.last.end_nodes if self.last else ()
        return Result(self.scenario.name, tuple(problems), tuple(self.path), end_nodes, frozenset(self.flows))

    def _serve(self, operator: str, params: dict[str, JSON]) -> JSON:
        """Answer for an operator: what the scenario gives, call by call when it gives a list of `answers`."""
        self.called.append(operator)
        given = self.scenario.operators.get(operator)
        if isinstance(given, Mapping) and set(given) == {"answers"}:
            queue = self.answers.setdefault(operator, deque(given["answers"]))
            if not queue:
                raise Conflict("operator_parameters", name=operator)
            return queue.popleft()
        return given

    def _take(self, step: Mapping[str, Any]) -> None:
        if "day" in step:
            self._move(moment(step["day"]))
        if "wait" in step:
            self._move(moment(step["wait"]))
            self._absorb(self.engine.fire(self.model, self.state, self._serve))
        elif "complete" in step:
            self._complete(step)
        elif "message" in step:
            self._deliver(step)
        elif "answer" in step:
            self._answer(step)
        else:
            self._end_child(step)

    def _move(self, to: datetime) -> None:
        if to < self.clock.now:
            raise _Broken(f"the clock cannot go back from {self.clock.now:%Y-%m-%d} to {to:%Y-%m-%d}")
        self.clock.now = to

    def _complete(self, step: Mapping[str, Any]) -> None:
        node = step["complete"]
        task = next((task for task in self.tasks.values() if task.node == node), None)
        if task is None:
            raise _Broken(f"{node} is not open; open: {sorted(t.node for t in self.tasks.values())}")
        role = task.properties.get("role")
        if "by" in step and step["by"] != role:
            raise _Broken(f"{node} is for {role}, not for {step['by']}")
        answers = self._checked(node, task.properties.get("form"), as_json(step.get("answers", {})), task.data)
        self._absorb(self.engine.complete(self.model, self.state, task.id, answers, self._serve))

    def _start_variables(self) -> dict[str, JSON]:
        """Return what the answers to the start form bring in; a scenario may also give plain start data."""
        if self.scenario.answers is None:
            return {}
        properties = self.model.processes[self.scenario.process].properties
        return self._checked("start", properties.get("start_form"), self.scenario.answers, {})

    def _checked(
        self, node: str, form: str | None, answers: Mapping[str, JSON], data: Mapping[str, JSON]
    ) -> dict[str, JSON]:
        """Check answers as the service would, and return what of them goes into process data."""
        if form is None:
            return dict(answers)
        schema = self.model.forms[form].schema
        given = {name: data[name] for name in form_sources.given(schema) if name in data}
        whole = {**answers, **given}
        refused = self.engine.check_answers(self.model, form, whole)
        if refused:
            raise _Broken(f"{node}: " + "; ".join(f"{p.pointer} {p.keyword} {dict(p.params)}" for p in refused))
        known = form_sources.fields(schema)
        return {n: value for n, value in whole.items() if known.get(n, {}).get("x-variable", True) is not False}

    def _deliver(self, step: Mapping[str, Any]) -> None:
        name = step["message"]
        waiting = next((s for s in self.waiting.values() if s.message == name), None)
        if waiting is None:
            raise _Broken(f"nobody waits for {name}; waiting: {sorted(s.message for s in self.waiting.values())}")
        if "key" in step and str(step["key"]) != waiting.key:
            raise _Broken(f"{name} is awaited with the key {waiting.key}, not {step['key']}")
        payload = as_json(step.get("payload", {}))
        self._absorb(self.engine.deliver(self.model, self.state, name, payload, self._serve, waiting.id))

    def _end_child(self, step: Mapping[str, Any]) -> None:
        """End the instances that a call started: all of them, or the one with the index."""
        node = step["child"]
        found = [c for c in self.children.values() if c.node == node and step.get("index", c.index) == c.index]
        if not found:
            raise _Broken(f"no instance of {node} is running")
        for child in found:
            result = as_json(step.get("result", {}))
            self._absorb(self.engine.child_ended(self.model, self.state, child.id, result, self._serve))
            self.children.pop(child.id, None)

    def _answer(self, step: Mapping[str, Any]) -> None:
        """Bring what came of a call outside that the scenario has kept waiting."""
        node = step["answer"]
        call = next((call for call in self.outside.values() if call.node == node), None)
        if call is None:
            raise _Broken(f"nothing outside is awaited at {node}")
        self._bring(call, as_json({"fails": step["fails"]} if "fails" in step else step.get("result")))

    def _call(self, calls: Sequence[OutsideCall]) -> None:
        """Answer calls outside as if they had gone out: nothing does."""
        for call in calls:
            answer = self._serve(call.operator, dict(call.params))
            if call.id in self.outside and answer != {"waits": True}:
                self._bring(call, answer)

    def _bring(self, call: OutsideCall, answer: JSON) -> None:
        if isinstance(answer, Mapping) and set(answer) == {"fails"}:
            code = answer["fails"]
            details = {"error": code}
            self._absorb(self.engine.failed(self.model, self.state, call.id, code, details, self._serve))
            return
        del self.outside[call.id]
        self._absorb(self.engine.answered(self.model, self.state, call.id, answer, self._serve))

    def _absorb(self, outcome: Outcome) -> None:
        if outcome.fault is not None:
            raise _Broken(f"fault at {outcome.fault.node}: {outcome.fault.code} {dict(outcome.fault.params)}")
        self.state, self.last = outcome.state, outcome
        for gone in outcome.closed:
            self.tasks.pop(gone, None)
        self.tasks |= {task.id: task for task in outcome.opened}
        for gone in outcome.unsubscribed:
            self.waiting.pop(gone, None)
        self.waiting |= {subscription.id: subscription for subscription in outcome.subscribed}
        for gone in outcome.cancelled_children:
            self.children.pop(gone, None)
        self.children |= {child.id: child for child in outcome.children}
        self.path += [passed.node for passed in outcome.passed]
        self.flows |= {flow for passed in outcome.passed for flow in passed.flows}
        for gone in outcome.cancelled_calls:
            self.outside.pop(gone, None)
        self.outside |= {call.id: call for call in outcome.calls}
        self._call(outcome.calls)

    def _compare(self) -> list[str]:
        expect, last = self.scenario.expect, self.last
        assert last is not None
        problems = []
        if "end" in expect:
            wanted = [expect["end"]] if isinstance(expect["end"], str) else list(expect["end"])
            if not last.ended:
                problems.append(f"not ended; open: {sorted(t.node for t in self.tasks.values())}")
            elif sorted(wanted) != sorted(last.end_nodes):
                problems.append(f"ended at {list(last.end_nodes)}, expected {wanted}")
        if "open" in expect and sorted(expect["open"]) != sorted(t.node for t in self.tasks.values()):
            problems.append(f"open: {sorted(t.node for t in self.tasks.values())}, expected {sorted(expect['open'])}")
        if "waiting" in expect and sorted(expect["waiting"]) != sorted(s.message for s in self.waiting.values()):
            problems.append(f"waits for {sorted(s.message for s in self.waiting.values())}")
        for name in _missing(self.path, expect.get("path", ())):
            problems.append(f"the path does not come to {name} in this order: {self.path}")
        for name in _missing(self.called, expect.get("calls", ())):
            problems.append(f"{name} is not called in this order: {self.called}")
        for name, value in expect.get("data", {}).items():
            if last.variables.get(name) != value:
                problems.append(f"{name} is {last.variables.get(name)!r}, expected {value!r}")
        return problems


def _missing(seen: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return the first wanted name that does not follow the ones before it, if any."""
    rest = iter(seen)
    return next(([name] for name in wanted if name not in rest), [])
