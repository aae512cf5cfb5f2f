"""Test scenarios beside a diagram: who completes what with which data on which day, and where it must lead.

The real engine runs them on a simulated clock; what service tasks would do is given in the scenario. bpmn/README.md
tells the format.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

from service.domain.errors import Conflict, YangguangError
from service.domain.outcome import JSON, ChildStart, OpenTask, Outcome, Subscription
from service.engine import form_fields
from service.engine.engine import Engine
from service.engine.model import Model

_TOWN = timezone(timedelta(hours=8))
_OFFICE_OPENS = time(9, 0)
_VERBS = ("complete", "wait", "message", "child")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: a start, steps, and what is expected of it."""

    name: str
    process: str
    day: datetime
    data: Mapping[str, JSON]
    operators: Mapping[str, JSON]
    steps: Sequence[Mapping[str, Any]]
    expect: Mapping[str, Any]


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


def read_scenarios(document: Any) -> list[Scenario]:
    """Read a parsed `<process>.scenarios.yaml`.

    Raises ValueError with a sentence when it does not have the format.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("scenarios"), list):
        raise ValueError("a scenario file names its `process` and lists its `scenarios`")
    found = []
    for item in document["scenarios"]:
        start = item.get("start", {})
        if "name" not in item or "day" not in start:
            raise ValueError(f"scenario {item.get('name', '?')}: `name` and `start.day` are needed")
        for step in item.get("steps", []):
            if sum(verb in step for verb in _VERBS) != 1:
                raise ValueError(f"scenario {item['name']}: a step is one of {', '.join(_VERBS)}: {step}")
        found.append(
            Scenario(
                item["name"],
                document["process"],
                _moment(start["day"]),
                _json(start.get("data", {})),
                _json({**document.get("operators", {}), **item.get("operators", {})}),
                item.get("steps", []),
                _json(item.get("expect", {})),
            )
        )
    return found


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
        self.now = datetime(2017, 4, 10, 9, tzinfo=_TOWN)

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
            self._absorb(self.engine.start(self.model, self.scenario.process, self.scenario.data, self._serve))
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
            self._move(_moment(step["day"]))
        if "wait" in step:
            self._move(_moment(step["wait"]))
            self._absorb(self.engine.fire(self.model, self.state, self._serve))
        elif "complete" in step:
            self._complete(step)
        elif "message" in step:
            self._deliver(step)
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
        answers, form = _json(step.get("answers", {})), task.properties.get("form")
        if form is not None:
            schema = self.model.forms[form].schema
            answers = form_fields.with_given(schema, answers, task.data)
            refused = self.engine.check_answers(self.model, form, answers)
            if refused:
                raise _Broken(f"{node}: " + "; ".join(f"{p.pointer} {p.keyword} {dict(p.params)}" for p in refused))
            answers = form_fields.variables(schema, answers)
        self._absorb(self.engine.complete(self.model, self.state, task.id, answers, self._serve))

    def _deliver(self, step: Mapping[str, Any]) -> None:
        name = step["message"]
        waiting = next((s for s in self.waiting.values() if s.message == name), None)
        if waiting is None:
            raise _Broken(f"nobody waits for {name}; waiting: {sorted(s.message for s in self.waiting.values())}")
        if "key" in step and str(step["key"]) != waiting.key:
            raise _Broken(f"{name} is awaited with the key {waiting.key}, not {step['key']}")
        payload = _json(step.get("payload", {}))
        self._absorb(self.engine.deliver(self.model, self.state, name, payload, self._serve, waiting.id))

    def _end_child(self, step: Mapping[str, Any]) -> None:
        """End the instances that a call started: all of them, or the one with the index."""
        node = step["child"]
        found = [c for c in self.children.values() if c.node == node and step.get("index", c.index) == c.index]
        if not found:
            raise _Broken(f"no instance of {node} is running")
        for child in found:
            result = _json(step.get("result", {}))
            self._absorb(self.engine.child_ended(self.model, self.state, child.id, result, self._serve))
            self.children.pop(child.id, None)

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


def _moment(value: Any) -> datetime:
    """Read a day (nine in the morning, when the office opens) or a moment, both of the town."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value or " " in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=_TOWN)
    if isinstance(value, date):
        return datetime.combine(value, _OFFICE_OPENS, _TOWN)
    raise ValueError(f"not a day: {value!r}")


def _json(value: Any) -> Any:
    """Turn the days that YAML reads by itself back into the text that JSON has."""
    if isinstance(value, Mapping):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
