"""The shipped forms: humane, bounded, bilingual, and strict about what they take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from service.domain import form_sources, sealed
from service.engine.lint_forms import lint_forms
from service.store import choices
from tests.content.files import FORMS, read_form

TEXT_LIMIT = 100
COUNTLESS = {  # a year, the number of a round, a quantity whose item has the unit, a sum of unlike things
    "phase",
    "cycle",
    "rating_year",
    "round_year",
    "selection_year",
    "qty",
    "asked_n",
}
PERSON = "00000000-0000-4000-8000-000000000001"
SOURCES = {*choices.SOURCES, *choices.ALIASES, choices.POINTS_ITEMS, "organizations"}


def nested(schema: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every field with its path, those inside rows and groups included."""
    for name, field in form_sources.fields(schema).items():
        yield f"{path}{name}", field
        inner = field.get("items", field)
        if inner.get("type") == "object":
            yield from nested(inner, f"{path}{name}.")


def problems(form: str, answers: Mapping[str, Any]) -> list[str]:
    """Return the pointers that a form refuses."""
    schema = json.loads(next(path for path in FORMS if path.name == f"{form}.schema.json").read_text())
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return sorted({"/" + "/".join(map(str, error.instance_path)) for error in validator.iter_errors(answers)})


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name.split(".")[0])
def test_a_form_is_whole(path: Path) -> None:
    form = read_form(path)
    schema, ui = form["schema"], form["ui"]
    jsonschema_rs.meta.validate(schema)
    assert schema["type"] == "object" and schema["unevaluatedProperties"] is False
    assert schema["title"] and schema["x-title-en"] and schema["description"]
    assert sorted(ui["ui:order"]) == sorted(form_sources.fields(schema)), "ui:order names every field once"


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name.split(".")[0])
def test_every_field_is_named_bounded_and_in_two_languages(path: Path) -> None:
    for name, field in nested(read_form(path)["schema"]):
        assert field["title"] and field["x-title-en"], name
        kind = field["type"]
        if kind == "string" and not {"format", "oneOf", "enum", "pattern"} & set(field):
            assert field["maxLength"] <= 1000, name
        if kind == "array":
            assert field["maxItems"] <= 5000, name
            assert field["items"].get("unevaluatedProperties") is False or field["items"]["type"] != "object", name
        if kind in ("integer", "number"):
            assert "minimum" in field and "maximum" in field, name
            if name.rpartition(".")[2] not in COUNTLESS:
                assert field["x-unit"] and field["x-unit-en"], f"{name} says what it counts"
        if "x-source" in field:
            assert field["x-source"] in SOURCES, name


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name.split(".")[0])
def test_free_text_stays_out_of_process_data(path: Path) -> None:
    for name, field in form_sources.fields(read_form(path)["schema"]).items():
        if field["type"] == "string" and field.get("maxLength", 0) > TEXT_LIMIT:
            assert field["x-variable"] is False, name


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name.split(".")[0])
def test_every_field_says_what_it_is_and_what_for(path: Path) -> None:
    """Compliance 6.2, PIPL 6 and 17: a class for each field; from L2 on a purpose and an article; how long it stays."""
    schema = read_form(path)["schema"]
    assert schema["x-retention"], "how long it is kept"
    for name, field in nested(schema):
        if field.get("items", field).get("type") == "object":
            continue  # a table or a group: its columns say it
        assert field.get("x-class") in sealed.CLASSES, name
        if field["x-class"] in sealed.EXPLAINED:
            assert field.get("x-purpose") or schema.get("x-purpose"), name
            assert field.get("x-article") or schema.get("x-article"), name
    assert not list(lint_forms({"form": {"schema": schema}}))


def test_a_form_that_does_not_explain_itself_is_refused() -> None:
    silent = {"type": "object", "properties": {"view": {"title": "看法", "type": "string", "x-class": "L3"}}}
    assert [found.rule for found in lint_forms({"form": {"schema": silent}})] == ["form-purpose", "form-sealed"]
    field = {
        "title": "看法",
        "type": "string",
        "x-class": "L3",
        "x-variable": False,
        "x-purpose": "…",
        "x-article": "…",
    }
    assert not list(lint_forms({"form": {"schema": {"type": "object", "properties": {"view": field}}}}))
    odd = {"type": "object", "properties": {"view": {"title": "看法", "type": "string", "x-class": "secret"}}}
    assert [found.rule for found in lint_forms({"form": {"schema": odd}})] == ["form-class"]


def test_a_short_reason_is_refused() -> None:
    answers = {
        "filed_on": "2017-05-02",
        "checked": ["minutes", "reasons", "recusal", "ratio"],
        "summary": "太短",
        "places": ["intranet"],
    }
    assert problems("form_file_results", answers) == ["/summary"]


def test_too_few_nominees_need_a_waiver() -> None:
    answers: dict[str, Any] = {
        "meeting_on": "2017-04-17",
        "body": "committee",
        "entitled": 5,
        "present": 5,
        "chair": PERSON,
        "minutes_by": PERSON,
        "decisions": [],
        "order": "no_points",
        "ratio": "ok",
    }
    assert problems("form_committee_decide", answers) == []
    assert problems("form_committee_decide", answers | {"ratio": "too_few"}) == ["/"]
    waiver = {"ratio": "too_few", "waiver_reason": "本支部符合条件的入党申请人只有一名，差额确实无法满足要求。"}
    assert problems("form_committee_decide", answers | waiver) == []
    assert problems("form_committee_decide", answers | waiver | {"ratio": "ok"}) == ["/"]
    assert problems("form_committee_decide", answers | {"order": "departs"}) == ["/"]


def test_leave_needs_a_class_and_never_a_diagnosis() -> None:
    answers: dict[str, Any] = {"recorded_on": "2017-05-22", "signin_ref": "签到表", "attended_n": 1}
    row = {"person_id": PERSON, "status": "leave"}
    assert problems("form_record_attendance", answers | {"absences": [row]}) == ["/absences/0"]
    assert problems("form_record_attendance", answers | {"absences": [row | {"leave_class": "illness"}]}) == []
    told = row | {"leave_class": "illness", "diagnosis": "感冒"}
    assert problems("form_record_attendance", answers | {"absences": [told]}) == ["/absences/0"]


def test_an_objection_may_be_upheld_without_a_correction() -> None:
    answers = {
        "investigation": "向组织委员核实，请假条属实，签到表登记时没有对照请假登记。",
        "objection_result": "upheld",
        "explanation": "经核实您当时已请假，原记录予以冲销，请假不扣分。",
        "subject_type": "points_entry",
        "correct": "no",
    }
    assert problems("form_handle_objection", answers) == []
    assert problems("form_handle_objection", answers | {"correct": "yes"}) == ["/"]
    row = {"item": "P01", "event_date": "2017-04-09", "qty": 1, "evidence_ref": "补课记录"}
    assert problems("form_handle_objection", answers | {"correct": "yes", "correction": row}) == []
    of_case = answers | {"subject_type": "case"}
    assert problems("form_handle_objection", of_case) != [], "nothing of the ledger is corrected by a word on a case"
    del of_case["correct"]
    assert problems("form_handle_objection", of_case) == ["/"], "what will be mended, and by whom, is missing"
    assert problems("form_handle_objection", of_case | {"remedy": "支部重新讨论并补记请假情况。"}) == []


def test_a_committee_can_meet_over_an_empty_list() -> None:
    """When nobody that was named stands any more, the case goes on with nobody chosen instead of waiting for ever."""
    votes = {"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0}
    held = {"meeting_on": "2017-06-20", "chair": PERSON, "minutes_by": PERSON.replace("1", "2", 1), "votes": votes}
    assert problems("form_selection_choose", held | {"choices": []}) == []
