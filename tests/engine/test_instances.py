"""Multi-instance activities and calls that become instances of their own."""

from __future__ import annotations

import time
from typing import Any

from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, table, timer


def votes(sequential: bool = False, until: str | None = None, out: str | None = "results") -> bytes:
    p = Process("proc_a").start().user("ut_v", several("people", sequential=sequential, until=until, out=out))
    p.user("ut_z").end().flow("start_1", "ut_v", "ut_z", "end_1")
    return definitions(p.xml())


def test_results_stand_in_the_order_of_the_items(desk: Desk) -> None:
    """Plain SpiffWorkflow appends in the order in which people finish."""
    run = desk.run(desk.model(votes()), people=["ann", "ben", "cleo"])
    assert run.open() == ["ut_v"] * 3
    for who in ("cleo", "ann", "ben"):
        task = next(task for task in run.tasks.values() if task.data["item"] == who)
        run.absorb(desk.engine.complete(run.model, run.state, task.id, {"result": f"{who}!"}, run.services))
    assert run.task("ut_z").data == {"people": ["ann", "ben", "cleo"], "results": ["ann!", "ben!", "cleo!"]}


def test_one_after_another(desk: Desk) -> None:
    run = desk.run(desk.model(votes(sequential=True)), people=["ann", "ben"])
    seen = []
    while run.open() == ["ut_v"]:
        seen.append(run.task("ut_v").data["item"])
        run.do("ut_v", result=len(seen))
    assert seen == ["ann", "ben"] and run.task("ut_z").data["results"] == [1, 2]


def test_an_empty_list_is_passed_by(desk: Desk) -> None:
    for sequential in (True, False):
        run = desk.run(desk.model(votes(sequential)), people=[])
        assert run.task("ut_z").data == {"people": [], "results": []}


def test_a_completion_condition_cancels_the_rest(desk: Desk) -> None:
    run = desk.run(desk.model(votes(until="completed * 2 > instances")), people=[1, 2, 3, 4, 5])
    for _ in range(3):
        run.do("ut_v", result=1)
    assert run.open() == ["ut_z"] and run.task("ut_z").data["results"] == [1, 1, 1]


def test_the_counts_of_a_completion_condition_win_over_variables(desk: Desk) -> None:
    run = desk.run(desk.model(votes(until="completed >= 1")), people=[1, 2], completed=0)
    run.do("ut_v", result=1)
    assert run.open() == ["ut_z"]


def test_a_dict_gives_a_dict(desk: Desk) -> None:
    run = desk.run(desk.model(votes()), people={"a": 1, "b": 2})
    run.do("ut_v", result=3)
    run.do("ut_v", result=4)
    assert run.task("ut_z").data["results"] == {"a": 3, "b": 4}


def test_it_can_come_round_again(desk: Desk) -> None:
    p = Process("proc_a").start().gate("xor", "gw_m", "gw_d").user("ut_v", several("people")).end()
    p.flow("start_1", "gw_m", "ut_v", "gw_d").when("gw_d", "gw_m", "'again' in results").otherwise("gw_d", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), people=[1, 2])
    for answer in ("ok", "again", "ok", "ok"):
        run.do("ut_v", result=answer)
    assert run.ended and run.last.variables["results"] == ["ok", "ok"]


def test_what_is_no_list_is_a_fault(desk: Desk) -> None:
    for data, code in (
        ({}, "instances_input"),
        ({"people": 3}, "instances_input"),
        ({"people": [0] * 3_000}, "instances_count"),
    ):
        outcome = desk.engine.start(desk.model(votes()), "proc_a", data, lambda operator, params: None)
        assert outcome.fault is not None and outcome.fault.code == code


def test_a_missing_result_is_a_fault_and_can_be_tried_again(desk: Desk) -> None:
    run = desk.run(desk.model(votes()), people=[1])
    fault = run.do("ut_v", check=False).fault
    assert fault is not None and fault.code == "instances_output" and fault.params["name"] == "result"
    run.do("ut_v", result=1)


def test_a_variable_may_not_hide_the_item(desk: Desk) -> None:
    outcome = desk.engine.start(desk.model(votes()), "proc_a", {"people": [1], "item": 2}, lambda o, p: None)
    assert outcome.fault is not None and outcome.fault.code == "instances_name"


def test_a_decision_for_every_item(desk: Desk) -> None:
    p = Process("proc_a").start().decide("dt", "dmn_a", several("people", item="one", result="verdict")).user("ut_z")
    dmn = table("dmn_a", ["one['n']"], ["verdict"], [("< 3", '"few"'), (">= 3", '"many"')])
    model = desk.model(definitions(p.end().flow("start_1", "dt", "ut_z", "end_1").xml()), tables=(dmn,))
    run = desk.run(model, people=[{"n": 1}, {"n": 5}])
    assert run.task("ut_z").data["results"] == ["few", "many"] and len(run.last.decisions) == 2


def round_of(count: int) -> tuple[bytes, dict[str, Any]]:
    """A year's round: a call of its own for every branch, a reminder, and a way to stop waiting."""
    call = {"instance": "own", "organization": "branch['branch_id']", "subject": "branch['who']", "pass": "round"}
    p = Process("proc_a").start()
    p.call("ca", "proc_b", several("branches", item="branch", out="reports", result="report"), **call)
    p.user("ut_z").end().user("ut_late").end("end_l")
    p.boundary("tm", "ca", timer("timeDate", "round['expires']"), interrupting=False)
    p.boundary("ev", "ca", message("msg_close"), more={"key": "round['round_id']"})
    p.flow("start_1", "ca", "ut_z", "end_1").flow("tm", "ut_late", "end_l").flow("ev", "ut_z")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    branches = [{"branch_id": f"{n:032x}", "who": None, "quota": n % 3} for n in range(count)]
    data = {"branches": branches, "round": {"round_id": "r1", "expires": "2017-06-01"}, "secret": "stays here"}
    return definitions(p.xml(), q.xml(), messages=("msg_close",)), data


def test_own_instances_are_asked_for_one_by_one(desk: Desk) -> None:
    file, data = round_of(3)
    run = desk.run(desk.model(file), **data)
    assert not run.tasks and len(run.children) == 3
    first = run.last.children[0]
    assert (first.process, first.index, first.organization, first.subject) == ("proc_b", 0, f"{0:032x}", None)
    assert first.data == {"branch": data["branches"][0], "round": data["round"]}
    for child in reversed(run.last.children):
        run.child(child.id, report={"n": child.index}, other=1)
    assert run.task("ut_z").data["reports"] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert not run.timers and not run.messages


def test_a_single_own_instance_brings_its_result(desk: Desk) -> None:
    p = Process("proc_a").start().call("ca", "proc_b", instance="own", **{"pass": "n"}).user("ut_z").end()
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    run = desk.run(desk.model(definitions(p.flow("start_1", "ca", "ut_z", "end_1").xml(), q.xml())), n=1, m=2)
    (child,) = run.children.values()
    assert child.data == {"n": 1} and child.index == 0
    run.child(child.id, n=5, verdict="yes")
    assert run.task("ut_z").data == {"n": 5, "m": 2, "verdict": "yes"}


def test_a_round_can_stop_waiting(desk: Desk) -> None:
    file, data = round_of(4)
    run = desk.run(desk.model(file), **data)
    run.child(next(iter(run.children)), report=1)
    desk.clock.turn(days=80)
    run.fire()
    assert run.open() == ["ut_late"] and len(run.children) == 3
    stopped = run.deliver("msg_close")
    assert len(stopped.cancelled_children) == 3 and run.open() == ["ut_late", "ut_z"]


def test_147_branches_stay_cheap(desk: Desk) -> None:
    file, data = round_of(147)
    run = desk.run(desk.model(file), **data)
    assert len(run.children) == 147 and len(run.state) < 12_000
    times = []
    for key in list(run.children):
        began = time.process_time()
        run.child(key, report={"recommended_n": 3, "nominees_n": 5})
        times.append(time.process_time() - began)
        assert len(run.state) < 12_000
    assert sorted(times)[len(times) // 2] < 0.010, "median of child_ended; 0.005 on a quiet machine"
    assert len(run.task("ut_z").data["reports"]) == 147
