"""Service tasks that leave the house: they wait, take their answer once, and give way to timers and error events."""

from __future__ import annotations

from uuid import uuid4

import pytest

from service.domain.deliveries import Contract
from service.domain.errors import Conflict
from service.engine import Bundle, Engine, Model
from service.engine.findings import Finding
from service.engine.scenario_file import read_scenarios
from service.engine.scenarios import run_scenarios
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, properties, several, timer

CONNECTORS = {"mail.send": Contract(("to", "body"), ("cc",), "to")}


def error(code: str | None = None) -> str:
    return f'<bpmn:errorEventDefinition errorRef="{code}"/>' if code else "<bpmn:errorEventDefinition/>"


def send(key: str = "st") -> Process:
    return Process("proc_a").start().service(key, "mail.send", "sent", to="address", body="'您好'").end()


def mailing(desk: Desk, p: Process, *errors: str) -> Model:
    return desk.model(definitions(p.xml(), errors=errors), connectors=CONNECTORS)


def test_it_waits_and_takes_the_answer(desk: Desk) -> None:
    p = send().user("ut").flow("start_1", "st", "ut", "end_1")
    run = desk.run(mailing(desk, p), address="wang@example.cn", services=never)
    (call,) = run.calls.values()
    assert (call.node, call.operator) == ("st", "mail.send")
    assert call.params == {"to": "wang@example.cn", "body": "您好"}
    assert run.open() == [] and "st" not in run.path and not run.ended
    run.answer("st", {"id": "m1"})
    assert run.task("ut").data["sent"] == {"id": "m1"} and "st" in run.path and not run.calls


def never(operator: str, params: object) -> None:
    raise AssertionError(f"{operator} is not for the transaction")


def test_an_operator_of_the_house_is_still_called_at_once(desk: Desk) -> None:
    p = Process("proc_a").start().service("st", "op.known", "n").end().flow("start_1", "st", "end_1")
    run = desk.run(mailing(desk, p), services=lambda operator, params: 7)
    assert run.ended and run.last.variables["n"] == 7


def test_the_answer_comes_once(desk: Desk) -> None:
    p = send().user("ut").flow("start_1", "st", "ut", "end_1")
    run = desk.run(mailing(desk, p), address="a@b.cn")
    (key,) = run.calls
    run.answer("st")
    with pytest.raises(Conflict):
        desk.engine.answered(run.model, run.state, key, None, run.services)
    with pytest.raises(Conflict):
        desk.engine.answered(run.model, run.state, uuid4(), None, run.services)


def test_an_interrupting_timer_takes_the_call_back(desk: Desk) -> None:
    p = send().user("ut").boundary("tm", "st", timer("timeDuration", "P1D")).flow("start_1", "st", "end_1")
    run = desk.run(mailing(desk, p.flow("tm", "ut", "end_1")), address="a@b.cn")
    (key,) = run.calls
    desk.clock.turn(days=2)
    assert run.fire().cancelled_calls == (key,)
    assert run.open() == ["ut"]
    with pytest.raises(Conflict):
        desk.engine.answered(run.model, run.state, key, None, run.services)


@pytest.mark.parametrize("caught", [None, "refused"])
def test_an_error_event_takes_over(desk: Desk, caught: str | None) -> None:
    p = send().user("ut").boundary("ev", "st", error(caught)).flow("start_1", "st", "end_1").flow("ev", "ut", "end_1")
    run = desk.run(mailing(desk, p, "refused"), address="a@b.cn")
    run.fail("st", "refused")
    assert run.open() == ["ut"] and run.task("ut").data["sent"] == {"error": "refused"} and not run.calls


def test_the_error_event_of_another_class_does_not(desk: Desk) -> None:
    p = send().user("ut").boundary("ev", "st", error("refused")).flow("start_1", "st", "end_1")
    run = desk.run(mailing(desk, p.flow("ev", "ut", "end_1"), "refused"), address="a@b.cn")
    with pytest.raises(Conflict) as none:
        run.fail("st", "unreachable")
    assert none.value.code == "nobody_catches"
    run.answer("st")
    assert run.ended


def test_the_error_event_of_a_subprocess_does(desk: Desk) -> None:
    inner = Process("sp", tag="subProcess").start("s2").service("st", "mail.send", "sent", to="address").end("e2")
    p = Process("proc_a").start().sub(inner.flow("s2", "st", "e2")).user("ut").end().boundary("ev", "sp", error())
    run = desk.run(mailing(desk, p.flow("start_1", "sp", "end_1").flow("ev", "ut", "end_1")), address="a@b.cn")
    run.fail("st", "unreachable")
    assert run.open() == ["ut"] and not run.calls


def test_one_for_every_item(desk: Desk) -> None:
    text = several("people", item="one", out="letters", result="sent")
    drawn = (
        '<spiffworkflow:serviceTaskOperator id="mail.send" resultVariable="sent"><spiffworkflow:parameters>'
        '<spiffworkflow:parameter id="to" type="str" value="one"/></spiffworkflow:parameters>'
        "</spiffworkflow:serviceTaskOperator>"
    )
    p = Process("proc_a").start().node("serviceTask", "st", properties(None, drawn) + text).user("ut").end()
    p.user("ut_e").boundary("ev", "st", error()).flow("start_1", "st", "ut", "end_1").flow("ev", "ut_e", "end_1")
    run = desk.run(mailing(desk, p), people=["a@b.cn", "c@d.cn"])
    assert [call.params["to"] for call in run.calls.values()] == ["a@b.cn", "c@d.cn"]
    run.answer("st", "m1")
    assert not run.open() and len(run.calls) == 1
    run.answer("st", "m2")
    assert run.task("ut").data["letters"] == ["m1", "m2"]
    failed = desk.run(run.model, people=["a@b.cn", "c@d.cn"])
    failed.fail("st", "refused")
    assert failed.open() == ["ut_e"] and not failed.calls


def test_other_branches_are_not_held_up(desk: Desk) -> None:
    p = send().gate("and", "gw_s", "gw_j").user("ut").user("ut_z")
    p.flow("start_1", "gw_s", "st", "gw_j", "ut_z", "end_1").flow("gw_s", "ut", "gw_j")
    run = desk.run(mailing(desk, p), address="a@b.cn")
    run.do("ut", note="齐")
    assert run.open() == [] and len(run.calls) == 1
    run.answer("st", 1)
    assert run.task("ut_z").data["sent"] == 1


def test_parameters_that_fail_undo_the_step(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut").service("st", "mail.send", to="nobody['mail']").end()
    run = desk.run(mailing(desk, p.flow("start_1", "ut", "st", "end_1")))
    fault = run.do("ut", check=False).fault
    assert fault is not None and fault.node == "st"


# --- linter and scenarios ------------------------------------------------------------------------------------------

ADDRESS = {"type": "object", "properties": {"address": {"type": "string"}}, "required": ["address"]}
FORMS = {"form_any": {"schema": ADDRESS, "ui": {}}}


def lint(p: Process, *errors: str) -> dict[str, Finding]:
    engine = Engine(
        lambda: None,  # type: ignore[arg-type,return-value]
        operators=("op.known",),
        connectors=CONNECTORS,
    )
    found = engine.lint(Bundle({"a.bpmn": definitions(p.xml(), errors=errors)}, {}, FORMS))
    return {finding.rule: finding for finding in found}


def asking(**params: str) -> Process:
    p = Process("proc_a").start().user("ut").service("st", "mail.send", "sent", **params).end()
    return p.flow("start_1", "ut", "st", "end_1")


def test_the_linter_knows_connectors() -> None:
    assert set(lint(asking(to="address", body="'x'"))) == {"connector-alone"}
    assert lint(asking(to="address"))["connector-needs"].params["parameter"] == "body"
    unknown = lint(asking(to="address", body="'x'", subject="'y'"))["connector-knows"]
    assert unknown.severity == "error" and unknown.hint_zh == "可用的参数：to、body、cc?（带 ? 的可以不写）。"
    caught = asking(to="address", body="'x'").boundary("ev", "st", error("refused")).flow("ev", "end_1")
    assert lint(caught, "refused") == {}
    caught = asking(to="address", body="'x'").boundary("ev", "st", error("late")).flow("ev", "end_1")
    assert lint(caught, "late")["error-class"].params["code"] == "late"
    kept = asking(to="address", body="'x'").boundary("ev", "st", error(), interrupting=False).flow("ev", "end_1")
    assert set(lint(kept)) == {"error-interrupts"}
    p = Process("proc_a").start().service("st", "op.known").end().boundary("ev", "st", error())
    assert set(lint(p.flow("start_1", "st", "end_1").flow("ev", "end_1"))) == {"error-never"}


STORY = """
process: proc_a
operators: {mail.send: {id: m1}}
scenarios:
  - {name: sent, start: {day: 2017-04-10, data: {address: a@b.cn}},
     expect: {end: end_1, calls: [mail.send], data: {sent: {id: m1}}}}
  - {name: given up, start: {day: 2017-04-10, data: {address: a@b.cn}}, operators: {mail.send: {fails: refused}},
     expect: {end: end_e, data: {sent: {error: refused}}}}
  - {name: late, start: {day: 2017-04-10, data: {address: a@b.cn}}, operators: {mail.send: {waits: true}},
     steps: [{wait: 2017-04-12}], expect: {end: end_t}}
  - {name: answered late, start: {day: 2017-04-10, data: {address: a@b.cn}}, operators: {mail.send: {waits: true}},
     steps: [{answer: st, result: 3}], expect: {end: end_1, data: {sent: 3}}}
"""


def test_scenarios_answer_for_the_world_outside(desk: Desk) -> None:
    import yaml

    p = send().end("end_e").end("end_t").flow("start_1", "st", "end_1")
    p.boundary("ev", "st", error()).flow("ev", "end_e")
    p.boundary("tm", "st", timer("timeDuration", "P1D")).flow("tm", "end_t")
    report = run_scenarios(mailing(desk, p), "proc_a", read_scenarios(yaml.safe_load(STORY)))
    assert [result.problems for result in report.results] == [()] * 4
