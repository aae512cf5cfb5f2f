"""Log in, stay in, be locked out, log out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from service.domain.people import Actor
from service.wiring import House
from tests.town import Town
from tests.web.browser import Browser

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def fresh(app: Flask) -> Browser:
    return Browser(app)


def change(house: House, sql: str, *params: object) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run(sql, params)


def test_log_in_tells_who_you_are(fresh: Browser, login: Callable[[Actor], str], town: Town) -> None:
    answer = fresh.sign_in(login(town.ann))
    assert answer.status_code == 200
    assert answer.json["account"]["name"] == "王示例"
    assert answer.json["grants"][0]["role_name"] == "党支部书记"
    assert answer.json["can"] == {
        "start": True, "audit": False, "organizations": True, "exams": False, "deliveries": False, "admin": [],
    }  # fmt: skip
    assert answer.json["home"] == "/tasks"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    assert fresh.get("/session").json["account"] == answer.json["account"]


def test_cookie_is_secure_behind_https(house: House, fresh: Browser, login: Callable[[Actor], str], town: Town) -> None:
    from dataclasses import replace

    app = house.app
    app.extensions["yangguang"] = replace(house, settings=replace(house.settings, public_url="https://town.example"))
    try:
        assert "Secure" in fresh.sign_in(login(town.ann)).headers["Set-Cookie"]
    finally:
        app.extensions["yangguang"] = house


def test_only_the_hash_of_the_cookie_is_stored(
    house: House, fresh: Browser, login: Callable[[Actor], str], town: Town
) -> None:
    fresh.sign_in(login(town.ann))
    cookie = fresh.client.get_cookie("yg_session")
    assert cookie is not None
    with house.app.app_context(), house.db.reading() as tx:
        rows = tx.rows("select token_hash, csrf from login_session")
    assert all(cookie.value.encode() not in bytes(row["token_hash"]) for row in rows)
    assert all(len(bytes(row["token_hash"])) == 32 for row in rows)


def test_wrong_password_and_unknown_login_get_the_same_answer(
    fresh: Browser, login: Callable[[Actor], str], town: Town
) -> None:
    wrong = fresh.sign_in(login(town.cleo), "no")
    unknown = fresh.sign_in("nobody", "no")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json
    assert wrong.json["detail"].startswith("账号或密码不对，请检查后再试。")
    fresh.lang = "en"
    assert fresh.sign_in("nobody", "no").json["detail"].startswith("The login or the password")


def test_five_failures_lock_the_account_for_a_while(
    house: House, fresh: Browser, login: Callable[[Actor], str], town: Town
) -> None:
    name = login(town.activist)
    codes = [fresh.sign_in(name, "no").json["code"] for _ in range(6)]
    assert codes == ["bad_credentials"] * 6
    locked, unknown = fresh.sign_in(name), fresh.sign_in("nobody", "no")
    assert locked.status_code == 401 and "锁定" in locked.json["detail"]
    assert locked.json == unknown.json  # nor does it tell that the name exists, or that the password was right
    change(house, "update account set locked_until = now() - interval '1 second' where login = %s", name)
    assert fresh.sign_in(name).status_code == 200


def test_a_right_password_forgets_earlier_failures(
    house: House, fresh: Browser, login: Callable[[Actor], str], town: Town
) -> None:
    name = login(town.dora)
    fresh.sign_in(name, "no")
    assert fresh.sign_in(name).status_code == 200
    with house.app.app_context(), house.db.reading() as tx:
        assert tx.value("select failed_count from account where login = %s", (name,)) == 0


def test_closed_account(house: House, fresh: Browser, login: Callable[[Actor], str], town: Town) -> None:
    name = login(town.applicant)
    change(house, "update account set active = false where login = %s", name)
    try:
        assert fresh.sign_in(name).json["code"] == "account_closed"
        assert fresh.sign_in(name, "no").json["code"] == "bad_credentials"
    finally:
        change(house, "update account set active = true where login = %s", name)


@pytest.mark.parametrize(
    ("column", "age"), [("seen_at", timedelta(hours=2, minutes=1)), ("expires_at", timedelta(seconds=1))]
)
def test_sessions_end_by_themselves(
    house: House, fresh: Browser, login: Callable[[Actor], str], town: Town, column: str, age: timedelta
) -> None:
    fresh.sign_in(login(town.ann))
    change(house, f"update login_session set {column} = now() - %s", age)
    answer = fresh.get("/session")
    assert answer.status_code == 401
    assert answer.json["detail"] == "登录已过期，内容都在。请重新登录。"


def test_use_is_remembered_every_few_minutes(
    house: House, fresh: Browser, login: Callable[[Actor], str], town: Town
) -> None:
    fresh.sign_in(login(town.ann))
    change(house, "update login_session set seen_at = now() - interval '6 minutes'")
    assert fresh.get("/session").status_code == 200
    with house.app.app_context(), house.db.reading() as tx:
        assert tx.value("select max(seen_at) > now() - interval '1 minute' from login_session")


def test_log_out(fresh: Browser, login: Callable[[Actor], str], town: Town) -> None:
    fresh.sign_in(login(town.ann))
    assert fresh.send("DELETE", "/session").status_code == 204
    assert fresh.get("/session").status_code == 401


def test_logging_in_again_ends_the_old_session(fresh: Browser, login: Callable[[Actor], str], town: Town) -> None:
    fresh.sign_in(login(town.ann))
    old = fresh.client.get_cookie("yg_session")
    assert old is not None
    fresh.sign_in(login(town.ann))
    fresh.client.set_cookie("yg_session", old.value)
    assert fresh.get("/session").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_log_in_from_another_site_is_refused(
    fresh: Browser, login: Callable[[Actor], str], town: Town, headers: dict[str, str]
) -> None:
    answer = fresh.post("/session", {"login": login(town.ann), "password": "x"}, **headers)
    assert answer.status_code == 403 and answer.json["code"] == "csrf"


def test_log_in_from_our_own_page(fresh: Browser) -> None:
    answer = fresh.post(
        "/session", {"login": "a", "password": "b"}, Origin="http://localhost", Sec_Fetch_Site="same-origin"
    )
    assert answer.status_code == 401


def test_demo_accounts_only_in_a_demo_town(house: House, fresh: Browser) -> None:
    listed = fresh.get("/session/demo").json["accounts"]
    assert [account["role_name"] for account in listed] == ["党支部书记", "入党申请人"]
    assert listed[0]["organization"] == "后田社区第一党支部"
    change(house, "update tenant set demo = false")
    try:
        assert fresh.get("/session/demo").status_code == 404
    finally:
        change(house, "update tenant set demo = true")


def test_password_verifications_are_limited(fresh: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.actions import passwords

    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0)
    with passwords.slot(), passwords.slot():
        answer = fresh.sign_in("anybody", "x")
    assert answer.status_code == 429 and answer.headers["Retry-After"]
