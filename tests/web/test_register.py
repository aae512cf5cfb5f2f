"""The register of people at the door: record, find, mend, transfer with what is open; and who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from service.actions import instances, passwords
from service.actions.deploy import deploy
from service.domain.idcard import make_test_number
from service.domain.people import Actor
from service.store import admin_log
from service.store.database import Row
from service.wiring import House
from tests.town import TENANT, Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.things import about_a_person

WHY = "街道组织办名册。"
NUMBER = make_test_number(date(1991, 7, 2), 51)
PHONE = "13900007531"


@pytest.fixture(scope="module")
def keepers(house: House, town: Town) -> dict[str, Actor]:
    """Give the three administrators."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = {
            role: person(tx, name, town.other_branch, "full_member", (role, town.town))
            for role, name in (("sys_admin", "钱系统"), ("security_admin", "孙安全"), ("audit_admin", "李审计"))
        }
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where password_hash = '!'", (hashed,))
    return made


@pytest.fixture(scope="module")
def system(keepers: dict[str, Actor], sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of the system administrator."""
    return sign_in(keepers["sys_admin"])


@pytest.fixture(scope="module")
def security(keepers: dict[str, Actor], sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of the security administrator."""
    return sign_in(keepers["security_admin"])


def record(town: Town, **more: Any) -> dict[str, Any]:
    said = {"name": "何登记", "id_number": NUMBER, "branch_id": str(town.branch), "stage": "applicant"}
    return {**said, "applied_on": "2016-05-04", "reason": WHY, **more}


def rows(house: House, sql: str, *params: object) -> list[Row]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows(sql, params)


def log(house: House, kind: str, target: str) -> str:
    """Return what the newest row of the administrators' log says about something."""
    sql = "select payload from admin_event where kind = %s and target = %s order by seq desc limit 1"
    return bytes(rows(house, sql, kind, target)[0]["payload"]).decode()


@pytest.fixture(scope="module")
def recorded(system: Browser, town: Town) -> dict[str, Any]:
    """Record somebody."""
    answer = system.post("/register", record(town, phone=PHONE, education="大专"))
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def test_who_is_recorded_is_sealed_and_shown_as_masks(recorded: dict[str, Any], house: House) -> None:
    assert recorded["sex"] == ("男" if int(NUMBER[16]) % 2 else "女") and recorded["birth_year"] == 1991
    masks = {each["label"]: each["masked"] for each in recorded["sealed"]}
    assert masks == {"身份证号": f"{NUMBER[0]}{'*' * 16}{NUMBER[-1]}", "电话": "139****7531", "出生日期": "1991-07"}
    (row,) = rows(house, "select * from person where id = %s", recorded["id"])
    assert NUMBER.encode() not in bytes(row["id_number"]) and PHONE.encode() not in bytes(row["phone"])
    assert (row["stage"], row["stage_since"]) == ("applicant", date(2016, 5, 4))
    written = log(house, "person.recorded", recorded["id"])
    assert WHY in written and NUMBER not in written and PHONE not in written
    kept = rows(house, "select body from idempotency_key")
    assert not any(NUMBER.encode() in bytes(each["body"]) for each in kept)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"id_number": NUMBER}, "/id_number"),  # on record already
        ({"id_number": NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2")}, "/id_number"),
        ({"id_number": make_test_number(date(2005, 1, 1), 52)}, "/applied_on"),  # a child
        ({"phone": "12345"}, "/phone"),
        ({"name": "何2"}, "/name"),
        ({"applied_on": None}, "/applied_on"),
        ({"reason": "嗯"}, "/reason"),
        ({"education": f"电话 {PHONE}"}, "/education"),
    ],
)
def test_each_refusal_stands_at_its_field(
    said: dict[str, Any], pointer: str, system: Browser, town: Town, recorded: dict[str, Any]
) -> None:
    fresh = {"id_number": make_test_number(date(1991, 7, 2), 53)}
    answer = system.post("/register", record(town, **{**fresh, **said}))
    assert answer.status_code == 422, answer.json
    assert pointer in [each["pointer"] for each in answer.json["errors"]], answer.json


def test_nobody_is_recorded_at_what_is_no_branch(system: Browser, town: Town) -> None:
    assert system.post("/register", record(town, branch_id=str(town.base))).status_code == 422


def test_the_list_tells_who_and_where_and_no_more(system: Browser, town: Town, recorded: dict[str, Any]) -> None:
    found = system.get(f"/register?q=何登&organization={town.area}").json
    assert [each["name"] for each in found["items"]] == ["何登记"]
    assert not system.get(f"/register?q=何登&organization={town.other_branch}").json["items"]
    assert not {"stage", "since", "points", "applied_on"} & set(found["items"][0])
    first = system.get("/register?limit=2").json
    second = system.get(f"/register?limit=2&cursor={first['next']}").json
    assert len(first["items"]) == 2
    assert not {each["id"] for each in first["items"]} & {each["id"] for each in second["items"]}


def test_a_search_by_number_is_a_row_of_the_access_log(
    system: Browser, security: Browser, house: House, recorded: dict[str, Any], keepers: dict[str, Actor]
) -> None:
    found = system.post("/register/search", {"number": f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"})
    assert [each["id"] for each in found.json["items"]] == [recorded["id"]]
    assert system.get(f"/register?q={NUMBER}").status_code == 422  # no number in an address
    assert security.post("/register/search", {"number": NUMBER}).status_code == 403
    (row,) = rows(
        house,
        "select * from access_log where actor_id = %s and purpose = 'search' and result = 'allowed'",
        keepers["sys_admin"].person_id,
    )
    assert str(row["subject_id"]) == recorded["id"] and row["data_class"] == "L3"


def test_a_record_is_mended_with_a_reason(system: Browser, house: House, town: Town) -> None:
    number = make_test_number(date(1985, 2, 3), 61)
    made = system.post("/register", record(town, name="吕改名", id_number=number)).json
    path, other = f"/register/{made['id']}", make_test_number(date(1986, 12, 30), 64)
    body = {"version": made["version"], "name": "吕更名", "id_number": other, "phone": "13900001357", "reason": WHY}
    mended = system.post(path, body)
    assert mended.status_code == 200, mended.json
    assert (mended.json["name"], mended.json["birth_year"]) == ("吕更名", 1986)
    assert system.post("/register/search", {"number": other}).json["items"][0]["id"] == made["id"]
    assert system.post("/register/search", {"number": number}).json["items"] == []
    said = log(house, "person.mended", made["id"])
    assert "吕改名" in said and "id_number" in said and other not in said and "13900001357" not in said
    stale = system.post(path, body)
    assert stale.status_code == 409 and "刷新" in stale.json["detail"]
    taken = system.post(path, {"version": mended.json["version"], "id_number": NUMBER, "reason": WHY})
    assert taken.status_code == 422 and taken.json["errors"][0]["pointer"] == "/id_number"


def test_nobody_mends_or_transfers_himself(system: Browser, keepers: dict[str, Actor], town: Town) -> None:
    path = f"/register/{keepers['sys_admin'].person_id}"
    version = system.get(path).json["version"]
    assert system.get(path).json["own"] is True
    assert system.post(path, {"version": version, "education": "博士", "reason": WHY}).status_code == 403
    body = {"version": version, "branch_id": str(town.branch), "reason": WHY}
    assert system.post(f"{path}/transfer", body).status_code == 403


def test_open_cases_follow_a_transfer(system: Browser, house: House, town: Town) -> None:
    number = make_test_number(date(1992, 2, 3), 71)
    made = system.post("/register", record(town, name="施转走", id_number=number)).json
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, about_a_person("approval", "transfer"), None)
        with house.db.transaction() as tx:
            case = instances.start_in(tx, house.engine, town.ann, "proc_approval", town.branch, made["id"], {})
            tx.run(
                "update task set assignee_id = %s, claimed_at = now() where id = %s",
                (town.ann.person_id, case.opened[0]),
            )
    before = system.get(f"/register/{made['id']}").json
    assert before["open"] == {"cases": 1, "tasks": 1}
    body = {"version": before["version"], "branch_id": str(town.other_branch), "reason": WHY}
    moved = system.post(f"/register/{made['id']}/transfer", body)
    assert moved.status_code == 200 and moved.json["branch"] != before["branch"]
    (task,) = rows(house, "select * from task where instance_id = %s and status = 'open'", case.instance_id)
    assert task["organization_id"] == town.other_branch
    assert task["assignee_id"] is None and task["claimed_at"] is None  # claimed by a post that is not of the new branch
    (row,) = rows(house, "select organization_id from instance where id = %s", case.instance_id)
    assert row["organization_id"] == town.other_branch
    (noted,) = rows(house, "select * from history where type = 'case.carried' and instance_id = %s", case.instance_id)
    assert b"transferred" in bytes(noted["payload"]) and noted["actor_id"] is not None
    again = system.post(f"/register/{made['id']}/transfer", {**body, "version": moved.json["version"]})
    assert again.status_code == 422
    assert '"cases":1' in log(house, "person.transferred", made["id"])


# --- accounts --------------------------------------------------------------------------------------------------------


def test_an_account_is_opened_closed_and_opened_again(
    system: Browser, security: Browser, app: Any, house: House, town: Town
) -> None:
    number = make_test_number(date(1993, 2, 3), 81)
    made = system.post("/register", record(town, name="张开户", id_number=number)).json
    assert "张开户" in [each["label"] for each in system.get("/accounts/without?q=张开").json["items"]]
    for login in ("A!", "13900001111", "1abc"):
        refused = system.post("/accounts", {"person_id": made["id"], "login": login, "reason": WHY})
        assert refused.status_code == 422 and refused.json["errors"][0]["pointer"] == "/login", login
    opened = system.post("/accounts", {"person_id": made["id"], "login": "Zhang.Kaihu", "reason": WHY})
    assert opened.status_code == 201, opened.json
    account, password = opened.json["account"], opened.json["password"]
    assert account["login"] == "zhang.kaihu" and account["must_change"] and account["posts"] == []
    twice = system.post("/accounts", {"person_id": made["id"], "login": "zhang2", "reason": WHY})
    assert twice.status_code == 409 and "zhang.kaihu" in twice.json["detail"]
    kept = b"".join(bytes(row["body"]) for row in rows(house, "select body from idempotency_key"))
    assert password.encode() not in kept and password not in log(house, "account.opened", account["id"])

    them = Browser(app)
    assert them.sign_in("zhang.kaihu", password).status_code == 200
    assert them.get("/tasks").status_code == 403  # a password of their own first
    # the security administrator may close in an emergency, and may not open again
    closed = security.post(f"/accounts/{account['id']}/close", {"reason": "电脑丢失。"})
    assert closed.status_code == 200 and closed.json["status"] == "closed"
    assert them.get("/account").status_code == 401
    assert Browser(app).sign_in("zhang.kaihu", password).status_code == 403
    assert security.post(f"/accounts/{account['id']}/reopen", {"reason": WHY}).status_code == 403
    assert system.post(f"/accounts/{account['id']}/close", {"reason": WHY}).status_code == 409
    assert system.get("/accounts?state=closed&q=张开").json["items"][0]["can"]["reopen"] is True
    assert system.post(f"/accounts/{account['id']}/reopen", {"reason": WHY}).json["status"] == "open"
    assert Browser(app).sign_in("zhang.kaihu", password).status_code == 200
    with house.app.app_context(), house.db.reading() as tx:
        assert admin_log.verify(tx, TENANT).ok


def test_what_each_administrator_may_do_with_an_account(system: Browser, security: Browser, town: Town) -> None:
    (by_system,) = system.get(f"/accounts?q={town.ben.name}").json["items"]
    (by_security,) = security.get(f"/accounts?q={town.ben.name}").json["items"]
    assert by_system["can"] | {"password": True, "close": True} == by_system["can"]
    assert not by_system["can"]["unlock"] and not by_system["can"]["sessions"]
    assert by_security["can"]["close"] and not by_security["can"]["password"] and not by_security["can"]["reopen"]
    assert by_system["posts"]


def test_nobody_closes_the_own_account_or_the_last_administrators(
    system: Browser, security: Browser, keepers: dict[str, Actor]
) -> None:
    own = keepers["sys_admin"].account_id
    assert system.post(f"/accounts/{own}/close", {"reason": WHY}).status_code == 403
    (row,) = system.get("/accounts?q=钱系统").json["items"]
    assert not any(row["can"].values())
    body = {"person_id": str(keepers["sys_admin"].person_id), "login": "second.me", "reason": WHY}
    assert system.post("/accounts", body).status_code == 403
    last = system.post(f"/accounts/{keepers['audit_admin'].account_id}/close", {"reason": WHY})
    assert last.status_code == 409 and "最后一位" in last.json["detail"] and "审计管理员" in last.json["detail"]


def test_accounts_are_found_by_their_state(system: Browser, house: House, town: Town) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update account set locked_until = now() + interval '5 minutes' where id = %s", (town.cleo.account_id,))
    (locked,) = system.get("/accounts?state=locked").json["items"]
    assert locked["name"] == town.cleo.name and locked["status"] == "locked"
    assert "李审计" in [each["name"] for each in system.get("/accounts?state=plain").json["items"]]
