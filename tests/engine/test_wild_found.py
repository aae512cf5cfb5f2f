"""What the wild runs have found, each by hand and in small."""

from __future__ import annotations

from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, timer


def test_what_a_timer_starts_beside_a_task_loses_no_answer(desk: Desk) -> None:
    """Seed 290: the state forgot the task before the split, which the end compares the branches with."""
    p = Process("proc_a").start().user("ut_0").user("ut_1").boundary("tm", "ut_1", timer("timeCycle", "R2/P1D"), False)
    p.user("ut_late").end("end_late").end().flow("start_1", "ut_0", "ut_1", "end_1").flow("tm", "ut_late", "end_late")
    run = desk.run(desk.model(definitions(p.xml())), n=0)
    run.do("ut_0", n=1)
    desk.clock.turn(days=1)
    run.fire()
    run.do("ut_1", n=2)
    run.do("ut_late")  # it never touched n, so the answer of ut_1 stands
    assert run.ended and run.last.variables == {"n": 2}
