"""Return to an earlier task: what comes of it goes, all else stays, what is redone ends as if nothing had happened."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.errors import Conflict
from service.domain.outcome import Called, Outcome, Passed
from service.engine import Past, Return, beginning
from service.engine.returns import _Replay
from service.engine.step import Here
from tests.engine.conftest import MONDAY, Desk, Runner
from tests.engine.draw import Process, definitions, message, several, timer
from tests.engine.test_moves import books
from tests.engine.test_random import BLOCKS, Block, Pencil, model_of


@dataclass
class Entry:
    """A step on record, and which nodes and operators count for it after the returns so far."""

    past: Past
    before: bytes
    passed: tuple[Passed, ...]
    called: tuple[Called, ...]
    undone: int | None = None


@dataclass
class Record:
    """A run that keeps what the house's history keeps."""

    run: Runner
    entries: list[Entry] = field(default_factory=list)

    def keep(self, kind: str, before: bytes, wait: UUID | None = None, name: str = "", **data: Any) -> Outcome:
        said = self.run.last
        past = Past(kind, self.run.engine._clock(), self.run.state, wait, name, data, said.called)
        self.entries.append(Entry(past, before, said.passed, said.called))
        return said

    def do(self, key: UUID, **answers: Any) -> Outcome:
        run, before = self.run, self.run.state
        run.absorb(run.engine.complete(run.model, run.state, key, answers, run.services))
        return self.keep("task", before, key, **answers)

    def node(self, node: str, **answers: Any) -> Outcome:
        return self.do(self.run.task(node).id, **answers)

    def fire(self) -> Outcome:
        before = self.run.state
        self.run.fire()
        return self.keep("timer", before)

    def deliver(self, name: str, **payload: Any) -> Outcome:
        before = self.run.state
        self.run.deliver(name, **payload)
        return self.keep("message", before, None, name, **payload)

    def tell(self, key: UUID, name: str, **payload: Any) -> Outcome:
        """Deliver to one node, as the store does: who hears it is on record."""
        before = self.run.state
        self.run.deliver(name, key, **payload)
        return self.keep("message", before, key, name, **payload)

    def child(self, key: UUID, **result: Any) -> Outcome:
        before = self.run.state
        self.run.child(key, **result)
        return self.keep("child", before, key, **result)

    def targets(self) -> list[int]:
        """Return the latest completion of every task that still counts."""
        latest = {entry.past.wait: n for n, entry in enumerate(self.entries) if entry.past.kind == "task"}
        return [n for n in latest.values() if self.entries[n].undone is None]

    def ask(self, number: int) -> Return:
        target = self.entries[number].past.wait
        assert target is not None
        entries = self.entries[self.start(number) :]
        past = [e.past if e.undone is None else Past("undone", e.past.at, e.past.after) for e in entries]
        return self.run.engine.return_to(self.run.model, self.run.state, entries[0].before, past, target)

    def start(self, number: int) -> int:
        return beginning([(n, entry.undone) for n, entry in enumerate(self.entries)], number)

    def back(self, number: int) -> Return:
        """Return to a completed task and keep books of it."""
        run, before, said = self.run, self.run.state, self.ask(number)
        for entry, now in zip(self.entries[self.start(number) :], said.steps, strict=True):
            if entry.past.kind == "moved" or entry.undone is not None:
                continue
            if not now.kept and not now.passed:
                entry.undone = len(self.entries)
            entry.passed = now.passed
            entry.called = tuple(call for call in entry.called if call not in now.undone)
        run.absorb(said.outcome)
        self.entries.append(Entry(Past("moved", run.engine._clock(), run.state, data=said.renamed), before, (), ()))
        return said

    def back_to(self, node: str) -> Return:
        done = [n for n in self.targets() if node in {p.node for p in self.entries[n].passed}]
        return self.back(done[-1])

    def path(self) -> Counter[str]:
        return Counter(passed.node for entry in self.entries for passed in entry.passed)


def record(desk: Desk, file: bytes, services: Any = None, **data: Any) -> Record:
    return Record(desk.run(desk.model(file), services=services, **data))


# --- by hand --------------------------------------------------------------------------------------------------------


def forked() -> bytes:
    p = Process("proc_a").start().user("ut_0").gate("and", "gw_f", "gw_j").user("ut_a").user("ut_a2").user("ut_b")
    p.user("ut_b2").user("ut_z").end().flow("start_1", "ut_0", "gw_f", "ut_a", "ut_a2", "gw_j", "ut_z", "end_1")
    return definitions(p.flow("gw_f", "ut_b", "ut_b2", "gw_j").xml())


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


# --- at random ------------------------------------------------------------------------------------------------------

STEADY = st.recursive(
    st.sampled_from([("task",), ("serve",), ("sign",), ("turns",)]),
    lambda inner: st.one_of(
        st.tuples(st.just("seq"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("and"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.just("sub"), inner),
        st.tuples(st.just("call"), inner),
    ),
    max_leaves=7,
)


@dataclass
class Steady(Pencil):
    """Draw processes whose end does not depend on who is faster: every answer is a function of its place."""

    called: list[Process] = field(default_factory=list)
    rounds: list[str] = field(default_factory=list)

    def _serve(self, p: Process) -> tuple[str, str]:
        key, act = self.name("ut"), self.name("st")
        p.user(key).service(act, "op.known", f"said_{act}", node=f"'{act}'").flow(key, act)
        return key, act

    def _sign(self, p: Process, sequential: bool = False) -> tuple[str, str]:
        key = self.name("ut")
        p.user(key, several("items", f"item_{key}", f"all_{key}", f"one_{key}", sequential))
        return key, key

    def _turns(self, p: Process) -> tuple[str, str]:
        return self._sign(p, True)

    def _seq(self, p: Process, blocks: list[Block]) -> tuple[str, str]:
        ends = [self.draw(p, block) for block in blocks]
        for (_, last), (first, _) in itertools.pairwise(ends):
            p.flow(last, first)
        return ends[0][0], ends[-1][1]

    def _and(self, p: Process, blocks: list[Block]) -> tuple[str, str]:
        fork, join = self.name("gw"), self.name("gw")
        p.gate("and", fork, join)
        for block in blocks:
            first, last = self.draw(p, block)
            p.flow(fork, first).flow(last, join)
        return fork, join

    def _loop(self, p: Process, block: Block) -> tuple[str, str]:
        enter, leave, out, count = self.name("gw"), self.name("gw"), self.name("gw"), self.name("sc")
        self.rounds.append(f"n_{count}")
        p.gate("xor", enter, leave, out).script(count, f"n_{count} = n_{count} + 1")
        first, last = self.draw(p, block)
        p.flow(enter, first).flow(last, count, leave).when(leave, enter, f"n_{count} < 2").otherwise(leave, out)
        return enter, out

    def _inner(self, p: Process, block: Block) -> Process:
        start, end = self.name("start"), self.name("end")
        first, last = self.draw(p.start(start).end(end), block)
        return p.flow(start, first).flow(last, end)

    def _sub(self, p: Process, block: Block) -> tuple[str, str]:
        key = self.name("sp")
        p.sub(self._inner(Process(key, "subProcess"), block))
        return key, key

    def _call(self, p: Process, block: Block) -> tuple[str, str]:
        key, process = self.name("ca"), self.name("proc")
        self.called.append(self._inner(Process(process), block))
        p.call(key, process)
        return key, key


def steady(block: Block) -> tuple[bytes, dict[str, Any]]:
    pencil, p = Steady(), Process("proc_a").start().end().user("ut_first").user("ut_last")
    first, last = pencil.draw(p, block)
    p.flow("start_1", "ut_first", first).flow(last, "ut_last", "end_1")
    data: dict[str, Any] = {"items": ["a", "b"], **dict.fromkeys(pencil.rounds, 0)}
    return definitions(p.xml(), *(q.xml() for q in pencil.called)), data


def services(operator: str, params: dict[str, Any]) -> str:
    return f"{params['node']}!"


def answers(r: Record, key: UUID) -> dict[str, Any]:
    node = r.run.tasks[key].node
    return {f"one_{node}": f"{node}/{r.run.tasks[key].data.get(f'item_{node}')}"}


def baseline(desk: Desk, file: bytes, data: dict[str, Any]) -> Record:
    r = record(desk, file, services, **data)
    while not r.run.ended:
        key = next(iter(r.run.tasks))
        r.do(key, **answers(r, key))
    return r


RUNS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True)


@settings(RUNS, max_examples=60)
@given(block=STEADY, turns=st.lists(st.integers(0, 99), min_size=12, max_size=40))
def test_what_is_redone_ends_as_if_nothing_had_happened(desk: Desk, block: Block, turns: list[int]) -> None:
    file, data = steady(block)
    straight = baseline(desk, file, data)
    r = record(desk, file, services, **data)
    start = Counter(passed.node for passed in r.run.last.passed)
    for turn in turns:
        if r.run.ended or (r.run.open() == ["ut_last"] and turn % 2):
            break
        done = r.targets()
        if turn % 4 == 0 and done:
            before, state = dict(r.run.tasks), r.run.state
            number = done[turn % len(done)]
            target = r.entries[number].past.wait
            asked = r.ask(number)
            assert r.back(number).outcome.closed == asked.outcome.closed and r.run.state != state
            assert target in r.run.tasks and not r.run.ended
            for key in before.keys() & r.run.tasks.keys():
                assert r.run.tasks[key] == before[key]
        else:
            key = list(r.run.tasks)[turn % len(r.run.tasks)]
            r.do(key, **answers(r, key))
    while not r.run.ended:
        key = next(iter(r.run.tasks))
        r.do(key, **answers(r, key))
    assert r.run.last.variables == straight.run.last.variables
    assert r.path() + start == straight.path() + start
    live = Counter((call.node, call.result) for entry in r.entries for call in entry.called)
    assert live == Counter((call.node, call.result) for entry in straight.entries for call in entry.called)


@settings(RUNS, max_examples=60)
@given(block=BLOCKS, choices=st.lists(st.integers(0, 99), min_size=30, max_size=30))
def test_returns_among_timers_and_choices(desk: Desk, block: Block, choices: list[int]) -> None:
    """Every run comes to its end, whatever is returned; what waited and still waits, waits as it did."""
    desk.clock.now = MONDAY
    r = Record(desk.run(desk.model(model_of(block)), pick=0))
    turn = 0
    while not r.run.ended and turn < 200:
        choice, done = choices[turn % len(choices)], r.targets()
        if choice % 7 == 0 and turn < 60:
            desk.clock.turn(days=2)
            r.fire()
        elif choice % 5 == 0 and done and turn < 60:
            before = books(r.run)
            r.back(done[choice % len(done)])
            for then, now in zip(before[:3], books(r.run)[:3], strict=True):
                assert {key: now[key] for key in then.keys() & now.keys()} == {
                    key: then[key] for key in then.keys() & now.keys()
                }
        else:
            keys = sorted(r.run.tasks, key=lambda key: r.run.tasks[key].node)
            r.do(keys[choice % len(keys)], pick=choice % 4 if turn < 40 else 0)
        turn += 1
    assert r.run.ended and not r.run.tasks and not r.run.timers
