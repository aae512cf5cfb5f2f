"""Errors and escalations: who catches them, and who has nothing to do with them."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Desk
from tests.engine.draw import Process, event
from tests.engine.test_event_subprocesses import file, handled
from tests.engine.test_traps import plain, ready


def failing(key: str, code: str = "err") -> Process:
    inner = Process(f"sp_{key}", "subProcess").start(f"s_{key}").user(f"ut_{key}")
    return inner.end(f"e_{key}", event("error", code)).flow(f"s_{key}", f"ut_{key}", f"e_{key}")


def two_parts() -> Process:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").end()
    for key in ("a", "b"):
        p.sub(failing(key)).boundary(f"bd_{key}", f"sp_{key}", event("error", "err")).user(f"ut_x{key}")
        p.flow("gw_f", f"sp_{key}", "gw_j").flow(f"bd_{key}", f"ut_x{key}", "gw_j")
    return p.flow("start_1", "gw_f").flow("gw_j", "end_1")


def test_plain_hands_an_error_to_strangers() -> None:
    workflow = plain(file(two_parts()))
    next(task for task in ready(workflow) if task.task_spec.name == "ut_a").run()
    workflow.do_engine_steps()
    assert sorted(task.task_spec.name for task in ready(workflow)) == ["ut_xa", "ut_xb"]


def test_an_error_stays_in_its_own_line_of_scopes(desk: Desk) -> None:
    run = desk.run(desk.model(file(two_parts())))
    run.do("ut_a")
    assert run.open() == ["ut_b", "ut_xa"]


def test_an_error_is_caught_by_the_scopes_own_event_subprocess_first(desk: Desk) -> None:
    inner = handled(failing("a"), event("error", "err"))
    p = Process("proc_a").start().sub(inner).boundary("bd", "sp_a", event("error")).user("ut_x").end("end_x").end()
    run = desk.run(desk.model(file(p.flow("start_1", "sp_a", "end_1").flow("bd", "ut_x", "end_x"))), who="ann")
    run.do("ut_a", a=1)
    assert run.open() == ["ut_e"] and run.task("ut_e").data == {"who": "ann", "a": 1}
    assert run.do("ut_e").ended and run.last.end_nodes == ("end_1",)


def test_an_error_of_a_called_process_reaches_the_caller(desk: Desk) -> None:
    q = Process("proc_b").start("start_b").user("ut_b").gate("and", "gw").user("ut_c").end("end_c")
    q.end("end_b", event("error", "err")).flow("start_b", "gw", "ut_b", "end_b").flow("gw", "ut_c", "end_c")
    p = Process("proc_a").start().call("ca", "proc_b").end().flow("start_1", "ca", "end_1")
    run = desk.run(desk.model(file(handled(p, event("error", "err")), q)))
    assert run.open() == ["ut_b", "ut_c"]
    failed = run.do("ut_b")
    assert run.open() == ["ut_e"] and len(failed.closed) == 2 and run.do("ut_e").ended


@pytest.mark.parametrize(("caught", "handler"), [("err", "ut_e"), ("other", None), (None, "ut_e")])
def test_an_error_is_caught_by_its_code(desk: Desk, caught: str | None, handler: str | None) -> None:
    p = Process("proc_a").start().user("ut_a").end("end_1", event("error", "err")).flow("start_1", "ut_a", "end_1")
    run = desk.run(desk.model(file(handled(p, event("error", caught)))))
    fault = run.do("ut_a", check=handler is not None).fault
    assert (fault is None and run.open() == [handler]) or (fault is not None and fault.code == "error_uncaught")


def test_the_handler_that_names_the_code_comes_before_the_one_for_any(desk: Desk) -> None:
    p = Process("proc_a").start().sub(failing("a")).end().user("ut_any").user("ut_err").end("end_x").end("end_y")
    p.boundary("bd_any", "sp_a", event("error")).boundary("bd_err", "sp_a", event("error", "err"))
    p.flow("start_1", "sp_a", "end_1").flow("bd_any", "ut_any", "end_x").flow("bd_err", "ut_err", "end_y")
    run = desk.run(desk.model(file(p)))
    run.do("ut_a")
    assert run.open() == ["ut_err"]


def escalating() -> Process:
    inner = Process("sp", "subProcess").start("s").gate("xor", "gw_m", "gw_d").user("ut_a").end("e")
    inner.throw("tv", event("escalation", "esc"), {"payload": "{'level': n}"})
    inner.flow("s", "gw_m", "ut_a", "tv", "gw_d").when("gw_d", "gw_m", "n < 2").otherwise("gw_d", "e")
    return inner


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_is_heard_outside(desk: Desk, interrupting: bool) -> None:
    p = Process("proc_a").start().sub(escalating()).user("ut_x").end().end("end_x")
    p.boundary("bd", "sp", event("escalation", "esc"), interrupting)
    run = desk.run(desk.model(file(p.flow("start_1", "sp", "end_1").flow("bd", "ut_x", "end_x"))))
    run.do("ut_a", n=1)
    assert run.open() == (["ut_x"] if interrupting else ["ut_a", "ut_x"]) and run.task("ut_x").data["level"] == 1
    if not interrupting:
        run.do("ut_a", n=2)
        assert run.open() == ["ut_x", "ut_x"]


def test_an_escalation_starts_an_event_subprocess_beside(desk: Desk) -> None:
    p = Process("proc_a").start().sub(escalating()).end().flow("start_1", "sp", "end_1")
    run = desk.run(desk.model(file(handled(p, event("escalation"), interrupting=False))))
    run.do("ut_a", n=1)
    assert run.open() == ["ut_a", "ut_e"]


def test_an_escalation_that_nobody_hears_changes_nothing(desk: Desk) -> None:
    p = Process("proc_a").start().sub(escalating()).end().flow("start_1", "sp", "end_1")
    run = desk.run(desk.model(file(p)))
    run.do("ut_a", n=2)
    assert run.ended
