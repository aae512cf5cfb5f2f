"""A case on another release: the same waits under the same ids, or a reason place by place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from service.domain.migration import Migrated, verdict
from service.domain.migration_words import WORDS
from service.engine import Model
from tests.engine.conftest import Desk, Runner
from tests.engine.draw import Process, definitions, message, several, timer

MESSAGES = ("msg_stop", "msg_other")


def model(desk: Desk, *processes: Process, forms: dict[str, Any] | None = None) -> Model:
    return desk.model(definitions(*(p.xml() for p in processes), messages=MESSAGES), forms=forms)


def chain(*keys: str) -> Process:
    p = Process("proc_a").start().end()
    for key in keys:
        p.user(key)
    return p.flow("start_1", *keys, "end_1")


def go(run: Runner, new: Model, **mapping: str) -> Migrated:
    """Migrate a run and go on with it on the new release."""
    said = run.engine.migrate(run.model, new, run.state, mapping)
    assert said.outcome is not None, [one.text("en") for one in said.found]
    waits = set(run.tasks) | set(run.timers) | set(run.messages) | set(run.children)
    run.absorb(said.outcome)
    run.model = new
    run.tasks.update({task.id: task for task in said.tasks})
    run.timers.update({timer.id: timer for timer in said.timers})
    run.messages.update({wait.id: wait for wait in said.messages})
    assert {task.id for task in said.tasks} == set(run.tasks)
    assert not said.outcome.opened and not said.outcome.closed and not said.outcome.passed
    assert not said.outcome.cancelled_children and not said.outcome.children
    assert waits - set(said.outcome.disarmed) - set(said.outcome.unsubscribed) <= (
        set(run.tasks) | set(run.timers) | set(run.messages) | set(run.children)
    )
    return said


def codes(said: Migrated) -> list[str]:
    for one in said.found:
        assert (
            one.text() and one.text("en") and "{" not in one.text() + one.text("en") + one.advice() + one.advice("en")
        )
    return sorted(one.code for one in said.found)


def refused(run: Runner, new: Model, **mapping: str) -> list[str]:
    state = run.state
    said = run.engine.migrate(run.model, new, state, mapping)
    assert said.outcome is None and verdict(said.found) == "refused"
    return codes(said)


def test_a_step_more_and_one_less(desk: Desk) -> None:
    run = desk.run(model(desk, chain("ut_1", "ut_2", "ut_3")), number="7")
    run.do("ut_1", seen=1)
    key = run.task("ut_2").id
    said = go(run, model(desk, chain("ut_0", "ut_2", "ut_new", "ut_3")))
    assert codes(said) == [] and run.task("ut_2").id == key
    assert [(one.node, one.to) for one in said.moved] == [("ut_2", "ut_2")]
    for node in ("ut_2", "ut_new", "ut_3"):
        assert run.open() == [node]
        run.do(node)
    assert run.ended and run.last.variables == {"number": "7", "seen": 1}


def test_a_node_that_has_another_id(desk: Desk) -> None:
    run = desk.run(model(desk, chain("ut_1", "ut_2")))
    new = model(desk, chain("ut_one", "ut_2"))
    assert refused(run, new) == ["node_missing"]
    assert refused(run, new, ut_1="ut_nowhere") == ["node_missing"]
    assert codes(go(run, new, ut_1="ut_one")) == ["renamed"]
    assert run.open() == ["ut_one"]
    run.do("ut_one")
    run.do("ut_2")
    assert run.ended


def test_another_kind_of_node(desk: Desk) -> None:
    run = desk.run(model(desk, chain("ut_1")))
    other = Process("proc_a").start().end().node("manualTask", "ut_1").flow("start_1", "ut_1", "end_1")
    assert refused(run, model(desk, other)) == ["kind_changed"]
    inner = Process("sp_1", "subProcess").start("s2").end("e2").user("ut_1").flow("s2", "ut_1", "e2")
    inside = Process("proc_a").start().end().sub(inner).flow("start_1", "sp_1", "end_1")
    assert refused(run, model(desk, inside)) == ["scope_changed"]
    assert refused(run, model(desk, Process("proc_b").start().end().flow("start_1", "end_1"))) == ["process_missing"]


def test_an_ended_case(desk: Desk) -> None:
    old = model(desk, chain("ut_1"))
    run = desk.run(old)
    run.do("ut_1")
    assert refused(run, old) == ["case_ended"]
    assert codes(run.engine.migrate(old, old, b"\x01junk", {})) == ["state_broken"]


def timed(*events: tuple[str, str, bool], reminder: str = "ut_late") -> Process:
    p = Process("proc_a").start().end().user("ut_1").user("ut_2").flow("start_1", "ut_1", "ut_2", "end_1")
    for key, length, interrupting in events:
        p.boundary(key, "ut_1", timer("timeDuration", length), interrupting)
        if interrupting:
            p.flow(key, "end_1")
        else:
            p.user(f"{reminder}_{key}").end(f"end_{key}").flow(key, f"{reminder}_{key}", f"end_{key}")
    return p


def test_terms_keep_their_end_new_ones_begin_and_gone_ones_go(desk: Desk) -> None:
    run = desk.run(model(desk, timed(("tm_keep", "P3D", False), ("tm_gone", "P4D", True))))
    due = next(one.due_at for one in run.timers.values() if one.node == "tm_keep")
    desk.clock.turn(hours=5)
    said = go(run, model(desk, timed(("tm_keep", "P9D", False), ("tm_new", "P5D", True))))
    assert codes(said) == ["timer_armed", "timer_kept", "wait_removed"]
    now = {one.node: one.due_at for one in run.timers.values()}
    assert now == {"tm_keep": due, "tm_new": desk.clock.now + timedelta(days=5)}
    desk.clock.turn(days=3)
    run.fire()
    assert run.open() == ["ut_1", "ut_late_tm_keep"]
    # on to a release without any: the reminder that was started goes on by itself
    gone = timed().user("ut_late_tm_keep").end("end_tm_keep").flow("ut_late_tm_keep", "end_tm_keep")
    gone.gate("xor", "gw").flows.clear()
    gone.flow("start_1", "gw").otherwise("gw", "ut_1").when("gw", "ut_late_tm_keep", "False")
    gone.flow("ut_1", "ut_2", "end_1").flow("ut_late_tm_keep", "end_tm_keep")
    assert codes(go(run, model(desk, gone))) == ["wait_removed"]
    assert not run.timers
    run.do("ut_1")
    run.do("ut_2")
    assert not run.ended and run.open() == ["ut_late_tm_keep"]
    run.do("ut_late_tm_keep")
    assert run.ended


def test_a_term_that_is_over_acts_at_once(desk: Desk) -> None:
    run = desk.run(model(desk, timed()))
    late = timed().boundary("tm_day", "ut_1", timer("timeDate", "2017-04-01"), True).flow("tm_day", "end_1")
    assert codes(go(run, model(desk, late))) == ["timer_overdue"]
    assert run.open() == ["ut_1"]  # nothing is run by a migration
    run.fire()
    assert run.ended
    run = desk.run(model(desk, timed()))
    broken = timed().boundary("tm_day", "ut_1", timer("timeDate", "nobody_knows"), True).flow("tm_day", "end_1")
    assert "arm_failed" in refused(run, model(desk, broken))


def test_a_fired_reminder_stays_fired(desk: Desk) -> None:
    old = model(desk, timed(("tm_1", "P1D", False)))
    run = desk.run(old)
    desk.clock.turn(days=2)
    run.fire()
    assert run.open() == ["ut_1", "ut_late_tm_1"]
    state = run.state
    assert codes(go(run, model(desk, timed(("tm_1", "P1D", False), ("tm_2", "P7D", True))))) == ["timer_armed"]
    assert [one.node for one in run.timers.values()] == ["tm_2"]
    go(run, old)
    assert run.state == state
    run.do("ut_1")
    run.do("ut_late_tm_1")
    run.do("ut_2")
    assert run.ended


def test_messages(desk: Desk) -> None:
    def waiting(name: str, key: str) -> Process:
        p = Process("proc_a").start().end().user("ut_1").flow("start_1", "ut_1", "end_1")
        return p.boundary("ms_1", "ut_1", message(name), more={"key": key}).flow("ms_1", "end_1")

    run = desk.run(model(desk, waiting("msg_stop", "number")), number="7", other="9")
    key = next(iter(run.messages))
    assert codes(go(run, model(desk, waiting("msg_other", "other")))) == ["message_changed"]
    wait = run.messages[key]
    assert (wait.message, wait.key) == ("msg_other", "9")
    go(run, model(desk, timed()))
    assert not run.messages
    go(run, model(desk, waiting("msg_stop", "number")))
    run.deliver("msg_stop")
    assert run.ended


def fork(*branches: str, join: str = "gw_j", kind: str = "and", after: str = "ut_z") -> Process:
    p = Process("proc_a").start().end().gate("and", "gw_f").gate(kind, join).user(after)
    for branch in branches:
        p.user(branch).flow("gw_f", branch, join)
    return p.flow("start_1", "gw_f").flow(join, after, "end_1")


def test_a_join_with_half_its_tokens(desk: Desk) -> None:
    run = desk.run(model(desk, fork("ut_a", "ut_b")))
    run.do("ut_a", from_a=1)
    longer = fork("ut_a", "ut_b").user("ut_more").user("ut_late")
    longer.flows = [flow for flow in longer.flows if flow[2] != "gw_j"]
    longer.flow("ut_b", "ut_more", "gw_j").flow("ut_a", "ut_late", "gw_j")
    assert codes(go(run, model(desk, longer))) == ["arrival_skips"]
    run.do("ut_b", from_b=2)
    run.do("ut_more")
    assert run.open() == ["ut_z"] and run.task("ut_z").data == {"from_a": 1, "from_b": 2}


def test_joins_that_could_not_be_right(desk: Desk) -> None:
    old = model(desk, fork("ut_a", "ut_b"))
    run = desk.run(old)
    assert refused(run, model(desk, fork("ut_a", "ut_b", "ut_c"))) == ["join_starved"]
    assert refused(run, model(desk, chain("ut_a", "ut_b", "ut_z"))) == ["join_lost", "order_changed"]
    assert refused(run, model(desk, fork("ut_a", "ut_b", kind="xor"))) == ["join_lost"]
    alone = desk.run(model(desk, chain("ut_a", "ut_z")))
    assert refused(alone, model(desk, fork("ut_a", "ut_b"))) == ["join_starved"]
    run.do("ut_a")
    assert refused(run, model(desk, fork("ut_x", "ut_b"))) == ["arrival_lost"]
    assert refused(run, model(desk, fork("ut_a", "ut_b", "ut_c"))) == ["join_starved"]
    go(run, model(desk, fork("ut_x", "ut_b")), ut_a="ut_x")
    run.do("ut_b")
    run.do("ut_z")
    assert run.ended
    early = desk.run(model(desk, Process("proc_a").start().user("ut_0").end().flow("start_1", "ut_0", "end_1")))
    before = fork("ut_a", "ut_b", "ut_c").user("ut_0")
    before.flows = [flow for flow in before.flows if flow[1] != "start_1"]
    go(early, model(desk, before.flow("start_1", "ut_0", "gw_f")))
    early.do("ut_0")
    assert early.open() == ["ut_a", "ut_b", "ut_c"]


def each(body: str, *more: str) -> Process:
    p = Process("proc_a").start().end().user("ut_1", body)
    for key in more:
        p.user(key)
    return p.flow("start_1", "ut_1", *more, "end_1")


@pytest.mark.parametrize("sequential", [False, True])
def test_several_half_done(desk: Desk, sequential: bool) -> None:
    run = desk.run(model(desk, each(several("people", sequential=sequential))), people=["a", "b", "c"])
    run.do("ut_1", result="first")
    for other in (several("others", sequential=sequential), several("people", sequential=not sequential), ""):
        assert refused(run, model(desk, each(other))) == ["several_changed"]
    go(run, model(desk, each(several("people", sequential=sequential), "ut_2")))
    while "ut_1" in run.open():
        run.do("ut_1", result="later")
    assert run.task("ut_2").data["results"] == ["first", "later", "later"]


def test_called_processes(desk: Desk) -> None:
    def caller(called: str, **more: str) -> Process:
        p = Process("proc_a").start().end().call("ca_1", called, **more)
        return p.flow("start_1", "ca_1", "end_1")

    def callee(key: str, *nodes: str) -> Process:
        p = Process(key).start().end()
        for node in nodes:
            p.user(node)
        return p.flow("start_1", *nodes, "end_1")

    run = desk.run(model(desk, caller("proc_b"), callee("proc_b", "ut_b")), number=1)
    go(run, model(desk, caller("proc_b"), callee("proc_b", "ut_b", "ut_b2")))
    run.do("ut_b")
    assert run.open() == ["ut_b2"] and run.task("ut_b2").process == "proc_b"
    assert refused(run, model(desk, caller("proc_c"), callee("proc_c", "ut_b2"))) == ["call_changed"]
    own = model(desk, caller("proc_b", instance="own"), callee("proc_b", "ut_b2"))
    assert refused(run, own) == ["call_changed"]
    run.do("ut_b2")
    assert run.ended and run.last.variables == {"number": 1}
    run = desk.run(own)
    key = next(iter(run.children))
    go(run, model(desk, caller("proc_b", instance="own"), callee("proc_b", "ut_x")))
    assert list(run.children) == [key]
    run.child(key, done=True)
    assert run.ended


def listening(*keys: str, event: str = "", more: str = "") -> Process:
    """Draw a process that listens for a message, with a task in its event subprocess."""
    p = chain(*keys)
    for name, body in (("es", event), ("et", more)):
        if body:
            inner = Process(name, "subProcess").user(f"ut_{name}").end(f"end_{name}")
            p.on_event(inner.flow(f"st_{name}", f"ut_{name}", f"end_{name}"), f"st_{name}", body, interrupting=False)
    return p


def test_event_subprocesses(desk: Desk) -> None:
    plain, heard = listening("ut_1", "ut_2"), listening("ut_1", "ut_2", event=message("msg_stop"))
    run = desk.run(model(desk, plain))
    assert codes(go(run, model(desk, heard))) == ["message_armed"]
    key = next(iter(run.messages))
    both = listening("ut_1", "ut_2", event=message("msg_stop"), more=timer("timeDuration", "P2D"))
    assert codes(go(run, model(desk, both))) == ["timer_armed"]
    assert list(run.messages) == [key]
    run.deliver("msg_stop")
    assert run.open() == ["ut_1", "ut_es"]
    assert refused(run, model(desk, plain)) == ["node_missing"]
    desk.clock.turn(days=3)
    run.fire()
    assert run.open() == ["ut_1", "ut_es", "ut_et"]
    for node in ("ut_es", "ut_et"):
        run.do(node)
    go(run, model(desk, both))
    assert not run.timers  # what was heard once is not heard again
    assert codes(go(run, model(desk, plain))) == ["wait_removed"]
    run.do("ut_1")
    run.do("ut_2")
    assert run.ended


def test_a_post_a_form_and_a_term_that_changed(desk: Desk) -> None:
    def form(**fields: str) -> dict[str, Any]:
        return {
            "schema": {"type": "object", "properties": {k: {"type": "string", "title": v} for k, v in fields.items()}}
        }

    old = model(desk, chain("ut_1"), forms={"form_any": form(a="甲", b="乙")})
    run = desk.run(old)
    p = Process("proc_a").start().end().user("ut_1", more={"role": "org_commissioner", "due": "P9D"})
    new = model(desk, p.flow("start_1", "ut_1", "end_1"), forms={"form_any": form(b="乙", c="丙")})
    said = go(run, new)
    assert codes(said) == ["due_kept", "form_changed", "role_changed"]
    assert said.readdressed == {run.task("ut_1").id}
    assert run.task("ut_1").properties["role"] == "org_commissioner"
    assert "新增：丙；不再有：甲" in next(one.text() for one in said.found if one.code == "form_changed")
    assert not go(run, new).found


def test_what_the_case_does_not_have(desk: Desk) -> None:
    def asking(condition: str) -> Process:
        p = Process("proc_a").start().end().user("ut_0").user("ut_1").user("ut_2").gate("xor", "gw")
        p.flow("start_1", "ut_0", "ut_1", "gw").when("gw", "ut_2", condition).otherwise("gw", "end_1")
        return p.flow("ut_2", "end_1")

    run = desk.run(model(desk, asking("number == 1")), number=1)
    run.do("ut_0")
    said = go(run, model(desk, asking("unheard == 1 and number == 1")))
    assert codes(said) == ["variable_missing"]
    assert "unheard" in said.found[0].text()
    set_ahead = asking("unheard == 1").script("sc", "unheard = 1")
    set_ahead.flows = [flow for flow in set_ahead.flows if flow[1] != "ut_1"]
    assert codes(go(run, model(desk, set_ahead.flow("ut_1", "sc", "gw")))) == []
    run.do("ut_1")
    assert run.open() == ["ut_2"]


def test_every_sentence_is_complete() -> None:
    for code, (grade, *texts) in WORDS.items():
        assert all(texts[:2]), code
        assert bool(texts[2]) == bool(texts[3]), code
        assert grade != "refuse" or texts[2], code
