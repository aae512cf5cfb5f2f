"""One's own account: password, second factor, sessions, tokens; and what administrators may do with another's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from uuid import UUID

import pyotp
import pytest
from flask import Flask

from service.actions import passwords, second_factor, sessions
from service.domain.people import Actor
from service.store.database import Row
from service.web import pace
from service.wiring import House
from tests import town as towns
from tests.town import Town
from tests.web.browser import PASSWORD, Browser

NEW = "青岛的海很蓝很蓝很蓝"


@pytest.fixture(scope="module")
def office(house: House, town: Town) -> dict[str, Actor]:
    """Give the three administrators."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = {
            role: towns.person(tx, name, town.branch, "full_member", (role, town.town))
            for role, name in (("sys_admin", "郑测一"), ("security_admin", "冯测二"), ("audit_admin", "褚测三"))
        }
        tx.run("update account set password_hash = %s where password_hash = '!'", (passwords.hash_password(PASSWORD),))
    return made


@pytest.fixture
def someone(house: House, town: Town) -> Actor:
    """Give somebody of the town office whose account nobody else uses."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = towns.person(tx, "卫测四", town.branch, "full_member", ("town_org_office", town.town))
        tx.run("update account set password_hash = %s where password_hash = '!'", (passwords.hash_password(PASSWORD),))
    return made


@pytest.fixture
def strict(house: House, town: Town) -> Iterator[None]:
    """Make the second factor a must, as it is outside demo towns."""
    change(house, "update tenant set second_factor_required = true")
    yield
    change(house, "update tenant set second_factor_required = null")


def change(house: House, sql: str, *params: object) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run(sql, params)


def rows(house: House, sql: str, *params: object) -> list[Row]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows(sql, params)


class Clock:
    """Half minutes that pass when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr(second_factor.time, "time", lambda: self.now)

    def code(self, secret: str, steps: int = 0) -> str:
        return pyotp.TOTP(secret).at(int(self.now) + 30 * steps)

    def pass_(self, steps: int = 1) -> None:
        self.now += 30 * steps


@pytest.fixture
def half_minutes(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def enrol(browser: Browser, clock: Clock) -> tuple[str, list[str]]:
    """Set the second factor up; return its secret and the recovery codes."""
    begun = browser.post("/account/factor", {"current": PASSWORD})
    assert begun.status_code == 200, begun.json
    assert begun.json["picture"].startswith("data:image/svg+xml")
    secret = begun.json["secret"]
    assert secret in begun.json["address"]
    done = browser.post("/account/factor/confirm", {"code": clock.code(secret)})
    assert done.status_code == 200, done.json
    return secret, done.json["codes"]


# --- passwords -------------------------------------------------------------------------------------------------------


def test_a_new_password_replaces_the_old_one_and_ends_other_sessions(
    app: Flask, sign_in: Callable[[Actor], Browser], login: Callable[[Actor], str], someone: Actor
) -> None:
    here, there = sign_in(someone), sign_in(someone)
    assert here.post("/account/password", {"current": PASSWORD, "password": NEW}).status_code == 204
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 401
    assert Browser(app).sign_in(login(someone), PASSWORD).status_code == 401
    assert Browser(app).sign_in(login(someone), NEW).status_code == 200


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("短密码12345", "至少 10"),
        ("1234567890", "太常见"),
        ("Password2017", "太常见"),
        ("aaaaaaaaaaaa", "太常见"),
        ("abcabcabcabc", "太常见"),
        (PASSWORD, "不同"),
    ],
)
def test_poor_passwords_are_refused_with_a_reason(
    sign_in: Callable[[Actor], Browser], someone: Actor, password: str, said: str
) -> None:
    answer = sign_in(someone).post("/account/password", {"current": PASSWORD, "password": password})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/password"
    assert said in answer.json["errors"][0]["message"]


def test_the_login_is_no_password(
    sign_in: Callable[[Actor], Browser], login: Callable[[Actor], str], someone: Actor
) -> None:
    answer = sign_in(someone).post("/account/password", {"current": PASSWORD, "password": login(someone) + "1"})
    assert answer.status_code == 422 and "姓名" in answer.json["errors"][0]["message"]


def test_a_stolen_session_cannot_guess_the_password(
    app: Flask, sign_in: Callable[[Actor], Browser], login: Callable[[Actor], str], someone: Actor
) -> None:
    thief = sign_in(someone)
    codes = [thief.post("/account/password", {"current": "no", "password": NEW}).json["code"] for _ in range(6)]
    assert codes == ["invalid"] * 4 + ["account_locked"] * 2
    assert Browser(app).sign_in(login(someone)).json["code"] == "bad_credentials"


def test_a_temporary_password_opens_nothing_but_the_change(
    app: Flask,
    house: House,
    sign_in: Callable[[Actor], Browser],
    login: Callable[[Actor], str],
    someone: Actor,
    office: dict[str, Actor],
) -> None:
    before, system = sign_in(someone), sign_in(office["sys_admin"])
    given = system.post(f"/accounts/{someone.account_id}/password", {"reason": "本人当面申请"}, Idempotency_Key="k1")
    temporary = given.json["password"]
    assert before.get("/session").status_code == 401
    fresh = Browser(app)
    assert fresh.sign_in(login(someone), temporary).json["duty"] == "password"
    assert fresh.get("/tasks").json["code"] == "password_first"
    assert fresh.post("/account/password", {"current": temporary, "password": NEW}).status_code == 204
    assert fresh.get("/session").json["duty"] is None
    assert fresh.get("/tasks").status_code == 200
    # What was shown once is kept nowhere.
    assert not rows(house, "select 1 from idempotency_key where convert_from(body, 'utf8') like %s", f"%{temporary}%")
    logged = rows(
        house, "select kind, convert_from(payload, 'utf8') as said from admin_event order by seq desc limit 1"
    )
    assert logged[0]["kind"] == "account.password_reset" and temporary not in logged[0]["said"]


# --- administrators --------------------------------------------------------------------------------------------------

ACTS = {"password": "sys_admin", "unlock": "security_admin", "factor": "security_admin", "sessions": "security_admin"}


@pytest.mark.parametrize(("act", "role"), ACTS.items())
def test_each_act_is_one_administrators_and_never_on_himself(
    sign_in: Callable[[Actor], Browser], someone: Actor, office: dict[str, Actor], town: Town, act: str, role: str
) -> None:
    where = f"/accounts/{someone.account_id}/{act}"
    for other in {*office} - {role}:
        assert sign_in(office[other]).post(where, {"reason": "试一试看"}).status_code == 403
    assert sign_in(town.dora).post(where, {"reason": "试一试看"}).status_code == 403
    right = sign_in(office[role])
    own = right.post(f"/accounts/{office[role].account_id}/{act}", {"reason": "试一试看"})
    assert (own.status_code, own.json["code"]) == (403, "not_oneself")
    assert right.post(where, {"reason": "试一试看"}).status_code in (200, 204)
    assert right.post(f"/accounts/{town.branch}/{act}", {"reason": "试一试看"}).status_code == 404


def test_the_security_administrator_unlocks(
    app: Flask,
    sign_in: Callable[[Actor], Browser],
    login: Callable[[Actor], str],
    someone: Actor,
    office: dict[str, Actor],
) -> None:
    for _ in range(5):
        Browser(app).sign_in(login(someone), "no")
    assert Browser(app).sign_in(login(someone)).json["code"] == "bad_credentials"
    security = sign_in(office["security_admin"])
    assert security.post(f"/accounts/{someone.account_id}/unlock", {"reason": "本人当面申请"}).status_code == 204
    assert Browser(app).sign_in(login(someone)).status_code == 200


# --- sessions --------------------------------------------------------------------------------------------------------


def test_sessions_are_listed_and_ended(
    app: Flask, login: Callable[[Actor], str], sign_in: Callable[[Actor], Browser], someone: Actor, town: Town
) -> None:
    here, there, third = sign_in(someone), sign_in(someone), sign_in(someone)
    listed = here.get("/account").json["sessions"]
    assert len(listed) == 3 and [row["current"] for row in listed].count(True) == 1
    assert {row["place"] for row in listed} == {"127.0.0.*"}
    mine = next(row["id"] for row in there.get("/account").json["sessions"] if row["current"])
    assert sign_in(town.cleo).post(f"/account/sessions/{mine}/revoke").status_code == 404
    assert there.get("/account").status_code == 200
    assert here.post(f"/account/sessions/{mine}/revoke").status_code == 204
    assert there.get("/account").status_code == 401
    assert here.post("/account/sessions/revoke").status_code == 204
    assert third.get("/account").status_code == 401 and here.get("/account").status_code == 200


# --- the second factor -----------------------------------------------------------------------------------------------


def test_log_in_takes_two_steps_once_there_is_a_second_factor(
    app: Flask,
    house: House,
    sign_in: Callable[[Actor], Browser],
    login: Callable[[Actor], str],
    someone: Actor,
    half_minutes: Clock,
) -> None:
    secret, codes = enrol(sign_in(someone), half_minutes)
    stored = rows(house, "select totp from account where id = %s", someone.account_id)[0]["totp"]
    assert secret.encode() not in bytes(stored)
    browser = Browser(app)
    half = browser.sign_in(login(someone))
    assert (half.status_code, half.json["code"]) == (401, "code_needed")
    # The password alone opens nothing at all.
    assert browser.get("/session").status_code == 401 and browser.get("/account").status_code == 401
    half_cookie = browser.client.get_cookie("yg_session")
    # The code that switched it on is used up.
    assert browser.post("/session/code", {"code": half_minutes.code(secret)}).status_code == 422
    half_minutes.pass_()
    code = half_minutes.code(secret)
    whole = browser.post("/session/code", {"code": code})
    assert whole.status_code == 200 and whole.json["duty"] is None
    assert half_cookie is not None and browser.client.get_cookie("yg_session") != half_cookie
    # Neither the half-open cookie nor the code opens anything again.
    again = Browser(app)
    again.client.set_cookie("yg_session", half_cookie.value)
    assert again.post("/session/code", {"code": half_minutes.code(secret, 1)}).json["code"] == "log_in_again"
    again.sign_in(login(someone))
    assert again.post("/session/code", {"code": code}).status_code == 422
    # A recovery code opens once.
    assert again.post("/session/code", {"code": codes[0].upper()}).status_code == 200
    assert again.get("/account").json["factor"]["codes_left"] == 9
    third = Browser(app)
    third.sign_in(login(someone))
    assert third.post("/session/code", {"code": codes[0]}).status_code == 422


def test_wrong_codes_lock_the_account(
    app: Flask,
    sign_in: Callable[[Actor], Browser],
    login: Callable[[Actor], str],
    someone: Actor,
    half_minutes: Clock,
) -> None:
    enrol(sign_in(someone), half_minutes)
    browser = Browser(app)
    browser.sign_in(login(someone))
    codes = [browser.post("/session/code", {"code": "abcdef"}).json["code"] for _ in range(5)]
    assert codes == ["invalid"] * 4 + ["account_locked"]


def test_a_new_log_in_does_not_forget_wrong_codes(
    app: Flask,
    sign_in: Callable[[Actor], Browser],
    login: Callable[[Actor], str],
    someone: Actor,
    half_minutes: Clock,
) -> None:
    enrol(sign_in(someone), half_minutes)
    seen = []
    for _ in range(5):
        browser = Browser(app)
        browser.sign_in(login(someone))
        seen.append(browser.post("/session/code", {"code": "abcdef"}).json["code"])
    assert seen[-1] == "account_locked"


@pytest.mark.usefixtures("strict")
def test_office_posts_must_have_one_where_the_town_says_so(
    sign_in: Callable[[Actor], Browser], someone: Actor, half_minutes: Clock, town: Town
) -> None:
    browser = sign_in(someone)
    assert browser.get("/session").json["duty"] == "factor"
    assert browser.get("/tasks").json["code"] == "factor_first"
    enrol(browser, half_minutes)
    assert browser.get("/session").json["duty"] is None and browser.get("/tasks").status_code == 200
    assert browser.post("/account/factor/off").json["code"] == "factor_stays"
    assert sign_in(town.ann).get("/session").json["duty"] is None  # a branch secretary is asked for none


def test_what_is_grave_wants_the_code_anew(
    house: House, sign_in: Callable[[Actor], Browser], someone: Actor, half_minutes: Clock
) -> None:
    browser = sign_in(someone)
    secret, _ = enrol(browser, half_minutes)
    change(house, "update login_session set proven_at = now() - interval '6 minutes'")
    assert browser.post("/account/factor/codes").json["code"] == "code_again"
    assert browser.post("/account/factor/off").json["code"] == "code_again"
    half_minutes.pass_()
    assert browser.post("/account/factor/show", {"code": half_minutes.code(secret)}).status_code == 204
    assert len(browser.post("/account/factor/codes").json["codes"]) == 10
    assert browser.post("/account/factor/off").status_code == 204
    assert browser.get("/account").json["factor"]["since"] is None


def test_a_second_factor_is_not_replaced_by_whoever_sits_at_the_session(
    sign_in: Callable[[Actor], Browser], someone: Actor, half_minutes: Clock
) -> None:
    browser = sign_in(someone)
    assert browser.post("/account/factor", {"current": "no"}).status_code == 422
    assert browser.post("/account/factor/confirm", {"code": "123456"}).json["code"] == "factor_not_begun"
    enrol(browser, half_minutes)
    assert browser.post("/account/factor", {"current": PASSWORD}).json["code"] == "factor_is_on"


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_reads_or_acts_without_csrf_and_ends(
    app: Flask,
    house: House,
    sign_in: Callable[[Actor], Browser],
    someone: Actor,
    office: dict[str, Actor],
) -> None:
    browser, program = sign_in(someone), Browser(app)
    asked = {"current": PASSWORD, "name": "统计报表", "scope": "read", "days": 30}
    made = browser.post("/account/tokens", asked)
    assert made.status_code == 201
    bearer = {"Authorization": f"Bearer {made.json['token']}"}
    assert program.get("/tasks", **bearer).status_code == 200
    assert program.post("/me/notices/018f0000-0000-7000-8000-000000000000/read", **bearer).json["code"] == (
        "token_read_only"
    )
    for own in ("/account", "/session"):
        assert program.get(own, **bearer).json["code"] == "not_by_token"
    stored = rows(house, "select token_hash from api_token where id = %s", UUID(made.json["id"]))
    assert bytes(stored[0]["token_hash"]) == sessions.token_hash(made.json["token"])
    acting = browser.post("/account/tokens", {**asked, "scope": "act"}).json
    acts = {"Authorization": f"Bearer {acting['token']}"}
    there_is_none = program.post("/me/notices/018f0000-0000-7000-8000-000000000000/read", **acts)
    assert there_is_none.status_code == 404  # let in without a CSRF token
    assert browser.get("/account").json["tokens"][0]["used_at"]
    # A cookie does not become one by naming it in the header, and the other way round.
    assert (
        program.get("/tasks", Authorization=f"Bearer {browser.client.get_cookie('yg_session').value}").status_code
        == 401
    )
    security = sign_in(office["security_admin"])
    assert {row["name"] for row in security.get("/accounts/tokens").json["items"]} >= {"统计报表"}
    assert sign_in(office["sys_admin"]).get("/accounts/tokens").status_code == 403
    assert sign_in(office["sys_admin"]).post(f"/accounts/tokens/{acting['id']}/revoke").status_code == 403
    assert sign_in(office["sys_admin"]).post(f"/account/tokens/{acting['id']}/revoke").status_code == 404
    assert security.post(f"/accounts/tokens/{acting['id']}/revoke").status_code == 204
    assert program.get("/tasks", **acts).json["code"] == "token_unknown"
    assert browser.post(f"/account/tokens/{made.json['id']}/revoke").status_code == 204
    assert program.get("/tasks", **bearer).status_code == 401


def test_a_token_ends_by_itself(app: Flask, house: House, sign_in: Callable[[Actor], Browser], someone: Actor) -> None:
    made = sign_in(someone).post("/account/tokens", {"current": PASSWORD, "name": "一天", "scope": "read", "days": 1})
    bearer = {"Authorization": f"Bearer {made.json['token']}"}
    assert Browser(app).get("/tasks", **bearer).status_code == 200
    change(house, "update api_token set expires_at = now() where id = %s", UUID(made.json["id"]))
    assert Browser(app).get("/tasks", **bearer).status_code == 401


# --- limits ----------------------------------------------------------------------------------------------------------


def test_a_place_that_fails_too_often_waits(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, login: Callable[[Actor], str], someone: Actor
) -> None:
    monkeypatch.setattr(sessions, "PLACE_FAILURES", 3)
    change(house, "delete from attempt")
    try:
        for _ in range(3):
            assert Browser(app).sign_in("nobody", "no").status_code == 401
        blocked = Browser(app).sign_in(login(someone))
        assert blocked.status_code == 429 and 0 < int(blocked.headers["Retry-After"]) <= 601
        assert "秒后再试" in blocked.json["detail"]
        change(house, "update attempt set since = now() - interval '11 minutes'")
        assert Browser(app).sign_in(login(someone)).status_code == 200
    finally:
        change(house, "delete from attempt")


def test_a_program_that_runs_wild_is_slowed_down(
    sign_in: Callable[[Actor], Browser], someone: Actor, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BURST", 5.0)
    browser, other = sign_in(someone), sign_in(town.cleo)
    answers = [browser.post("/account/language", {"language": "zh-CN"}) for _ in range(7)]
    assert [answer.status_code for answer in answers[:5]] == [204] * 5
    assert answers[-1].status_code == 429 and answers[-1].headers["Retry-After"] == "1"
    assert browser.get("/account").status_code == 200
    assert other.post("/account/language", {"language": "zh-CN"}).status_code == 204


@pytest.mark.usefixtures("town")
def test_strangers_have_no_account_page(app: Flask) -> None:
    for method, path in (("GET", "/account"), ("POST", "/account/password"), ("POST", "/account/tokens")):
        assert Browser(app).send(method, path).status_code == 401
