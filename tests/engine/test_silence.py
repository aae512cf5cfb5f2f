"""What plain SpiffWorkflow 3.2.0 accepts without a word, or finds out when somebody stands there: our linter says it.

The counterparts run in tests/engine/test_traps*.py; here nothing runs behind the wall, because it is never deployed.
"""

from __future__ import annotations

import re

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.spiff.specs.event_definitions import SignalEventDefinition

from service.domain.errors import InvalidDefinition
from service.engine import Bundle
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, event, message, table, timer
from tests.engine.test_lint import FORMS
from tests.engine.test_traps import plain, ready


def line(*more: str) -> Process:
    return Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", *more, "end_1")


def file(p: Process) -> bytes:
    return definitions(p.xml(), messages=("msg",), signals=("sig",))


def link(p: Process) -> Process:
    return p.throw("lt", '<bpmn:linkEventDefinition name="x"/>')


SILENT: list[tuple[str, str, Process]] = [
    ("boundary-host", "bd", line().boundary("bd", "ut_gone", timer("timeDuration", "'P1D'")).flow("bd", "end_1")),
    ("unreachable", "ut_u", line().user("ut_u").flow("ut_u", "end_1")),
    ("no-end", "proc_a", Process("proc_a").start().user("ut_a").flow("start_1", "ut_a")),
    ("dead-end", "ut_a", Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a")),
    ("event-kind", "lt", link(line("lt"))),
    ("unsupported", "rv", line("rv").node("receiveTask", "rv")),
    ("unsupported", "tk", line("tk").node("task", "tk")),
    ("flow-condition", "f_ut_a_end_1", Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a")
        .when("ut_a", "end_1", "False")),
    ("vendor-expression", "f_gw_end_1", line("gw").gate("xor", "gw").user("ut_b").otherwise("gw", "ut_b")
        .flow("ut_b", "end_1").when("gw", "end_1", "${n}")),
    ("no-script", "sc", line("sc").script("sc", " ")),
    ("syntax", "sc", line("sc").script("sc", "if x\n  y")),
    ("timer", "cv", line("cv").catch("cv", timer("timeDuration", "'3 days'"))),
    ("start-event", "start_1", line().node("startEvent", "start_1", timer("timeDuration", "'P1D'"))),
    ("event-kind", "cd", line("cd").catch("cd", "<bpmn:conditionalEventDefinition><bpmn:condition>x</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "p"), SILENT, ids=[f"{rule}-{element}" for rule, element, _ in SILENT])
def test_plain_takes_it_and_we_do_not(desk: Desk, rule: str, element: str, p: Process) -> None:
    drawn = file(p)
    if element == "f_gw_end_1":
        drawn = drawn.replace(
            b'<bpmn:sequenceFlow id="f_gw_end_1" sourceRef="gw" targetRef="end_1"></bpmn:sequenceFlow>', b""
        )
    plain(drawn)  # not a word
    with pytest.raises(InvalidDefinition) as refused:
        desk.engine.parse(Bundle({"a.bpmn": drawn}, {}, FORMS))
    (told,) = [
        problem for problem in refused.value.problems if (problem.code, problem.pointer) == (rule, f"a.bpmn#{element}")
    ]
    assert re.search("[一-鿿]", told.message_zh or "") and told.params["line"]


OBSCURE: list[tuple[str, str, Process]] = [
    ("implicit-split", "ut_a", line().user("ut_b").flow("ut_a", "ut_b", "end_1")),
    ("no-condition", "f_gw_ut_b", line("gw").gate("xor", "gw").user("ut_b").flow("gw", "ut_b", "end_1")),
    ("flow-end", "f_ut_a_gone", line().flow("ut_a", "gone")),
    ("unsupported", "cg", line("cg").node("complexGateway", "cg")),
    ("event-kind", "bd", line().boundary("bd", "ut_a", "<bpmn:compensateEventDefinition/>").flow("bd", "end_1")),
    ("several-without-list", "ut_m", line("ut_m").user("ut_m", "<bpmn:multiInstanceLoopCharacteristics/>")),
    ("start-count", "sp", line("sp").sub(Process("sp", "subProcess").user("ut_s").end("e_s").flow("ut_s", "e_s"))),
    ("message-ref", "cv", line("cv").catch("cv", message("gone"))),
    ("message-ref", "cs", line("cs").catch("cs", event("signal", "gone"))),
]


@pytest.mark.parametrize(("rule", "element", "p"), OBSCURE, ids=[f"{rule}-{element}" for rule, element, _ in OBSCURE])
def test_plain_refuses_it_in_riddles_and_we_say_where(desk: Desk, rule: str, element: str, p: Process) -> None:
    with pytest.raises(Exception) as riddle:  # whatever it may be
        plain(file(p))
    assert not getattr(riddle.value, "line_number", None)
    found = [finding for finding in desk.engine.lint(Bundle({"a.bpmn": file(p)}, {}, FORMS)) if finding.rule == rule]
    assert element in {finding.element for finding in found} and all(
        finding.line and finding.hint_zh for finding in found
    )


def test_plain_needs_quotes_around_a_duration(desk: Desk) -> None:
    p = line("cv").catch("cv", timer("timeDuration", "P3D"))
    with pytest.raises(Exception, match="P3D"):
        workflow = plain(file(p))
        ready(workflow)[0].run()
        workflow.do_engine_steps()
    assert "timer" not in {finding.rule for finding in desk.engine.lint(Bundle({"a.bpmn": file(p)}, {}, FORMS))}


def test_plain_keeps_a_signal_to_itself(desk: Desk) -> None:
    """One that is caught inside is offered to nobody outside; one at an end is not sent at all."""
    p = Process("proc_a").start().gate("and", "gw").catch("cv", event("signal", "sig")).user("ut_a").end().end("end_2")
    p.throw("tv", event("signal", "sig")).user("ut_0").flow("start_1", "gw", "cv", "ut_a", "end_1")
    drawn = file(p.flow("gw", "ut_0", "tv", "end_2"))
    workflow = plain(drawn)
    next(task for task in ready(workflow) if task.task_spec.name == "ut_0").run()
    workflow.do_engine_steps()
    assert workflow.get_events() == []
    run = desk.run(desk.model(drawn))
    (waiting,) = run.messages
    (sent,) = run.do("ut_0").thrown
    assert (sent.kind, sent.name, sent.waiting) == ("signal", "sig", (waiting,))
    run.deliver("sig", waiting)
    assert run.open() == ["ut_a"]

    ends = file(
        Process("proc_a").start().user("ut_a").end("end_1", event("signal", "sig")).flow("start_1", "ut_a", "end_1")
    )
    workflow = plain(ends)
    ready(workflow)[0].run()
    workflow.do_engine_steps()
    assert not any(isinstance(sent.event_definition, SignalEventDefinition) for sent in workflow.get_events())
    assert [sent.name for sent in desk.run(desk.model(ends)).do("ut_a").thrown] == ["sig"]


def test_plain_hears_a_message_for_somebody_else(desk: Desk) -> None:
    """Its correlation is per conversation; without one every wait of the name takes it. Ours has a key a node."""
    p = Process("proc_a").start().gate("and", "gw").end().end("end_2")
    for key in ("a", "b"):
        p.catch(f"cv_{key}", message("msg"), {"key": f"'{key}'"}).user(f"ut_{key}")
    p.flow("start_1", "gw", "cv_a", "ut_a", "end_1").flow("gw", "cv_b", "ut_b", "end_2")
    workflow = plain(file(p))
    definition = next(task.task_spec.event_definition for task in workflow.event_manager.tasks.values())
    workflow.send_event(BpmnEvent(definition, payload={}))
    workflow.do_engine_steps()
    assert len(ready(workflow)) == 2
    run = desk.run(desk.model(file(p)))
    meant = next(waiting for waiting in run.messages.values() if waiting.key == "b")
    run.deliver("msg", meant.id)
    assert run.open() == ["ut_b"]


def sent_with(payload: str) -> bytes:
    return file(line("tv").throw("tv", message("msg"), {"key": "who", "payload": payload}))


def test_what_is_sent_carries_its_key_and_content(desk: Desk) -> None:
    run = desk.run(desk.model(sent_with("{'n': n, 'who': who}")), who=7)
    (sent,) = run.do("ut_a", n=[1]).thrown
    assert (sent.kind, sent.name, sent.key, sent.payload) == ("message", "msg", "7", {"n": [1], "who": 7})
    assert sent.node == "tv" and "tv" in run.path and run.ended


@pytest.mark.parametrize("payload", ["n", "[1]", "{'__x': 1}"])
def test_content_that_is_no_object_is_a_fault(desk: Desk, payload: str) -> None:
    run = desk.run(desk.model(sent_with(payload)), who="ann")
    fault = run.do("ut_a", check=False, n=3).fault
    assert fault is not None and (fault.node, fault.code) == ("tv", "payload_failed") and run.open() == ["ut_a"]


def test_a_hit_policy_that_is_none_is_refused(desk: Desk) -> None:
    odd = table("dmn_a", ["n"], ["x"], [("> 1", "1")], "MEDIAN")
    found = desk.engine.lint(Bundle({"a.bpmn": file(line())}, {"a.dmn": odd}, FORMS))
    assert "dmn" in {finding.rule for finding in found}


def test_the_riddles_are_still_riddles() -> None:
    """When upstream names line and element one day, this fails, and our own check of it may go."""
    with pytest.raises(ValidationException) as refused:
        plain(file(line().flow("ut_a", "gone")))
    assert refused.value.line_number == ""
