"""One engine for all tests of this floor, a clock that they turn, and a runner that keeps books like the store does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.domain.deliveries import Contract
from service.domain.outcome import ArmedTimer, ChildStart, OpenTask, Outcome, OutsideCall, Subscription
from service.engine import Bundle, Engine, Model
from service.engine.parse import parse

MONDAY = datetime(2017, 4, 10, 1, 0, tzinfo=UTC)  # 09:00 in the town


class Clock:
    """A clock that stands until somebody turns it."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **delta: float) -> None:
        self.now += timedelta(**delta)


class Runner:
    """One instance as the store would keep it: the state, and the books that the outcomes write."""

    def __init__(self, engine: Engine, model: Model, process: str, data: dict[str, Any], services: Any = None) -> None:
        self.engine, self.model, self.services = engine, model, services or (lambda operator, params: None)
        self.state = b""
        self.tasks: dict[UUID, OpenTask] = {}
        self.timers: dict[UUID, ArmedTimer] = {}
        self.messages: dict[UUID, Subscription] = {}
        self.children: dict[UUID, ChildStart] = {}
        self.calls: dict[UUID, OutsideCall] = {}
        self.path: list[str] = []
        self.flows: list[str] = []
        self.ended = False
        self.last = self.absorb(engine.start(model, process, data, self.services))

    def absorb(self, outcome: Outcome, check: bool = True) -> Outcome:
        self.last = outcome
        if check:
            assert outcome.fault is None, outcome.fault
        self.state = outcome.state
        for book, gone, new in (
            (self.tasks, outcome.closed, outcome.opened),
            (self.timers, outcome.disarmed, outcome.armed),
            (self.messages, outcome.unsubscribed, outcome.subscribed),
            (self.children, outcome.cancelled_children, outcome.children),
            (self.calls, outcome.cancelled_calls, outcome.calls),
        ):
            for key in gone:
                del book[key]
            book.update({item.id: item for item in new})
        self.path += [passed.node for passed in outcome.passed]
        self.flows += [flow for passed in outcome.passed for flow in passed.flows]
        self.ended = outcome.ended
        return outcome

    def open(self) -> list[str]:
        return sorted(task.node for task in self.tasks.values())

    def task(self, node: str) -> OpenTask:
        return next(task for task in self.tasks.values() if task.node == node)

    def do(self, node: str, check: bool = True, **variables: Any) -> Outcome:
        """Complete the first open task of a node."""
        key = self.task(node).id
        return self.absorb(self.engine.complete(self.model, self.state, key, variables, self.services), check)

    def deliver(self, message: str, task: UUID | None = None, **payload: Any) -> Outcome:
        return self.absorb(self.engine.deliver(self.model, self.state, message, payload, self.services, task))

    def child(self, key: UUID, **result: Any) -> Outcome:
        del self.children[key]
        return self.absorb(self.engine.child_ended(self.model, self.state, key, result, self.services))

    def answer(self, node: str, result: Any = None, check: bool = True) -> Outcome:
        """Bring what came of the first call outside of a node."""
        key = next(call.id for call in self.calls.values() if call.node == node)
        del self.calls[key]
        return self.absorb(self.engine.answered(self.model, self.state, key, result, self.services), check)

    def fail(self, node: str, code: str) -> Outcome:
        """Give up the first call outside of a node."""
        key = next(call.id for call in self.calls.values() if call.node == node)
        details = {"error": code}
        return self.absorb(self.engine.failed(self.model, self.state, key, code, details, self.services))

    def fire(self, check: bool = True) -> Outcome:
        return self.absorb(self.engine.fire(self.model, self.state, self.services), check)


class Desk:
    """What a test works with: an engine, its clock, and quick ways to a running instance."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock = engine, clock

    def model(
        self,
        *files: bytes,
        tables: tuple[bytes, ...] = (),
        forms: dict[str, Any] | None = None,
        connectors: dict[str, Contract] | None = None,
    ) -> Model:
        """Parse without the linter: these models are small and leave out what people need."""
        processes = {f"{number}.bpmn": file for number, file in enumerate(files)}
        decisions = {f"{number}.dmn": file for number, file in enumerate(tables)}
        return parse(Bundle(processes, decisions, forms or {}), connectors)

    def run(self, model: Model, process: str = "proc_a", services: Any = None, **data: Any) -> Runner:
        return Runner(self.engine, model, process, data, services)


@pytest.fixture(scope="session")
def _engine() -> Iterator[tuple[Engine, Clock]]:
    clock = Clock()
    engine = Engine(clock, operators=("op.known", "message.send"))
    yield engine, clock
    engine.close()


@pytest.fixture
def desk(_engine: tuple[Engine, Clock]) -> Desk:
    engine, clock = _engine
    clock.now = MONDAY
    return Desk(engine, clock)
