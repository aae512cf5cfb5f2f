"""The linter: every rule fires where it should, in words, and is silent about a good diagram."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.errors import InvalidDefinition
from service.engine import Bundle, Finding
from service.engine.lint_rules import RULES
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, event, message, several, table, timer

FORMS: dict[str, Any] = {
    "form_any": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}}
}


def good() -> Process:
    p = Process("proc_a").start().user("ut_a").gate("xor", "gw_x").service("st", "op.known", "r", a="n").end()
    p.flow("start_1", "ut_a", "gw_x").when("gw_x", "st", "n > 1").otherwise("gw_x", "end_1").flow("st", "end_1")
    return p


def lint(
    desk: Desk, *files: bytes, tables: tuple[bytes, ...] = (), forms: dict[str, Any] | None = None
) -> list[Finding]:
    processes = {f"{number}.bpmn": file for number, file in enumerate(files)}
    decisions = {f"{number}.dmn": file for number, file in enumerate(tables)}
    return desk.engine.lint(Bundle(processes, decisions, FORMS if forms is None else forms))


def test_a_good_diagram_has_no_findings(desk: Desk) -> None:
    assert lint(desk, definitions(good().xml())) == []
    assert desk.engine.parse(Bundle({"a.bpmn": definitions(good().xml())}, {}, FORMS)).processes.keys() == {"proc_a"}


def drawn(*changes: Any, body: str = "", messages: tuple[str, ...] = ()) -> bytes:
    p = good()
    for change in changes:
        change(p)
    return definitions(p.xml() + body, messages=messages)


def lost(p: Process) -> None:
    p.nodes["ut_a"] = ("userTask", "核对", "", "")


def on_event(p: Process, body: str, interrupting: bool = True) -> Process:
    inner = Process("es", "subProcess").user("ut_e").end("end_e").flow("st_e", "ut_e", "end_e")
    return p.on_event(inner, "st_e", body, interrupting)


CAMUNDA = b'xmlns:c="http://camunda.org/schema/1.0/bpmn" c:assignee="ann"'
LOOP = "<bpmn:standardLoopCharacteristics/>"
AFTER = "<bpmn:extensionElements><spiffworkflow:postScript>{}</spiffworkflow:postScript></bpmn:extensionElements>"
BAD: list[tuple[str, str, bytes]] = [
    ("xml", "", b"<broken"),
    ("xml", "", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ("no-process", "", definitions("")),
    ("not-executable", "proc_a", drawn().replace(b'isExecutable="true"', b'isExecutable="false"')),
    ("missing-id", "", drawn(lambda p: p.node("userTask", "x")).replace(b' id="x"', b"")),
    ("duplicate-id", "ut_a", drawn().replace(b'id="st"', b'id="ut_a"')),
    ("bad-id", "环节", drawn(lambda p: p.user("环节").flow("st", "环节"))),
    ("unsupported", "tk", drawn(lambda p: p.node("task", "tk").flow("st", "tk"))),
    ("unsupported", "eg", drawn(lambda p: p.node("eventBasedGateway", "eg").flow("st", "eg"))),
    ("unsupported", "cg", drawn(lambda p: p.node("complexGateway", "cg").flow("st", "cg"))),
    ("event-part-flow", "es", drawn(lambda p: on_event(p, timer("timeDuration", "P1D")).flow("st", "es"))),
    ("event-start", "st_e", drawn(lambda p: on_event(p, ""))),
    ("start-event", "start_1", drawn(lambda p: p.node("startEvent", "start_1", message("m")), messages=("m",))),
    ("code-ref", "st_e", drawn(lambda p: on_event(p, event("error", "no")))),
    ("send-key", "tv", drawn(lambda p: p.throw("tv", message("m")).flow("st", "tv", "end_1"), messages=("m",))),
    ("error-interrupts", "st_e", drawn(lambda p: on_event(p, event("error"), interrupting=False))),
    ("cycle-place", "st_e", drawn(lambda p: on_event(p, timer("timeCycle", "R/P1D")))),
    ("unsupported", "tr", drawn(lambda p: p.node("transaction", "tr").flow("st", "tr"))),
    ("unsupported", "ah", drawn(lambda p: p.node("adHocSubProcess", "ah").flow("st", "ah"))),
    ("unsupported", "sd", drawn(lambda p: p.node("sendTask", "sd").flow("st", "sd"))),
    ("unsupported", "rv", drawn(lambda p: p.node("receiveTask", "rv").flow("st", "rv"))),
    ("event-kind", "lt", drawn(lambda p: p.throw("lt", "<bpmn:linkEventDefinition/>").flow("st", "lt", "end_1"))),
    ("event-kind", "cd", drawn(lambda p: p.catch("cd", "<bpmn:conditionalEventDefinition/>").flow("st", "cd"))),
    ("event-kind", "cn", drawn(lambda p: p.end("cn", "<bpmn:cancelEventDefinition/>").flow("st", "cn"))),
    ("unsupported", "ut_l", drawn(lambda p: p.user("ut_l", LOOP).flow("st", "ut_l"))),
    ("start-count", "proc_a", drawn(lambda p: p.start("start_2").flow("start_2", "ut_a"))),
    ("no-end", "proc_a", definitions(Process("proc_a").start().user("ut_a").flow("start_1", "ut_a").xml())),
    ("event-kind", "cv", drawn(lambda p: p.catch("cv", "<bpmn:linkEventDefinition/>").flow("st", "cv"))),
    ("event-kind", "bd", drawn(lambda p: p.boundary("bd", "ut_a", "<bpmn:compensateEventDefinition/>"))),
    ("no-event", "cv", drawn(lambda p: p.catch("cv", "").flow("st", "cv"))),
    ("message-ref", "cv", drawn(lambda p: p.catch("cv", message("msg_no")).flow("st", "cv"))),
    ("message-key", "cv", drawn(lambda p: p.catch("cv", message("m")).flow("st", "cv"), messages=("m",))),
    ("boundary-host", "bd", drawn(lambda p: p.boundary("bd", "nothing", timer("timeDuration", "P1D")))),
    ("cycle-place", "bd", drawn(lambda p: p.boundary("bd", "ut_a", timer("timeCycle", "R/P1D")).flow("bd", "end_1"))),
    ("timer-empty", "cv", drawn(lambda p: p.catch("cv", timer("timeDate", "")).flow("st", "cv"))),
    ("timer", "cv", drawn(lambda p: p.catch("cv", timer("timeDuration", "P1W2D3X")).flow("st", "cv"))),
    ("timer", "cv", drawn(lambda p: p.catch("cv", timer("timeDuration", "'3D'")).flow("st", "cv"))),
    ("syntax", "cv", drawn(lambda p: p.catch("cv", timer("timeDate", "due on")).flow("st", "cv"))),
    ("several-without-list", "ut_m", drawn(lambda p: p.user("ut_m", "<bpmn:multiInstanceLoopCharacteristics/>"))),
    ("several-output", "ut_m", drawn(lambda p: p.user("ut_m", several("x").replace("outputDataItem", "other")))),
    ("several-without-item", "ut_m", drawn(lambda p: p.user("ut_m", several("x").replace("inputDataItem", "other")))),
    ("called-unknown", "ca", drawn(lambda p: p.call("ca", "proc_no").flow("st", "ca"))),
    ("calls-itself", "ca", drawn(lambda p: p.call("ca", "proc_a").flow("st", "ca"))),
    ("flow-end", "f_st_no", drawn(lambda p: p.flow("st", "no"))),
    ("flow-twice", "f_two", drawn(lambda p: p.flows.append(("f_two", "ut_a", "gw_x", None)))),
    ("implicit-split", "ut_a", drawn(lambda p: p.flow("ut_a", "end_1"))),
    ("flow-condition", "f_st_end_1", drawn(lambda p: p.when("st", "end_1", "n > 1"))),
    ("no-condition", "f_gw_x_ut_n", drawn(lambda p: p.user("ut_n").flow("gw_x", "ut_n").flow("ut_n", "end_1"))),
    ("no-default", "gw_x", drawn(lambda p: p.defaults.clear())),
    ("default-condition", "f_gw_x_end_1", drawn(lambda p: p.when("gw_x", "end_1", "n < 1").flows.pop(3))),
    ("default-ref", "gw_x", drawn(lambda p: p.defaults.update(gw_x="f_st_end_1"))),
    ("dead-end", "ut_d", drawn(lambda p: p.gate("and", "gw_f").user("ut_d").flow("st", "gw_f", "ut_d"))),
    ("unreachable", "ut_u", drawn(lambda p: p.user("ut_u").flow("ut_u", "end_1"))),
    ("no-form", "ut_a", drawn(lost)),
    ("no-role", "ut_a", drawn(lost)),
    ("no-due", "ut_a", drawn(lost)),
    ("no-documentation", "ut_a", drawn(lost)),
    ("unknown-form", "ut_f", drawn(lambda p: p.user("ut_f", more={"form": "form_no"}).flow("st", "ut_f"))),
    ("no-lane", "ut_a", drawn().replace(b"<bpmn:flowNodeRef>ut_a</bpmn:flowNodeRef>", b"")),
    ("exclude-ref", "ut_e", drawn(lambda p: p.user("ut_e", more={"exclude": "ut_no"}).flow("st", "ut_e"))),
    ("no-operator", "st_n", drawn(lambda p: p.node("serviceTask", "st_n").flow("st", "st_n"))),
    ("unknown-operator", "st_u", drawn(lambda p: p.service("st_u", "op.typo").flow("st", "st_u"))),
    ("no-table", "dt", drawn(lambda p: p.decide("dt", "").flow("st", "dt"))),
    ("unknown-table", "dt", drawn(lambda p: p.decide("dt", "dmn_no").flow("st", "dt"))),
    ("no-script", "sc", drawn(lambda p: p.script("sc", "").flow("st", "sc"))),
    ("syntax", "sc", drawn(lambda p: p.script("sc", "x = 1\nif x\n  y").flow("st", "sc"))),
    ("syntax", "st_p", drawn(lambda p: p.service("st_p", "op.known", a="two words").flow("st", "st_p"))),
    ("syntax", "f_gw_x_st", drawn().replace(b"n &gt; 1", b"n = 1")),
    ("syntax", "f_gw_x_st", drawn().replace(b"n &gt; 1", b"n == 1 or " * 300 + b"n")),
    ("vendor-expression", "f_gw_x_st", drawn().replace(b"n &gt; 1", b"${n &gt; 1}")),
    ("syntax", "ut_s", drawn(lambda p: p.user("ut_s", AFTER.format("x = = 1")).flow("st", "ut_s"))),
    ("vendor-expression", "f_gw_x_st", drawn().replace(b"n &gt; 1", b"=n &gt; 1")),
    ("vendor-expression", "cv", drawn(lambda p: p.catch("cv", timer("timeDate", "#{due}")).flow("st", "cv"))),
    ("people", "ut_p", drawn(lambda p: p.user("ut_p", "<bpmn:potentialOwner/>").flow("st", "ut_p"))),
    ("unsupported", "ds", drawn(lambda p: p.node("dataStoreReference", "ds"))),
    ("unsupported", "ut_c", drawn(lambda p: p.node("userTask", "ut_c", "", ' isForCompensation="true"'))),
    ("unsupported", "ds", drawn(body='<bpmn:dataStore id="ds"/>')),
    ("unsupported", "gt", drawn(body='<bpmn:globalUserTask id="gt"/>')),
    ("vendor", "ut_a", drawn().replace(b'id="ut_a"', b'id="ut_a" ' + CAMUNDA)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "file"), BAD, ids=[f"{rule}-{element}" for rule, element, _ in BAD])
def test_each_rule_finds_its_element(desk: Desk, rule: str, element: str, file: bytes) -> None:
    found = [finding for finding in lint(desk, file) if finding.rule == rule]
    assert found, [finding.rule for finding in lint(desk, file)]
    assert element in {finding.element or "" for finding in found}
    for finding in found:
        assert finding.zh and finding.en and finding.hint_zh and finding.hint_en and finding.file == "0.bpmn"
        assert finding.element is None or (finding.line or 0) > 0


def test_a_choice_before_a_parallel_join(desk: Desk) -> None:
    p = Process("proc_a").start().gate("xor", "gw_x").gate("and", "gw_j").user("ut_a").user("ut_b").end()
    p.flow("start_1", "gw_x").when("gw_x", "ut_a", "n").otherwise("gw_x", "ut_b")
    p.flow("ut_a", "gw_j").flow("ut_b", "gw_j", "end_1")
    assert "join-after-choice" in {finding.rule for finding in lint(desk, definitions(p.xml()))}


def test_tables_and_forms_are_checked(desk: Desk) -> None:
    bad_table = table("dmn_a", ["n"], ["x"], [("foo(1)", "1 +")])
    found = lint(
        desk, tables=(bad_table, table("dmn_b", ["n"], ["x"], [], "MEDIAN")), forms={"f": {"schema": {"type": 3}}}
    )
    assert [finding.rule for finding in found] == ["dmn", "dmn", "dmn", "form-schema"]


def test_errors_refuse_the_release_and_warnings_do_not(desk: Desk) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        desk.engine.parse(Bundle({"a.bpmn": drawn(lambda p: p.defaults.clear())}, {}, FORMS))
    problem = next(item for item in refused.value.problems if item.code == "no-default")
    assert problem.pointer == "a.bpmn#gw_x" and "没有默认出线" in problem.message_zh and problem.params["line"]
    warned = drawn(lambda p: p.user("ut_w", more={"due": ""}).flow("st", "ut_w", "end_1"))
    p = good()
    p.nodes["ut_a"] = (
        *p.nodes["ut_a"][:2],
        p.nodes["ut_a"][2].replace('name="due" value="P3D"', 'name="x" value=""'),
        "",
    )
    assert warned and desk.engine.parse(Bundle({"a.bpmn": definitions(p.xml())}, {}, FORMS))


CAMUNDA_SPACE = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
ZEEBE_SPACE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
EXTENDED = "<bpmn:extensionElements><{} {}/></bpmn:extensionElements>"


@pytest.mark.parametrize(
    ("drawing", "ours"),
    [
        (f'<bpmn:userTask id="x" {CAMUNDA_SPACE} camunda:candidateGroups="g"/>', "role"),
        (f'<bpmn:userTask id="x" {CAMUNDA_SPACE} camunda:formKey="g"/>', "form"),
        (f'<bpmn:userTask id="x" {CAMUNDA_SPACE} camunda:dueDate="g"/>', "due"),
        (f'<bpmn:businessRuleTask id="x" {CAMUNDA_SPACE} camunda:decisionRef="g"/>', "calledDecisionId"),
        (f'<bpmn:serviceTask id="x" {CAMUNDA_SPACE} camunda:class="g"/>', "serviceTaskOperator"),
        (
            f'<bpmn:serviceTask id="x">{EXTENDED.format("zeebe:taskDefinition", ZEEBE_SPACE)}</bpmn:serviceTask>',
            "Operator",
        ),
        (f'<bpmn:userTask id="x">{EXTENDED.format("zeebe:formDefinition", ZEEBE_SPACE)}</bpmn:userTask>', "form"),
        (f'<bpmn:callActivity id="x">{EXTENDED.format("camunda:in", CAMUNDA_SPACE)}</bpmn:callActivity>', "pass"),
        (
            f'<bpmn:userTask id="x"><bpmn:multiInstanceLoopCharacteristics {CAMUNDA_SPACE} camunda:collection="g"/>'
            "</bpmn:userTask>",
            "loopDataInputRef",
        ),
        (f'<bpmn:userTask id="x" {CAMUNDA_SPACE} camunda:unheardOf="g"/>', "删去"),
    ],
)
def test_a_vendors_word_is_answered_with_ours(desk: Desk, drawing: str, ours: str) -> None:
    file = drawn().replace(b"</bpmn:process>", drawing.encode() + b"</bpmn:process>")
    (found,) = [finding for finding in lint(desk, file) if finding.rule == "vendor"]
    assert found.element == "x" and ours in found.hint_zh and found.severity == "warning"


def test_another_engines_expression_is_translated(desk: Desk) -> None:
    found = lint(desk, drawn().replace(b"n &gt; 1", b"${n &gt; 1}"))
    assert [(finding.rule, finding.hint_zh) for finding in found] == [("vendor-expression", "改写成：n > 1")]


def test_a_drawing_tools_own_notes_are_nobodys_mistake(desk: Desk) -> None:
    file = drawn().replace(b"<bpmn:process ", b'<bpmn:process xmlns:tool="urn:drawing-tool" tool:zoom="3" ')
    assert lint(desk, file) == []


def test_every_rule_has_a_test() -> None:
    elsewhere = {"join-after-choice", "dmn", "form-schema", "dmn-overlap", "dmn-may-overlap", "dmn-gap"}
    elsewhere |= {"unknown-name", "misspelt-name", "unkept-name", "no-such-choice"}  # test_lint_names.py
    elsewhere |= {"tokens-multiply"}  # test_lint_tokens.py
    elsewhere |= {"trial", "trial-fails", "trial-code", "trial-missing", "trial-unfinished"}  # test_trial.py
    elsewhere |= {rule for rule in RULES if rule.startswith("sign-")}  # test_countersign.py
    elsewhere |= {"same-hands", "duty-value"}  # test_lint_duties.py
    elsewhere |= {"unknown-role", "unknown-scope", "role-level"}  # test_lint_posts.py
    elsewhere |= {"rule-pack", "unknown-rule", "rule-gone", "rule-no-day", "term-never-met"}  # test_lint_terms.py
    elsewhere |= {"connector-needs", "connector-knows", "connector-alone"}  # test_outside.py
    elsewhere |= {"form-class", "form-purpose", "form-sealed"}  # tests/content/test_forms.py
    elsewhere |= {"error-never", "error-interrupts", "error-class"}
    assert RULES.keys() == {rule for rule, _, _ in BAD} | elsewhere
