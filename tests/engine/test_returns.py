"""Return to an earlier task: what comes of it goes, all else stays, what is redone ends as if nothing had happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.domain.errors import Conflict
from service.engine import Past
from service.engine.returns import _Replay
from service.engine.step import Here
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, timer
from tests.engine.records import Record, forked, record
from tests.engine.test_moves import books


def test_a_straight_line_is_the_state_before(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_1").user("ut_2").user("ut_3").end()
    r = record(desk, definitions(p.flow("start_1", "ut_1", "ut_2", "ut_3", "end_1").xml()))
    before = books(r.run)
    for node in ("ut_1", "ut_2"):
        r.node(node, **{f"by_{node}": 1})
    r.back_to("ut_1")
    assert books(r.run) == before and r.path() == Counter()


def test_another_branch_keeps_its_open_task_and_what_it_has_done(desk: Desk) -> None:
    r = record(desk, forked())
    r.node("ut_0")
    r.node("ut_a", a=1)
    r.node("ut_b", b=1)
    kept = r.run.task("ut_b2")
    r.back_to("ut_a")
    assert r.run.open() == ["ut_a", "ut_b2"] and r.run.task("ut_b2") == kept
    assert r.run.task("ut_a").data == {}
    r.node("ut_a", a=2)
    r.node("ut_a2")
    r.node("ut_b2")
    assert r.run.task("ut_z").data == {"a": 2, "b": 1}


@pytest.mark.parametrize("last", ["ut_a2", "ut_b2"])
def test_a_join_that_has_fired_is_awaited_again(desk: Desk, last: str) -> None:
    """Whichever branch came last: the other one's token is back, and its people are not asked again."""
    r = record(desk, forked())
    for node in ("ut_0", "ut_a", "ut_b", "ut_b2" if last == "ut_a2" else "ut_a2", last):
        r.node(node, **{node: 1})
    assert r.run.open() == ["ut_z"]
    said = r.back_to("ut_a2")
    assert r.run.open() == ["ut_a2"] and [s.kept for s in said.steps] == ([False] if last == "ut_a2" else [False, True])
    assert "gw_j" not in r.path()
    r.node("ut_a2", ut_a2=2)
    assert r.run.open() == ["ut_z"]
    assert r.run.task("ut_z").data == {"ut_0": 1, "ut_a": 1, "ut_b": 1, "ut_b2": 1, "ut_a2": 2}


def test_back_before_the_fork_takes_both_branches(desk: Desk) -> None:
    r = record(desk, forked())
    for node in ("ut_0", "ut_a", "ut_b"):
        r.node(node)
    r.back_to("ut_0")
    assert r.run.open() == ["ut_0"] and r.path() == Counter()


@pytest.mark.parametrize("listener", [False, True])
def test_what_a_message_has_begun_beside_the_way_stays(desk: Desk, listener: bool) -> None:
    """Its node goes on waiting, so that the states do not tell who heard it: the record does."""
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_a2").user("ut_b").end()
    p.flow("start_1", "gw_f", "ut_a", "ut_a2", "gw_j", "end_1").flow("gw_f", "ut_b", "gw_j")
    if listener:
        inner = Process("es", "subProcess").user("ut_m").end("end_m").flow("st", "ut_m", "end_m")
        p.on_event(inner, "st", message("msg"), interrupting=False)
    else:
        p.boundary("bd", "ut_b", message("msg"), interrupting=False).user("ut_m").end("end_m")
        p.flow("bd", "ut_m", "end_m")
    r = record(desk, definitions(p.xml(), messages=("msg",)))
    r.node("ut_a")
    (wait,) = r.run.messages
    r.tell(wait, "msg", m=1)
    kept = r.run.task("ut_m")
    r.back_to("ut_a")
    assert r.run.open() == ["ut_a", "ut_b", "ut_m"] and r.run.task("ut_m") == kept


def test_a_reminder_goes_on_counting_across_two_returns(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_a2").user("ut_b").end()
    p.flow("start_1", "gw_f", "ut_a", "ut_a2", "gw_j", "end_1").flow("gw_f", "ut_b", "gw_j")
    p.boundary("tm", "ut_a2", timer("timeCycle", "R2/PT6H"), interrupting=False).user("ut_t").end("end_t")
    r = record(desk, definitions(p.flow("tm", "ut_t", "end_t").xml()))
    r.node("ut_a")
    desk.clock.turn(hours=7)
    r.fire()
    r.node("ut_a2")
    r.back_to("ut_a2")  # the reminder begins anew: two are still to come
    r.node("ut_b")
    r.back_to("ut_b")
    desk.clock.turn(hours=30)
    r.fire()
    assert r.run.open().count("ut_t") == 3 and not r.run.timers


def test_a_kept_message_is_before_what_was_due_later_also_in_a_replay(desk: Desk) -> None:
    inner = Process("sp", "subProcess").start("s").catch("ev", message("msg")).end("e").flow("s", "ev", "e")
    p = Process("proc_a").start().sub(inner).user("ut_a").user("ut_late").end().end("end_late")
    p.boundary("tm", "sp", timer("timeDuration", "P2D")).flow("start_1", "sp", "ut_a", "end_1")
    r = record(desk, definitions(p.flow("tm", "ut_late", "end_late").xml(), messages=("msg",)))
    (wait,) = r.run.messages
    desk.clock.turn(days=1)
    known = desk.clock.now
    desk.clock.turn(days=2)
    run, before = r.run, r.run.state
    run.absorb(run.engine.deliver(run.model, before, "msg", {}, run.services, wait, known))
    said = r.keep("message", before, wait, "msg")
    r.entries[-1].past = replace(r.entries[-1].past, known=known)
    assert run.open() == ["ut_a"] and said.disarmed
    replay = _Replay(Here(run.model, _never, run.engine._evaluator, desk.clock.now), before, uuid4())
    with run.engine._evaluator.step():
        assert replay.take(r.entries[-1].past).kept


def _never(operator: str, params: object) -> None:
    raise AssertionError(operator)


def signed(until: str | None = None, sequential: bool = False) -> bytes:
    p = Process("proc_a").start().user("ut_0").user("ut_sign", several("items", until=until, sequential=sequential))
    return definitions(p.user("ut_z").end().flow("start_1", "ut_0", "ut_sign", "ut_z", "end_1").xml())


def item(r: Record, which: str) -> UUID:
    return next(key for key, task in r.run.tasks.items() if task.data.get("item") == which)


def test_one_signature_is_asked_for_again_and_the_others_stay(desk: Desk) -> None:
    r = record(desk, signed(), items=["a", "b", "c"])
    r.node("ut_0")
    keys = {which: item(r, which) for which in "abc"}
    for which in "bac":
        r.do(keys[which], result=which)
    assert r.run.task("ut_z").data["results"] == ["a", "b", "c"]
    r.back(1)  # b was the first to sign
    assert set(r.run.tasks) == {keys["b"]}
    r.do(keys["b"], result="B")
    assert r.run.task("ut_z").data["results"] == ["a", "B", "c"]


def test_out_of_a_running_countersign(desk: Desk) -> None:
    r = record(desk, signed(), items=["a", "b", "c"])
    r.node("ut_0")
    r.do(item(r, "a"), result="a")
    said = r.back_to("ut_0")
    assert r.run.open() == ["ut_0"] and [step.kept for step in said.steps] == [False, False]
    r.node("ut_0")
    assert len(r.run.tasks) == 3


def test_any_one_signer_is_enough(desk: Desk) -> None:
    """The others, whose turn was over with the first signature, have their tasks back under the same ids."""
    r = record(desk, signed("completed >= 1"), items=["a", "b", "c"])
    r.node("ut_0")
    before = books(r.run)
    r.do(item(r, "a"), result="a")
    assert r.run.open() == ["ut_z"]
    r.back_to("ut_sign")
    assert books(r.run) == before


def test_signers_one_after_another(desk: Desk) -> None:
    r = record(desk, signed(sequential=True), items=["a", "b", "c"])
    r.node("ut_0")
    for which in "ab":
        r.do(item(r, which), result=which)
    r.back(1)
    assert [task.data["item"] for task in r.run.tasks.values()] == ["a"]
    for which in "abc":
        r.do(item(r, which), result=which.upper())
    assert r.run.task("ut_z").data["results"] == ["A", "B", "C"]


def test_signers_added_and_removed_beside_what_is_undone(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_a2").user("ut_z").end()
    p.user("ut_sign", several("items"), {"sign": "all"})
    p.flow("start_1", "gw_f", "ut_a", "ut_a2", "gw_j", "ut_z", "end_1").flow("gw_f", "ut_sign", "gw_j")
    r = record(desk, definitions(p.xml()), items=["a", "b"])
    r.node("ut_a")
    run, before = r.run, r.run.state
    asked = item(r, "a")
    run.absorb(run.engine.add_signers(run.model, run.state, asked, ["c"], run.services))
    r.keep("joined", before, asked, items=["c"])
    before, gone = run.state, item(r, "b")
    run.absorb(run.engine.remove_signer(run.model, run.state, gone, run.services))
    r.keep("left", before, gone)
    kept = {item(r, "a"), item(r, "c")}
    said = r.back_to("ut_a")
    assert [step.kept for step in said.steps] == [False, True, True]
    assert set(run.tasks) == {run.task("ut_a").id, *kept}
    for which in "ac":
        r.do(item(r, which), result=which)
    r.node("ut_a")
    r.node("ut_a2")
    assert run.task("ut_z").data["results"] == ["a", "c"]


def test_inside_and_out_of_a_called_process(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_0").call("ca", "proc_b").user("ut_z").end()
    q = Process("proc_b").start("start_b").user("ut_b").user("ut_c").end("end_b")
    q.flow("start_b", "ut_b", "ut_c", "end_b")
    r = record(desk, definitions(p.flow("start_1", "ut_0", "ca", "ut_z", "end_1").xml(), q.xml()))
    r.node("ut_0")
    before = books(r.run)
    r.node("ut_b")
    r.back_to("ut_b")
    assert books(r.run) == before
    r.node("ut_b")
    r.node("ut_c")
    r.back_to("ut_b")  # out of a process that has come to its end
    assert books(r.run) == before
    r.node("ut_b")
    r.back_to("ut_0")
    assert r.run.open() == ["ut_0"]


def test_the_latest_round_of_a_loop(desk: Desk) -> None:
    p = Process("proc_a").start().gate("xor", "gw_in", "gw_out").user("ut_a").user("ut_b").user("ut_z").end()
    p.flow("start_1", "gw_in", "ut_a", "ut_b", "gw_out").when("gw_out", "gw_in", "again").otherwise("gw_out", "ut_z")
    r = record(desk, definitions(p.flow("ut_z", "end_1").xml()))
    r.node("ut_a", n=1)
    r.node("ut_b", again=True)
    r.node("ut_a", n=2)
    r.node("ut_b", again=False)
    r.back_to("ut_a")
    assert r.run.task("ut_a").data == {"n": 1, "again": True}


def test_parts_that_come_back_are_new_ones_and_results_are_kept(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_0").gate("and", "gw_f", "gw_j").user("ut_a")
    p.call("ca", "proc_b", several("items"), instance="own").user("ut_z").end()
    p.flow("start_1", "ut_0", "gw_f", "ut_a", "gw_j", "ut_z", "end_1").flow("gw_f", "ca", "gw_j")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    r = record(desk, definitions(p.xml(), q.xml()), items=[1, 2])
    r.node("ut_0")
    first, second = r.run.children
    r.node("ut_a")
    r.child(first, result="one")
    r.back_to("ut_a")
    assert set(r.run.children) == {second} and r.run.open() == ["ut_a"]
    r.node("ut_a")
    r.child(second, result="two")
    assert r.run.task("ut_z").data["results"] == ["one", "two"]
    said = r.back_to("ut_0")
    assert said.outcome.cancelled_children == () and r.run.open() == ["ut_0"]
    r.node("ut_0")
    assert not {first, second} & set(r.run.children) and len(r.run.children) == 2
    said = r.back_to("ut_0")
    assert len(said.outcome.cancelled_children) == 2


def test_operators_of_kept_branches_are_not_called_again(desk: Desk) -> None:
    calls: list[str] = []

    def services(operator: str, params: dict[str, Any]) -> int:
        calls.append(operator)
        return len(calls)

    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b").service("st_b", "op.b", "b")
    p.service("st_z", "op.z", "z").user("ut_z").end()
    p.flow("start_1", "gw_f", "ut_a", "gw_j", "st_z", "ut_z", "end_1").flow("gw_f", "ut_b", "st_b", "gw_j")
    r = record(desk, definitions(p.xml()), services)
    r.node("ut_a")
    r.node("ut_b")  # st_b and, behind the join, st_z in one step
    assert calls == ["op.b", "op.z"]
    said = r.back_to("ut_a")
    assert [call.operator for step in said.steps for call in step.undone] == ["op.z"] and len(calls) == 2
    r.node("ut_a")
    assert calls == ["op.b", "op.z", "op.z"] and r.run.task("ut_z").data == {"b": 1, "z": 3}


def test_what_is_not_on_record_is_not_guessed(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b").service("st_b", "op.b", "b")
    p.user("ut_c").end().flow("start_1", "gw_f", "ut_a", "gw_j", "end_1").flow("gw_f", "ut_b", "st_b", "ut_c", "gw_j")
    r = record(desk, definitions(p.xml()), lambda operator, params: 1)
    r.node("ut_a")
    r.node("ut_b")
    entry = r.entries[-1]
    entry.past = Past(entry.past.kind, entry.past.at, entry.past.after, entry.past.wait)
    with pytest.raises(Conflict) as refused:
        r.ask(0)
    assert refused.value.code == "return_lost"


def test_timers_of_others_run_on_and_its_own_begin_anew(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b").user("ut_z").end()
    p.boundary("tm_a", "ut_a", timer("timeDuration", "P3D")).end("end_a").flow("tm_a", "end_a")
    p.boundary("tm_b", "ut_b", timer("timeDuration", "P5D"), interrupting=False).user("ut_late").end("end_b")
    p.flow("tm_b", "ut_late", "end_b").flow("start_1", "gw_f", "ut_a", "gw_j", "ut_z", "end_1")
    r = record(desk, definitions(p.flow("gw_f", "ut_b", "gw_j").xml()))
    other = next(timer for timer in r.run.timers.values() if timer.node == "tm_b")
    desk.clock.turn(days=1)
    r.node("ut_a")
    desk.clock.turn(days=5)
    r.fire()
    late = r.run.task("ut_late")
    r.back_to("ut_a")
    assert r.run.open() == ["ut_a", "ut_b", "ut_late"] and r.run.task("ut_late") == late
    assert other.id not in r.run.timers
    (own,) = r.run.timers.values()
    assert own.node == "tm_a" and (own.due_at - desk.clock.now).days == 3


def test_a_term_that_is_over_bars_the_way(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").user("ut_z").end().end("end_a")
    p.boundary("tm_a", "ut_a", timer("timeDate", "2017-04-12")).flow("tm_a", "end_a")
    r = record(desk, definitions(p.flow("start_1", "ut_a", "ut_z", "end_1").xml()))
    r.node("ut_a")
    desk.clock.turn(days=5)
    with pytest.raises(Conflict) as refused:
        r.ask(0)
    assert refused.value.code == "return_late" and refused.value.params["name"] == "名tm_a"


def test_messages_of_kept_branches_stay_received(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_z").end()
    p.catch("ev", message("msg_go")).user("ut_b")
    p.flow("start_1", "gw_f", "ut_a", "gw_j", "ut_z", "end_1").flow("gw_f", "ev", "ut_b", "gw_j")
    r = record(desk, definitions(p.xml(), messages=("msg_go",)))
    r.node("ut_a")
    r.deliver("msg_go", said=1)
    kept = r.run.task("ut_b")
    r.back_to("ut_a")
    assert not r.run.messages and r.run.task("ut_b") == kept


def test_return_after_return(desk: Desk) -> None:
    r = record(desk, forked())
    for node in ("ut_0", "ut_a", "ut_b", "ut_a2"):
        r.node(node, **{node: 1})
    kept = r.run.task("ut_b2")
    r.back_to("ut_a2")
    r.back_to("ut_a")
    assert r.run.open() == ["ut_a", "ut_b2"] and r.run.task("ut_b2") == kept
    r.node("ut_a", ut_a=2)
    r.node("ut_b2", ut_b2=1)
    r.back_to("ut_b")  # what was undone before does not come back
    assert r.run.open() == ["ut_a2", "ut_b"]
    assert r.run.task("ut_a2").data == {"ut_0": 1, "ut_a": 2}
