"""Moves through the door: the wrong person, a stale version, a double click, two people at once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

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
    assert not task["can"]["complete"] and task["can"]["why_not"] == "这件事项已暂停，恢复后再办。"
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
