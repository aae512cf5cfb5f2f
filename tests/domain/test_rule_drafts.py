"""How a rule pack begins anew, and that its form knows every word of what is shipped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Conflict, Invalid, Problem
from service.domain.rule_drafts import begin, ended, next_id, placed, problems
from service.domain.rule_form import describe
from service.domain.rule_schema import check_pack
from tests.domain.makers import load
from tests.domain.test_rule_packs import SHIPPED, pack, talk

TODAY, LATER = date(2026, 11, 23), date(2031, 7, 1)


@pytest.mark.parametrize(
    ("base", "name"),
    [("cpc_dev_2026", "cpc_dev_2031"), ("local_demo_v1", "local_demo_v2"), ("law", "law_v2"), ("law_v9", "law_v10")],
)
def test_a_new_pack_gets_the_next_name(base: str, name: str) -> None:
    assert next_id(base, LATER, {base}) == name
    assert next_id(base, LATER, {base, name}) not in {base, name}


@pytest.mark.parametrize("name", [name for name in SHIPPED if "points" not in name])
def test_a_draft_differs_from_what_is_shipped_only_in_what_it_says_of_itself(name: str) -> None:
    base = load(name)
    mended = begin(base, "correction", None, {name}, TODAY)
    after = begin(base, "successor", LATER, {name}, TODAY)
    own = {"id", "version", "correction", "issued", "revised", "effective_from", "effective_to"}
    for draft in (mended, after):
        assert {k: v for k, v in draft.items() if k not in own} == {k: v for k, v in base.items() if k not in own}
        assert list(draft["rules"]) == list(base["rules"]), "the order is that of the law"
    assert [problem.pointer for problem in check_pack(name, mended)] == ["/correction"]
    assert problems(after["id"], after, {name: base}, TODAY) == []


def test_what_cannot_begin() -> None:
    with pytest.raises(Conflict):
        begin(load("points_scheme_demo_v1"), "correction", None, (), TODAY)
    with pytest.raises(Invalid):
        begin(pack(), "successor", None, (), TODAY)
    coming = pack(effective_from="2031-01-01")
    assert begin(coming, "correction", None, (), TODAY) == coming


def test_a_new_pack_ends_what_would_go_on_beside_it() -> None:
    old, over, other = pack(), pack(id="past", effective_to="2020-12-31"), pack(id="own", family="local")
    new = pack(id="law_v2", effective_from="2031-07-01")
    found = ended("law_v2", new, {"law": old, "past": over, "own": other})
    assert {name: each["effective_to"] for name, each in found.items()} == {"law": "2031-06-30"}
    assert ended("law", pack(version=2), {"law": old}) == {}, "a correction ends nothing"
    back = pack(id="law_v2", effective_from="2020-01-01")
    assert problems("law_v2", back, {"law": old}, TODAY) == [], "law may be issued for days that are past"


def test_mistakes_of_a_release_stand_where_they_are_mended() -> None:
    old = pack()
    wrong = problems("law", pack(**talk(value="P2M")), {"law": old}, TODAY)
    assert [(each.pointer, each.code) for each in wrong] == [("/correction", "rule_pack_changed")]
    twin = problems("law_v2", pack(id="law_v2"), {"law": old}, TODAY)
    assert [(each.pointer, each.code) for each in twin] == [("/effective_from", "pack_same_day")]


def test_what_a_diagram_says_stands_under_its_rule_by_name() -> None:
    said = Problem("a.bpmn#step", "rule-gone", {"value": "talk", "line": 3}, "按“talk”算", "counts by “talk”")
    found = placed(said, [pack(rules={"talk": None}), pack()])
    assert (found.pointer, found.message_zh) == ("/rules/talk", "按“谈话”算")
    other = Problem("a.bpmn#step", "x", {"value": "else"}, "别的", "else")
    assert placed(other, [pack()]) is other


@pytest.mark.parametrize("name", [name for name in SHIPPED if "points" not in name])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_form_has_a_field_for_all_that_is_shipped(name: str, lang: str) -> None:
    form = describe(lang)
    types = {each["key"]: each["type"] for each in form["keys"]}
    head = {"title", "title_en", "stage", "kind", "strength", "article", "text", "text_en", "check", "template"}
    asked: dict[str, Any] = {each["code"]: each["keys"] for each in form["kinds"]}
    for rule in filter(None, load(name)["rules"].values()):
        assert set(rule) - head <= set(types), "no key without a field"
        assert set(asked[rule["kind"]]) <= set(types)
    assert all(each["label"] for each in form["keys"]) and all(each["name"] for each in form["words"])
