"""Rule packs: the shipped ones are whole, a broken one names its fault, the right one is found by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Invalid, NotFound
from service.domain.rules import Check, Kind, RulePack, Strength, chinese_article, pack_on, parse_pack
from tests.domain.makers import book, load, packs

LAW_2014, LAW_2026 = date(2017, 4, 10), date(2026, 11, 23)


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.id)
def test_every_rule_can_be_shown(pack: RulePack) -> None:
    for rule in pack.rules.values():
        assert rule.text.endswith(("。", "（待核）")), rule.id
        assert rule.text_en.endswith("."), rule.id
        assert "！" not in rule.text
        assert rule.article
        assert ("待核" in rule.text) == (rule.check is not Check.SEEN), rule.id
        assert rule.template == pack.template


def test_the_packs_are_whole() -> None:
    by_id = {pack.id: pack for pack in packs()}
    assert len(by_id["cpc_dev_2026"].rules) == 48
    assert len(by_id["cpc_dev_2014"].rules) == 40
    assert by_id["cpc_dev_2014"].absent == {"candidate_notice", "assembly_after_pre_review"}
    assert by_id["local_demo_v1"].template


@pytest.mark.parametrize(
    ("day", "pack"),
    [
        (date(2014, 5, 28), "cpc_dev_2014"),
        (date(2017, 4, 10), "cpc_dev_2014"),
        (date(2026, 5, 10), "cpc_dev_2014"),
        (date(2026, 5, 11), "cpc_dev_2026"),
        (date(2040, 1, 1), "cpc_dev_2026"),
    ],
)
def test_the_pack_of_a_day(day: date, pack: str) -> None:
    assert pack_on(packs(), day).id == pack


def test_no_pack_before_the_first() -> None:
    with pytest.raises(NotFound):
        pack_on(packs(), date(2014, 5, 27))


def test_article_numbers_differ_by_one_from_eighteen_on() -> None:
    for rule_id, old, new in [
        ("quorum", "第二十条", "第十九条"),
        ("pass", "第二十一条", "第二十条"),
        ("probation", "第三十二条", "第三十一条"),
        ("conversion_approval", "第三十四条", "第三十三条"),
        ("talk_deadline", "第七条", "第七条"),
    ]:
        assert book().rule(rule_id, LAW_2014).citation == old
        assert book().rule(rule_id, LAW_2026).citation == new


def test_what_the_text_lacks_is_not_borrowed() -> None:
    assert book().find("candidate_notice", LAW_2014) is None
    assert book().find("candidate_notice", LAW_2026) is not None
    with pytest.raises(NotFound):
        book().rule("assembly_after_pre_review", LAW_2014)


def test_local_rules_are_found_in_any_year() -> None:
    for day in (LAW_2014, LAW_2026):
        assert book().rule("filing_reply", day).template
        assert not book().rule("talk_deadline", day).template


def test_kinds_and_strengths() -> None:
    rule = book().rule("approval", LAW_2026)
    assert (rule.kind, rule.strength, rule.start) == (Kind.DEADLINE, Strength.SHALL, "resolution_reported")
    assert str(rule.value) == "P3M"
    assert str(rule.special_maximum) == "P6M"
    assert book().rule("assign_branch_group", LAW_2026).promptly
    assert book().rule("contact_persons", LAW_2026).details["max"] == 2


def test_a_points_scheme_among_the_packs_is_no_mistake() -> None:
    assert parse_pack(load("points_scheme_demo_v1")).rules == {}


def make_raw(**changes: Any) -> dict[str, Any]:
    rule = {"kind": "deadline", "value": "P1M", "article": "§7", "text": "一个月内谈话。"}
    return {"id": "x_2017", "instrument": "细则", "effective_from": "2017-01-01", "rules": {"talk": rule}, **changes}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": ""}, "/id"),
        ({"effective_from": "soon"}, "/effective_from"),
        ({"effective_to": "later"}, "/effective_to"),
        ({"rules": {}}, "/rules"),
        ({"rules": {"talk": 3}}, "/rules/talk"),
        ({"rules": {"talk": {"kind": "wish", "article": "§7", "text": "…"}}}, "/rules/talk"),
        ({"rules": {"talk": {"kind": "date", "text": "…"}}}, "/rules/talk/article"),
        ({"rules": {"talk": {"kind": "deadline", "value": "soon", "article": "§7", "text": "…"}}}, "/rules/talk/value"),
    ],
)
def test_a_broken_pack_names_the_field(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_pack(make_raw(**changes))
    assert pointer in [problem.pointer for problem in caught.value.problems]


def test_a_good_pack_needs_little() -> None:
    pack = parse_pack(make_raw())
    assert pack.family == "x"
    assert pack.in_force(date(2017, 1, 1))


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ("§7", "第七条"),
        ("§10", "第十条"),
        ("§21-22", "第二十一条、第二十二条"),
        ("§9, §42", "第九条、第四十二条"),
        ("办法样例", "办法样例"),
    ],
)
def test_articles_in_chinese(article: str, shown: str) -> None:
    assert chinese_article(article) == shown
