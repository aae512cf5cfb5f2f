"""The DMN Technology Compatibility Kit, level 2: every decision table answers as expected, the rest is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from service.engine import Bundle
from service.engine.dmn import inspect_tables
from service.engine.xml import local, read_xml
from tests.engine.conftest import Desk
from tests.engine.elsewhere import folder, why

CASES = sorted(folder("dmn-tck-level-2").glob("*/*.dmn"))
pytestmark = pytest.mark.skipif(not CASES, reason=why("dmn-tck-level-2"))
TABLES = [path for path in CASES if b"<decisionTable" in path.read_bytes()]
OTHERS = [path for path in CASES if path not in TABLES]


def children(element: etree._Element, tag: str) -> list[etree._Element]:
    return [child for child in element if local(child) == tag]


def value_of(element: etree._Element) -> Any:
    """Read a value, a structure or a list of a test file."""
    for values in children(element, "list"):
        return [value_of(item) for item in children(values, "item")]
    components = children(element, "component")
    if components:
        return {part.get("name"): value_of(part) for part in components}
    (value,) = children(element, "value")
    kind = value.get("{http://www.w3.org/2001/XMLSchema-instance}type", "")
    text = (value.text or "").strip()
    if kind.endswith(("decimal", "double")):
        return float(text)
    return text == "true" if kind.endswith("boolean") else text


def said(outputs: dict[str, Any], expected: Any) -> Any:
    """Bring an answer into the standard's shape: one column is the bare value, several rows are a list of rows."""
    if len(outputs) == 1:
        return next(iter(outputs.values()))
    if isinstance(expected, list):
        return [dict(zip(outputs, row, strict=True)) for row in zip(*outputs.values(), strict=True)]
    return outputs


def cases_of(path: Path) -> list[etree._Element]:
    files = sorted(path.parent.glob("*-test-*.xml"))
    return [case for file in files for case in children(read_xml(file.read_bytes(), file.name), "testCase")]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_case_of_a_table_has_the_expected_result(path: Path) -> None:
    tables, problems = inspect_tables(read_xml(path.read_bytes(), path.name))
    assert not problems and len(tables) == 1
    (table,) = tables.values()
    cases = cases_of(path)
    assert cases
    for case in cases:
        known = {node.get("name"): value_of(node) for node in children(case, "inputNode")}
        for result in children(case, "resultNode"):
            expected = value_of(children(result, "expected")[0])
            answer = table.evaluate(lambda name, known=known: known[name])
            assert said(answer.outputs, expected) == expected, (path.stem, case.get("id"), answer)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_no_table_is_refused(desk: Desk, path: Path) -> None:
    found = desk.engine.lint(Bundle({}, {path.name: path.read_bytes()}))
    assert [finding.rule for finding in found if finding.severity == "error"] == []


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_everything_else_is_refused_with_the_reason(desk: Desk, path: Path) -> None:
    root = read_xml(path.read_bytes(), path.name)
    wrong = {item.get("id") for item in root.iter() if local(item) in ("decision", "businessKnowledgeModel")}
    found = desk.engine.lint(Bundle({}, {path.name: path.read_bytes()}))
    assert {finding.element for finding in found} == wrong
    for finding in found:
        assert finding.severity == "error" and finding.rule == "dmn" and (finding.line or 0) > 1
        assert "不支持" in finding.zh or "只支持决策表" in finding.zh


def test_the_kit_is_complete() -> None:
    assert (len(TABLES), len(OTHERS)) == (17, 11)
