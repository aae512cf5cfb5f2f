"""Deliveries through the door: who sees and handles them, double clicks, and what the sentences say."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from service.actions import deliveries, passwords
from service.actions.deploy import deploy
from service.domain.deliveries import REFUSED, Failure
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import Town, person, start_case
from tests.web.browser import PASSWORD, Browser, at_once

WHY = {"reason": "外部系统已经修好。"}
GONE = Failure("web_refused", again=False, given_up=REFUSED, host="hooks.example.cn", status=410)


@pytest.fixture(scope="module")
def admin(house: House, town: Town, sign_in: Any) -> Browser:
    with house.app.app_context():
        with house.db.transaction() as tx:
            made = person(tx, "钱管理", town.other_branch, "full_member", ("sys_admin", town.town))
            hashed = passwords.hash_password(PASSWORD)
            tx.run("update account set password_hash = %s where id = %s", (hashed, made.account_id))
        deploy(house.db, house.engine, town.tenant, diagram_files("letter"), None)
    browser: Browser = sign_in(made)
    return browser


@pytest.fixture
def dora(sign_in: Any, town: Town) -> Browser:
    browser: Browser = sign_in(town.dora)
    return browser


@pytest.fixture
def failed(house: House, town: Town, admin: Browser) -> tuple[UUID, UUID]:
    """Give a case and its delivery that was refused for good."""
    with house.app.app_context():
        answers = {"name": "材料", "url": "https://hooks.example.cn/in"}
        case = start_case(house, town.ann, "proc_letter", town.branch, answers).instance_id
        with house.db.reading() as tx:
            delivery: UUID = tx.value("select id from delivery where instance_id = %s", (case,))
        wish = deliveries.begin(house.db, town.tenant, delivery)
        assert wish is not None
        deliveries.failed(house.db, house.engine, town.tenant, wish, GONE)
    return case, delivery


def one(browser: Browser, delivery: UUID) -> dict[str, Any]:
    items = browser.get("/admin/deliveries?limit=100").json["items"]
    found: dict[str, Any] = next(item for item in items if item["id"] == str(delivery))
    return found


def test_what_failed_is_seen_and_sent_again(admin: Browser, ann: Browser, failed: tuple[UUID, UUID]) -> None:
    case, delivery = failed
    assert admin.get("/session").json["can"]["deliveries"] and not ann.get("/session").json["can"]["deliveries"]
    row = one(admin, delivery)
    assert (row["why"], row["status_name"], row["kind"]["name"]) == (
        "hooks.example.cn 拒收（410）。",
        "送不出去",
        "外部系统",
    )
    assert row["case"] is None and row["can"] == {"retry": True, "correct": True, "skip": False}
    mine = ann.get(f"/instances/{case}").json
    assert mine["deliveries"][0]["why"] == row["why"] and mine["status"] == "running"
    assert not admin.get("/admin/deliveries?status=dead").json["moving"]
    again = admin.post(f"/admin/deliveries/{delivery}/retry", {**WHY, "address": "https://new.example.cn/in"})
    assert again.json["status"] == "waiting" and again.json["address"] == "new.example.cn"
    assert again.json["handled"] == {"who": "钱管理", "reason": WHY["reason"]}
    assert admin.get("/admin/deliveries?status=done").json["moving"], "whatever list is open, it is told of what comes"
    late = admin.post(f"/admin/deliveries/{delivery}/retry", WHY)
    assert (late.status_code, late.json["code"]) == (409, "delivery_stands") and "待发送" in late.json["detail"]


def test_the_office_lets_the_case_go_on(dora: Browser, admin: Browser, failed: tuple[UUID, UUID]) -> None:
    case, delivery = failed
    assert one(dora, delivery)["case"]["id"] == str(case)
    refused = admin.post(f"/admin/deliveries/{delivery}/skip", WHY)
    assert (refused.status_code, refused.json["code"]) == (403, "delivery_skip_office")
    assert dora.post(f"/admin/deliveries/{delivery}/skip", WHY).json["status"] == "skipped"
    rows = dora.get(f"/instances/{case}/history").json["items"]
    assert rows[-2]["type_name"] == "跳过发送，继续办理" or rows[-1]["type_name"] == "跳过发送，继续办理"
    assert dora.get(f"/instances/{case}/verify").json["ok"]


def test_the_wrong_people(
    ann: Browser, ben: Browser, cleo: Browser, auditor: Browser, app: Flask, failed: tuple[UUID, UUID]
) -> None:
    case, delivery = failed
    people = (ann, ben, cleo, auditor, Browser(app))
    for path in ("/admin/deliveries", "/admin/incidents"):
        assert [b.get(path).status_code for b in people] == [403, 403, 403, 403, 401], path
    for verb in ("retry", "skip"):
        answers = [b.post(f"/admin/deliveries/{delivery}/{verb}", WHY).status_code for b in people]
        assert answers == [404, 404, 404, 404, 401], verb
    assert [b.post(f"/admin/faults/{case}/retry", WHY).status_code for b in people] == [404, 404, 404, 404, 401]
    assert [b.post("/admin/jobs/1/retry").status_code for b in people] == [403, 403, 403, 403, 401]


def test_bad_requests(admin: Browser, dora: Browser, failed: tuple[UUID, UUID]) -> None:
    _, delivery = failed
    for body in ({}, {"reason": "嗯"}, {"reason": None}, {"reason": "x" * 501}):
        answer = admin.post(f"/admin/deliveries/{delivery}/retry", body)
        assert answer.status_code == 422 and answer.json["errors"][0]["pointer"] == "/reason", body
    blank = admin.post(f"/admin/deliveries/{delivery}/retry", {**WHY, "address": "  "})
    assert blank.json["errors"][0]["pointer"] == "/address"
    assert admin.get("/admin/deliveries?status=lost").status_code == 422
    assert admin.get("/admin/deliveries?cursor=x").status_code == 422
    assert dora.post(f"/admin/deliveries/{uuid4()}/skip", WHY).status_code == 404
    assert admin.post("/admin/jobs/999999999/retry").status_code == 404
    assert dora.post(f"/admin/faults/{failed[0]}/retry", WHY).json["code"] == "instance_not_faulted"


def test_a_double_click_and_two_at_once(admin: Browser, sign_in: Any, town: Town, failed: tuple[UUID, UUID]) -> None:
    _, delivery = failed
    path, key = f"/admin/deliveries/{delivery}/retry", uuid4().hex
    first, second = (admin.post(path, WHY, Idempotency_Key=key) for _ in range(2))
    assert first.status_code == 200 and first.data == second.data
    assert second.headers["Idempotency-Replayed"] == "true"


def test_skipping_at_once(sign_in: Any, town: Town, failed: tuple[UUID, UUID]) -> None:
    _, delivery = failed
    people = [sign_in(town.dora), sign_in(town.dora)]
    answers = at_once([lambda b=b: b.post(f"/admin/deliveries/{delivery}/skip", WHY) for b in people])
    assert sorted(answer.status_code for answer in answers) == [200, 409]


def test_in_english(sign_in: Any, town: Town, failed: tuple[UUID, UUID]) -> None:
    row = one(sign_in(town.dora, "en"), failed[1])
    assert row["why"] == "hooks.example.cn refused it (410)." and row["kind"]["name"] == "external system"
