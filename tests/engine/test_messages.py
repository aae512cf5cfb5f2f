"""Messages: who waits for what under which key, and what an interruption takes with it."""

from __future__ import annotations

import pytest

from service.domain.errors import Conflict
from service.engine import Bundle
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, timer


def test_a_wait_for_a_message_with_its_key(desk: Desk) -> None:
    p = Process("proc_a").start().catch("ev", message("msg_go"), {"key": "person_id"}).user("ut_a").end()
    model = desk.model(definitions(p.flow("start_1", "ev", "ut_a", "end_1").xml(), messages=("msg_go",)))
    run = desk.run(model, person_id="p-1")
    (waiting,) = run.messages.values()
    assert (waiting.node, waiting.message, waiting.key) == ("ev", "msg_go", "p-1")
    run.deliver("msg_go", waiting.id, score=3)
    assert run.task("ut_a").data == {"person_id": "p-1", "score": 3} and not run.messages


def test_a_number_as_key_is_text(desk: Desk) -> None:
    p = Process("proc_a").start().catch("ev", message("msg_go"), {"key": "n"}).end()
    model = desk.model(definitions(p.flow("start_1", "ev", "end_1").xml(), messages=("msg_go",)))
    assert next(iter(desk.run(model, n=7).messages.values())).key == "7"


def test_a_message_nobody_waits_for_is_a_conflict(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", "end_1")
    run = desk.run(desk.model(definitions(p.xml(), messages=("msg_go",))))
    with pytest.raises(Conflict) as refused:
        run.deliver("msg_go")
    assert refused.value.code == "nobody_waits"


def test_a_payload_is_copied_and_checked(desk: Desk) -> None:
    p = Process("proc_a").start().catch("ev", message("msg_go")).user("ut_a").end()
    run = desk.run(desk.model(definitions(p.flow("start_1", "ev", "ut_a", "end_1").xml(), messages=("msg_go",))))
    rows = [{"n": 1}]
    run.deliver("msg_go", rows=rows)
    rows[0]["n"] = 2
    assert run.task("ut_a").data["rows"] == [{"n": 1}]


def withdrawal() -> bytes:
    """A case whose stages sit in one subprocess that a withdrawal interrupts, with everything in it."""
    inner = Process("sp_stages", "subProcess").start("s").call("ca_1", "proc_b").call("ca_2", "proc_c", instance="own")
    inner.gate("and", "gw_f", "gw_j").end("e")
    inner.flow("s", "gw_f", "ca_1", "gw_j").flow("gw_f", "ca_2", "gw_j", "e")
    p = Process("proc_a").start().sub(inner).end().service("st", "op.known").end("end_w")
    p.boundary("ev_w", "sp_stages", message("msg_withdraw"), more={"key": "person_id"})
    p.flow("start_1", "sp_stages", "end_1").flow("ev_w", "st", "end_w")
    q = Process("proc_b").start("start_b").user("ut_b").catch("ev_b", message("msg_other")).end("end_b")
    q.gate("and", "gw_b").user("ut_c").end("end_c")
    q.boundary("tm_b", "ut_b", timer("timeDuration", "P3D"), interrupting=False).user("ut_late").end("end_l")
    q.flow("start_b", "gw_b", "ut_b", "end_b").flow("gw_b", "ev_b", "ut_c", "end_c").flow("tm_b", "ut_late", "end_l")
    r = Process("proc_c").start("start_c").user("ut_x").end("end_x").flow("start_c", "ut_x", "end_x")
    return definitions(p.xml(), q.xml(), r.xml(), messages=("msg_withdraw", "msg_other"))


def test_a_withdrawal_cancels_everything_inside(desk: Desk) -> None:
    run = desk.run(desk.model(withdrawal()), person_id="p")
    assert run.open() == ["ut_b"] and len(run.timers) == 1 and len(run.messages) == 2 and len(run.children) == 1
    task, timer_id, child = next(iter(run.tasks)), next(iter(run.timers)), next(iter(run.children))
    mine = next(key for key, waiting in run.messages.items() if waiting.message == "msg_withdraw")
    last = run.deliver("msg_withdraw", mine)
    assert last.ended and last.end_nodes == ("end_w",)
    assert last.closed == (task,) and last.disarmed == (timer_id,) and last.cancelled_children == (child,)
    assert len(last.unsubscribed) == 2 and not (run.tasks or run.timers or run.messages or run.children)
    assert [passed.node for passed in last.passed] == ["ev_w", "st", "end_w"]


def test_interrupting_a_multi_instance_of_calls_leaves_no_orphan(desk: Desk) -> None:
    """Plain SpiffWorkflow removes the instances but keeps their running subprocesses."""
    p = Process("proc_a").start().call("ca", "proc_b", several("people")).end().user("ut_w").end("end_w")
    p.boundary("ev", "ca", message("msg_stop")).flow("start_1", "ca", "end_1").flow("ev", "ut_w", "end_w")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    run = desk.run(desk.model(definitions(p.xml(), q.xml(), messages=("msg_stop",))), people=[1, 2, 3])
    assert run.open() == ["ut_b"] * 3
    stopped = run.deliver("msg_stop")
    assert len(stopped.closed) == 3 and run.open() == ["ut_w"]
    assert run.do("ut_w").ended


def test_a_message_that_comes_round_again(desk: Desk) -> None:
    p = Process("proc_a").start().gate("xor", "gw_m", "gw_d").catch("ev", message("msg_go"), {"key": "n"}).end()
    p.flow("start_1", "gw_m", "ev", "gw_d").when("gw_d", "gw_m", "n < 3").otherwise("gw_d", "end_1")
    run = desk.run(desk.model(definitions(p.xml(), messages=("msg_go",))), n=0)
    keys = []
    while not run.ended:
        (waiting,) = run.messages.values()
        keys.append(waiting.key)
        run.deliver("msg_go", waiting.id, n=int(waiting.key or 0) + 1)
    assert keys == ["0", "1", "2"]


def test_one_message_for_several_waits_of_a_case(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").catch("e1", message("msg_go")).end()
    p.catch("e2", message("msg_go")).flow("start_1", "gw_f", "e1", "gw_j").flow("gw_f", "e2", "gw_j", "end_1")
    model = desk.model(definitions(p.xml(), messages=("msg_go",)))
    assert desk.run(model).deliver("msg_go").ended
    one = desk.run(model)
    one.deliver("msg_go", next(iter(one.messages)))
    assert not one.ended and len(one.messages) == 1


def test_what_may_come_at_a_border_is_not_what_lists_wait_for(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").catch("ca", message("msg"), {"key": "n"}).end()
    p.boundary("bd", "ut_a", message("msg"), more={"key": "n"}).flow("start_1", "ut_a", "ca", "end_1")
    p.end("end_b").flow("bd", "end_b")
    run = desk.run(desk.model(definitions(p.xml(), messages=("msg",))), n=1)
    assert [(wait.node, wait.name) for wait in run.messages.values()] == [("bd", "")]
    run.do("ut_a")
    assert [(wait.node, wait.name) for wait in run.messages.values()] == [("ca", "名ca")]


def first_come() -> bytes:
    """Draw what the linter proposes instead of an event-based gateway."""
    inner = Process("sp", "subProcess").start("s").catch("ev_yes", message("msg_yes"), {"key": "who"}).end("e")
    p = Process("proc_a").start().sub(inner.flow("s", "ev_yes", "e"))
    p.boundary("bd_no", "sp", message("msg_no"), more={"key": "who"})
    p.boundary("tm", "sp", timer("timeDuration", "P30D"))
    for key in ("yes", "no", "late"):
        p.user(f"ut_{key}").end(f"end_{key}").flow(f"ut_{key}", f"end_{key}")
    p.flow("start_1", "sp", "ut_yes").flow("bd_no", "ut_no").flow("tm", "ut_late")
    return definitions(p.xml(), messages=("msg_yes", "msg_no"))


@pytest.mark.parametrize("first", ["yes", "no", "late"])
def test_whichever_comes_first_counts(desk: Desk, first: str) -> None:
    assert not [f for f in desk.engine.lint(Bundle({"a.bpmn": first_come()})) if f.rule != "unknown-form"]
    run = desk.run(desk.model(first_come()), who="ann")
    assert {wait.message for wait in run.messages.values()} == {"msg_yes", "msg_no"} and len(run.timers) == 1
    if first == "late":
        desk.clock.turn(days=31)
        run.fire()
    else:
        run.deliver(f"msg_{first}", said=first)
    assert run.open() == [f"ut_{first}"] and not run.messages and not run.timers
    for name in ("msg_yes", "msg_no"):
        with pytest.raises(Conflict):
            desk.engine.deliver(run.model, run.state, name, {}, run.services)
    assert run.do(f"ut_{first}").ended


def test_an_answer_after_the_deadline_comes_too_late(desk: Desk) -> None:
    """Also when nobody has fired the timer yet."""
    run = desk.run(desk.model(first_come()), who="ann")
    desk.clock.turn(days=31)
    with pytest.raises(Conflict):
        desk.engine.deliver(run.model, run.state, "msg_yes", {}, run.services)
    run.fire()
    assert run.open() == ["ut_late"]
