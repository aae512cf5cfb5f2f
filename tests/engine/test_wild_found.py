"""What the wild runs have found, each by hand and in small."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, timer
from tests.engine.records import forked, record
from tests.engine.wild_runs import TURNS, choose


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


def test_a_token_before_a_join_has_one_name_in_every_replay(desk: Desk) -> None:
    """Seed 44106 and 13 more: the join had fired as the token came, so that nothing on record named it."""
    r = record(desk, forked())
    for node in ("ut_0", "ut_a", "ut_b", "ut_a2", "ut_b2"):
        r.node(node)
    first, second = r.ask(3), r.ask(3)
    assert first.outcome.state == second.outcome.state


def _heard_otherwise(body: Process) -> bytes:
    """Draw a fork, and a listener that asks `ut_n` once ut_a has said a == 1, and else goes to `alt`."""
    body.gate("xor", "gw").user("ut_n").end("end_m").end("end_n")
    body.flow("st", "gw").when("gw", "ut_n", "a == 1").otherwise("gw", "alt").flow("alt", "end_m").flow("ut_n", "end_n")
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_a2").user("ut_b").end()
    p.flow("start_1", "gw_f", "ut_a", "ut_a2", "gw_j", "end_1").flow("gw_f", "ut_b", "gw_j")
    p.on_event(body, "st", message("msg"), interrupting=False)
    other = Process("proc_b").start("s_b").end("e_b").flow("s_b", "e_b")
    return definitions(p.xml(), other.xml(), messages=("msg",))


def test_what_was_done_on_the_way_that_a_return_took_stays_done(desk: Desk) -> None:
    """The same cause where people notice: the next return asked for an answer again that had been given."""
    r = record(desk, _heard_otherwise(Process("es", "subProcess").user("alt")), a=0)
    r.node("ut_b")
    r.node("ut_a", a=1)
    (wait,) = r.run.messages
    r.tell(wait, "msg")
    assert r.run.open() == ["ut_a2", "ut_n"]
    r.back_to("ut_a")
    assert r.run.open() == ["alt", "ut_a"]
    r.node("alt")
    said = r.back_to("ut_b")
    assert r.run.open() == ["ut_a", "ut_b"] and said.steps[-1].kept


def test_an_instance_that_a_return_has_started_is_not_started_twice(desk: Desk) -> None:
    """A call that waits only since a return got a third name at the next one: the instance at work was cancelled."""
    r = record(desk, _heard_otherwise(Process("es", "subProcess").call("alt", "proc_b", instance="own")), a=0)
    r.node("ut_b")
    r.node("ut_a", a=1)
    (wait,) = r.run.messages
    r.tell(wait, "msg")
    r.back_to("ut_a")
    (at_work,) = r.run.children
    said = r.back_to("ut_b").outcome
    assert not said.cancelled_children and not said.children and set(r.run.children) == {at_work}


def test_a_wild_run_is_led_out_of_what_listens_beside() -> None:
    """Seeds 34719 and 42273: more was begun by messages than came to its end, until the turns were used up."""
    run = cast(Any, SimpleNamespace(rng=random.Random(1)))
    waits: dict[str, Any] = {kind: [] for kind in ("task", "child", "call")}
    waits["message"] = [((name,), uuid4()) for name in ("start_1:None", "ev_2:None", "bm_3:None")]
    waits["timer"] = [(("tm_4:None",), uuid4())]
    assert {choose(run, TURNS + 1, waits)[0] for _ in range(50)} == {"clock"}
    waits["timer"] = []
    assert {choose(run, TURNS + 1, waits) for _ in range(50)} == {("message", 1)}
    assert {choose(run, TURNS, waits) for _ in range(50)} == {("message", n) for n in range(3)}
