"""Sheets of the register for tests: a line for each stage, the way to the signature, and what a case has come to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from service.actions import roster_job
from service.domain import clock, idcard, roster
from service.store.database import Row
from service.store.ids import new_id
from service.wiring import House
from tests.town import TENANT, Town, complete_task
from tests.web.browser import Browser
from tests.web.test_imports import sheet, upload

BRANCH, OTHER = "后田社区第一党支部", "后田社区第二党支部"
HEADERS = [column.zh for column in roster.COLUMNS]
TODAY = date(2017, 4, 10)
SIGN: dict[str, Any] = {"told": True, "ticked": [], "returned": []}
WHY = {"reason": "名册有误，核对后重新导入。"}
Line = dict[str, Any]


def number(n: int) -> str:
    return idcard.make_test_number(date(1985, 3, 7) + timedelta(days=n), n % 999)


def applicant(n: int, **more: Any) -> Line:
    return {
        "姓名": "名" + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "一二三四五六七八九十"[n // 10 % 10],
        "公民身份号码": number(n),
        "所在党支部": BRANCH,
        "人员阶段": "入党申请人",
        "申请入党日期": "2016-03-01",
        "谈话日期": "2016-03-20",
        **more,
    }


def activist(n: int, **more: Any) -> Line:
    said = {
        "人员阶段": "入党积极分子", "确定为积极分子日期": "2016-08-31", "积极分子备案日期": "2016-09-05",
        "培养联系人": "王示例、李测试", "半年考察": "2017-03-01 好",
    }  # fmt: skip
    return applicant(n) | said | more


def candidate(n: int, **more: Any) -> Line:
    said = {
        "申请入党日期": "2015-03-01", "谈话日期": "2015-03-20", "人员阶段": "发展对象",
        "确定为积极分子日期": "2016-03-02", "半年考察": "2016-09-05 好；2017-03-03 一般",
        "列为发展对象日期": "2017-03-20", "入党介绍人": "王示例、李测试",
    }  # fmt: skip
    return applicant(n) | said | more


def probationer(n: int, **more: Any) -> Line:
    said = {
        "申请入党日期": "2014-03-01", "谈话日期": "2014-03-20", "人员阶段": "预备党员",
        "确定为积极分子日期": "2014-06-10", "半年考察": "2014-12-15 好；2015-06-12 好",
        "列为发展对象日期": "2015-07-01", "入党介绍人": "王示例、李测试", "政治审查结论日期": "2015-08-01",
        "集中培训结业日期": "2015-09-01", "上级预审合格日期": "2016-02-20", "支部大会通过日期": "2016-06-29",
        "应到会人数": 17, "实到会人数": 15, "赞成票数": 9, "上级批准日期": "2016-08-15",
    }  # fmt: skip
    return applicant(n) | said | more


STAGES = {
    "入党申请人": "applicant",
    "入党积极分子": "activist",
    "发展对象": "development_candidate",
    "预备党员": "probationary_member",
}


def put_on_record(house: House, town: Town, lines: list[Line]) -> dict[str, UUID]:
    """Write the people of a sheet as the administrator's import would have; return their ids by name."""
    branches = {BRANCH: town.branch, OTHER: town.other_branch}
    found = {}
    with house.app.app_context(), house.db.transaction() as tx:
        for line in lines:
            found[line["姓名"]] = row = new_id()
            tx.run(
                """insert into person (tenant_id, id, name, branch_id, stage, id_number_index)
                   values (%s, %s, %s, %s, %s, %s)""",
                (
                    TENANT, row, line["姓名"], branches[line["所在党支部"]], STAGES[line["人员阶段"]],
                    tx.sealer.index(line["公民身份号码"], "id_number"),
                ),
            )  # fmt: skip
    return found


def reading(house: House, sql: str, *params: Any) -> list[Row]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows(sql, params)


def work(house: House, run: str, stretch: float = 60.0) -> None:
    """Do what the worker's job does."""
    with house.app.app_context():
        clock.use_offset(offset())
        roster_job.work(house.db, house.engine, TENANT, UUID(run), stretch)


def offset() -> timedelta:
    return datetime(TODAY.year, TODAY.month, TODAY.day, 2, tzinfo=UTC) - datetime.now(UTC)


def stage(dora: Browser, lines: list[Line], **more: Any) -> Any:
    answer = dora.post("/rosters", upload(sheet(lines, HEADERS), **more))
    assert answer.status_code == 201, answer.json
    return answer.json


def signed(dora: Browser, ann: Browser, lines: list[Line]) -> str:
    """Bring a register as far as its signature; what is marked is ticked."""
    staged = stage(dora, lines)
    run: str = staged["id"]
    assert dora.post(f"/rosters/{run}/send").json["status"] == "signing"
    ticked = [row["row"] for row in staged["rows"] if row["warnings"]]
    done = ann.post(f"/rosters/{run}/sign", {**SIGN, "ticked": ticked})
    assert done.status_code == 200, done.json
    return run


def welcome(house: House, town: Town, case: UUID) -> None:
    """Let the branch take down group and oath of somebody on probation."""
    answers: dict[str, dict[str, Any]] = {
        "ut_assign_group": {"assigned_on": "2016-08-20", "group_name": "第一党小组", "told": True},
        "ut_oath": {"sworn_on": "2016-09-01", "place": "社区", "held_by": "base", "led_by": str(town.ben.person_id)},
    }
    for task in reading(house, "select id, node from task where instance_id = %s and status = 'open'", case):
        with house.app.app_context():
            clock.use_offset(offset())
            complete_task(house, town.ann if task["node"] == "ut_oath" else town.ben, task["id"], answers[task["node"]])


def plan(house: House, town: Town, case: UUID) -> None:
    """Let the commissioner plan the political review."""
    (task,) = reading(house, "select id from task where instance_id = %s and status = 'open'", case)
    answers = {
        "planned_on": "2017-04-10", "reviewers": [str(town.ann.person_id), str(town.ben.person_id)],
        "methods": ["talk", "archive", "enquiry"], "floating": "no",
    }  # fmt: skip
    with house.app.app_context():
        clock.use_offset(offset())
        complete_task(house, town.ben, task["id"], answers)


def case_of(house: House, who: UUID, status: str = "running") -> dict[str, Any]:
    """Return what a person's case waits for, and what is on record."""
    (case,) = reading(house, "select * from instance where person_id = %s and status = %s", who, status)
    (record,) = reading(house, "select * from person where id = %s", who)
    at = case["id"]
    day = "(due_at at time zone 'Asia/Shanghai')::date::text"
    timers = reading(house, f"select node, {day} as day from timer where instance_id = %s order by 2, 1", at)
    names = "select p.name from {} x join person p on p.id = x.{} where x.person_id = %s and x.to_on is null order by 1"
    return {
        "id": at,
        "starter": case["starter_id"],
        "record": record,
        "timers": [(row["node"], row["day"]) for row in timers],
        "messages": [
            row["message"] for row in reading(house, "select message from subscription where instance_id = %s", at)
        ],
        "tasks": [
            (row["node"], row["earliest_on"])
            for row in reading(house, "select * from task where instance_id = %s and status = 'open'", at)
        ],
        "contacts": [row["name"] for row in reading(house, names.format("contact", "contact_id"), who)],
        "introducers": [row["name"] for row in reading(house, names.format("introducer", "introducer_id"), who)],
        "reviews": [
            (row["turn"], row["due_on"], row["held_on"], row["result"])
            for row in reading(house, "select * from activist_review where person_id = %s order by turn", who)
        ],
    }
