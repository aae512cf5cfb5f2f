"""Back to an earlier state: the same waits with the same ids, and the same way forward."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.errors import Conflict, InstanceEnded
from tests.engine.conftest import MONDAY, Desk, Runner
from tests.engine.draw import Process, definitions, message, several, timer
from tests.engine.test_random import BLOCKS, Block, model_of


def books(run: Runner) -> tuple[Any, ...]:
    """Return everything that an instance waits for, as its rows would say it."""
    return (
        {key: (task.node, task.process, dict(task.data), task.parent) for key, task in run.tasks.items()},
        {key: (timer.node, timer.due_at, timer.interrupting) for key, timer in run.timers.items()},
        {key: (wait.node, wait.message, wait.key) for key, wait in run.messages.items()},
        set(run.children),
    )


def there_and_back(run: Runner, node: str, **answers: Any) -> None:
    """Complete a task and withdraw it; nothing is as if it had happened."""
    before, state, key = books(run), run.state, run.task(node).id
    run.do(node, **answers)
    if run.ended:
        with pytest.raises(InstanceEnded):
            run.engine.rewind(run.model, run.state, state, key)
        return
    outcome = run.absorb(run.engine.rewind(run.model, run.state, state, key))
    assert run.state == state and outcome.passed == () and not outcome.ended
    assert key in {task.id for task in outcome.opened}
    assert books(run) == before


def test_timers_and_messages_come_back_with_their_own_moments(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_1").user("ut_2").user("ut_late").end().end("end_l")
    p.boundary("tm_1", "ut_1", timer("timeDuration", "P3D"), interrupting=False)
    p.boundary("ms_1", "ut_1", message("msg_stop"), more={"correlation": "number"})
    p.boundary("tm_2", "ut_2", timer("timeDuration", "P1D")).user("ut_stop").end("end_s")
    p.flow("start_1", "ut_1", "ut_2", "end_1").flow("tm_1", "ut_late", "end_l").flow("tm_2", "end_1")
    p.flow("ms_1", "ut_stop", "end_s")
    run = desk.run(desk.model(definitions(p.xml(), messages=("msg_stop",))), number="7")
    due = {timer.node: timer.due_at for timer in run.timers.values()}
    desk.clock.turn(hours=5)
    there_and_back(run, "ut_1", pick=1)
    assert {timer.node: timer.due_at for timer in run.timers.values()} == due
    assert [wait.message for wait in run.messages.values()] == ["msg_stop"]
    desk.clock.turn(days=3)
    run.fire()
    assert run.open() == ["ut_1", "ut_late"]


def test_a_parallel_branch_keeps_what_it_has(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b").user("ut_c").user("ut_d").end()
    p.flow("start_1", "gw_f", "ut_a", "ut_b", "gw_j", "ut_d", "end_1").flow("gw_f", "ut_c", "gw_j")
    run = desk.run(desk.model(definitions(p.xml())))
    other = run.task("ut_c").id
    there_and_back(run, "ut_a", pick=1)
    assert run.task("ut_c").id == other
    run.do("ut_a")
    run.do("ut_b")
    there_and_back(run, "ut_c", pick=2)  # behind the join only one token had gone on
    assert run.open() == ["ut_c"]
    run.do("ut_c")
    assert run.open() == ["ut_d"]


def test_a_signer_takes_the_signature_back(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_sign", several("items")).user("ut_2").end()
    p.flow("start_1", "ut_sign", "ut_2", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), items=["a", "b", "c"])
    for _ in range(3):
        there_and_back(run, "ut_sign", result="yes")
        run.do("ut_sign", result="yes")
    assert run.open() == ["ut_2"] and run.last.variables["results"] == ["yes"] * 3


def test_the_last_step_inside_a_call(desk: Desk) -> None:
    """The part is over and gone from the state; it is back with its task, and its end leads on as before."""
    p = Process("proc_a").start().call("ca", "proc_b").user("ut_2").end().flow("start_1", "ca", "ut_2", "end_1")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    run = desk.run(desk.model(definitions(p.xml(), q.xml())))
    there_and_back(run, "ut_b", pick=1)
    run.do("ut_b")
    assert run.open() == ["ut_2"]


def test_a_task_that_was_not_open_then(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_1").user("ut_2").end().flow("start_1", "ut_1", "ut_2", "end_1")
    run = desk.run(desk.model(definitions(p.xml())))
    state = run.state
    run.do("ut_1")
    with pytest.raises(Conflict):
        run.engine.rewind(run.model, run.state, state, run.task("ut_2").id)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True)
@given(block=BLOCKS, choices=st.lists(st.integers(0, 99), min_size=20, max_size=20))
def test_withdrawing_gives_the_same_waits_as_before(desk: Desk, block: Block, choices: list[int]) -> None:
    desk.clock.now = MONDAY
    run = desk.run(desk.model(model_of(block)), pick=0)
    for turn, choice in enumerate(choices):
        if run.ended:
            break
        if choice % 7 == 0:
            desk.clock.turn(days=2)
            run.fire()
            continue
        nodes = run.open()
        node = nodes[choice % len(nodes)]
        answers = {"pick": choice % 4 if turn < 10 else 0, f"by_{turn}": choice}
        there_and_back(run, node, **answers)
        if not run.ended:
            first = run.do(node, **answers)
            assert first.fault is None
