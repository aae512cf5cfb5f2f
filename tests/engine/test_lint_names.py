"""Typos in variables and choices are found while drawing; what may be right is let pass."""

from __future__ import annotations

from typing import Any

import pytest

from service.engine import Bundle, Finding
from service.engine.samples import choices, sample, variables
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, table, timer

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "decision": {"type": "string", "oneOf": [{"const": "pass", "title": "通过"}, {"const": "fail", "title": "不"}]},
        "amount": {"type": "integer"},
        "due_on": {"type": "string", "format": "date"},
        "remark": {"type": "string", "x-variable": False},
        "people": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
    },
    "allOf": [
        {
            "if": {"properties": {"decision": {"const": "fail"}}},
            "then": {"properties": {"reason_code": {"type": "string", "enum": ["late", "wrong"]}}},
        }
    ],
}


def found(desk: Desk, p: Process, *tables: bytes) -> list[Finding]:
    """Return the findings about variables."""
    files = {"a.bpmn": definitions(p.xml(), messages=("m",))}
    decisions = {f"{number}.dmn": blob for number, blob in enumerate(tables)}
    rules = ("unknown-name", "misspelt-name", "unkept-name", "no-such-choice")
    findings = desk.engine.lint(Bundle(files, decisions, {"form_any": {"schema": SCHEMA}}))
    return [finding for finding in findings if finding.rule in rules]


def choice(condition: str) -> Process:
    p = Process("proc_a").start().user("ut_a").gate("xor", "gw").user("ut_y").end()
    return p.flow("start_1", "ut_a", "gw").when("gw", "ut_y", condition).otherwise("gw", "end_1").flow("ut_y", "end_1")


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("amuont > 3", "misspelt-name"),
        ("zzz > 3", "unknown-name"),
        ("remark == 'x'", "unkept-name"),
        ("decision == 'pas'", "no-such-choice"),
        ("decision in ['pass', 'failed']", "no-such-choice"),
        ("reason_code != 'lost'", "no-such-choice"),
    ],
)
def test_a_mistake_in_a_condition(desk: Desk, condition: str, rule: str) -> None:
    (finding,) = found(desk, choice(condition))
    assert (finding.rule, finding.severity, finding.element) == (rule, "warning", "f_gw_ut_y")
    assert finding.zh.startswith("“f_gw_ut_y”") and finding.line and "{" not in finding.zh + finding.hint_zh


@pytest.mark.parametrize(
    "condition",
    [
        "amount > 3",
        "decision == 'pass' and reason_code in ['late', 'wrong']",
        "people[0]['name'] == 'x' or len(people) > 2",
        "due_on < today",
        "starter_id == organization_id",
        "max([p['name'] for p in people]) == 'x'",
        "decision is None",
        "round['x'] == 1 or len(min) == 2",
    ],
)
def test_what_is_right_is_let_pass(desk: Desk, condition: str) -> None:
    assert found(desk, choice(condition)) == []


def test_a_sentence_names_the_likely_word(desk: Desk) -> None:
    (finding,) = found(desk, choice("amuont > 3"))
    assert finding.zh == "“f_gw_ut_y”用了变量 amuont，没有哪里写它；有一个相近的：amount。"
    (finding,) = found(desk, choice("decision == 'pas'"))
    assert "（有：fail、pass）" in finding.zh


def places(word: str) -> Process:
    """Draw a word in every place where an expression may stand."""
    p = Process("proc_a").start().user("ut_a", several(word, until=f"{word} == 1")).script("sc", f"x = {word}")
    p.service("st", "op.known", "r", a=word).catch("cv", timer("timeDate", word)).end()
    p.catch("cm", message("m"), {"key": word}).call("ca", "proc_a", instance="own", organization=word, **{"pass": word})
    return p.flow("start_1", "ut_a", "sc", "st", "cv", "cm", "ca", "end_1")


def test_every_place_is_looked_at(desk: Desk) -> None:
    names = [finding.element for finding in found(desk, places("peolpe"))]
    assert sorted(str(name) for name in names) == ["ca", "ca", "cm", "cv", "sc", "st", "ut_a", "ut_a"]
    assert found(desk, places("people")) == []


def test_what_others_set_is_known(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a", several("people", item="one", result="vote", out="votes"))
    p.script("sc", "total = len(votes)\nfor entry in votes:\n    _t = entry").service(
        "st", "op.known", "receipt", a="total"
    )
    p.decide("dt", "dmn_a").script("sz", "y = [band, receipt, one, vote]").end()
    p.flow("start_1", "ut_a", "sc", "st", "dt", "sz", "end_1")
    assert found(desk, p, table("dmn_a", ["total"], ["band"], [("-", "1")])) == []
    (finding,) = found(desk, p, table("dmn_a", ["totl"], ["band"], [("-", "1")]))
    assert (finding.rule, finding.file, finding.element) == ("misspelt-name", "0.dmn", "dmn_a")


def test_a_message_may_bring_anything(desk: Desk) -> None:
    p = choice("zzz > 3").catch("cm", message("m"), {"key": "starter_id"}).flow("ut_y", "cm", "end_1")
    assert found(desk, p) == []


def test_a_variable_that_a_script_changes_is_not_bound_to_the_forms_choices(desk: Desk) -> None:
    p = choice("decision == 'later'").script("sc", "decision = 'later'").flow("ut_y", "sc", "end_1")
    assert found(desk, p) == []


def test_samples() -> None:
    known = {name: sample(drawn) for name, drawn, _ in variables(SCHEMA)}
    assert known == {
        "decision": "pass",
        "amount": 1,
        "due_on": "2017-04-10",
        "remark": "文字",
        "people": [{"name": "文字"}],
        "reason_code": "late",
    }
    assert choices(SCHEMA["properties"]["decision"]) == {"pass", "fail"} and choices({"type": "string"}) is None


ODD: list[dict[str, Any]] = [
    {},
    {"properties": 3},
    {"allOf": [1], "anyOf": {"a": 1}},
    {"oneOf": []},
    {"oneOf": 7, "then": 3},
    {"type": []},
    {"enum": "x", "items": 3, "type": "array"},
]


@pytest.mark.parametrize("schema", ODD)
def test_odd_schemas_do_no_harm(schema: dict[str, Any]) -> None:
    assert list(variables(schema)) == [] and (sample(schema) is not None)


@pytest.mark.parametrize("schema", [*ODD, None, 3, [1]])
def test_odd_forms_end_as_findings(desk: Desk, schema: Any) -> None:
    bundle = Bundle({"a.bpmn": definitions(choice("amount > 1").xml())}, {}, {"form_any": {"schema": schema}})
    try:
        desk.engine.lint(bundle)
    except (TypeError, ValueError):
        assert not isinstance(schema, dict)  # what is no schema at all is refused where the files are read


@pytest.mark.parametrize(
    "source", [" amount > 1", "amount >\n1", "  x = 1\n", "amount > 1e308 + 1e308", "-" * 500 + "1"]
)
def test_odd_sources_do_no_harm(desk: Desk, source: str) -> None:
    found(desk, choice(source))
    found(desk, choice("amount > 1").script("sc", source).flow("ut_y", "sc", "end_1"))
