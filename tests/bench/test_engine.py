"""The engine's wall against plain SpiffWorkflow with its own serializer, in one run: CPU and bytes per completed task.

CPU time moves by half on a shared machine, so both are measured in the same minute and compared, never against a clock.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest

from service.engine import Engine
from tests.bench.report import Report, bytes_of
from tests.bench.walks import Case, Walk, ours, plain
from tests.engine.conftest import Clock, Desk
from tests.engine.test_chains import chain
from tests.engine.test_instances import round_of, votes
from tests.engine.test_state import ANSWERS, FIRST, twelve
from tests.engine.test_traps import blocks, loop

pytestmark = pytest.mark.bench

PATIENCE = 8.0  # seconds of CPU that plain SpiffWorkflow gets for one model


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    clock = Clock()
    engine = Engine(clock)
    yield Desk(engine, clock)
    engine.close()


def twelve_tasks() -> Case:
    file, table = twelve()
    return Case(
        "12 tasks: choice, 3 branches, table, timer, call, script",
        file,
        13,
        lambda node, _: FIRST if node == "ut_1" else {f"a_{node}": ANSWERS},
        tables=(table,),
    )


def looping(rounds: int) -> Case:
    return Case(
        f"loop around one task, {rounds:,} rounds", loop(), rounds, lambda _, done: {"again": done + 1 < rounds}
    )


def several(count: int) -> Case:
    data = {"people": list(range(count))}
    return Case(
        f"{count:,} parallel instances of a task", votes(), count + 1, lambda _, done: {"result": done}, data=data
    )


CASES = [
    *(looping(rounds) for rounds in (10, 100, 1_000, 3_000)),
    *(Case(f"chain of {n} tasks", chain(n), n, lambda _, done: {"n": done}) for n in (10, 50, 200)),
    *(several(count) for count in (10, 100, 1_000)),
    Case("7 blocks of 3 parallel tasks", blocks(7, 3), 22, lambda node, done: {node: done}),
]
HEADS = ["", "ours µs", "plain µs", "less CPU", "ours", "plain", "smaller", "plain SpiffWorkflow"]


def test_twelve_tasks(desk: Desk, report: Report) -> None:
    """Load, complete, save: every step as a request does it; runs of both alternate."""
    case = twelve_tasks()
    pairs = [(ours(desk, case), plain(case, 60)) for _ in range(12)]
    mine, theirs = (statistics.median(walk.cost for walk in walks) for walks in zip(*pairs, strict=True))
    small, large = (max(walk.largest for walk in walks) for walks in zip(*pairs, strict=True))
    report.heading(
        "engine: CPU a completed task (load, step, save) and largest state, against plain SpiffWorkflow 3.2.0"
    )
    report.table(HEADS, [_row(case, mine, theirs, small, large, "")])
    report.say(
        "Targets: 3 x less CPU and 10 x smaller states there; the 1,000th step at most 1.5 x the 10th; no stall."
    )
    assert all(one.ended and other.ended for one, other in pairs)
    assert theirs > 3 * mine and large > 10 * small


def test_long_and_wide_processes(desk: Desk, report: Report) -> None:
    """Loops, chains, many instances and parallel blocks: we finish every one; plain SpiffWorkflow gets some seconds."""
    rows, mine = [], {}
    for case in CASES:
        mine[case.name], theirs = ours(desk, case), plain(case, PATIENCE)
        walk = mine[case.name]
        assert walk.ended and len(walk.costs) == case.tasks, case.name
        their_cost = theirs.cost if theirs.costs else float("nan")
        rows.append(_row(case, walk.cost, their_cost, walk.largest, theirs.largest, theirs.note))
    report.heading("engine: long and wide processes (plain SpiffWorkflow: mean of the tasks that it came to)")
    report.table(HEADS, rows)
    growth = []
    for name in (looping(1_000).name, looping(3_000).name, several(1_000).name):
        walk = mine[name]
        growth.append([name, *(f"{walk.around(n):,.0f}" for n in (10, 100, 995)), f"{_growth(walk):.2f} x"])
    report.heading("engine: what a step costs as a case grows old, µs")
    report.table(["", "around the 10th", "the 100th", "the 1,000th", "1,000th to 10th"], growth)
    for name in (looping(1_000).name, looping(3_000).name, several(1_000).name):
        assert _growth(mine[name]) <= 1.5, name


def _growth(walk: Walk) -> float:
    return walk.around(995) / walk.around(10)


def _row(case: Case, mine: float, theirs: float, small: int, large: int, note: str) -> list[str]:
    less, smaller = f"{theirs / mine:.1f} x", f"{large / small:.0f} x"
    return [case.name, f"{mine:,.0f}", f"{theirs:,.0f}", less, bytes_of(small), bytes_of(large), smaller, note]


def test_a_round_of_147_branches(desk: Desk, report: Report) -> None:
    """The parent of own instances stays small; each that comes back is cheap."""
    file, data = round_of(147)
    run = desk.run(desk.model(file), **data)
    sizes = []
    for child in list(run.children):
        run.child(child, report={"recommended_n": 3, "nominees_n": 5})
        sizes.append(len(run.state))
    report.say(f"147 own instances: largest state of the parent {bytes_of(max(sizes))}")
    assert max(sizes) < 6000
