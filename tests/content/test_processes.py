"""The shipped processes: clean, connected to forms and operators that exist, and true to their stories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from lxml import etree

from service.actions import operators
from service.domain import form_sources
from service.engine import Bundle, Engine, Model
from service.engine.scenarios import read_scenarios, run_scenarios
from service.engine.xml import SPIFF, q
from tests.content.files import DIAGRAMS, SCENARIOS

SPIFF_OPERATOR = f"{{{SPIFF}}}serviceTaskOperator"


def test_no_shipped_file_has_a_finding(engine: Engine, shipped: Bundle) -> None:
    assert [f"{found.file} {found.element}: {found.zh}" for found in engine.lint(shipped)] == []


def test_every_diagram_has_scenarios() -> None:
    told = {path.name.removesuffix(".scenarios.yaml") for path in SCENARIOS}
    assert {path.stem for path in DIAGRAMS} == told


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name.split(".")[0])
def test_the_stories_come_true_and_take_every_flow(
    model: Model, path: Path, record_property: Callable[[str, object], None]
) -> None:
    document = yaml.safe_load(path.read_text())
    report = run_scenarios(model, document["process"], read_scenarios(document))
    # The end of the run prints it, and fails below all of them: tests/conftest.py.
    record_property("flows", [report.process, len(report.results), report.flows - len(report.missed), report.flows])
    assert {result.scenario: result.problems for result in report.results if not result.passed} == {}
    assert report.missed == ()


def test_a_story_that_does_not_come_true_says_why(model: Model) -> None:
    document = yaml.safe_load(next(path for path in SCENARIOS if "points_notice" in path.name).read_text())
    document["scenarios"] = document["scenarios"][:1]
    document["scenarios"][0]["expect"]["end"] = "end_kept"
    report = run_scenarios(model, document["process"], read_scenarios(document))
    assert not report.passed
    assert report.results[0].problems == ("ended at ['end_acknowledged'], expected ['end_kept']",)
    assert "flow_gw_choice__sc_subject" in report.missed


def test_a_wrong_answer_breaks_a_story(model: Model) -> None:
    document = yaml.safe_load(next(path for path in SCENARIOS if "points_notice" in path.name).read_text())
    document["scenarios"] = document["scenarios"][:1]
    document["scenarios"][0]["steps"][0]["answers"] = {"choice": "perhaps"}
    report = run_scenarios(model, document["process"], read_scenarios(document))
    assert "ut_acknowledge: /choice" in report.results[0].problems[0]


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_operators_exist_with_the_parameters_that_are_drawn(path: Path) -> None:
    known, wrong = operators.names(), []
    for task in etree.parse(path).iter(q("serviceTask")):
        operator = task.find(f".//{SPIFF_OPERATOR}")
        drawn = {parameter.get("id") for parameter in operator.iter(f"{{{SPIFF}}}parameter")}
        takes = set(known.get(operator.get("id"), ()))
        free = operator.get("id") in ("notice.send", "notice.office")
        if operator.get("id") not in known or (not drawn <= takes and not free):
            wrong.append((task.get("id"), operator.get("id"), sorted(drawn), sorted(takes)))
    assert wrong == []


def test_every_form_is_used_and_every_decision_is_a_choice(model: Model, shipped: Bundle) -> None:
    used = {info.properties.get("start_form") for info in model.processes.values()}
    for nodes in model.nodes.values():
        for node in nodes.values():
            used.add(node.properties.get("form"))
            field = node.properties.get("decision")
            if field:
                schema = shipped.forms[node.properties["form"]]["schema"]
                assert "oneOf" in form_sources.fields(schema)[field], (node.id, field)
    assert set(shipped.forms) == used - {None}


def test_conditions_read_only_what_a_form_lets_through(model: Model, shipped: Bundle) -> None:
    """A gateway that asks for a field kept out of the process data would fault at run time."""
    kept_out = {
        name
        for form in shipped.forms.values()
        for name, field in form_sources.fields(form["schema"]).items()
        if field.get("x-variable") is False
    }
    let_in = {
        name
        for form in shipped.forms.values()
        for name, field in form_sources.fields(form["schema"]).items()
        if field.get("x-variable", True) is not False
    }
    for drawing in model.drawings.values():
        for flow in drawing.flows.values():
            name = (flow.condition or "").split(" ")[0]
            assert name not in kept_out - let_in, (flow.id, name)


def test_every_person_task_tells_its_article_or_rule(model: Model) -> None:
    for nodes in model.nodes.values():
        for node in nodes.values():
            if node.kind == "userTask":
                assert len(node.documentation) >= 30, node.id
                assert node.properties.get("verb"), node.id
                assert node.properties.get("role"), node.id


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "lists its `scenarios`"),
        ({"process": "p", "scenarios": [{"name": "没有日期", "start": {}}]}, "没有日期"),
        ({"process": "p", "scenarios": [{"name": "x", "start": {"day": "soon"}}]}, "soon"),
        ({"process": "p", "scenarios": [{"name": "x", "start": {"day": "2017-04-10"}, "steps": [{"do": 1}]}]}, "do"),
    ],
)
def test_a_scenario_file_without_the_format_is_refused(document: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_scenarios(document)
