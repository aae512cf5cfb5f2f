"""The register of running cases, at the door: preview, signing, entering at the true stage, taking back."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.actions import passwords, roster_job
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.people import Actor
from service.store.database import Tx
from service.wiring import House
from tests.content.files import ROOT
from tests.town import TENANT, Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.registers import (
    BRANCH,
    HEADERS,
    OTHER,
    SIGN,
    WHY,
    Line,
    activist,
    applicant,
    candidate,
    case_of,
    number,
    offset,
    plan,
    probationer,
    put_on_record,
    reading,
    signed,
    stage,
    welcome,
    work,
)
from tests.web.test_imports import rows_of, sheet, upload
from tests.web.things import keeps_out


@pytest.fixture(scope="module", autouse=True)
def released(house: House, town: Town) -> Iterator[None]:
    """Release the way to membership and let it be spring 2017."""
    kept = ("membership/", "rights/", "rules/", "forms/")
    files = {name: body for name, body in read_files(ROOT / "bpmn", ROOT / "forms").items() if name.startswith(kept)}
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, files, None)
        with house.db.transaction() as tx:
            tx.run("update tenant set clock_offset = %s where id = %s", (offset(), TENANT))
    yield
    clock.use_offset(timedelta(0))


def test_five_hundred_rows_with_seven_bad_ones(house: House, town: Town, dora: Browser) -> None:
    lines = [applicant(n) for n in range(500)]
    for n, line in enumerate(lines):
        line["姓名"] = f"名{chr(0x4E00 + n)}"
    put_on_record(house, town, lines)
    lines[7]["谈话日期"] = "2016-02-01"
    lines[50]["申请入党日期"] = "2001-01-01"
    lines[120]["所在党支部"] = OTHER
    lines[200]["公民身份号码"] = lines[199]["公民身份号码"]
    lines[300]["姓名"] = "名别人"
    lines[400]["公民身份号码"] = number(5000)
    lines[499]["赞成票数"] = 9
    began = time.monotonic()
    staged = stage(dora, lines)
    assert time.monotonic() - began < 10
    assert (staged["counts"]["ready"], staged["counts"]["rejected"]) == (493, 7)
    assert [row["row"] for row in staged["rejected"]] == [9, 52, 122, 202, 302, 402, 501]
    reasons = " ".join(reason for row in staged["rejected"] for reason in row["reasons"])
    for said in (
        "不应早于“申请入党日期”",
        "最早应为",
        "第五条",
        "与登记的党支部不同",
        "与第 201 行重复",
        "另一姓名",
        "没有这个人",
        "还不应有这一项",
    ):
        assert said in reasons, said
    # what was refused comes back masked, is mended, and is ready
    back = rows_of(dora.get(f"/rosters/{staged['id']}/rejects"))
    assert len(back) == 8 and number(7) not in str(back)
    mended = [dict(zip(back[0], row, strict=True)) for row in back[1:]]
    mended[0]["谈话日期"] = "2016-03-21"
    mended[6]["赞成票数"] = None
    again = dora.post("/rosters", upload(sheet([mended[0], mended[6]], [str(name) for name in back[0]])))
    assert again.json["counts"]["ready"] == 2, again.json
    with house.app.app_context(), house.db.reading() as tx:
        for table in ("import_row", "import_run", "admin_event", "idempotency_key"):
            text = tx.value(f"select string_agg(t::text, ' ') from {table} t") or ""
            assert number(3) not in text and number(7) not in text


def test_each_stage_goes_on_where_it_stands(house: House, town: Town, dora: Browser, ann: Browser) -> None:
    lines = [
        applicant(601),
        activist(612),
        candidate(623),
        probationer(634),
        probationer(
            645,
            支部大会通过日期="2016-02-29",
            上级批准日期="2016-04-15",
            编入党小组日期="2016-04-20",
            预备期延长至="2017-10-31",
        ),
        probationer(656),
    ]
    people = put_on_record(house, town, lines)
    run = signed(dora, ann, lines)
    entering = dora.post(f"/rosters/{run}/enter")
    assert entering.json["status"] == "entering"
    work(house, run)
    done = dora.get(f"/rosters/{run}").json
    assert (done["status"], done["counts"]["entered"]) == ("done", 6), done["stayed"]
    assert all(row["case_no"] for row in done["rows"])
    found = {row["name"]: case_of(house, people[row["name"]]) for row in done["rows"]}
    first, second, third, fourth, fifth, sixth = (found[line["姓名"]] for line in lines)
    assert "msg_recommended" in first["messages"] and first["tasks"] == []
    # the review of March 2017 is known: the next one is on 31 August, a year after the confirmation
    assert second["timers"] == [("tm_report_day", "2017-05-31"), ("tm_review_day", "2017-08-31")]
    assert second["record"]["activist_on"] == second["record"]["stage_since"] == date(2016, 8, 31)
    assert second["contacts"] == ["李测试", "王示例"]
    assert second["reviews"] == [(1, date(2017, 2, 28), date(2017, 3, 1), "good")]
    assert third["tasks"] == [("ut_plan_review", None)] and third["introducers"] == ["李测试", "王示例"]
    assert third["record"]["stage_since"] == date(2017, 3, 20)
    assert sorted(fourth["tasks"]) == [("ut_assign_group", None), ("ut_oath", None)]
    assert fifth["tasks"] == [("ut_oath", None)], "the group is known"
    for case in (fourth, fifth):
        welcome(house, town, case["id"])
    fourth, fifth = (case_of(house, people[line["姓名"]]) for line in lines[3:5])
    # three quarters are over: the next day is the one to apply, thirty days before the end; an extended probation is
    # reviewed on from the end of its first year
    assert (fourth["timers"], fifth["timers"]) == ([("tm_apply", "2017-05-30")], [("tm_review", "2017-05-28")])
    assert {case["starter"] for case in found.values()} == {town.ann.person_id}
    # a second upload finds the cases that run
    twice = stage(dora, lines)
    assert twice["counts"]["rejected"] == 6 and "已有在办个案" in twice["rejected"][0]["reasons"][0]

    # somebody goes on with one, somebody takes another: these stay, the rest goes back as it was
    claimed = next(
        row for row in reading(house, "select * from task where status = 'open' and instance_id = %s", sixth["id"])
    )
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run(
            "update task set claimed_at = now(), assignee_id = %s where id = %s", (town.ben.person_id, claimed["id"])
        )
    plan(house, town, third["id"])
    assert dora.post(f"/rosters/{run}/undo", WHY).json["status"] == "undoing"
    work(house, run)
    after = dora.get(f"/rosters/{run}").json
    assert (after["counts"]["undone"], after["counts"]["kept"]) == (2, 4)
    kept = {row["name"]: row["reasons"][0] for row in after["stayed"]}
    assert "李测试" in kept[lines[2]["姓名"]] and "已办理" in kept[lines[2]["姓名"]]
    assert "李测试已领取" in kept[lines[5]["姓名"]]
    gone = case_of(house, people[lines[1]["姓名"]], "cancelled")
    assert (gone["record"]["activist_on"], gone["contacts"], gone["reviews"]) == (None, [], [])
    assert gone["timers"] == [] and gone["messages"] == []
    assert stage(dora, [lines[1]])["counts"]["ready"] == 1


REVIEWED = {"政治审查结论日期": "2017-03-24", "政治审查结论": "合格"}
PRE_REVIEWED = {**REVIEWED, "集中培训结业日期": "2017-03-28", "上级预审合格日期": "2017-04-01"}
VOTED = {"支部大会通过日期": "2017-04-08", "应到会人数": 17, "实到会人数": 15, "赞成票数": 9}
UNFILED = {"确定为积极分子日期": "2017-02-01", "积极分子备案日期": None, "半年考察": None}
PROPOSED = {
    "人员阶段": "入党积极分子",
    "列为发展对象日期": None,
    "入党介绍人": None,
    "支委会提出人选日期": "2017-03-20",
}


@pytest.mark.parametrize(
    ("line", "joins", "tasks"),
    [
        (applicant(1301, 谈话日期=None), "派人谈话", ["ut_explain_overdue", "ut_talk"]),
        (activist(1302, **UNFILED), "积极分子报上级备案", ["ut_file_with_town"]),
        (activist(1303, 培养联系人=None), "指定培养联系人", ["ut_appoint_contacts"]),
        (candidate(1304, **PROPOSED), "发展对象报上级备案", ["ut_town_file"]),
        (candidate(1305, **PROPOSED, 上级同意或备案日期="2017-04-01"), "列为发展对象", ["ut_list"]),
        (candidate(1306, 入党介绍人=None), "确定入党介绍人", ["ut_introducers"]),
        (candidate(1307, **REVIEWED), "短期集中培训", ["ut_enrol"]),
        (candidate(1308, **{**REVIEWED, "政治审查结论": "暂缓"}), "继续培养，等候再次提出", ["ut_take_up"]),
        (candidate(1309, **REVIEWED, 集中培训结业日期="2017-04-01"), "支部委员会审查", ["ut_scrutiny"]),
        (candidate(1310, **PRE_REVIEWED), "填写入党志愿书", ["ut_fill_form"]),
        (candidate(1311, **PRE_REVIEWED, 入党志愿书填写日期="2017-04-05"), "入党介绍人写明意见", ["ut_introduce"] * 2),
        (candidate(1312, **PRE_REVIEWED, **VOTED), "上报审批材料", ["ut_report_package"]),
        (probationer(1313, 入党宣誓日期="2016-10-01"), "编入党支部和党小组", ["ut_assign_group"]),
    ],
)  # fmt: skip
def test_the_next_open_task_is_the_first_thing_that_was_not_done(
    house: House, town: Town, dora: Browser, ann: Browser, line: Line, joins: str, tasks: list[str]
) -> None:
    who = put_on_record(house, town, [line])[line["姓名"]]
    run = signed(dora, ann, [line])
    (row,) = dora.get(f"/rosters/{run}").json["rows"]
    assert row["joins"] == joins
    assert "下一步按 2014 年《细则》第" in row["why"]
    dora.post(f"/rosters/{run}/enter")
    work(house, run)
    done = dora.get(f"/rosters/{run}").json
    assert done["counts"]["entered"] == 1, done["stayed"]
    case = case_of(house, who)
    assert sorted(node for node, _ in case["tasks"]) == tasks
    member_on = None if "批准" not in "".join(key for key in line if line[key]) else date(2016, 6, 29)
    assert case["record"]["member_on"] == member_on, "an assembly makes nobody a member before the approval"


def test_a_preview_that_no_longer_holds_is_not_entered(house: House, town: Town, dora: Browser, ann: Browser) -> None:
    line = candidate(1320, **PROPOSED, 上级同意或备案日期="2017-04-01")
    put_on_record(house, town, [line])
    run = signed(dora, ann, [line])
    dora.post(f"/rosters/{run}/enter")
    later = datetime(2026, 5, 12, 2, tzinfo=UTC) - datetime.now(UTC)  # a notice is wanted by now
    with house.app.app_context():
        clock.use_offset(later)
        roster_job.work(house.db, house.engine, TENANT, UUID(run), 60.0)
        clock.use_offset(offset())
    done = dora.get(f"/rosters/{run}").json
    assert (done["counts"]["entered"], done["counts"]["refused"]) == (0, 1)
    assert "请重新上传" in done["stayed"][0]["reasons"][0]


def test_a_branch_confirms_what_is_marked_and_sends_back_what_is_wrong(
    house: House, town: Town, dora: Browser, ann: Browser, cleo: Browser
) -> None:
    lines = [applicant(700), applicant(701, 谈话日期=None), applicant(702), applicant(703, 所在党支部=OTHER)]
    put_on_record(house, town, lines)
    run = stage(dora, lines)["id"]
    assert ann.get(f"/rosters/{run}").status_code == 404, "nothing is laid before a branch yet"
    assert dora.post(f"/rosters/{run}/enter").status_code == 409
    dora.post(f"/rosters/{run}/send")
    assert any(each["kind"] == "roster_to_sign" for each in ann.get("/me/notices").json["items"])
    mine = ann.get(f"/rosters/{run}").json
    assert [row["row"] for row in mine["rows"]] == [3, 2, 4] and mine["to_sign"] == 3, "own rows, marked ones first"
    assert "第七条" in mine["rows"][0]["warnings"][0] and mine["branches"] == []
    refused = ann.post(f"/rosters/{run}/sign", SIGN)
    assert refused.status_code == 422 and refused.json["errors"][0]["pointer"] == "/rows/3"
    assert ann.post(f"/rosters/{run}/sign", {**SIGN, "told": False, "ticked": [3]}).status_code == 422
    foreign = {**SIGN, "ticked": [3], "returned": [{"row": 5, "reason": "不是本支部的人。"}]}
    assert ann.post(f"/rosters/{run}/sign", foreign).status_code == 422
    answer = {**SIGN, "ticked": [3], "returned": [{"row": 4, "reason": "本人已经撤回申请。"}]}
    assert ann.post(f"/rosters/{run}/sign", answer).json["counts"]["signed"] == 2
    assert ann.post(f"/rosters/{run}/sign", answer).status_code == 409
    board = {each["name"]: each for each in dora.get(f"/rosters/{run}").json["branches"]}
    assert (board[BRANCH]["signed_by"], board[BRANCH]["waiting"], board[OTHER]["waiting"]) == ("王示例", 0, 1)
    dora.post(f"/rosters/{run}/enter")  # the other branch has not signed: its row goes back
    work(house, run)
    done = dora.get(f"/rosters/{run}").json
    assert (done["status"], done["counts"]["entered"], done["counts"]["returned"]) == ("done", 2, 2)
    said = " ".join(reason for row in done["stayed"] for reason in row["reasons"])
    assert "本人已经撤回申请" in said and "没有签认" in said
    assert cleo.get(f"/rosters/{run}").json["rows"] == []
    assert len(rows_of(dora.get(f"/rosters/{run}/rejects"))) == 3


def test_a_kill_loses_and_doubles_none(
    house: House, town: Town, dora: Browser, ann: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [applicant(n) for n in range(800, 804)]
    people = put_on_record(house, town, lines)
    run = signed(dora, ann, lines)
    dora.post(f"/rosters/{run}/enter")
    with house.app.app_context(), house.db.transaction() as tx:  # somebody's record changes after the preview
        tx.run("update person set version = version + 1 where id = %s", (people[lines[1]["姓名"]],))
    entered = roster_job.roster_entry.forward

    def killed(tx: Tx, *args: Any) -> None:
        entered(tx, *args)
        raise KeyboardInterrupt

    monkeypatch.setattr(roster_job.roster_entry, "forward", killed)
    with pytest.raises(KeyboardInterrupt):
        work(house, run)
    monkeypatch.undo()
    work(house, run, 0.0)  # a stretch that is over puts the rest into the queue
    work(house, run)
    work(house, run)
    counts = dora.get(f"/rosters/{run}").json["counts"]
    assert (counts["entered"], counts["refused"]) == (3, 1)
    sql = "select person_id, count(*) as n from instance where person_id = any(%s) group by 1"
    assert sorted(row["n"] for row in reading(house, sql, list(people.values()))) == [1, 1, 1]


def test_the_offices_own_headings_are_remembered(dora: Browser, house: House, town: Town) -> None:
    line = applicant(900)
    put_on_record(house, town, [line])
    other = {"姓名": "人名", "所在党支部": "单位名称"}
    headers = [other.get(name, name) for name in HEADERS]
    content = sheet([{other.get(key, key): value for key, value in line.items()}], headers)
    lost = dora.post("/rosters", upload(content))
    assert lost.status_code == 422 and lost.json["errors"][0]["pointer"] == "/columns/name"
    chosen = {"name": "人名", "branch": "单位名称"}
    assert dora.post("/rosters", upload(content, columns=chosen)).json["counts"]["ready"] == 1
    found = dora.post("/rosters/columns", upload(content)).json
    assert {each["key"]: each["heading"] for each in found["columns"]}["branch"] == "单位名称"
    assert dora.post("/rosters", upload(content)).json["counts"]["ready"] == 1
    template = rows_of(dora.get("/rosters/template"))
    assert [str(name).removesuffix("*") for name in template[0]] == HEADERS


def test_a_branch_is_not_shown_who_bars_its_secretary(
    house: House, town: Town, dora: Browser, sign_in: Callable[..., Browser]
) -> None:
    lines = [applicant(950), applicant(951)]
    people = put_on_record(house, town, lines)
    with house.app.app_context(), house.db.transaction() as tx:
        clock.use_offset(offset())
        other: Actor = person(tx, "冯示避", town.branch, "full_member", ("branch_secretary", town.branch))
        tx.run(
            "update account set password_hash = %s where id = %s", (passwords.hash_password(PASSWORD), other.account_id)
        )
        bar = keeps_out(tx, other, Actor(TENANT, people[lines[0]["姓名"]], lines[0]["姓名"]))
        tx.run("update recusal set from_on = '2010-01-01' where id = %s", (bar,))
    run = stage(dora, lines)["id"]
    dora.post(f"/rosters/{run}/send")
    browser = sign_in(other)
    assert [row["row"] for row in browser.get(f"/rosters/{run}").json["rows"]] == [3]
    assert browser.post(f"/rosters/{run}/sign", SIGN).json["counts"]["signed"] == 1


def test_who_may_not(ann: Browser, ben: Browser, auditor: Browser, dora: Browser, house: House, town: Town) -> None:
    lines = [applicant(970)]
    put_on_record(house, town, lines)
    run = stage(dora, lines)["id"]
    body = upload(sheet(lines, HEADERS))
    for browser in (ben, auditor):
        for path in ("", "/template", f"/{run}", f"/{run}/rejects"):
            assert browser.get(f"/rosters{path}").status_code == 403
    for browser in (ann, ben, auditor):
        for path in ("", "/columns"):
            assert browser.post(f"/rosters{path}", body).status_code == 403
        for verb, given in (("send", None), ("enter", None), ("discard", None), ("undo", WHY)):
            assert browser.post(f"/rosters/{run}/{verb}", given).status_code == 403
    assert dora.post(f"/rosters/{run}/sign", SIGN).status_code == 403, "the office does not sign for a branch"
    assert dora.get(f"/rosters/{uuid4()}").status_code == 404
    assert dora.post("/rosters", upload(io.BytesIO(b"hello").getvalue())).status_code == 422
    assert dora.post(f"/rosters/{run}/discard").json["status"] == "discarded"
    assert dora.post(f"/rosters/{run}/send").status_code == 409
