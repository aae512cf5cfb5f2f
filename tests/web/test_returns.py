"""Returns through the door: the preview, the wrong person, a stale version, a double click, two people at once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from service.wiring import House
from tests.town import Town
from tests.web.browser import Browser, at_once

WHY = "金额与报价单不符，请核对后再报。"
ANSWERS = {"answers": {"subject_line": "购置投影仪", "amount": 300}}
APPROVE = {"answers": {"decision": "approve", "reason": "情况属实，同意上报。"}}
Case = tuple[UUID, UUID]


def open_task(browser: Browser, case: Case) -> str:
    rows = browser.get("/tasks?limit=100").json["items"]
    return str(next(row["id"] for row in rows if row["instance_id"] == str(case[0])))


def body(case: Case, **more: object) -> dict[str, object]:
    return {"target": str(case[1]), "reason": WHY, **more}


@pytest.fixture
def check(ann: Browser, ben: Browser, case: Case) -> str:
    """Give the task after the first one."""
    assert ann.post(f"/tasks/{case[1]}/complete", ANSWERS).status_code == 200
    return open_task(ben, case)


def test_see_what_comes_of_it_and_return(ann: Browser, ben: Browser, check: str, case: Case) -> None:
    (target,) = ben.get(f"/tasks/{check}/returns").json["items"]
    assert (target["task_id"], target["title"], target["who"]) == (str(case[1]), "提交申请", "王示例")
    assert target["blocked"] is None and target["kept"] == [] and target["redone"] == []
    assert [held["title"] for held in target["cancelled"]] == ["初审"]
    task = ben.get(f"/tasks/{check}")
    back = ben.post(f"/tasks/{check}/return", body(case), If_Match=task.headers["ETag"])
    assert back.status_code == 200 and back.json["id"] == str(case[1]) and back.json["status"] == "open"
    row = next(row for row in ann.get("/tasks?limit=100").json["items"] if row["id"] == str(case[1]))
    assert (row["returned"]["who"], row["returned"]["reason"], row["returned"]["title"]) == ("李测试", WHY, "初审")
    task = ann.get(f"/tasks/{case[1]}").json
    assert task["draft"] == ANSWERS["answers"] and task["returned"]["reason"] == WHY
    lines = ann.get(f"/instances/{case[0]}").json["timeline"]
    assert [(line["kind"], line["undone"]) for line in lines if line["node"] == "ut_submit"] == [
        ("done", True), ("returned", False), ("now", False)
    ]  # fmt: skip
    said = [row["text"] for row in ann.get(f"/instances/{case[0]}/history").json["items"]]
    assert said[-1] == f"李测试退回到“提交申请”：{WHY}"
    assert ann.get(f"/instances/{case[0]}/verify").json["ok"]
    assert ann.post(f"/tasks/{case[1]}/complete", ANSWERS).status_code == 200
    again = open_task(ben, case)
    assert again != check and ben.post(f"/tasks/{again}/complete", APPROVE).status_code == 200


def test_who_may_not_return(ann: Browser, cleo: Browser, auditor: Browser, check: str, case: Case, app: Flask) -> None:
    path = f"/tasks/{check}/return"
    assert [b.post(path, body(case)).status_code for b in (cleo, auditor, Browser(app))] == [404, 403, 401]
    assert [b.get(f"{path}s").status_code for b in (cleo, auditor, Browser(app))] == [404, 403, 401]
    assert ann.post(path, body(case)).status_code == 200, "who started the case may steer it"


def test_a_return_says_where_to_and_why(ben: Browser, check: str, case: Case) -> None:
    for bad in ({}, {"reason": "退"}, {"reason": ""}):
        answer = ben.post(f"/tasks/{check}/return", {"target": str(case[1]), **bad})
        assert answer.status_code == 422 and answer.json["errors"][0]["pointer"] == "/reason"
    answer = ben.post(f"/tasks/{check}/return", {"reason": WHY})
    assert answer.status_code == 422 and answer.json["errors"][0]["pointer"] == "/target"
    assert ben.post(f"/tasks/{check}/return", body(case, target=check)).json["code"] == "return_target"
    assert ben.post(f"/tasks/{check}/return", body(case, target=str(uuid4()))).status_code == 404


def test_a_stale_return(ben: Browser, check: str, case: Case) -> None:
    seen = ben.get(f"/tasks/{check}").headers["ETag"]
    ben.post(f"/tasks/{check}/claim", {})
    stale = ben.post(f"/tasks/{check}/return", body(case), If_Match=seen)
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")


def test_returning_twice(ben: Browser, check: str, case: Case, house: House) -> None:
    path, key = f"/tasks/{check}/return", uuid4().hex
    first, second = (ben.post(path, body(case), Idempotency_Key=key) for _ in range(2))
    assert first.status_code == 200 and first.data == second.data
    again = ben.post(path, body(case))
    assert (again.status_code, again.json["code"]) == (409, "task_cancelled")
    with house.app.app_context(), house.db.reading() as tx:
        sql = "select count(*) from history where instance_id = %s and type = 'task.returned'"
        assert tx.value(sql, (case[0],)) == 1


def test_return_and_decision_at_once(sign_in, town: Town, check: str, case: Case) -> None:
    """Either it goes back or it goes on: never both."""
    first, second = sign_in(town.ben), sign_in(town.dora)
    answers = at_once(
        [
            lambda: first.post(f"/tasks/{check}/complete", APPROVE),
            lambda: second.post(f"/tasks/{check}/return", body(case)),
        ]
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 404], [200, 409])
    assert first.get(f"/instances/{case[0]}/verify").json["ok"]
