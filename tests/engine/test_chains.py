"""Long processes: a step costs what it does, not what is still to come, and no diagram is too long to be read."""

from __future__ import annotations

import time

from service.engine import Bundle
from service.engine.scripts import Evaluator
from service.engine.state import load
from service.engine.workflow import ScriptEngine
from tests.engine.conftest import MONDAY, Desk, Runner
from tests.engine.draw import Process, definitions, timer


def chain(length: int, back: bool = False) -> bytes:
    """Draw tasks in a row; with `back`, the last leads to the first again."""
    keys = [f"ut_{number}" for number in range(length)]
    p = Process("proc_a").start().gate("xor", "gw_in", "gw_out").end()
    for key in keys:
        p.user(key)
    p.flow("start_1", "gw_in", *keys, "gw_out").otherwise("gw_out", "end_1")
    if back:
        p.when("gw_out", "gw_in", "again")
    return definitions(p.xml())


def tasks_of(run: Runner) -> int:
    """Count the tasks that a step has to look at."""
    with Evaluator() as evaluator:
        return len(load(run.state, run.model, ScriptEngine(evaluator, MONDAY)).tasks)


def test_state_and_step_do_not_grow_with_the_process(desk: Desk) -> None:
    """With SpiffWorkflow's prediction a chain of 400 kept 400 tasks and cost thirty times the step of a chain of 10."""
    short, long = desk.run(desk.model(chain(10))), desk.run(desk.model(chain(400)))
    for number in range(9):
        for run in (short, long):
            run.do(f"ut_{number}", n=number)
    assert tasks_of(short) == tasks_of(long) < 6
    assert len(long.state) < len(short.state) + 30
    for number in range(9, 400):
        long.do(f"ut_{number}", n=number)
        assert len(long.state) < 200
    assert long.ended and long.last.variables == {"n": 399}
    assert long.path == ["start_1", "gw_in", *(f"ut_{number}" for number in range(400)), "gw_out", "end_1"]


def test_a_process_longer_than_pythons_stack(desk: Desk) -> None:
    """SpiffWorkflow's parser follows the flows by recursion; a loop back must not bring that back either."""
    model = desk.model(chain(1500, back=True))
    run = desk.run(model)
    for number in range(3):
        run.do(f"ut_{number}")
    assert run.open() == ["ut_3"] and len(model.nodes["proc_a"]) == 1504


def test_linting_costs_what_is_drawn(desk: Desk) -> None:
    """Twice the tasks, about twice the time: the largest file that is read must not hold up a deployment."""
    costs = []
    for length in (1_000, 3_000):
        began = time.process_time()
        desk.engine.lint(Bundle({"a.bpmn": chain(length)}, {}, {"form_any": {"schema": {}}}))
        costs.append(time.process_time() - began)
    assert costs[1] < 6 * costs[0] + 0.5


def test_a_long_loop_comes_round(desk: Desk) -> None:
    run = desk.run(desk.model(chain(20, back=True)))
    for again in (True, True, False):
        for number in range(20):
            run.do(f"ut_{number}", again=again)
    assert run.ended and run.path.count("ut_7") == 3


def test_open_branches_see_one_step_ahead(desk: Desk) -> None:
    """Behind a fork, a boundary and a subprocess nothing is made before its token is there."""
    inner = Process("sp", "subProcess").start("s_in").user("ut_in").user("ut_in_2").end("e_in")
    inner.flow("s_in", "ut_in", "ut_in_2", "e_in")
    p = Process("proc_a").start().gate("and", "fork", "join").sub(inner).user("ut_a").user("ut_b").user("ut_z").end()
    p.boundary("tm", "ut_a", timer("timeDuration", "P1D"), interrupting=False).user("ut_late").end("end_late")
    p.flow("start_1", "fork", "sp", "join").flow("fork", "ut_a", "ut_b", "join", "ut_z", "end_1")
    p.flow("tm", "ut_late", "end_late")
    run = desk.run(desk.model(definitions(p.xml())))
    assert run.open() == ["ut_a", "ut_in"]
    desk.clock.turn(days=2)
    run.fire()
    assert run.open() == ["ut_a", "ut_in", "ut_late"]
    for node in ("ut_a", "ut_in", "ut_b", "ut_in_2"):
        run.do(node, **{node: 1})
    assert run.open() == ["ut_late", "ut_z"]
    run.do("ut_z")
    assert not run.ended
    run.do("ut_late")
    assert run.ended and {"ut_a", "ut_in", "ut_b", "ut_in_2"} <= run.last.variables.keys()
