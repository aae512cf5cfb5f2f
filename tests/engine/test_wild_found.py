"""What the wild runs have found, each by hand and in small."""

from __future__ import annotations

from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, timer


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


def test_a_migration_does_not_arm_anew_what_has_fired(desk: Desk) -> None:
    """Seed 69: a reminder that was over began again with every release."""
    p = Process("proc_a").start().user("ut_1").boundary("tm", "ut_1", timer("timeCycle", "R1/P1D"), False).end()
    p.user("ut_late").end("end_late").flow("start_1", "ut_1", "end_1").flow("tm", "ut_late", "end_late")
    model = desk.model(definitions(p.xml()))
    run = desk.run(model)
    desk.clock.turn(days=2)
    run.fire()
    run.do("ut_late")
    assert run.open() == ["ut_1"] and not run.timers
    moved = desk.engine.migrate(model, model, run.state)
    assert moved.outcome is not None and not moved.outcome.armed


def test_a_listener_moves_to_another_release(desk: Desk) -> None:
    """Seed 12: the start of an event subprocess was thought to be drawn nowhere."""
    inner = Process("es", "subProcess").user("ut_e").end("end_e").flow("st_e", "ut_e", "end_e")
    p = Process("proc_a").start().user("ut_1").end().flow("start_1", "ut_1", "end_1")
    p.on_event(inner, "st_e", timer("timeDuration", "P1D"), interrupting=False)
    model = desk.model(definitions(p.xml()))
    run = desk.run(model)
    moved = desk.engine.migrate(model, model, run.state)
    assert moved.outcome is not None and [wait.node for wait in moved.timers] == ["st_e"]


def test_an_interrupted_part_takes_the_parts_inside_it_along(desk: Desk) -> None:
    """Seed 21736: what ran two subprocesses below an interrupted round could not be saved."""
    deep = Process("sp_c", "subProcess").start("s_c").user("ut_c").end("e_c").flow("s_c", "ut_c", "e_c")
    round_ = Process("sp_b", "subProcess").start("s_b").end("e_b").sub(deep).flow("s_b", "sp_c", "e_b")
    heard = Process("es", "subProcess").user("ut_e").end("e_e").flow("s_e", "ut_e", "e_e")
    scope = Process("sp_a", "subProcess").start("s_a").end("e_a").sub(round_, several("items", out=None))
    scope.flow("s_a", "sp_b", "e_a").on_event(heard, "s_e", message("msg"), True, {"key": "who"})
    p = Process("proc_a").start().end().sub(scope).flow("start_1", "sp_a", "end_1")
    run = desk.run(desk.model(definitions(p.xml(), messages=("msg",))), items=[1, 2], who="ann")
    assert run.open() == ["ut_c", "ut_c"]
    run.deliver("msg")
    assert run.open() == ["ut_e"]
    run.do("ut_e")
    assert run.ended


def test_a_timer_that_another_has_cancelled_stays_cancelled(desk: Desk) -> None:
    """Seed 11809: SpiffWorkflow asks the timers from a list made before; one just cancelled began to wait again."""
    heard = Process("es", "subProcess").user("ut_e").end("e_e").flow("s_e", "ut_e", "e_e")
    p = Process("proc_a").start().on_event(heard, "s_e", timer("timeDuration", "P1D"))
    p.user("ut_1").boundary("tm", "ut_1", timer("timeDuration", "P3D")).user("ut_late").end("end_late").end()
    p.flow("start_1", "ut_1", "end_1").flow("tm", "ut_late", "end_late")
    run = desk.run(desk.model(definitions(p.xml())))
    assert len(run.timers) == 2
    desk.clock.turn(days=2)
    run.fire()
    assert run.open() == ["ut_e"] and not run.timers
    run.do("ut_e")
    assert run.ended


def test_an_operator_that_has_run_does_not_keep_a_case_from_moving(desk: Desk) -> None:
    """Seed 537: the finished service task before an open one was taken for a call outside that has changed."""
    p = (
        Process("proc_a")
        .start()
        .service("st", "op.known", "n")
        .user("ut_1")
        .boundary("tm", "ut_1", timer("timeCycle", "R3/P1D"), False)
    )
    p.user("ut_late").end("end_late").end().flow("start_1", "st", "ut_1", "end_1").flow("tm", "ut_late", "end_late")
    model = desk.model(definitions(p.xml()))
    run = desk.run(model)
    desk.clock.turn(days=1)
    run.fire()
    assert desk.engine.migrate(model, model, run.state).outcome is not None
