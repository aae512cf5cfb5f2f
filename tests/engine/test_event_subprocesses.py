"""Event subprocesses: what plain SpiffWorkflow 3.2.0 makes of them, and what they do behind the wall."""

from __future__ import annotations

from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.spiff.specs.event_definitions import SignalEventDefinition

from service.engine import Model
from tests.engine.conftest import Desk, Runner
from tests.engine.draw import Process, definitions, event, message, several, timer
from tests.engine.test_traps import plain, ready


def handled(p: Process, body: str, interrupting: bool = True, more: dict[str, str] | None = None) -> Process:
    """Draw an event subprocess with one task into a process."""
    inner = Process("es", "subProcess").user("ut_e").end("end_e").flow("st_e", "ut_e", "end_e")
    return p.on_event(inner, "st_e", body, interrupting, more)


def line(*keys: str) -> Process:
    p = Process("proc_a").start().end()
    for key in keys:
        p.user(key)
    return p.flow("start_1", *keys, "end_1")


def file(p: Process, *more: Process) -> bytes:
    drawn = [process.xml() for process in (p, *more)]
    return definitions(*drawn, messages=("msg",), signals=("sig",), errors=("err", "other"), escalations=("esc",))


def specs_of(model: Model) -> Any:
    """Return everything that connects the nodes of a release."""
    return {
        (key, name): (list(spec._inputs), list(spec._outputs))
        for key, process in model.specs.items()
        for name, spec in process.task_specs.items()
    }


# --- plain SpiffWorkflow --------------------------------------------------------------------------------------------


def test_plain_does_not_interrupt() -> None:
    workflow = plain(file(handled(line("ut_a"), event("signal", "sig"))))
    workflow.send_event(BpmnEvent(SignalEventDefinition("sig")))
    workflow.do_engine_steps()
    assert sorted(task.task_spec.name for task in ready(workflow)) == ["ut_a", "ut_e"]


def test_plain_never_ends_while_a_timer_waits() -> None:
    workflow = plain(file(handled(line("ut_a"), timer("timeDuration", "'P3D'"))))
    ready(workflow)[0].run()
    workflow.do_engine_steps()
    assert not workflow.completed and not ready(workflow)


def test_plain_changes_the_shared_spec() -> None:
    workflow = plain(file(handled(line("ut_a"), event("signal", "sig"))))
    before = list(workflow.spec.start._outputs)
    workflow.send_event(BpmnEvent(SignalEventDefinition("sig")))
    assert workflow.spec.start._outputs != before


def test_plain_hears_nothing_inside_a_called_process() -> None:
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    p = Process("proc_a").start().call("ca", "proc_b").end().flow("start_1", "ca", "end_1")
    workflow = plain(file(p, handled(q, event("signal", "sig"))))
    with pytest.raises(Exception, match="not waiting"):
        workflow.send_event(BpmnEvent(SignalEventDefinition("sig")))


# --- interrupting ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [message("msg"), event("signal", "sig")])
def test_an_interrupting_one_takes_the_place_of_everything_else(desk: Desk, body: str) -> None:
    model = desk.model(file(handled(line("ut_a", "ut_b"), body, more={"key": "who"} if "message" in body else None)))
    before = specs_of(model)
    for _ in range(2):  # the second instance of the same release finds the same spec
        run = desk.run(model, who="ann")
        run.do("ut_a", a=1)
        (waiting,) = run.messages.values()
        assert (waiting.node, waiting.name) == ("st_e", "")  # lists do not take it for what is awaited
        stopped = run.deliver("msg" if "message" in body else "sig", waiting.id, why="x")
        assert run.open() == ["ut_e"] and len(stopped.closed) == 1 and not run.messages
        assert run.task("ut_e").data == {"who": "ann", "a": 1, "why": "x"} and run.task("ut_e").parent is not None
        assert [(passed.node, passed.process) for passed in stopped.passed] == [("st_e", "proc_a")]
        last = run.do("ut_e", e=2)
        assert last.ended and last.end_nodes == ("end_e",)
        assert last.variables == {"who": "ann", "a": 1, "why": "x", "e": 2}
    assert specs_of(model) == before


def test_what_merely_waits_does_not_hold_the_process(desk: Desk) -> None:
    p = handled(line("ut_a"), timer("timeDuration", "P3D"))
    inner = Process("es2", "subProcess").user("ut_f").end("end_f").flow("st_f", "ut_f", "end_f")
    run = desk.run(desk.model(file(p.on_event(inner, "st_f", message("msg"), interrupting=False))))
    assert len(run.timers) == 1 and len(run.messages) == 1
    last = run.do("ut_a")
    assert last.ended and last.end_nodes == ("end_1",) and not run.timers and not run.messages


def test_an_overdue_timer_wins_over_a_decision(desk: Desk) -> None:
    run = desk.run(desk.model(file(handled(line("ut_a"), timer("timeDuration", "P3D")))))
    (armed,) = run.timers.values()
    assert (armed.node, armed.interrupting) == ("st_e", True)
    desk.clock.turn(days=4)
    fired = run.fire()
    assert run.open() == ["ut_e"] and not run.timers and len(fired.closed) == 1


def test_a_moment_that_has_passed_fires_at_once(desk: Desk) -> None:
    run = desk.run(desk.model(file(handled(line("ut_a"), timer("timeDate", "day")))), day="2017-01-01")
    assert run.open() == ["ut_e"] and run.do("ut_e").ended


def test_it_takes_calls_timers_and_own_instances_with_it(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").call("ca", "proc_b").user("ut_a").end()
    p.call("co", "proc_b", several("people"), instance="own")
    p.boundary("tm", "ut_a", timer("timeDuration", "P1D"), interrupting=False).user("ut_t").end("end_t")
    p.flow("start_1", "gw_f", "ca", "gw_j").flow("gw_f", "co", "gw_j", "end_1").flow("gw_f", "ut_a", "gw_j")
    p.flow("tm", "ut_t", "end_t")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    run = desk.run(desk.model(file(handled(p, message("msg")), q)), people=[1, 2, 3])
    assert run.open() == ["ut_a", "ut_b"] and len(run.children) == 3 and len(run.timers) == 1
    stopped = run.deliver("msg")
    assert len(stopped.cancelled_children) == 3 and len(stopped.closed) == 2 and run.open() == ["ut_e"]
    assert not run.children and not run.timers and run.do("ut_e").ended


def test_in_an_embedded_subprocess_only_that_one_is_interrupted(desk: Desk) -> None:
    inner = handled(Process("sp", "subProcess").start("s").user("ut_a").end("e").flow("s", "ut_a", "e"), message("msg"))
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").sub(inner).user("ut_b").user("ut_z").end()
    p.flow("start_1", "gw_f", "sp", "gw_j").flow("gw_f", "ut_b", "gw_j", "ut_z", "end_1")
    run = desk.run(desk.model(file(p)))
    run.deliver("msg", x=1)
    assert run.open() == ["ut_b", "ut_e"]
    run.do("ut_e")
    run.do("ut_b")
    assert run.task("ut_z").data == {"x": 1}


def test_in_a_called_process(desk: Desk) -> None:
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    p = Process("proc_a").start().call("ca", "proc_b").user("ut_z").end().flow("start_1", "ca", "ut_z", "end_1")
    run = desk.run(desk.model(file(p, handled(q, timer("timeDuration", "P3D")))))
    desk.clock.turn(days=3)
    run.fire()
    assert run.open() == ["ut_e"] and run.task("ut_e").process == "proc_b"
    run.do("ut_e", e=1)
    assert run.open() == ["ut_z"] and run.task("ut_z").data == {"e": 1}


def test_each_of_several_hears_for_itself(desk: Desk) -> None:
    inner = Process("sp", "subProcess").start("s").user("ut_a").end("e").flow("s", "ut_a", "e")
    handled(inner, message("msg"), more={"key": "person"})
    inner_drawn = inner.content() + several("people", item="person", out=None)
    p = Process("proc_a").start().node("subProcess", "sp", inner_drawn).end().flow("start_1", "sp", "end_1")
    run = desk.run(desk.model(file(p)), people=["ann", "ben"])
    assert sorted(waiting.key or "" for waiting in run.messages.values()) == ["ann", "ben"]
    ben = next(waiting.id for waiting in run.messages.values() if waiting.key == "ben")
    run.deliver("msg", ben)
    assert run.open() == ["ut_a", "ut_e"] and run.task("ut_e").data["person"] == "ben"
    run.do("ut_a")
    assert run.do("ut_e").ended


def test_a_terminate_end_inside_ends_only_itself(desk: Desk) -> None:
    body = Process("es", "subProcess").gate("and", "gw_e").user("ut_e").user("ut_f").end("end_f")
    body.end("end_e", "<bpmn:terminateEventDefinition/>").flow("st_e", "gw_e", "ut_e", "end_e")
    p = line("ut_a").on_event(body.flow("gw_e", "ut_f", "end_f"), "st_e", message("msg"), interrupting=False)
    run = desk.run(desk.model(file(p)))
    run.deliver("msg")
    assert run.open() == ["ut_a", "ut_e", "ut_f"]
    run.do("ut_e")
    assert run.open() == ["ut_a"] and run.do("ut_a").ended


# --- not interrupting -----------------------------------------------------------------------------------------------


def test_it_runs_beside_and_as_often_as_it_is_called(desk: Desk) -> None:
    run = desk.run(desk.model(file(handled(line("ut_a", "ut_b"), message("msg"), interrupting=False))))
    (waiting,) = run.messages
    run.deliver("msg", waiting, n=1)
    run.do("ut_a")
    run.deliver("msg", waiting, n=2)  # it still waits, under the same id
    assert run.open() == ["ut_b", "ut_e", "ut_e"] and list(run.messages) == [waiting]
    assert sorted(task.data["n"] for task in run.tasks.values() if task.node == "ut_e") == [1, 2]
    run.do("ut_b")
    assert not run.ended and run.open() == ["ut_e", "ut_e"]
    run.do("ut_e")
    assert run.do("ut_e").ended and not run.messages


def test_its_changes_join_those_of_the_main_path(desk: Desk) -> None:
    run = desk.run(
        desk.model(file(handled(line("ut_a", "ut_b"), message("msg"), interrupting=False))), phone="1", log=[1], old=0
    )
    run.do("ut_a", status="a", log=[1, 2])
    run.deliver("msg")
    assert run.task("ut_e").data == {"phone": "1", "status": "a", "log": [1, 2], "old": 0}
    run.do("ut_b", status="b", log=[1, 2, 3])
    last = run.do("ut_e", phone="2", log=[1, 2, 9])
    assert last.variables == {"phone": "2", "status": "b", "log": [1, 2, 3, 9], "old": 0}


def test_a_cycle_starts_it_again_and_again(desk: Desk) -> None:
    run = desk.run(desk.model(file(handled(line("ut_a"), timer("timeCycle", "R3/P1D"), interrupting=False))))
    desk.clock.turn(days=1)
    run.fire()
    assert run.open() == ["ut_a", "ut_e"] and len(run.timers) == 1
    desk.clock.turn(days=30)
    run.fire()
    assert run.open() == ["ut_a", "ut_e", "ut_e", "ut_e"] and not run.timers
    run.do("ut_a")
    for _ in range(3):
        run.do("ut_e")
    assert run.ended


def test_a_hundred_calls_leave_a_small_state(desk: Desk) -> None:
    run = desk.run(desk.model(file(handled(line("ut_a"), message("msg"), interrupting=False))), note="x" * 200)
    for number in range(100):
        run.deliver("msg", n=number)
        run.do("ut_e")
    assert len(run.state) < 4_000
    assert run.do("ut_a").ended


def test_one_that_changes_nothing_leaves_nothing_behind(desk: Desk) -> None:
    run = desk.run(desk.model(file(handled(line("ut_a"), timer("timeCycle", "R/P1D"), interrupting=False))), n=1)
    sizes = []
    for _ in range(60):
        desk.clock.turn(days=1)
        run.fire()
        run.do("ut_e")
        sizes.append(len(run.state))
    assert max(sizes) <= sizes[0] + 8
    assert run.do("ut_a", n=2).ended and run.last.variables == {"n": 2}


def test_the_variables_of_a_case_are_those_of_its_tokens(desk: Desk) -> None:
    """Also while, and after, something beside the main path has moved."""
    run = desk.run(desk.model(file(handled(line("ut_a", "ut_b"), message("msg"), interrupting=False))), n=1)
    run.do("ut_a", a=2)
    assert run.deliver("msg", m=3).variables == {"n": 1, "a": 2}
    assert run.do("ut_e", e=4).variables == {"n": 1, "a": 2, "m": 3, "e": 4}
    assert run.do("ut_b").variables == {"n": 1, "a": 2, "m": 3, "e": 4}


def test_an_interrupting_one_ends_what_runs_beside(desk: Desk) -> None:
    p = handled(line("ut_a"), message("msg"), interrupting=False)
    inner = Process("es2", "subProcess").user("ut_f").end("end_f").flow("st_f", "ut_f", "end_f")
    run = desk.run(desk.model(file(p.on_event(inner, "st_f", timer("timeDuration", "P3D")))))
    run.deliver("msg", n=1)
    desk.clock.turn(days=3)
    run.fire()
    assert run.open() == ["ut_f"] and not run.messages
    assert run.do("ut_f").ended


def test_tokens_that_can_never_meet_are_a_fault_in_spite_of_a_listener(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_0").gate("xor", "gw_x").gate("and", "gw_j").script("a", "x = 1").end()
    p.script("b", "x = 2").flow("start_1", "ut_0", "gw_x").when("gw_x", "a", "n == 1").otherwise("gw_x", "b")
    p.flow("a", "gw_j").flow("b", "gw_j", "end_1")
    run = desk.run(desk.model(file(handled(p, message("msg"), interrupting=False))))
    fault = run.do("ut_0", check=False, n=1).fault
    assert fault is not None and (fault.node, fault.code) == ("gw_j", "stalled")


# --- boundary events that do not interrupt --------------------------------------------------------------------------


def test_plain_hears_a_gentle_signal_once() -> None:
    p = line("ut_a").boundary("bd", "ut_a", event("signal", "sig"), interrupting=False).user("ut_x").end("end_x")
    workflow = plain(file(p.flow("bd", "ut_x", "end_x")))
    workflow.send_event(BpmnEvent(SignalEventDefinition("sig")))
    workflow.do_engine_steps()
    with pytest.raises(Exception, match="not waiting"):
        workflow.send_event(BpmnEvent(SignalEventDefinition("sig")))


def gentle(desk: Desk, body: str) -> Runner:
    p = line("ut_0", "ut_a").boundary("bd", "ut_a", body, interrupting=False).user("ut_x").end("end_x")
    run = desk.run(desk.model(file(p.flow("bd", "ut_x", "end_x"))))
    run.do("ut_0", early=1)
    return run


def test_a_gentle_message_is_heard_every_time(desk: Desk) -> None:
    run = gentle(desk, message("msg"))
    (waiting,) = run.messages
    for number in (1, 2):
        run.deliver("msg", waiting, n=number)
    assert run.open() == ["ut_a", "ut_x", "ut_x"] and list(run.messages) == [waiting]
    assert sorted((task.data["early"], task.data["n"]) for task in run.tasks.values() if task.node == "ut_x") == [
        (1, 1),
        (1, 2),
    ]
    run.do("ut_a")
    assert not run.messages
    run.do("ut_x")
    assert run.do("ut_x").ended


def test_a_gentle_cycle_knows_what_was_known_when_its_activity_began(desk: Desk) -> None:
    run = gentle(desk, timer("timeCycle", "R2/P1D"))
    desk.clock.turn(days=1)
    run.fire()
    assert run.task("ut_x").data == {"early": 1}
