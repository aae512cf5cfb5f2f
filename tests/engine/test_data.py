"""The border: only JSON comes in, and each value that is none is named."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from service.domain.errors import Invalid
from service.engine.data import clean, clean_mapping
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions

DEEP: list[Any] = []
for _ in range(60):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        ({"a": date(2017, 1, 1)}, "/a", "not_json"),
        ({"a": [1, datetime(2017, 1, 1)]}, "/a/1", "not_json"),
        ({"a": {"b": Decimal("1.5")}}, "/a/b", "not_json"),
        ({"a": {1, 2}}, "/a", "not_json"),
        ({"a": (1, 2)}, "/a", "not_json"),
        ({"a": b"x"}, "/a", "not_json"),
        ({"a": float("nan")}, "/a", "not_json"),
        ({"a": float("inf")}, "/a", "not_json"),
        ({"a": 2**63}, "/a", "not_json"),
        ({"a": "\ud800"}, "/a", "not_json"),
        ({"a": "x\0y"}, "/a", "not_json"),
        ({"a": {1: 2}}, "/a", "not_json"),
        ({"a": DEEP}, "/a" + "/0" * 40, "too_deep"),
        ({"a": object()}, "/a", "not_json"),
        ({"a~/b": set()}, "/a~0~1b", "not_json"),
        ({"__back": 1}, "/__back", "poison_key"),
        ([], "", "not_json"),
    ],
)
def test_what_is_not_json_is_refused_by_name(value: Any, pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_mapping(value)
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [(pointer, code)]


def test_every_bad_value_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        clean({"a": set(), "b": [1, b""], "c": 1})
    assert [problem.pointer for problem in refused.value.problems] == ["/a", "/b/1"]


def test_a_flood_is_refused() -> None:
    for flood in ([0] * 60_000, ["x" * 100_000] * 20):
        with pytest.raises(Invalid):
            clean({"a": flood})


def test_values_survive_the_state_exactly(desk: Desk) -> None:
    values = {
        "one": 1,
        "float": 1.0,
        "true": True,
        "none": None,
        "text": "名字\n😀",
        "big": 2**62,
        "list": [[], {}, 0.1],
    }
    p = Process("proc_a").start().user("ut_a").user("ut_b").end().flow("start_1", "ut_a", "ut_b", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), **values)
    run.do("ut_a", one=1.0, true=1)  # equal for Python, different in data: the state must keep the change
    data = run.task("ut_b").data
    assert data == {**values, "one": 1.0, "true": 1}
    assert type(data["one"]) is float and type(data["true"]) is int and type(data["float"]) is float


def test_bad_variables_change_nothing(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", "end_1")
    run = desk.run(desk.model(definitions(p.xml())))
    with pytest.raises(Invalid):
        run.do("ut_a", when=date(2017, 1, 1))
    assert run.do("ut_a", when="2017-01-01").ended
