"""Forms: what does not fit, where, and by which keyword; never an English sentence."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.errors import NotFound
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["on"],
    "properties": {
        "on": {"type": "string", "format": "date"},
        "n": {"type": "integer", "minimum": 1},
        "choice": {"type": "string", "oneOf": [{"const": "yes", "title": "是"}, {"const": "no", "title": "否"}]},
        "rows": {"type": "array", "items": {"required": ["why"], "properties": {"why": {"minLength": 2}}}},
    },
    "if": {"properties": {"choice": {"const": "no"}}, "required": ["choice"]},
    "then": {"properties": {"reason": {"type": "string"}}, "required": ["reason"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"on": "2017-04-10"}, []),
        ({"on": "2017-04-10", "choice": "no", "reason": "因病"}, []),
        ({}, [("/on", "required", {"property": "on"})]),
        ({"on": "2017-02-30"}, [("/on", "format", {"format": "date"})]),
        ({"on": "2017-04-10", "n": 0}, [("/n", "minimum", {"limit": 1})]),
        ({"on": "2017-04-10", "n": "1"}, [("/n", "type", {"types": ["integer"]})]),
        ({"on": "2017-04-10", "choice": "perhaps"}, [("/choice", "oneOf", {})]),
        ({"on": "2017-04-10", "rows": [{"why": "ab"}, {}]}, [("/rows/1/why", "required", {"property": "why"})]),
        ({"on": "2017-04-10", "a/b": 1}, [("/a~1b", "unevaluatedProperties", {"field": "a/b"})]),
        ({"on": "2017-04-10", "choice": "no"}, [("/reason", "required", {"property": "reason"})]),
        ("text", [("", "type", {"types": ["object"]})]),
        ({"on": "2017-04-10", "n": float("nan")}, [("/n", "not_json", {"kind": "nan"})]),
    ],
)
def test_answers(desk: Desk, answers: Any, problems: list[Any]) -> None:
    p = Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", "end_1")
    model = desk.model(definitions(p.xml()), forms={"form_a": {"schema": SCHEMA}})
    found = [
        (item.pointer, item.keyword, dict(item.params)) for item in desk.engine.check_answers(model, "form_a", answers)
    ]
    assert found == problems


def test_an_unknown_form_is_not_found(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", "end_1")
    with pytest.raises(NotFound):
        desk.engine.check_answers(desk.model(definitions(p.xml())), "form_no", {})
