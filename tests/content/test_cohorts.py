"""What the board counts and what may be done for many, held against the shipped diagrams and forms."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from service.domain import cohorts
from tests.content.files import ROOT

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PROPERTY = "{http://spiffworkflow.org/bpmn/schema/1.0/core}property"
# Told to nobody but the organisations: no step of it stands on a board.
OFF_THE_BOARD = {"proc_death_record"}


def processes() -> dict[str, ElementTree.Element]:
    """Return the shipped processes of the way by their ids."""
    roots = [ElementTree.parse(path).getroot() for path in sorted(ROOT.glob("bpmn/membership/*.bpmn"))]
    return {str(each.get("id")): each for root in roots for each in root.iter(f"{BPMN}process")}


def properties(element: ElementTree.Element) -> dict[str, str]:
    """Return an element's own properties."""
    found = element.findall(f"{BPMN}extensionElements//{PROPERTY}")
    return {str(each.get("name")): str(each.get("value")) for each in found}


def test_the_board_knows_every_process_about_a_person() -> None:
    about = {key for key, each in processes().items() if properties(each).get("subject") == "person"}
    assert about - OFF_THE_BOARD == set(cohorts.ON_THE_WAY)


@pytest.mark.parametrize(("process", "node"), sorted(cohorts.FILINGS))
def test_a_filing_for_many_is_only_a_filing(process: str, node: str) -> None:
    step = next(each for each in processes()[process].iter(f"{BPMN}userTask") if each.get("id") == node)
    form = properties(step)["form"]
    schema: dict[str, Any] = json.loads((ROOT / f"forms/{form}.schema.json").read_text())
    fields = schema["properties"]
    assert "votes" not in fields and schema["x-article"]
    assert {field["x-class"] for field in fields.values()} <= {"L1", "L2"}, "a batch keeps what was filled in"
    for name, value in cohorts.FILINGS[process, node].items():
        assert value in [choice["const"] for choice in fields[name]["oneOf"]]
    assert properties(step).get("decision") in (None, *cohorts.FILINGS[process, node])
