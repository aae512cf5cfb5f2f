"""Random block-structured processes, random answers: no token is lost, none is made, and reloads change nothing."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.conftest import MONDAY, Desk
from tests.engine.draw import Process, definitions, timer
from tests.engine.test_state import InMemory

# A block is ("task",), ("seq", blocks), ("and", blocks), ("xor", blocks), ("loop", block), ("sub", block), ("timed",).
Block = tuple[Any, ...]
LEAF = st.sampled_from([("task",), ("timed",)])
BLOCKS = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(st.just("seq"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("and"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("xor"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.just("sub"), inner),
    ),
    max_leaves=8,
)


@dataclass
class Pencil:
    """Draw a block and return its first and last node."""

    number: int = 0

    def name(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}_{self.number}"

    def draw(self, p: Process, block: Block) -> tuple[str, str]:
        ends: tuple[str, str] = getattr(self, f"_{block[0]}")(p, *block[1:])
        return ends

    def _task(self, p: Process) -> tuple[str, str]:
        key = self.name("ut")
        p.user(key)
        return key, key

    def _timed(self, p: Process) -> tuple[str, str]:
        key, late, end = self.name("ut"), self.name("ut"), self.name("end")
        p.user(key).boundary(f"tm_{key}", key, timer("timeDuration", "P1D"), interrupting=False)
        p.user(late).end(end).flow(f"tm_{key}", late, end)
        return key, key

    def _seq(self, p: Process, blocks: list[Block]) -> tuple[str, str]:
        ends = [self.draw(p, block) for block in blocks]
        for (_, last), (first, _) in itertools.pairwise(ends):
            p.flow(last, first)
        return ends[0][0], ends[-1][1]

    def _and(self, p: Process, blocks: list[Block]) -> tuple[str, str]:
        fork, join = self.name("gw"), self.name("gw")
        p.gate("and", fork, join)
        for block in blocks:
            first, last = self.draw(p, block)
            p.flow(fork, first).flow(last, join)
        return fork, join

    def _xor(self, p: Process, blocks: list[Block]) -> tuple[str, str]:
        fork, join = self.name("gw"), self.name("gw")
        p.gate("xor", fork, join)
        for number, block in enumerate(blocks):
            first, last = self.draw(p, block)
            if number == 0:
                p.otherwise(fork, first)
            else:
                p.when(fork, first, f"pick == {number}")
            p.flow(last, join)
        return fork, join

    def _loop(self, p: Process, block: Block) -> tuple[str, str]:
        enter, leave = self.name("gw"), self.name("gw")
        p.gate("xor", enter, leave)
        first, last = self.draw(p, block)
        p.flow(enter, first).flow(last, leave).when(leave, enter, "pick == 3")
        key = self.name("gw")
        p.gate("xor", key).otherwise(leave, key)
        return enter, key

    def _sub(self, p: Process, block: Block) -> tuple[str, str]:
        key = self.name("sp")
        inner = Process(key, "subProcess")
        start, end = self.name("start"), self.name("end")
        inner.start(start).end(end)
        first, last = self.draw(inner, block)
        inner.flow(start, first).flow(last, end)
        p.sub(inner)
        return key, key


def model_of(block: Block) -> bytes:
    p, pencil = Process("proc_a").start().end(), Pencil()
    first, last = pencil.draw(p, block)
    return definitions(p.flow("start_1", first).flow(last, "end_1").xml())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True)
@given(block=BLOCKS, choices=st.lists(st.integers(0, 99), min_size=30, max_size=30))
def test_random_processes(desk: Desk, block: Block, choices: list[int]) -> None:
    desk.clock.now = MONDAY
    model = desk.model(model_of(block))
    run, memory = desk.run(model, pick=0), InMemory(model, {"pick": 0})
    turn = 0
    while not run.ended and turn < 80:
        assert run.open() == memory.open()
        nodes = run.open()
        choice = choices[turn % len(choices)]
        if choice % 7 == 0:
            desk.clock.turn(days=2)
            memory.case.now = desk.clock.now
            run.fire()
            memory.case.settle_timers()
        else:
            # Towards the end every answer leads out, so that loops end.
            answers = {"pick": choice % 4 if turn < 40 else 0, f"by_{turn}": choice}
            memory.case.settle_timers()
            run.do(nodes[choice % len(nodes)], **answers)
            memory.do(nodes[choice % len(nodes)], answers)
        turn += 1
    memory.evaluator.close()
    assert run.ended == memory.case.completed
    assert Counter(run.path) == Counter(passed.node for passed in memory.case.journal)
    if run.ended:
        assert not run.tasks and not run.timers and run.last.end_nodes[-1:] and run.last.variables == memory.case.data
