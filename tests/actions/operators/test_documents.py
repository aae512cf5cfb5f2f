"""Documents: made from a step's answers, numbered, sealed by class, taken back with their step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.actions.operators import Context, undo
from service.domain import documents as rules
from service.domain.errors import Conflict
from service.store import documents
from tests.actions.operators.conftest import TODAY, Office, Step
from tests.town import TENANT

SCHEMA = json.loads((Path(__file__).parents[3] / "forms/form_talk.schema.json").read_text())


def talk(step: Step, office: Office, **more: Any) -> Context:
    """Give the context of a talk that has just been recorded."""
    town = office.town
    answers = {
        "talked_on": "2017-04-08",
        "place": "党员活动室",
        "talkers": [str(town.ben.person_id)],
        "topics": ["history", "motive"],
        "explained": ["basics"],
        "impression": "为人诚恳，对党的认识还需要加深，建议多参加活动。",
        "address": "right",
        **more,
    }
    context = step.context(town.ben, organization=town.branch, person=town.applicant.person_id, **answers)
    context.schema = SCHEMA
    return context


def issued(step: Step, context: Context, code: str = "DOC_TALK") -> tuple[dict[str, Any], Any]:
    said = step.run(context, "document.issue", code=code)
    row = documents.find(step.tx, TENANT, said["document_id"])
    assert row is not None
    return said, row


def test_a_document_says_what_the_step_said(step: Step, office: Office) -> None:
    context = talk(step, office)
    said, row = issued(step, context)
    assert said["number"] == "TH-2017-0001" and said["version"] == 1
    body = documents.open_body(step.tx, row)
    assert body["head"]["name"] == office.town.applicant.name and body["head"]["branch"]
    (entry,) = body["entries"]
    lines = {line["label"]: line.get("value") for line in entry["lines"]}
    assert lines["谈话日期"] == "2017年4月8日"
    assert lines["谈话人"] == office.town.ben.name, "an id is written as its name"
    assert lines["了解的内容"] == "工作和学习经历、入党动机"
    assert entry["on"] == TODAY.isoformat() and entry["who"] == office.town.ben.name
    assert [event.type for event in context.events] == ["document.issued"]
    assert context.events[0].payload["digest"] == said["digest"] == bytes(row["digest"]).hex()


def test_class_l3_stands_apart_and_nothing_lies_open(step: Step, office: Office) -> None:
    said, row = issued(step, talk(step, office))
    assert "诚恳" not in json.dumps(documents.open_body(step.tx, row), ensure_ascii=False)
    assert documents.open_body(step.tx, row)["entries"][0]["sealed_labels"] == ["谈话印象"]
    assert "诚恳" in documents.open_sealed(step.tx, row)[0][0]["value"]
    kept = bytes(row["body"]) + bytes(row["sealed"])
    assert office.town.applicant.name.encode() not in kept and "诚恳".encode() not in kept
    assert documents.holds(step.tx, row)
    assert not documents.holds(step.tx, {**row, "digest": bytes(32)})
    assert "诚恳" not in str(said)


def test_one_that_grows_keeps_its_number_and_what_it_said(step: Step, office: Office) -> None:
    first = talk(step, office)
    one, _ = issued(step, first, "DOC_CULT_FORM")
    later = step.context(
        office.town.ben, first.instance_id, office.town.branch, office.town.applicant.person_id, result="on"
    )
    two, row = issued(step, later, "DOC_CULT_FORM")
    assert (two["number"], two["version"]) == (one["number"], 2)
    assert len(documents.open_body(step.tx, row)["entries"]) == 2
    assert [len(part) for part in documents.open_sealed(step.tx, row)] == [1, 0]
    assert [each["version"] for each in documents.of_instance(step.tx, TENANT, first.instance_id)] == [2]
    undo(later, "document.issue", two)
    assert [each["version"] for each in documents.of_instance(step.tx, TENANT, first.instance_id)] == [1]
    again, _ = issued(step, later, "DOC_CULT_FORM")
    assert again["version"] == 2


def test_others_get_a_number_each_and_a_return_takes_them_back(step: Step, office: Office) -> None:
    context = talk(step, office)
    numbers = [issued(step, context)[0]["number"] for _ in range(2)]
    assert numbers == ["TH-2017-0001", "TH-2017-0002"]
    said, _ = issued(step, context)
    undo(context, "document.issue", said)
    left = [row["number"] for row in documents.of_instance(step.tx, TENANT, context.instance_id)]
    assert left == numbers


def test_the_archive_list_names_every_paper_with_its_digest(step: Step, office: Office) -> None:
    context = talk(step, office)
    said, _ = issued(step, context)
    _, row = issued(step, context, "DOC_ARCHIVE")
    table = documents.open_body(step.tx, row)["entries"][0]["lines"][0]
    assert [cells[1:3] for cells in table["rows"]] == [[said["number"], "谈话记录"]]
    assert table["rows"][0][-1] == said["digest"]


def test_a_kind_that_is_none_is_refused(step: Step, office: Office) -> None:
    with pytest.raises(Conflict):
        step.run(talk(step, office), "document.issue", code="DOC_NONE")


def test_every_kind_is_named_and_every_series_is_its_own() -> None:
    assert len({kind.series for kind in rules.KINDS.values()}) == len(rules.KINDS)
    for code in rules.KINDS:
        assert rules.title(code, "zh-CN") and rules.title(code, "en") and rules.goes_to(code, "zh-CN")
