"""The page of rules: which pack holds on a day, what it says, where it is used, what changed, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.actions.deploy import deploy, read_files
from service.engine.rule_uses import computed
from service.wiring import House
from tests.town import TENANT, Town
from tests.web.browser import Browser

USES = "membership/proc_application_intake.bpmn"


@pytest.fixture(scope="module")
def reader(project: Path, house: House, town: Town, sign_in: Callable[..., Browser]) -> Iterator[Browser]:
    """Give the applicant's browser: somebody without any post, where the shipped packs are released."""
    files = read_files(project / "bpmn", project / "forms")
    wanted = {path: content for path, content in files.items() if path.startswith(("rules/", "forms/")) or path == USES}
    wanted |= {path: files[path] for path in files if path.endswith(".dmn")}
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, wanted, town.ann.person_id)
    yield sign_in(town.applicant)


def rows(pack: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["id"]: rule for group in pack["groups"] for rule in group["rules"]}


@pytest.mark.parametrize(
    ("day", "law"), [("2017-04-10", "cpc_dev_2014"), ("2026-05-10", "cpc_dev_2014"), ("2026-05-11", "cpc_dev_2026")]
)
def test_which_pack_holds_on_a_day(reader: Browser, day: str, law: str) -> None:
    page = reader.get(f"/rules?on={day}").json
    assert page["on"] == day
    holds = {family["key"]: [pack["id"] for pack in family["packs"] if pack["holds"]] for family in page["families"]}
    assert holds["cpc_dev"] == [law]
    assert holds["local"] == ["local_demo_v1"] and len(holds["points_scheme"]) == 1
    assert [family["name"] for family in page["families"]] == ["发展党员工作细则", "街道办法", "积分办法"]


def test_before_the_first_pack_nothing_holds(reader: Browser) -> None:
    page = reader.get("/rules?on=2013-01-01").json
    assert not any(pack["holds"] for family in page["families"] for pack in family["packs"])
    assert reader.get("/rules?on=13-1-1").status_code == 422


def test_a_pack_is_told_in_plain_words_with_its_steps(reader: Browser, town: Town) -> None:
    pack = reader.get("/rules/cpc_dev_2026").json
    assert pack["instrument"].startswith("中国共产党发展党员工作细则") and pack["family_name"] == "发展党员工作细则"
    assert [group["name"] for group in pack["groups"]][:2] == ["申请入党", "积极分子的确定和培养教育"]
    talk = rows(pack)["talk_deadline"]
    assert (talk["title"], talk["value"], talk["article"]) == ("收到申请后谈话", "一个月以内", "第七条")
    assert (talk["direction"], talk["strength_name"], talk["check"]) == ("最迟", "应当", "")
    assert {use["process"] for use in talk["uses"]} == {"proc_application_intake"}
    assert "computes" in {use["how"] for use in talk["uses"]}
    assert [(each["number"], each["current"]) for each in pack["releases"]] == [(1, True)]
    assert pack["releases"][0]["released_by"] == town.ann.name
    assert [(other["id"], other["effective_from"]) for other in pack["others"]] == [("cpc_dev_2014", "2014-05-28")]
    assert rows(reader.get("/rules/cpc_dev_2014").json)["archive"]["check"] == "文字已知，条号待核"


def test_a_points_scheme_is_told_too(reader: Browser) -> None:
    found = rows(reader.get("/rules/points_scheme_demo_v1").json)
    assert found["base"]["value"] == "每年 60 分，按月每月 5 分"
    assert found["P06"]["value"] == "每小时 +0.5 分，一年最多计 10 分"
    assert found["N05"]["value"] == "每次 -5 分，不设上限"
    assert {fact["label"]: fact["words"] for fact in found["P01"]["facts"]}["由谁核实"] == "组织委员"


def test_two_packs_side_by_side(reader: Browser) -> None:
    found = reader.get("/rules/cpc_dev_2014/compare/cpc_dev_2026").json
    changes = {change["id"]: change for group in found["groups"] for change in group["changes"]}
    assert changes["candidate_notice"]["kind"] == "added" and changes["admission_by_charter"]["kind"] == "dropped"
    said = {each["label"]: (each["before"], each["after"]) for each in changes["candidate_agreement"]["said"]}
    assert said["方式"] == ("报备案", "报请同意")
    assert found["counts"]["added"] == 9 and found["counts"]["dropped"] == 1
    assert sum(found["counts"].values()) == 49
    assert reader.get("/rules/cpc_dev_2014/compare/nothing").status_code == 404
    refused = reader.get("/rules/cpc_dev_2014/compare/points_scheme_demo_v1")
    assert refused.json["code"] == "rules_not_comparable"


def test_two_points_schemes_side_by_side(reader: Browser) -> None:
    found = reader.get("/rules/points_scheme_demo_v0/compare/points_scheme_demo_v1").json
    changes = {change["id"]: change for group in found["groups"] for change in group["changes"]}
    assert [group["stage"] for group in found["groups"]] == ["加分事项"]
    assert {key: change["kind"] for key, change in changes.items()} == {"P01": "changed", "P03": "changed"}
    assert changes["P01"]["said"] == [
        {"label": "规定", "before": "每次 +2 分，一年最多计 6 分", "after": "每次 +1 分，一年最多计 8 分"}
    ]
    pack = reader.get("/rules/points_scheme_demo_v1").json
    assert found["counts"]["changed"] + found["counts"]["same"] == len(rows(pack))
    assert [other["id"] for other in pack["others"]] == ["points_scheme_demo_v0"]


def test_english_readers_read_english(sign_in: Callable[..., Browser], town: Town, reader: Browser) -> None:
    english = sign_in(town.applicant, "en")
    talk = rows(english.get("/rules/cpc_dev_2026").json)["talk_deadline"]
    assert (talk["title"], talk["value"], talk["strength_name"]) == (
        "Talk after the application",
        "within 1 month",
        "shall",
    )


def test_the_step_can_be_looked_at_without_a_case(reader: Browser) -> None:
    drawn = reader.get("/processes/proc_application_intake/drawing").json
    assert drawn["process"]["name"] == "申请入党" and "definitions" in drawn["xml"]
    assert reader.get("/processes/proc_nothing/drawing").status_code == 404


def test_a_term_that_was_computed_is_told_by_its_rule(project: Path) -> None:
    """A step's days may come from an earlier step of its process; the way to the rule is the same."""
    drawn = computed((project / "bpmn" / USES).read_bytes())
    assert drawn["proc_application_intake", "talk_limit"] == "talk_deadline"


def test_what_is_asked_strangely_is_refused(reader: Browser) -> None:
    assert reader.get("/rules/cpc_dev_2026?number=9").status_code == 404
    assert reader.get("/rules/cpc_dev_2026?number=0").status_code == 422
    assert reader.get("/rules/nothing").json["code"] == "rules_not_found"
