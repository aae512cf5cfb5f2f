"""The engine's wall against plain SpiffWorkflow with its own serializer, in one run: CPU and bytes per completed task.

CPU time moves by half on a shared machine, so both are measured in the same minute and compared, never against a clock.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from service.engine import Engine
from tests.engine.conftest import Clock, Desk
from tests.engine.test_instances import round_of
from tests.engine.test_state import ANSWERS, FIRST, twelve
from tests.engine.test_traps import loop

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    clock = Clock()
    engine = Engine(clock)
    yield Desk(engine, clock)
    engine.close()


def test_twelve_tasks(desk: Desk) -> None:
    """Load, complete, save: every step as a request does it."""
    file, table = twelve()
    model = desk.model(file, tables=(table,))
    ours = _several(lambda: _ours(desk, model), 20)
    plain = _several(_plain(file, table), 8)
    print(f"\n12-task model, µs CPU a task: ours {ours[0]:.0f}, plain {plain[0]:.0f}, {plain[0] / ours[0]:.1f} x less")
    print(f"12-task model, largest state: ours {ours[1]} B, plain {plain[1]} B, {plain[1] / ours[1]:.0f} x smaller")
    assert plain[0] > 3 * ours[0] and plain[1] > 10 * ours[1]


def _several(run: Callable[[], tuple[float, int]], times: int) -> tuple[float, int]:
    run()
    results = [run() for _ in range(times)]
    return statistics.median(result[0] for result in results), results[0][1]


def _ours(desk: Desk, model: Any) -> tuple[float, int]:
    began, sizes = time.process_time(), []
    run = desk.run(model)
    while not run.ended:
        node = run.open()[0]
        run.do(node, **(FIRST if node == "ut_1" else {f"a_{node}": ANSWERS}))
        sizes.append(len(run.state))
    return (time.process_time() - began) / len(sizes) * 1e6, max(sizes)


def _plain(file: bytes, table: bytes) -> Callable[[], tuple[float, int]]:
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(file.replace(b">P3D<", b'>"P3D"<'))
    parser.add_dmn_str(table)
    spec, subs = parser.get_spec("proc_a"), parser.get_subprocess_specs("proc_a")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))

    def run() -> tuple[float, int]:
        began, sizes = time.process_time(), []
        workflow = BpmnWorkflow(spec, subs)
        workflow.do_engine_steps()
        text = serializer.serialize_json(workflow)
        while True:
            workflow = serializer.deserialize_json(text)
            workflow.refresh_timers()
            workflow.do_engine_steps()
            ready = sorted(workflow.get_tasks(state=TaskState.READY, manual=True), key=lambda task: task.task_spec.name)
            if not ready:
                return (time.process_time() - began) / len(sizes) * 1e6, max(sizes)
            name = ready[0].task_spec.name
            ready[0].data.update(FIRST if name == "ut_1" else {f"a_{name}": ANSWERS})
            ready[0].run()
            workflow.do_engine_steps()
            text = serializer.serialize_json(workflow)
            sizes.append(len(text))

    return run


def test_the_three_thousandth_round_costs_what_the_tenth_does(desk: Desk) -> None:
    """A loop around one task: plain SpiffWorkflow stalls in round 333."""
    run, costs = desk.run(desk.model(loop())), []
    for _ in range(3000):
        began = time.process_time()
        run.do("ut_a", again=True)
        costs.append((time.process_time() - began) * 1e6)
    early, late = statistics.median(costs[5:45]), statistics.median(costs[-40:])
    print(
        f"\nloop, µs CPU a round: around the 10th {early:.0f}, around the 3,000th {late:.0f}; state {len(run.state)} B"
    )
    assert late < 1.5 * early


def test_a_round_of_147_branches(desk: Desk) -> None:
    """The parent of own instances stays small; each that comes back is cheap."""
    file, data = round_of(147)
    run = desk.run(desk.model(file), **data)
    costs, sizes = [], []
    for child in list(run.children):
        began = time.process_time()
        run.child(child, report={"recommended_n": 3, "nominees_n": 5})
        costs.append((time.process_time() - began) * 1e3)
        sizes.append(len(run.state))
    print(f"\n147 own instances: ms a return {statistics.median(costs):.2f}, largest parent state {max(sizes)} B")
    assert max(sizes) < 6000
