"""Random cases on another release go the way of one that stayed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.conftest import MONDAY, Desk, Runner
from tests.engine.draw import Process
from tests.engine.test_migration import codes, go, model
from tests.engine.test_moves import books
from tests.engine.test_random import BLOCKS, Block, Pencil


def drawn(block: Block, places: list[int]) -> Process:
    """Draw a block, with new user tasks in some of its flows."""
    p, pencil = Process("proc_a").start().end(), Pencil()
    first, last = pencil.draw(p, block)
    p.flow("start_1", first).flow(last, "end_1")
    for number, place in enumerate(places):
        index = place % len(p.flows)
        key, source, target, condition = p.flows[index]
        extra = f"extra_{number}"
        p.user(extra)
        p.flows[index] = (key, source, extra, condition)
        p.flow(extra, target)
    return p


def drop_extras(run: Runner) -> None:
    """Complete what only the new release has."""
    while not run.ended and (extra := [node for node in run.open() if node.startswith("extra_")]):
        run.do(extra[0])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True)
@given(
    block=BLOCKS,
    choices=st.lists(st.integers(0, 99), min_size=30, max_size=30),
    places=st.lists(st.integers(0, 99), max_size=4),
    when=st.integers(0, 12),
)
def test_random_migrations(desk: Desk, block: Block, choices: list[int], places: list[int], when: int) -> None:
    """A migrated case waits for the same ids, and goes the way of one that stayed, extra steps apart."""
    desk.clock.now = MONDAY
    old, new = model(desk, drawn(block, [])), model(desk, drawn(block, places))
    stayed, run = desk.run(old, pick=0), desk.run(old, pick=0)
    for turn in range(80):
        if stayed.ended:
            break
        if turn == when:
            before, state = books(run), run.state
            skipped = codes(go(run, new))
            assert set(skipped) <= {"arrival_skips"} and books(run) == before
            if not skipped:
                there = run.state
                go(run, old)
                assert (run.state, books(run)) == (state, before)  # and back: byte for byte
                go(run, new)
                assert run.state == there
        assert run.open() == stayed.open()
        nodes, choice = stayed.open(), choices[turn % len(choices)]
        if choice % 7 == 0:
            desk.clock.turn(days=2)
            stayed.fire()
            run.fire()
        else:
            answers: dict[str, Any] = {"pick": choice % 4 if turn < 40 else 0, f"by_{turn}": choice}
            stayed.do(nodes[choice % len(nodes)], **answers)
            run.do(nodes[choice % len(nodes)], **answers)
        drop_extras(run)
    assert run.ended == stayed.ended
    passed = Counter(node for node in run.path if not node.startswith("extra_"))
    assert passed == Counter(stayed.path)
    if run.ended:
        assert not run.tasks and not run.timers and run.last.variables == stayed.last.variables
