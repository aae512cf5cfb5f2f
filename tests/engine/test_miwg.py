"""The reference diagrams of the BPMN Model Interchange Working Group: each is imported or refused by element."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.domain.errors import InvalidDefinition
from service.engine import Bundle
from service.engine.parse import parse
from service.engine.xml import local, read_xml
from tests.engine.conftest import Desk
from tests.engine.elsewhere import folder, why

FILES = sorted(folder("miwg").glob("*.bpmn"))
pytestmark = pytest.mark.skipif(not FILES, reason=why("miwg"))

# Everything that the engine cannot run, by tag; each one drawn must be named by its id (events: by the event's id).
REFUSED = {
    "task",
    "sendTask",
    "receiveTask",
    "transaction",
    "adHocSubProcess",
    "eventBasedGateway",
    "complexGateway",
    "dataStore",
    "dataStoreReference",
    "globalTask",
    "globalUserTask",
}
REFUSED_EVENTS = {"linkEventDefinition", "conditionalEventDefinition"}
REFUSED_INSIDE = {"standardLoopCharacteristics", "dataInputAssociation", "dataOutputAssociation", "ioSpecification"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reference_file_is_imported_or_refused_element_by_element(desk: Desk, path: Path) -> None:
    bundle = Bundle({path.name: path.read_bytes()})
    findings = desk.engine.lint(bundle)
    for finding in findings:
        assert all(text.strip() for text in (finding.zh, finding.en, finding.hint_zh, finding.hint_en)), finding
        assert re.search("[一-鿿]", finding.zh) and "\n" not in finding.zh
        assert finding.element and finding.line and finding.file == path.name
    errors = {finding.element for finding in findings if finding.severity == "error"}
    for element in read_xml(path.read_bytes(), path.name).iter():
        tag, owner = local(element), element.getparent()
        if tag in REFUSED:
            assert element.get("id") in errors, (tag, element.get("id"))
        elif owner is not None and local(owner) != "process":
            known = local(owner).endswith(("Task", "Event", "Activity", "Process", "task"))
            if known and tag in REFUSED_EVENTS | REFUSED_INSIDE:
                assert owner.get("id") in errors, (tag, owner.get("id"))
    if not errors:
        assert parse(bundle).processes
        return
    with pytest.raises(InvalidDefinition) as refused:
        desk.engine.parse(bundle)
    assert len(refused.value.problems) == len([finding for finding in findings if finding.severity == "error"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_parser_refuses_the_linter_has_named(desk: Desk, path: Path) -> None:
    """The parser stops at its first trouble; nobody may meet a trouble that the linter did not explain."""
    bundle = Bundle({path.name: path.read_bytes()})
    named = {finding.element for finding in desk.engine.lint(bundle) if finding.severity == "error"}
    tags = {finding.params.get("kind") for finding in desk.engine.lint(bundle)}
    try:
        parse(bundle)
    except InvalidDefinition as refused:
        (problem,) = refused.problems
        element = problem.pointer.rpartition("#")[2]
        assert element in named or (element == "?" and tags & {"dataStore", "dataStoreReference"}), problem


def test_the_set_is_complete() -> None:
    assert len(FILES) == 21
