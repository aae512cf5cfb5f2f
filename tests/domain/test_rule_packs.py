"""Rule packs as people meet them: written by key, said in words, compared, and released without changing the past."""

from __future__ import annotations

import ast
import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.domain import rule_words as words
from service.domain.rule_compare import compare
from service.domain.rule_releases import changed_rules, check_release
from service.domain.rule_schema import check_pack
from service.domain.rule_uses import OF_OPERATORS
from service.domain.rules import parse_pack
from tests.domain.makers import book, load, packs

LAW_2014, LAW_2026 = date(2017, 4, 10), date(2026, 11, 23)
SHIPPED = ("cpc_dev_2014", "cpc_dev_2026", "local_demo_v1", "points_scheme_demo_v0", "points_scheme_demo_v1")


def pack(**changes: Any) -> dict[str, Any]:
    rule = {
        "title": "谈话", "stage": "application", "kind": "deadline", "value": "P1M", "start": "application_received",
        "article": "§7", "text": "一个月内谈话。",
    }  # fmt: skip
    whole = {
        "id": "law", "family": "cpc_dev", "instrument": "细则", "effective_from": "2017-01-01", "rules": {"talk": rule},
    }  # fmt: skip
    return whole | changes


def talk(**changes: Any) -> dict[str, Any]:
    return {"rules": {"talk": pack()["rules"]["talk"] | changes}}


# --- schema


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_packs_keep_to_the_schema(name: str) -> None:
    assert check_pack(name, load(name)) == []


@pytest.mark.parametrize(
    ("changes", "pointer", "code", "said"),
    [
        ({"id": "other"}, "/id", "pack_name", "law"),
        ({"family": "cpc"}, "/family", "pack_word_unknown", "cpc_dev、local"),
        ({"instrument": ""}, "/instrument", "pack_key_missing", "文件名称"),
        ({"effective_form": "2017-01-01"}, "/effective_form", "pack_key_unknown", "是不是“effective_from”"),
        ({"effective_from": "2017-13-01"}, "/effective_from", "pack_day", "2026-05-11"),
        ({"effective_to": "2016-12-31"}, "/effective_to", "pack_days_order", "早于"),
        ({"version": 0}, "/version", "pack_number", "从 1 起"),
        ({"version": 2}, "/correction", "pack_correction", "第 2 版"),
        ({"rules": {}}, "/rules", "pack_shape", "键: 值"),
        ({"rules": {"talk": 3}}, "/rules/talk", "pack_shape", "键: 值"),
        (talk(valeu="P1M"), "/rules/talk/valeu", "pack_key_unknown", "是不是“value”"),
        (talk(title=""), "/rules/talk/title", "pack_key_missing", "名称"),
        (talk(stage="apply"), "/rules/talk/stage", "pack_word_unknown", "application、activist"),
        (talk(kind="dead"), "/rules/talk/kind", "pack_word_unknown", "deadline"),
        (talk(strength="maybe"), "/rules/talk/strength", "pack_word_unknown", "generally"),
        (talk(value="一个月"), "/rules/talk/value", "pack_duration", "P5WD"),
        (talk(start="letter_in"), "/rules/talk/start_name", "pack_start_unnamed", "start_name"),
        (talk(by=["someone"]), "/rules/talk/by", "pack_code_unknown", "直接写中文"),
        (talk(text="一个月内谈话"), "/rules/talk/text", "pack_sentence", "句号"),
    ],
)
def test_a_wrong_key_is_named_with_what_to_write(changes: dict[str, Any], pointer: str, code: str, said: str) -> None:
    found = check_pack("law", pack(**changes))
    assert [(each.pointer, each.code) for each in found] == [(pointer, code)]
    assert said in found[0].message_zh


def test_a_pack_may_speak_plain_chinese() -> None:
    assert check_pack("law", pack(**talk(by="街道组织办", start="letter_in", start_name="收到来信"))) == []
    assert check_pack("law", ["no", "mapping"])[0].code == "pack_shape"


def test_a_points_scheme_has_its_own_keys() -> None:
    scheme = load("points_scheme_demo_v1")
    assert check_pack("points_scheme_demo_v1", {**scheme, "base": {}})[0].code == "rule_pack_broken"
    assert check_pack("law", pack(base={}))[0].code == "pack_key_unknown"


# --- words

SAID = [
    ("apply_age", LAW_2026, "最早", "满十八周岁", ""),
    ("talk_deadline", LAW_2026, "最迟", "一个月以内", "从收到入党申请书之日算起"),
    ("activist_review", LAW_2026, "最迟", "每六个月一次", "从确定为积极分子之日算起"),
    ("activist_analysis", LAW_2026, "最迟", "每年一次", ""),
    ("cultivation_min", LAW_2026, "最早", "满一年以后", "从确定为积极分子之日算起"),
    ("candidate_notice", LAW_2026, "时段", "不少于五个工作日", "从公示张贴之日算起"),
    ("introducers", LAW_2026, "数量", "2 人", ""),
    ("contact_persons", LAW_2026, "数量", "1 至 2 人", ""),
    ("training", LAW_2026, "数量", "不少于 3 天或者 24 学时", ""),
    ("training_hours_activist", LAW_2026, "数量", "不少于 16 学时", ""),
    ("quorum", LAW_2026, "表决", "实到会有表决权的党员超过应到会有表决权的党员的半数", ""),
    ("approval", LAW_2026, "最迟", "三个月以内，特殊情况不超过六个月", "从上报支部决议之日算起"),
    ("assign_branch_group", LAW_2026, "最迟", "及时", "从上级党委批准之日算起"),
    ("oath", LAW_2014, "最迟", "没有规定期限", ""),
    ("oath", LAW_2026, "最迟", "一个月以内", "从上级党委批准之日算起"),
    ("extension", LAW_2026, "时段", "不少于六个月，不超过一年，只能一次", "从预备期满之日算起"),
    ("points_late", LAW_2026, "时段", "不超过三十日", "从事项发生之日算起"),
    ("round_quota", LAW_2026, "最迟", "两个工作日以内", "从推荐开始之日算起"),
]


@pytest.mark.parametrize(("rule", "day", "direction", "value", "start"), SAID, ids=[f"{r[0]}-{r[1]}" for r in SAID])
def test_a_value_in_words(rule: str, day: date, direction: str, value: str, start: str) -> None:
    found = book().rule(rule, day)
    assert (words.direction(found, "zh"), words.value(found, "zh"), words.counted_from(found, "zh")) == (
        direction, value, start,
    )  # fmt: skip


def test_no_code_is_left_for_people_to_read() -> None:
    """Every rule of every pack, in both languages: no English letters in Chinese, no underscores in either."""
    for each in packs():
        for rule in each.rules.values():
            zh, en = (
                [words.value(rule, lang), words.counted_from(rule, lang), words.strength(rule, lang), *(
                    part for fact in words.facts(rule, lang) for part in (fact.label, fact.words))]
                for lang in ("zh-CN", "en")
            )  # fmt: skip
            assert not re.search("[A-Za-z_]", "".join([rule.title, *zh])), rule.id
            assert "_" not in "".join([rule.title_en, *en]), rule.id
            assert words.value(rule, "en") or not words.value(rule, "zh"), rule.id


# --- comparison


def test_what_the_text_of_2026_changed() -> None:
    by_id = {each.id: each for each in packs()}
    changes = {change.rule.id: change for change in compare(by_id["cpc_dev_2014"], by_id["cpc_dev_2026"], "zh-CN")}
    assert changes["candidate_notice"].kind == changes["assembly_after_pre_review"].kind == "added"
    assert changes["admission_by_charter"].kind == "dropped"
    assert "talk_deadline" not in changes and "introducers" in changes
    oath = {each.label: (each.before, each.after) for each in changes["oath"].said}
    assert oath["规定"] == ("没有规定期限", "一个月以内") and oath["条款"] == ("第三十条", "第二十九条")
    agreement = {each.label: (each.before, each.after) for each in changes["candidate_agreement"].said}
    assert agreement["方式"] == ("报备案", "报请同意")
    moved = changes["quorum"]
    assert moved.kind == "moved" and [each.after for each in moved.said] == ["第十九条"]
    assert compare(by_id["cpc_dev_2026"], by_id["cpc_dev_2026"], "zh-CN") == []


# --- release

TODAY = date(2026, 11, 23)


def codes(wanted: dict[str, Any], released: dict[str, Any], today: date = TODAY) -> list[str]:
    return [problem.code for problem in check_release(wanted, released, today)]


def test_a_used_pack_does_not_change_in_place() -> None:
    old, new = pack(), pack(**talk(value="P2M"))
    (problem,) = check_release({"law": new}, {"law": old}, TODAY)
    assert problem.code == "rule_pack_changed" and problem.pointer == "rules/law.yaml"
    assert (
        "2017-01-01" in problem.message_zh and "谈话" in problem.message_zh and "version 改为 2" in problem.message_zh
    )
    # a version without a word about it is no correction, neither is an old word
    assert codes({"law": {**new, "version": 2}}, {"law": old}) == ["rule_pack_changed"]
    assert codes({"law": {**new, "version": 2, "correction": "抄错"}}, {"law": old}) == []
    corrected = {**old, "version": 2, "correction": "抄错"}
    assert codes({"law": {**new, "version": 3, "correction": "抄错"}}, {"law": corrected}) == ["rule_pack_changed"]
    assert codes({"law": old}, {"law": corrected}) == [], "what only the head says may go back"


def test_a_pack_that_is_not_yet_in_force_changes_freely() -> None:
    old = pack(effective_from="2026-11-24")
    assert codes({"law": {**old, **talk(value="P2M")}}, {"law": old}) == []
    assert codes({"law": pack(effective_from="2027-01-01")}, {"law": old}) == []
    assert codes({"law": {**old, **talk(value="P2M")}}, {"law": old}, date(2026, 11, 24)) == ["rule_pack_changed"]


def test_a_used_pack_ends_by_a_later_day_or_by_its_successor() -> None:
    old, after = pack(), pack(id="law_2", effective_from="2026-11-01")
    for until, wanted in (("2026-11-23", []), ("2027-12-31", []), ("2026-11-22", ["rule_pack_gap"])):
        assert codes({"law": {**old, "effective_to": until}}, {"law": old}) == wanted
    ended = {**old, "effective_to": "2026-10-31"}
    assert codes({"law": ended, "law_2": after}, {"law": old}) == []
    assert codes({"law": {**old, "effective_to": "2026-10-30"}, "law_2": after}, {"law": old}) == ["rule_pack_gap"]


def test_a_used_pack_is_not_forgotten() -> None:
    other = pack(id="law_2", effective_from="2027-01-01")
    assert codes({"law_2": other}, {"law": pack()}) == ["rule_pack_missing"]
    assert codes({}, {"law": pack()}) == [], "files without any packs say nothing about them"
    assert codes({"law_2": other}, {"law": pack(effective_from="2026-12-01")}) == []


def test_two_packs_do_not_begin_on_one_day() -> None:
    assert codes({"law": pack(), "law_2": pack(id="law_2")}, {}) == ["pack_same_day"]


def test_what_changed_is_named_by_its_title() -> None:
    old = load("points_scheme_demo_v1")
    new = deepcopy(old)
    new["items"][0]["points"], new["floor"] = 2, 50
    assert changed_rules(old, new) == ["floor", "参加党课、集中学习"]


def test_every_rule_that_an_operator_asks_for_is_listed() -> None:
    """Whoever asks for a rule in Python says so in rule_uses.py; the page of rules shows no step otherwise."""
    asked = set()
    for path in Path("service/actions/operators").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (name := _asked(node)):
                asked.add(name)
    listed = {rule for rules in OF_OPERATORS.values() for rule in rules}
    assert asked and asked <= listed
    known = {rule for each in packs() for rule in each.rules}
    assert listed <= known


def _asked(call: ast.Call) -> str | None:
    of_rules = isinstance(call.func, ast.Attribute) and call.func.attr in ("rule", "find") and call.args
    helper = isinstance(call.func, ast.Name) and call.func.id == "_rule" and len(call.args) == 2
    literal = call.args[0] if of_rules else call.args[1] if helper else None
    found = literal.value if isinstance(literal, ast.Constant) else None
    return found if isinstance(found, str) else None


def test_a_rule_without_a_title_of_an_older_pack_can_be_read() -> None:
    raw = pack()
    del raw["rules"]["talk"]["title"], raw["rules"]["talk"]["stage"]
    rule = parse_pack(raw).rules["talk"]
    assert (rule.title, rule.stage, dict(rule.details)) == ("talk", "other", {})
