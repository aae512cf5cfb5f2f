"""The points pages: who sees them, what they explain, and that nothing in them is an order by points."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from psycopg import errors

from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import closings, points_pages
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_periods import run
from tests.actions.operators.test_points import dispute, line, post, resolve
from tests.town import person

ZH, EN = "zh-CN", "en"


def page(step: Step, reader: Actor, whom: Actor | None = None, **more: Any) -> dict[str, Any]:
    whom = whom or step.office.town.activist
    return points_pages.of_person(step.tx, reader, whom.person_id, more.pop("lang", ZH), **more)


def of_branch(step: Step, reader: Actor, branch: UUID | None = None, **more: Any) -> dict[str, Any]:
    return points_pages.of_branch(step.tx, reader, branch or step.office.town.branch, more.pop("lang", ZH), **more)


def test_the_sum_and_every_entry_are_explained(step: Step, office: Office) -> None:
    town = office.town
    kept = post(step, line(town.activist, "P04"))[0]["entry_id"]
    cut = post(step, line(town.activist, "P04", "2017-04-06"))[0]["entry_id"]
    doubted = post(step, line(town.activist, "P02"))[0]["entry_id"]
    wrong = post(step, line(town.activist, "N01"))[0]["entry_id"]
    dispute(step, doubted)
    resolve(step, wrong, upheld=True)
    found = page(step, town.activist)
    assert found["mine"] and found["ledger"]["total"] == "24"
    assert [(line["code"], line["points"]) for line in found["steps"]] == [
        ("base", "20"), ("bonus", "+8"), ("item_caps", "-4"), ("deduction", "0"), ("total", "24"),
    ]  # fmt: skip
    assert found["steps"][0]["rule"] == "按作为积极分子的月份计：4 个月，每月 5 分，满年 60 分；确认当月整月计。"
    why = {str(each["id"]): (each["counts"], each["why"]) for each in found["reasons"]}
    assert why[kept] == ("+4", "全部计入")
    assert why[cut] == ("0", "单项已到全年上限，计 0 分")
    assert why[doubted][1].startswith("争议中")
    assert why[wrong] == ("0", "已冲销，不计；原记录留着")
    assert len(why) == 5, "the reversal is told, too"
    assert found["changes"][0].startswith("每满一个月再计基础分 5 分，到年底还会计 40 分")
    assert any("合计是 25 分" in told for told in found["changes"])
    assert "P04" not in {room["item"] for room in found["rooms"]}
    assert [band["current"] for band in found["bands"]] == [False] * 4
    assert page(step, town.activist, lang=EN)["steps"][0]["rule"].startswith("By months as an activist: 4 at 5")


def test_who_sees_a_ledger_sees_its_page_and_nobody_else(step: Step, office: Office) -> None:
    town = office.town
    area = person(step.tx, "郑示片", town.other_branch, "full_member", ("area_coordinator", town.area))
    system = person(step.tx, "冯示系", town.other_branch, "full_member", ("sys_admin", town.town))
    for reader in (town.activist, town.ann, town.ben, town.dora, town.auditor):
        assert page(step, reader)["id"] == town.activist.person_id
    for reader in (town.cleo, town.applicant, area, system):
        with pytest.raises(NotFound):
            page(step, reader)
    for reader in (town.ann, town.ben, town.dora, town.auditor):
        assert of_branch(step, reader)["people"][0]["name"] == town.activist.name
    for reader in (town.cleo, town.activist, town.applicant, area, system):
        with pytest.raises(NotFound):
            of_branch(step, reader)
    with pytest.raises(NotFound):  # sums of single people stay with a branch
        of_branch(step, town.dora, town.base)
    with pytest.raises(NotFound):  # who was never an activist has none
        page(step, town.ann, town.applicant)


def test_an_auditor_reads_no_evidence(step: Step, office: Office) -> None:
    post(step, line(office.town.activist, evidence="第三小组签到表"))
    assert "第三小组签到表" not in str(page(step, office.town.auditor))
    assert "第三小组签到表" in str(page(step, office.town.ann))


def test_a_branch_stands_in_the_order_of_names(step: Step, office: Office) -> None:
    town = office.town
    people = [person(step.tx, f"{name}示例", town.branch, "activist") for name in ("安", "包", "赵")]
    step.tx.run(
        "update person set name_pinyin = case left(name, 1) when '安' then 'an' when '包' then 'bao' "
        "when '赵' then 'zhao' else 'chen' end where branch_id = %s",
        (town.branch,),
    )
    for number, who in enumerate(people, 1):
        for day in range(1, number * 2):
            post(step, line(who, "P01", f"2017-04-0{day}"))
    found = of_branch(step, town.ann)
    assert [row["name"] for row in found["people"]] == ["安示例", "包示例", "陈示远", "赵示例"]
    assert [row["total"] for row in found["people"]] == ["21", "23", "20", "25"]
    assert not any("rank" in key or "place" in key for row in found["people"] for key in row)


def test_a_closed_year_is_recomputed_and_a_later_correction_is_told(step: Step, office: Office) -> None:
    town = office.town
    year = {"cycle": 2016, "period": "Y"}
    entry = post(step, line(town.activist, "P04", "2016-12-15"))[0]["entry_id"]
    totals = run(step, "points.totals", **year)
    run(step, "points.close", **year)
    assert [each.result for each in closings.check_all(step.tx, 1)] == ["same"]
    run(step, "points.publish", totals=totals, bands=["general"], until="2017-04-17", **year)
    assert [each.result for each in closings.check_all(step.tx, 1)] == ["same"], "the band joins later"
    run(step, "points.freeze", **year)
    found = page(step, town.activist, cycle=2016)
    assert found["closed"][0] | {"until": None} == {
        "period": "2016 年度", "status": "frozen", "status_name": "已定账", "until": None, "total": "64", "since": None,
    }  # fmt: skip
    resolve(step, entry, upheld=True)
    assert [each.result for each in closings.check_all(step.tx, 1)] == ["same"], "a reversal is no forgery"
    assert page(step, town.activist, cycle=2016)["closed"][0]["since"] == "-4"
    shown = of_branch(step, town.ann, cycle=2016)["closed"][0]
    assert (shown["check_name"], len(shown["hash"]), shown["people"]) == ("校验一致", 12, 1)
    step.tx.run(
        "update points_cycle set totals = jsonb_set(totals, array[%s, 'total'], '95')",
        (str(town.activist.person_id),),
    )
    assert [(each.result, each.where) for each in closings.check_all(step.tx, 1)] == [("changed", "hash")]


def test_a_fact_changes_its_mark_and_nothing_else(step: Step, office: Office) -> None:
    entry = post(step, line(office.town.activist))[0]["entry_id"]
    with pytest.raises(errors.CheckViolation):
        step.tx.run("update points_entry set points = 9 where id = %s", (entry,))


def test_a_cycle_that_is_no_cycle_is_the_present_one(step: Step, office: Office) -> None:
    assert page(step, office.town.ann, cycle=1999)["ledger"]["cycle"] == 2017
    assert page(step, office.town.ann)["cycles"] == [2017, 2016]
