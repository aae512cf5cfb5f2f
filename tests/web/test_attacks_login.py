"""What an attacker tries at the log-in, with codes used twice at once, and with a token that was stolen."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask

from service.actions import sessions
from service.domain.people import Actor
from service.wiring import House
from tests.town import Town
from tests.web.browser import PASSWORD, Browser, at_once
from tests.web.matrix import PUBLIC, ROWS, nowhere
from tests.web.test_account import Clock, change, enrol, half_minutes, office, rows, someone

__all__ = ["half_minutes", "office", "someone"]  # fixtures
AT_ONCE = 6

pytestmark = pytest.mark.usefixtures("town")


# --- names -----------------------------------------------------------------------------------------------------------


def alike(login: str) -> list[str]:
    """Return names that look like a login, or that some other program would take for it."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in login)
    return [
        login.upper(), wide, login.replace("o", "\u043e").replace("e", "\u0435"), login + "\u200b", "\ufeff" + login,
        login[:3] + "\u00ad" + login[3:], login + "%", login[:-1] + "_", login + "' or '1'='1", login + "\u0301",
    ]  # fmt: skip


def test_only_the_very_name_opens(app: Flask, login: Callable[[Actor], str], someone: Actor, house: House) -> None:
    name = login(someone)
    for other in alike(name):
        if other != name:
            answer = Browser(app).sign_in(other)
            assert (answer.status_code, answer.json["code"]) == (401, "bad_credentials"), ascii(other)
    assert rows(house, "select failed_count from account where id = %s", someone.account_id)[0]["failed_count"] == 0
    # Blanks around it are a slip of the hand, and count as the same name: no second lot of guesses.
    for wrong in (name, f" {name}", f"{name} ", f"\u3000{name}"):
        assert Browser(app).sign_in(wrong, "no").status_code == 401
    assert rows(house, "select failed_count from account where id = %s", someone.account_id)[0]["failed_count"] == 4
    change(house, "delete from attempt")


@pytest.mark.parametrize("name", ["a\x00", "a\r\nSet-Cookie: yg_session=x", "a\nx", "\ud800", "x" * 101, "\x1b[2J"])
def test_a_name_of_control_characters_is_refused_or_unknown(app: Flask, name: str) -> None:
    raw = b'{"login": "%s", "password": "x"}' % name.encode("unicode_escape").replace(b"\\x", b"\\u00")
    answer = Browser(app).send("POST", "/session", raw=raw)
    assert answer.status_code in (401, 422) and "Set-Cookie" not in answer.headers


def test_an_unknown_name_takes_as_long_as_a_wrong_password(
    app: Flask, login: Callable[[Actor], str], someone: Actor, house: House
) -> None:
    name, spent = login(someone), {True: [], False: []}  # type: ignore[var-annotated]
    for turn in range(16):
        known = turn % 2 == 0
        begun = time.perf_counter()
        assert Browser(app).sign_in(name if known else f"nobody-{turn}", "no").status_code == 401
        spent[known].append(time.perf_counter() - begun)
        change(house, "update account set failed_count = 0 where id = %s", someone.account_id)
        change(house, "delete from attempt")
    known, unknown = (min(spent[kind]) for kind in (True, False))  # what others do on this machine only adds
    assert 0.5 < unknown / known < 2, spent


def test_a_password_is_not_cut_or_folded(
    app: Flask, login: Callable[[Actor], str], someone: Actor, house: House
) -> None:
    for other in (PASSWORD + "x", PASSWORD[:-1], PASSWORD.upper(), PASSWORD + "\x00", f" {PASSWORD}", PASSWORD * 3):
        assert Browser(app).sign_in(login(someone), other).status_code in (401, 422), ascii(other)
        change(house, "update account set failed_count = 0, locked_until = null where id = %s", someone.account_id)
    change(house, "delete from attempt")


# --- twice at once ---------------------------------------------------------------------------------------------------


def half_in(app: Flask, login: Callable[[Actor], str], who: Actor) -> list[Browser]:
    """Give browsers that all know the password and wait for the code."""
    browsers = [Browser(app) for _ in range(AT_ONCE)]
    assert {browser.sign_in(login(who)).json["code"] for browser in browsers} == {"code_needed"}
    return browsers


@pytest.mark.parametrize("kind", ["recovery", "totp"])
def test_one_code_opens_one_session(
    kind: str,
    app: Flask,
    sign_in: Callable[[Actor], Browser],
    login: Callable[[Actor], str],
    someone: Actor,
    half_minutes: Clock,
) -> None:
    secret, codes = enrol(sign_in(someone), half_minutes)
    half_minutes.pass_()
    code = codes[3] if kind == "recovery" else half_minutes.code(secret)
    browsers = half_in(app, login, someone)
    answers = at_once([lambda b=browser: b.post("/session/code", {"code": code}) for browser in browsers])
    assert sorted(answer.status_code for answer in answers).count(200) == 1
    assert {answer.status_code for answer in answers} <= {200, 403, 422}  # the fifth wrong one locks


def test_guesses_at_once_are_counted_one_by_one(
    app: Flask, login: Callable[[Actor], str], someone: Actor, house: House
) -> None:
    browsers = [Browser(app) for _ in range(8)]
    answers = at_once([lambda b=browser: b.sign_in(login(someone), "no") for browser in browsers])
    assert {answer.status_code for answer in answers} == {401}
    (row,) = rows(house, "select locked_until, failed_count from account where id = %s", someone.account_id)
    assert row["locked_until"] is not None and row["failed_count"] == 0  # the fifth locked it, the rest count no more
    assert Browser(app).sign_in(login(someone)).status_code == 401  # nor does the right password tell
    change(house, "delete from attempt")


def test_one_half_open_session_ends_with_the_code(
    app: Flask,
    sign_in: Callable[[Actor], Browser],
    login: Callable[[Actor], str],
    someone: Actor,
    half_minutes: Clock,
) -> None:
    """The same half-open cookie twice at once, with two good codes, opens one session."""
    _, codes = enrol(sign_in(someone), half_minutes)
    first = half_in(app, login, someone)[0]
    twin = Browser(app)
    cookie = first.client.get_cookie("yg_session")
    assert cookie is not None
    twin.client.set_cookie("yg_session", cookie.value)
    answers = at_once([
        lambda b=browser, c=code: b.post("/session/code", {"code": c})
        for browser, code in ((first, codes[0]), (twin, codes[1]))
    ])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, 401]


def test_a_temporary_password_is_good_for_one_change(
    app: Flask, sign_in: Callable[[Actor], Browser], login: Callable[[Actor], str], someone: Actor,
    office: dict[str, Actor],
) -> None:  # fmt: skip
    given = sign_in(office["sys_admin"]).post(f"/accounts/{someone.account_id}/password", {"reason": "本人当面申请。"})
    temporary = given.json["password"]
    first, second = Browser(app), Browser(app)
    assert first.sign_in(login(someone), temporary).status_code == 200
    assert second.sign_in(login(someone), temporary).status_code == 200
    answers = at_once([
        lambda b=browser, n=new: b.post("/account/password", {"current": temporary, "password": n})
        for browser, new in ((first, "青岛的海很蓝很蓝很蓝"), (second, "崂山的路很长很长很长"))
    ])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) in ([204, 401], [204, 422])
    assert Browser(app).sign_in(login(someone), temporary).status_code == 401


# --- a stolen token --------------------------------------------------------------------------------------------------


def token(house: House, who: Actor, scope: str) -> dict[str, str]:
    """Give the header of an API token."""
    secret = f"stolen-{scope}-{who.account_id}"
    change(
        house,
        """insert into api_token (tenant_id, id, account_id, name, scope, token_hash, expires_at)
           values (%s, gen_random_uuid(), %s, 'x', %s, %s, now() + interval '1 day') on conflict do nothing""",
        who.tenant, who.account_id, scope, sessions.token_hash(secret),
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


SIGNED_IN = [row for row in sorted(ROWS) if row not in PUBLIC]


@pytest.mark.parametrize("row", SIGNED_IN)
def test_a_token_for_reading_changes_nothing(row: str, app: Flask, house: House, town: Town) -> None:
    verb, path = nowhere(row)
    answer = Browser(app).send(verb, path, None if verb == "GET" else {}, **token(house, town.dora, "read"))
    own = path.split("/")[1] in ("account", "session")
    if verb != "GET" or own:
        assert (answer.status_code, answer.json["code"]) in {(403, "token_read_only"), (403, "not_by_token")}
    else:
        assert answer.status_code != 401


@pytest.mark.parametrize("who", ["sys_admin", "security_admin"])
@pytest.mark.parametrize("row", [row for row in SIGNED_IN if not row.startswith("GET ")])
def test_no_token_makes_accounts_posts_or_passwords(
    row: str, who: str, app: Flask, house: House, office: dict[str, Actor]
) -> None:
    verb, path = nowhere(row)
    if path.split("/")[1] in ("account", "accounts", "session", "posts"):
        answer = Browser(app).send(verb, path, {}, **token(house, office[who], "act"))
        assert (answer.status_code, answer.json["code"]) == (403, "not_by_token")
