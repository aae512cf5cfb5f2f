"""Asking for signatures through the web door: shapes, wrong people, repeats, and two at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from service.domain.people import Actor
from service.wiring import House
from tests.town import Town, complete_task, person, start_case
from tests.web.browser import PASSWORD, Browser, at_once

ASK = {"text": "请从财务角度看看金额。"}
APPROVE = {"answers": {"decision": "approve", "reason": "情况属实，同意上报。"}}


@pytest.fixture(scope="module")
def fay(house: House, town: Town) -> Actor:
    """Give a colleague of ann and ben."""
    from service.actions import passwords

    with house.app.app_context(), house.db.transaction() as tx:
        made = person(tx, "冯例文", town.branch, "full_member", ("vote_teller", town.branch))
        tx.run(
            "update account set password_hash = %s where id = %s", (passwords.hash_password(PASSWORD), made.account_id)
        )
    return made


@pytest.fixture
def check(house: House, town: Town) -> tuple[UUID, UUID]:
    """Bring a case to ben's check."""
    with house.app.app_context():
        started = start_case(house, town.ann, "proc_approval", town.branch)
        done = complete_task(house, town.ann, started.opened[0], {"subject_line": "购置图书", "amount": 1})
    return started.instance_id, done.opened[0]


def ask(browser: Browser, task: UUID, *people: Actor, **headers: str) -> Any:
    body = {**ASK, "people": [str(each.person_id) for each in people]}
    return browser.post(f"/tasks/{task}/signers", body, **headers)


def test_ask_sign_and_decide(ben: Browser, sign_in: Callable[..., Browser], fay: Actor, check: Any) -> None:
    instance, task = check
    seen = ben.get(f"/tasks/{task}")
    asked = ask(ben, task, fay, If_Match=seen.headers["ETag"])
    assert asked.status_code == 201 and asked.json["items"][0]["who"]["name"] == "冯例文"
    refused = ben.post(f"/tasks/{task}/complete", APPROVE)
    assert (refused.status_code, refused.json["code"]) == (409, "signers_open")
    assert refused.json["detail"] == "还在等冯例文签署意见，签完或减签后再办。"
    signer = sign_in(fay)
    (item,) = [row for row in signer.get("/tasks?limit=100").json["items"] if row["instance_id"] == str(instance)]
    assert item["signing"] == {"task_id": str(task), "asked_by": "李测试"}
    page = signer.get(f"/signatures/{item['id']}")
    assert page.json["can_sign"] and page.json["task"]["title"] == "初审"
    key = uuid4().hex
    body = {"opinion": "agree", "text": "金额合适。"}
    first, second = (
        signer.post(f"/signatures/{item['id']}/sign", body, If_Match=page.headers["ETag"], Idempotency_Key=key)
        for _ in range(2)
    )
    assert first.status_code == 200 and first.data == second.data
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json["status_name"] == "同意" and not first.json["can_sign"]
    assert signer.post(f"/signatures/{item['id']}/sign", body).json["code"] == "signer_signed"
    (opinion,) = ben.get(f"/tasks/{task}").json["signers"]
    assert (opinion["opinion"], opinion["reply"]) == ("agree", "金额合适。")
    assert ben.post(f"/tasks/{task}/complete", APPROVE).status_code == 200
    assert ben.get(f"/instances/{instance}/verify").json["ok"]


def test_the_wrong_people(ann: Browser, ben: Browser, cleo: Browser, auditor: Browser, sign_in: Callable[..., Browser],
                          fay: Actor, check: Any, app: Flask) -> None:  # fmt: skip
    task = check[1]
    signer = sign_in(fay)
    answers = [ask(b, task, fay).status_code for b in (ann, cleo, auditor, signer, Browser(app))]
    assert answers == [403, 404, 403, 403, 401]
    (row,) = ask(ben, task, fay).json["items"]
    reason = {"reason": "本人出差，改请他人。"}
    removing = [b.post(f"/tasks/{task}/signers/{row['id']}/remove", reason) for b in (ann, cleo, auditor, signer)]
    assert [answer.status_code for answer in removing] == [403, 404, 403, 403]
    for b in (ann, ben, cleo, auditor):
        assert b.get(f"/signatures/{row['id']}").status_code == 404
        assert b.post(f"/signatures/{row['id']}/sign", {"opinion": "agree"}).status_code == 404
    assert ben.post(f"/tasks/{task}/signers/{row['id']}/remove", reason).json["items"][0]["status"] == "removed"
    assert signer.post(f"/signatures/{row['id']}/sign", {"opinion": "agree"}).json["code"] == "signer_removed"


def test_what_does_not_fit(ben: Browser, ann: Browser, fay: Actor, town: Town, check: Any) -> None:
    path = f"/tasks/{check[1]}/signers"
    for body, pointer in (
        ({**ASK}, "/people"),
        ({**ASK, "people": ["x"]}, "/people/0"),
        ({**ASK, "people": []}, "/people"),
        ({"people": [str(fay.person_id)]}, "/text"),
        ({**ASK, "text": "看", "people": [str(fay.person_id)]}, "/text"),
        ({**ASK, "people": [str(fay.person_id)], "due": "2001-01-01"}, "/due"),
        ({**ASK, "people": [str(town.cleo.person_id)]}, "/people/0"),
    ):
        answer = ben.post(path, body)
        assert answer.status_code == 422 and answer.json["errors"][0]["pointer"] == pointer, body
    names = [each["label"] for each in ben.get(f"{path}/options?q=冯").json["items"]]
    assert names == ["冯例文"]


def test_a_stale_page(ben: Browser, town: Town, fay: Actor, check: Any) -> None:
    seen = ben.get(f"/tasks/{check[1]}").headers["ETag"]
    assert ask(ben, check[1], fay, If_Match=seen).status_code == 201
    stale = ask(ben, check[1], town.dora, If_Match=seen)
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")


def test_asking_and_deciding_at_once(
    sign_in: Callable[..., Browser], house: House, town: Town, fay: Actor, check: Any
) -> None:
    """Either the decision is first, or it waits for the opinion: never a decision past an open request."""
    with house.app.app_context(), house.db.transaction() as tx:
        from service.actions import passwords

        kim = person(tx, "柯例同", town.branch, "full_member", ("org_commissioner", town.branch))
        tx.run(
            "update account set password_hash = %s where id = %s", (passwords.hash_password(PASSWORD), kim.account_id)
        )
    one, two = sign_in(town.ben), sign_in(kim)
    asked, decided = at_once(
        [lambda: ask(one, check[1], fay), lambda: two.post(f"/tasks/{check[1]}/complete", APPROVE)]
    )
    assert sorted((asked.status_code, decided.status_code)) in ([200, 409], [201, 409])
    row = one.get(f"/tasks/{check[1]}").json
    assert (row["status"] == "completed") == (decided.status_code == 200) == (row["signers"] == [])


def test_two_ask_the_same_person_at_once(sign_in: Callable[..., Browser], town: Town, fay: Actor, check: Any) -> None:
    one, two = sign_in(town.ben), sign_in(town.ben)
    answers = at_once([lambda: ask(one, check[1], fay), lambda: ask(two, check[1], fay)])
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert len(one.get(f"/tasks/{check[1]}").json["signers"]) == 1
