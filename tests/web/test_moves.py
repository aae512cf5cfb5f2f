"""Moves through the door: the wrong person, a stale version, a double click, two people at once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from service.wiring import House
from tests.town import Town
from tests.web.browser import Browser, at_once

WHY = {"reason": "材料有误，先停一停。"}
Case = tuple[UUID, UUID]


def rows(house: House, instance: UUID, type_: str) -> int:
    with house.app.app_context(), house.db.reading() as tx:
        return int(
            tx.value("select count(*) from history where instance_id = %s and type = %s", (instance, type_)) or 0
        )


@pytest.fixture(scope="module")
def dora(sign_in, town: Town) -> Browser:
    return sign_in(town.dora)


def test_suspend_resume_cancel(ann: Browser, dora: Browser, case: Case) -> None:
    path = f"/instances/{case[0]}"
    assert ann.get(path).json["can"] == {"suspend": True, "resume": False, "cancel": True}
    assert ann.post(f"{path}/suspend", WHY).json["status"] == "suspended"
    task = ann.get(f"/tasks/{case[1]}").json
    assert not task["can"]["complete"] and task["can"]["why_not"] == "这件个案已暂停，恢复后再办。"
    refused = ann.post(f"/tasks/{case[1]}/complete", {"answers": {}})
    assert (refused.status_code, refused.json["code"]) == (409, "instance_suspended")
    assert dora.post(f"{path}/resume", WHY).json["status"] == "running"
    assert dora.post(f"{path}/cancel", WHY).json["status"] == "cancelled"
    assert [notice["kind"] for notice in ann.get("/me/notices").json["items"]][:1] == ["case_cancelled"]


@pytest.mark.parametrize("move", ["suspend", "resume", "cancel"])
def test_the_wrong_people(move: str, ben: Browser, cleo: Browser, auditor: Browser, case: Case) -> None:
    path = f"/instances/{case[0]}/{move}"
    assert [browser.post(path, WHY).status_code for browser in (ben, auditor, cleo)] == [403, 403, 404]


def test_a_reason_is_asked_for(ann: Browser, case: Case) -> None:
    for body in ({}, {"reason": "停"}, {"reason": "    "}, {"reason": "x" * 501}, {"reason": None}):
        answer = ann.post(f"/instances/{case[0]}/suspend", body)
        assert answer.status_code == 422 and answer.json["errors"][0]["pointer"] == "/reason", body


@pytest.mark.parametrize("move", ["suspend", "cancel"])
def test_a_stale_page_is_refused(move: str, ann: Browser, dora: Browser, case: Case, house: House) -> None:
    seen = ann.get(f"/instances/{case[0]}").headers["ETag"]
    dora.post(f"/instances/{case[0]}/suspend", WHY)
    dora.post(f"/instances/{case[0]}/resume", WHY)
    stale = ann.post(f"/instances/{case[0]}/{move}", WHY, If_Match=seen)
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")
    fresh = ann.get(f"/instances/{case[0]}").headers["ETag"]
    assert ann.post(f"/instances/{case[0]}/{move}", WHY, If_Match=fresh).status_code == 200


@pytest.mark.parametrize(("move", "type_"), [("suspend", "instance.suspended"), ("cancel", "instance.stopped")])
def test_a_double_click(move: str, type_: str, ann: Browser, case: Case, house: House) -> None:
    path, key = f"/instances/{case[0]}/{move}", uuid4().hex
    first, second = (ann.post(path, WHY, Idempotency_Key=key) for _ in range(2))
    assert first.data == second.data and second.headers["Idempotency-Replayed"] == "true"
    assert rows(house, case[0], type_) == 1
    again = ann.post(path, WHY)
    assert again.status_code == 409 and again.json["detail"].startswith("王示例 ")


@pytest.mark.parametrize(("move", "type_"), [("suspend", "instance.suspended"), ("cancel", "instance.stopped")])
def test_two_at_once(move: str, type_: str, sign_in, town: Town, case: Case, house: House) -> None:
    people = [sign_in(town.ann), sign_in(town.dora)]
    answers = at_once([lambda b=b: b.post(f"/instances/{case[0]}/{move}", WHY) for b in people])
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert rows(house, case[0], type_) == 1


def test_a_decision_and_a_suspension_at_once(sign_in, town: Town, case: Case, house: House) -> None:
    """Whichever comes first, the other is answered and nothing is half done."""
    decider, office = sign_in(town.ann), sign_in(town.dora)
    answers = {"answers": {"subject_line": "购置图书", "amount": 1}}
    done, held = at_once(
        [
            lambda: decider.post(f"/tasks/{case[1]}/complete", answers),
            lambda: office.post(f"/instances/{case[0]}/suspend", WHY),
        ]
    )
    assert held.status_code == 200 and done.status_code in (200, 409)
    assert rows(house, case[0], "task.completed") == (1 if done.status_code == 200 else 0)


# --- withdraw ------------------------------------------------------------------------------------------------------

ANSWERS = {"answers": {"subject_line": "购置投影仪", "amount": 300}}


def test_withdraw_and_decide_again(ann: Browser, ben: Browser, case: Case) -> None:
    path = f"/tasks/{case[1]}"
    open_ = ann.post(f"{path}/withdraw", WHY)
    assert (open_.status_code, open_.json["code"]) == (409, "withdraw_open")
    ann.post(f"{path}/complete", ANSWERS)
    task = ann.get(path)
    assert task.json["can"]["withdraw"] and task.json["can"]["withdraw_until"]
    taken = ann.post(f"{path}/withdraw", WHY, If_Match=task.headers["ETag"])
    assert taken.status_code == 200 and taken.json["status"] == "open"
    task = ann.get(path).json
    assert task["draft"] == ANSWERS["answers"] and not task["can"]["withdraw"]
    assert case[0] not in {UUID(row["instance_id"]) for row in ben.get("/tasks?limit=100").json["items"]}
    assert [row["text"] for row in ann.get(f"/instances/{case[0]}/history").json["items"]][-1].startswith("王示例撤回")
    assert ann.get(f"/instances/{case[0]}/verify").json["ok"]
    assert ann.post(f"{path}/complete", ANSWERS).status_code == 200


def test_who_may_not_withdraw(
    ann: Browser, ben: Browser, cleo: Browser, auditor: Browser, case: Case, app: Flask
) -> None:
    ann.post(f"/tasks/{case[1]}/complete", ANSWERS)
    path = f"/tasks/{case[1]}/withdraw"
    assert [b.post(path, WHY).status_code for b in (ben, cleo, auditor, Browser(app))] == [404, 404, 404, 401]
    for body in ({}, {"reason": "错"}):
        assert ann.post(path, body).json["errors"][0]["pointer"] == "/reason"


def test_a_stale_withdrawal(ann: Browser, case: Case) -> None:
    seen = ann.get(f"/tasks/{case[1]}").headers["ETag"]
    ann.post(f"/tasks/{case[1]}/complete", ANSWERS)
    stale = ann.post(f"/tasks/{case[1]}/withdraw", WHY, If_Match=seen)
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")


def test_withdrawing_twice(ann: Browser, case: Case, house: House) -> None:
    ann.post(f"/tasks/{case[1]}/complete", ANSWERS)
    path, key = f"/tasks/{case[1]}/withdraw", uuid4().hex
    first, second = (ann.post(path, WHY, Idempotency_Key=key) for _ in range(2))
    assert first.status_code == 200 and first.data == second.data
    assert ann.post(path, WHY).json["code"] == "withdraw_open"
    assert rows(house, case[0], "task.withdrawn") == 1


def test_withdrawal_and_next_decision_at_once(sign_in, town: Town, ann: Browser, case: Case, house: House) -> None:
    """Either it is taken back, or the next one has decided: never both."""
    ann.post(f"/tasks/{case[1]}/complete", ANSWERS)
    first, second = sign_in(town.ann), sign_in(town.ben)
    task = next(row for row in second.get("/tasks?limit=100").json["items"] if row["instance_id"] == str(case[0]))
    approve = {"answers": {"decision": "approve", "reason": "情况属实，同意上报。"}}
    answers = at_once(
        [
            lambda: first.post(f"/tasks/{case[1]}/withdraw", WHY),
            lambda: second.post(f"/tasks/{task['id']}/complete", approve),
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert rows(house, case[0], "task.withdrawn") + rows(house, case[0], "task.completed") == 2
    assert first.get(f"/instances/{case[0]}/verify").json["ok"]
