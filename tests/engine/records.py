"""A run that keeps what the house's history keeps, returns from there as the house does, and a model to return in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from service.domain.outcome import Called, Outcome, Passed
from service.engine import Past, Return, beginning
from tests.engine.conftest import Desk, Runner
from tests.engine.draw import Process, definitions


@dataclass
class Entry:
    """A step on record, and which nodes and operators count for it after the returns so far."""

    past: Past
    before: bytes
    passed: tuple[Passed, ...]
    called: tuple[Called, ...]
    undone: int | None = None


@dataclass
class Record:
    """A run that keeps what the house's history keeps."""

    run: Runner
    entries: list[Entry] = field(default_factory=list)

    def keep(self, kind: str, before: bytes, wait: UUID | None = None, name: str = "", **data: Any) -> Outcome:
        said = self.run.last
        past = Past(kind, self.run.engine._clock(), self.run.state, wait, name, data, said.called)
        self.entries.append(Entry(past, before, said.passed, said.called))
        return said

    def do(self, key: UUID, **answers: Any) -> Outcome:
        run, before = self.run, self.run.state
        run.absorb(run.engine.complete(run.model, run.state, key, answers, run.services))
        return self.keep("task", before, key, **answers)

    def node(self, node: str, **answers: Any) -> Outcome:
        return self.do(self.run.task(node).id, **answers)

    def fire(self) -> Outcome:
        before = self.run.state
        self.run.fire()
        return self.keep("timer", before)

    def deliver(self, name: str, **payload: Any) -> Outcome:
        before = self.run.state
        self.run.deliver(name, **payload)
        return self.keep("message", before, None, name, **payload)

    def tell(self, key: UUID, name: str, **payload: Any) -> Outcome:
        """Deliver to one node, as the store does: who hears it is on record."""
        before = self.run.state
        self.run.deliver(name, key, **payload)
        return self.keep("message", before, key, name, **payload)

    def child(self, key: UUID, **result: Any) -> Outcome:
        before = self.run.state
        self.run.child(key, **result)
        return self.keep("child", before, key, **result)

    def targets(self) -> list[int]:
        """Return the latest completion of every task that still counts."""
        latest = {entry.past.wait: n for n, entry in enumerate(self.entries) if entry.past.kind == "task"}
        return [n for n in latest.values() if self.entries[n].undone is None]

    def ask(self, number: int) -> Return:
        target = self.entries[number].past.wait
        assert target is not None
        entries = self.entries[self.start(number) :]
        past = [e.past if e.undone is None else Past("undone", e.past.at, e.past.after) for e in entries]
        return self.run.engine.return_to(self.run.model, self.run.state, entries[0].before, past, target)

    def start(self, number: int) -> int:
        return beginning([(n, entry.undone) for n, entry in enumerate(self.entries)], number)

    def back(self, number: int) -> Return:
        """Return to a completed task and keep books of it."""
        run, before, said = self.run, self.run.state, self.ask(number)
        for entry, now in zip(self.entries[self.start(number) :], said.steps, strict=True):
            if entry.past.kind == "moved" or entry.undone is not None:
                continue
            if not now.kept and not now.passed:
                entry.undone = len(self.entries)
            entry.passed = now.passed
            entry.called = tuple(call for call in entry.called if call not in now.undone)
        run.absorb(said.outcome)
        self.entries.append(Entry(Past("moved", run.engine._clock(), run.state, data=said.renamed), before, (), ()))
        return said

    def back_to(self, node: str) -> Return:
        done = [n for n in self.targets() if node in {p.node for p in self.entries[n].passed}]
        return self.back(done[-1])

    def path(self) -> Counter[str]:
        return Counter(passed.node for entry in self.entries for passed in entry.passed)


def record(desk: Desk, file: bytes, services: Any = None, **data: Any) -> Record:
    return Record(desk.run(desk.model(file), services=services, **data))


def forked() -> bytes:
    """Draw two branches that meet again."""
    p = Process("proc_a").start().user("ut_0").gate("and", "gw_f", "gw_j").user("ut_a").user("ut_a2").user("ut_b")
    p.user("ut_b2").user("ut_z").end().flow("start_1", "ut_0", "gw_f", "ut_a", "ut_a2", "gw_j", "ut_z", "end_1")
    return definitions(p.flow("gw_f", "ut_b", "ut_b2", "gw_j").xml())
