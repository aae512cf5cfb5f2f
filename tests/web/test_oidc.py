"""Log in by the identity provider: a real one in a process of its own, asked page by page as a browser would."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID, uuid4

import httpx
import pyotp
import pytest
from flask import Flask
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from service import config, provider, wiring
from service.actions import operators
from service.domain.idcard import make_test_number
from service.domain.people import Actor
from service.store import database as database_module
from service.web import app as web
from tests.conftest import TestDatabase
from tests.ports import free_port
from tests.town import Town
from tests.town import person as add_person
from tests.web.browser import PASSWORD, Browser
from tests.web.conftest import environment
from tests.web.identity_provider import Provider, running


@pytest.fixture(scope="module")
def idp() -> Iterator[Provider]:
    """Give the running provider."""
    with running(f"http://127.0.0.1:{free_port()}") as made:
        yield made


@pytest.fixture(scope="module")
def house(database: TestDatabase, idp: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.House]:
    """Give a house whose town has an identity provider."""
    given = environment(database, tmp_path_factory.mktemp("home")) | {
        **idp.variables,
        "YANGGUANG_OIDC_MFA": "mfa",
    }
    built = wiring.build(config.load(given), 8, operators.names())
    web.build(built)
    yield built
    built.engine.close()
    with built.app.app_context():
        database_module.disconnect_all()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let keys be asked for anew at once, in life some seconds lie between; close what was opened."""
    monkeypatch.setattr(provider, "AGAIN", 0.0)
    yield
    while Journey.opened:
        Journey.opened.pop().close()


class Journey:
    """A browser that goes to the provider and back."""

    opened: ClassVar[list[httpx.Client]] = []

    def __init__(self, app: Flask, browser: Browser | None = None) -> None:
        self.browser = browser or Browser(app)
        self.there = httpx.Client(timeout=20)
        self.opened.append(self.there)

    def start(self, to: str = "/tasks") -> str:
        answer = self.browser.client.get(f"/oidc/start?{urlencode({'to': to})}")
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])

    def consent(self, address: str, who: str) -> str:
        """Log in at the provider's own pages; return the address that it sends the browser back to."""
        page = self.there.get(address)
        for _ in range(8):
            if page.status_code in (302, 303):
                address = str(page.url.join(page.headers["Location"]))
                if "/oidc/callback" in address:
                    return address
                page = self.there.get(address)
                continue
            assert page.status_code == 200, page.text
            action = re.search(r'action="([^"]+)"', page.text)
            assert action, page.text
            page = self.there.post(action[1], data={"prompt": "login", "login": who, "password": "any"})
        raise AssertionError("the provider went round in circles")

    def back(self, address: str) -> TestResponse:
        """Bring the provider's answer to us."""
        parts = urlsplit(address)
        return self.browser.client.get(f"{parts.path}?{parts.query}")

    def log_in(self, who: str, to: str = "/tasks") -> TestResponse:
        return self.back(self.consent(self.start(to), who))

    def link(self, who: str) -> TestResponse:
        answer = self.browser.post("/account/identity", {"current": PASSWORD})
        assert answer.status_code == 200, answer.text
        return self.back(self.consent(answer.json["address"], who))


def refusal(answer: TestResponse) -> str:
    """Return why a log-in was refused: it ends on the log-in page, and nobody is signed in."""
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    assert parts.path in ("/login", "/account/security") and not parts.netloc
    assert "yg_session" not in str(answer.headers.getlist("Set-Cookie"))
    return parse_qs(parts.query)["refused"][0]


@pytest.fixture
def someone(house: wiring.House, town: Town) -> Actor:
    """Give somebody with an account and no post, linked to nothing."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = add_person(tx, "某示例", town.branch, "full_member")
        tx.run(
            """update account set password_hash = (select password_hash from account where id = %s) where id = %s""",
            (town.ann.account_id, made.account_id),
        )
    return made


@pytest.fixture
def linked(someone: Actor, app: Flask, sign_in: Callable[..., Browser]) -> tuple[Actor, str]:
    """Give somebody who has linked the own account, and their name at the provider."""
    name = uuid4().hex
    answer = Journey(app, sign_in(someone)).link(name)
    assert answer.headers["Location"] == "/account/security?linked=1"
    return someone, name


def change(house: wiring.House, sql: str, *params: object) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run(sql, params)


# --- there and back --------------------------------------------------------------------------------------------------


def test_a_linked_person_logs_in(app: Flask, linked: tuple[Actor, str]) -> None:
    journey = Journey(app)
    answer = journey.log_in(linked[1], "/cases?box=started")
    assert answer.status_code == 302 and answer.headers["Location"] == "/cases?box=started"
    cookies = answer.headers.getlist("Set-Cookie")
    session = next(each for each in cookies if each.startswith("yg_session="))
    assert "HttpOnly" in session and "SameSite=Lax" in session
    assert any(each.startswith("yg_oidc=;") for each in cookies), "what the log-in remembered is gone"
    me = journey.browser.get("/session").json
    assert me["account"]["id"] == str(linked[0].account_id) and me["by_provider"] is True


def test_the_request_holds_what_the_protocol_asks_for(app: Flask) -> None:
    asked = parse_qs(urlsplit(Journey(app).start()).query)
    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert asked["scope"] == ["openid email"]


def test_the_log_in_page_offers_it(app: Flask) -> None:
    ways = Browser(app).get("/session/ways").json
    assert ways == {"local": True, "provider": "统一身份认证", "refused": None}
    said = Browser(app).get("/session/ways?refused=oidc_unlinked").json["refused"]
    assert "还没有绑定账号" in said
    assert Browser(app).get("/session/ways?refused=internal").json["refused"] is None


def test_an_unlinked_person_gets_in_nowhere(app: Flask, town: Town) -> None:
    """Neither an equal login name nor an equal name opens an account."""
    for name in (uuid4().hex, "demo_branch_secretary_1", town.ann.name):
        assert refusal(Journey(app).log_in(name)) == "oidc_unlinked"


def test_an_equal_address_links_nothing_by_itself(app: Flask, idp: Provider, linked: tuple[Actor, str]) -> None:
    """A second person of the provider's with the same verified address stays outside."""
    idp.tell("person", sub=linked[1], claims={"email": "wang@example.org", "email_verified": True})
    other = uuid4().hex
    idp.tell("person", sub=other, claims={"email": "wang@example.org", "email_verified": True})
    assert refusal(Journey(app).log_in(other)) == "oidc_unlinked"


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)",
        "/login", "/oidc/start", "/api/v1/session", "", "/%0d%0aSet-Cookie:a=b\r\nX: y",
    ],
)  # fmt: skip
def test_nobody_is_sent_on_to_a_stranger(app: Flask, linked: tuple[Actor, str], to: str) -> None:
    answer = Journey(app).log_in(linked[1], to)
    assert answer.headers["Location"] == "/"


def test_the_old_session_ends(app: Flask, linked: tuple[Actor, str], sign_in: Callable[..., Browser]) -> None:
    """Whoever was signed in at this browser is signed out when somebody else comes in."""
    browser = sign_in(linked[0])
    before = browser.client.get_cookie("yg_session")
    assert Journey(app, browser).log_in(linked[1]).status_code == 302
    old = Browser(app)
    assert before is not None
    old.client.set_cookie("yg_session", before.value)
    assert old.get("/session").status_code == 401


# --- attacks ---------------------------------------------------------------------------------------------------------


def test_a_wrong_state_is_refused(app: Flask, linked: tuple[Actor, str]) -> None:
    journey = Journey(app)
    address = journey.consent(journey.start(), linked[1])
    wrong = re.sub(r"state=[^&]+", "state=0000", address)
    assert refusal(journey.back(wrong)) == "oidc_expired"


def test_an_answer_that_nobody_asked_for_is_refused(app: Flask, linked: tuple[Actor, str]) -> None:
    """Log-in CSRF: a stranger's answer, brought to a browser that began nothing, or another log-in."""
    stranger = Journey(app)
    address = stranger.consent(stranger.start(), linked[1])
    assert refusal(Journey(app).back(address)) == "oidc_expired"
    victim = Journey(app)
    victim.start()
    assert refusal(victim.back(address)) == "oidc_expired"


def test_a_code_is_good_once(app: Flask, linked: tuple[Actor, str]) -> None:
    """Also with the cookie kept, the provider redeems a code once."""
    journey = Journey(app)
    start = journey.start()
    kept = journey.browser.client.get_cookie("yg_oidc")
    address = journey.consent(start, linked[1])
    assert journey.back(address).headers["Location"] == "/tasks"
    assert refusal(Journey(app, journey.browser).back(address)) == "oidc_expired"
    again = Journey(app)
    assert kept is not None
    again.browser.client.set_cookie("yg_oidc", kept.value)
    assert refusal(again.back(address)) == "oidc_bad_answer"


def test_a_code_for_another_client_is_refused(app: Flask, linked: tuple[Actor, str]) -> None:
    journey = Journey(app)
    start = journey.start().replace("client_id=yangguang", "client_id=another")
    assert refusal(journey.back(journey.consent(start, linked[1]))) == "oidc_bad_answer"


def test_an_answer_of_another_provider_is_refused(app: Flask, linked: tuple[Actor, str]) -> None:
    """Mix-up (RFC 9207): the answer names who gave it."""
    for wrong in ("iss=https%3A%2F%2Fevil.example", "iss="):
        journey = Journey(app)
        address = journey.consent(journey.start(), linked[1])
        assert refusal(journey.back(re.sub(r"iss=[^&]+", wrong, address))) == "oidc_bad_answer"


def test_a_cookie_that_was_changed_or_is_old_is_refused(
    app: Flask, linked: tuple[Actor, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = Journey(app)
    address = journey.consent(journey.start(), linked[1])
    cookie = journey.browser.client.get_cookie("yg_oidc")
    assert cookie is not None
    broken = Journey(app)
    broken.browser.client.set_cookie("yg_oidc", cookie.value[:-6] + "AAAA==")
    assert refusal(broken.back(address)) == "oidc_expired"
    now = time.time()
    monkeypatch.setattr("service.web.oidc.time.time", lambda: now + 601)
    assert refusal(journey.back(address)) == "oidc_expired"


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": ["yangguang", "another"], "azp": "another"}},
        {"claims": {"exp": 1_500_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"iat": 4_000_000_000, "nbf": 4_000_000_000, "exp": 4_100_000_000}},
        {"claims": {"sub": None}},
        {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {"key": "stranger"},
        {"key": "none"},
        {"key": "secret"},
    ],
    ids=str,
)
def test_what_the_provider_has_not_signed_for_us_now_is_refused(
    app: Flask, idp: Provider, linked: tuple[Actor, str], lie: dict[str, Any]
) -> None:
    journey = Journey(app)
    address = journey.consent(journey.start(), linked[1])
    with idp.lying(**lie):
        assert refusal(journey.back(address)) == "oidc_bad_answer"
    assert journey.browser.get("/session").status_code == 401


def test_changed_keys_are_asked_for(app: Flask, idp: Provider, linked: tuple[Actor, str]) -> None:
    assert Journey(app).log_in(linked[1]).headers["Location"] == "/tasks"
    idp.tell("rotate")
    assert Journey(app).log_in(linked[1]).headers["Location"] == "/tasks"


def test_who_cancels_there_reads_so_here(app: Flask, idp: Provider) -> None:
    for error, code in (("access_denied", "oidc_refused"), ("server_error", "oidc_bad_answer")):
        journey = Journey(app)
        state = parse_qs(urlsplit(journey.start()).query)["state"][0]
        back = urlencode({"error": error, "state": state, "iss": idp.issuer})
        assert refusal(journey.back(f"/oidc/callback?{back}")) == code


def test_a_provider_that_is_away_is_said_so(app: Flask, house: wiring.House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert house.provider is not None
    away = provider.Provider(
        config.Identity(f"http://127.0.0.1:{free_port()}", "a", "b", "c", frozenset()), "http://127.0.0.1", "/x"
    )
    monkeypatch.setattr(house.provider, "_known", None)
    monkeypatch.setattr(house.provider, "settings", away.settings)
    assert refusal(Browser(app).client.get("/oidc/start")) == "oidc_unreachable"


# --- accounts --------------------------------------------------------------------------------------------------------


def test_a_closed_or_locked_account_stays_closed(app: Flask, house: wiring.House, linked: tuple[Actor, str]) -> None:
    account = linked[0].account_id
    change(house, "update account set active = false where id = %s", account)
    assert refusal(Journey(app).log_in(linked[1])) == "account_closed"
    change(house, "update account set active = true, locked_until = now() + interval '1 hour' where id = %s", account)
    assert refusal(Journey(app).log_in(linked[1])) == "account_blocked"


def test_a_refused_log_in_leaves_a_row(
    app: Flask, house: wiring.House, idp: Provider, linked: tuple[Actor, str]
) -> None:
    """Whose account it was, or that it is nobody's, and why; never the name or address that the provider gave."""
    stranger = uuid4().hex
    idp.tell("person", sub=stranger, claims={"email": "nobody@example.org", "email_verified": True})
    assert refusal(Journey(app).log_in(stranger)) == "oidc_unlinked"
    account = linked[0].account_id
    change(house, "update account set active = false where id = %s", account)
    refusal(Journey(app).log_in(linked[1]))
    change(house, "update account set active = true, locked_until = now() + interval '1 hour' where id = %s", account)
    refusal(Journey(app).log_in(linked[1]))
    with house.app.app_context(), house.db.reading() as tx:
        rows = tx.rows("select * from access_log where action = 'GET /oidc/callback' order by id desc limit 3")
    assert [(row["code"], row["account_id"], row["actor_id"]) for row in reversed(rows)] == [
        ("oidc_unlinked", None, None),
        ("account_closed", account, linked[0].person_id),
        ("account_locked", account, linked[0].person_id),
    ]
    for secret in (stranger, "nobody@example.org", linked[1]):
        assert secret not in str(rows)


def with_factor(house: wiring.House, browser: Browser) -> pyotp.TOTP:
    """Set up a second factor; return it, with its present half minute not used up."""
    draft = browser.post("/account/factor", {"current": PASSWORD}).json
    factor = pyotp.TOTP(draft["secret"])
    assert browser.post("/account/factor/confirm", {"code": factor.now()}).status_code == 200
    change(house, "update account set totp_step = 0")
    return factor


def test_the_second_factor_is_asked_for_here(
    app: Flask, house: wiring.House, idp: Provider, linked: tuple[Actor, str], sign_in: Callable[..., Browser]
) -> None:
    factor = with_factor(house, sign_in(linked[0]))
    idp.tell("person", sub=linked[1], claims={"amr": ["pwd", "otp"]})  # not what the setting names
    journey = Journey(app)
    assert journey.log_in(linked[1]).headers["Location"] == "/login?step=code&to=%2Ftasks"
    assert journey.browser.get("/session").status_code == 401, "a half-open log-in is no session"
    answer = journey.browser.post("/session/code", {"code": factor.now()})
    assert answer.status_code == 200 and answer.json["by_provider"] is True


def test_two_factors_there_count_where_the_setting_says_so(
    app: Flask, house: wiring.House, idp: Provider, linked: tuple[Actor, str], sign_in: Callable[..., Browser]
) -> None:
    with_factor(house, sign_in(linked[0]))
    for said in ({"amr": ["pwd", "mfa"]}, {"acr": "mfa"}):
        with idp.lying(claims=said):  # its own signature, under words that its test pages cannot say
            journey = Journey(app)
            assert journey.log_in(linked[1]).headers["Location"] == "/tasks"
        assert journey.browser.get("/session").json["by_provider"] is True


def test_linking_wants_the_password_and_the_same_account(
    app: Flask, someone: Actor, town: Town, sign_in: Callable[..., Browser]
) -> None:
    browser = sign_in(someone)
    assert browser.post("/account/identity", {"current": "wrong-password"}).status_code == 422
    journey = Journey(app, browser)
    address = browser.post("/account/identity", {"current": PASSWORD}).json["address"]
    back = journey.consent(address, uuid4().hex)
    browser.client.delete_cookie("yg_session")
    assert refusal(journey.back(back)) == "oidc_other"
    address = sign_in_at(browser, sign_in, someone).post("/account/identity", {"current": PASSWORD}).json["address"]
    back = journey.consent(address, uuid4().hex)
    sign_in_at(browser, sign_in, town.ben)
    answer = journey.back(back)
    assert answer.headers["Location"] == "/account/security?refused=oidc_other"
    assert browser.get("/account").json["identity"] is None


def sign_in_at(browser: Browser, sign_in: Callable[..., Browser], who: Actor) -> Browser:
    """Let somebody sign in at this very browser."""
    other = sign_in(who)
    cookie = other.client.get_cookie("yg_session")
    assert cookie is not None
    browser.client.set_cookie("yg_session", cookie.value)
    browser.csrf = other.csrf
    return browser


def test_a_person_of_the_providers_belongs_to_one_account(
    app: Flask, linked: tuple[Actor, str], town: Town, sign_in: Callable[..., Browser]
) -> None:
    journey = Journey(app, sign_in(town.cleo))
    assert journey.link(linked[1]).headers["Location"] == "/account/security?refused=oidc_taken"
    again = Journey(app, sign_in(linked[0]))
    assert again.link(uuid4().hex).headers["Location"] == "/account/security?refused=oidc_is_linked"
    assert Journey(app, sign_in(linked[0])).link(linked[1]).headers["Location"] == "/account/security?linked=1"


def test_unlinking_closes_the_way(app: Flask, linked: tuple[Actor, str], sign_in: Callable[..., Browser]) -> None:
    elsewhere = Journey(app)
    elsewhere.log_in(linked[1])
    browser = sign_in(linked[0])
    shown = browser.get("/account").json["identity"]
    assert shown["linked"] is True and linked[1] not in json.dumps(shown)
    assert browser.post("/account/identity/remove").status_code == 204
    assert browser.get("/account").json["identity"] is None
    assert elsewhere.browser.get("/session").status_code == 401
    assert refusal(Journey(app).log_in(linked[1])) == "oidc_unlinked"
    assert browser.post("/account/identity/remove").status_code == 404


def test_a_must_change_password_waits_while_nobody_uses_it(
    app: Flask, house: wiring.House, linked: tuple[Actor, str], sign_in: Callable[..., Browser]
) -> None:
    change(house, "update account set must_change = true where id = %s", linked[0].account_id)
    journey = Journey(app)
    journey.log_in(linked[1])
    assert journey.browser.get("/session").json["duty"] is None
    assert sign_in(linked[0]).get("/session").json["duty"] == "password"


def test_who_just_came_from_the_provider_needs_no_password_for_the_second_factor(
    app: Flask, house: wiring.House, linked: tuple[Actor, str]
) -> None:
    """Somebody who never had a password here can still do what the post asks for first; later it is asked for."""
    journey = Journey(app)
    journey.log_in(linked[1])
    journey.browser.csrf = journey.browser.get("/session").json["csrf"]
    assert journey.browser.get("/account").json["password_needed"] is False
    assert journey.browser.post("/account/factor", {"current": ""}).status_code == 200
    change(house, "update login_session set created_at = now() - interval '6 minutes' where by_provider")
    assert journey.browser.get("/account").json["password_needed"] is True
    assert journey.browser.post("/account/factor", {"current": ""}).status_code == 422


# --- administrators --------------------------------------------------------------------------------------------------

WHY = "本人书面申请"


@pytest.fixture
def admin(house: wiring.House, town: Town, app: Flask, sign_in: Callable[..., Browser]) -> Callable[[str], Browser]:
    """Give a browser of an administrator."""

    def of(role: str) -> Browser:
        with house.app.app_context(), house.db.transaction() as tx:
            made = add_person(tx, "管示例", town.branch, "full_member", (role, town.town))
            tx.run(
                "update account set password_hash = (select password_hash from account where id = %s) where id = %s",
                (town.ann.account_id, made.account_id),
            )
        return sign_in(made)

    return of


def await_(browser: Browser, account: UUID | None, what: str, value: str) -> TestResponse:
    return browser.post(f"/accounts/{account}/identity", {"what": what, "named": value, "reason": WHY})


@pytest.mark.parametrize("what", ["subject", "email"])
def test_an_administrator_writes_down_who_will_come(
    app: Flask, idp: Provider, house: wiring.House, someone: Actor, admin: Callable[[str], Browser], what: str
) -> None:
    name, address = uuid4().hex, f"{uuid4().hex[:8]}@example.org"
    system = admin("sys_admin")
    asked = await_(system, someone.account_id, what, name if what == "subject" else address.upper())
    assert asked.status_code == 204
    for wrong in ({}, {"email": address}, {"email": address, "email_verified": False}):
        stranger = uuid4().hex
        idp.tell("person", sub=stranger, claims=wrong)
        assert refusal(Journey(app).log_in(stranger)) == "oidc_unlinked"
    idp.tell("person", sub=name, claims={"email": address, "email_verified": True})
    journey = Journey(app)
    assert journey.log_in(name).headers["Location"] == "/tasks"
    assert journey.browser.get("/session").json["account"]["id"] == str(someone.account_id)
    # From now on the name counts, whoever has the address.
    other = uuid4().hex
    idp.tell("person", sub=other, claims={"email": address, "email_verified": True})
    assert refusal(Journey(app).log_in(other)) == "oidc_unlinked"
    with house.app.app_context(), house.db.reading() as tx:
        kinds = tx.rows(
            "select kind, payload from admin_event where target = %s order by seq", (str(someone.account_id),)
        )
    assert [row["kind"] for row in kinds] == ["identity.awaited", "identity.linked"]
    assert not any(name in bytes(row["payload"]).decode() or address in bytes(row["payload"]).decode() for row in kinds)


def test_the_keepers_of_accounts_see_who_is_linked(
    linked: tuple[Actor, str], someone: Actor, admin: Callable[[str], Browser], login: Callable[[Actor], str]
) -> None:
    system, security = admin("sys_admin"), admin("security_admin")

    def row(browser: Browser) -> dict[str, Any]:
        return dict(browser.get(f"/accounts?q={login(linked[0])}&limit=1").json["items"][0])

    assert row(system)["identity"] == "linked"
    assert (row(system)["can"]["identity"], row(system)["can"]["unlink"]) == (False, False)
    assert (row(security)["can"]["identity"], row(security)["can"]["unlink"]) == (False, True)
    assert security.post(f"/accounts/{linked[0].account_id}/identity/remove", {"reason": WHY}).status_code == 204
    assert row(system)["identity"] is None and row(system)["can"]["identity"] is True
    assert await_(system, linked[0].account_id, "subject", uuid4().hex).status_code == 204
    assert row(system)["identity"] == "awaited" and row(security)["can"]["unlink"] is True


def test_an_identity_number_may_be_the_name_and_stays_sealed(
    app: Flask, house: wiring.House, someone: Actor, admin: Callable[[str], Browser]
) -> None:
    """Some towns' providers call people by it: it is taken, and stands nowhere in clear."""
    number = make_test_number(date(1987, 6, 5), 17)
    assert await_(admin("sys_admin"), someone.account_id, "subject", number).status_code == 204
    with house.app.app_context(), house.db.reading() as tx:
        kept = str(tx.rows("select * from identity where account_id = %s", (someone.account_id,)))
        told = b"".join(bytes(row["payload"] or b"") for row in tx.rows("select payload from admin_event"))
    assert number not in kept and number.encode() not in told
    assert Journey(app).log_in(number).headers["Location"] == "/tasks"


def test_what_is_awaited_too_long_opens_nothing(
    app: Flask, house: wiring.House, someone: Actor, admin: Callable[[str], Browser]
) -> None:
    name = uuid4().hex
    assert await_(admin("sys_admin"), someone.account_id, "subject", name).status_code == 204
    change(house, "update identity set made_at = now() - interval '31 days' where account_id = %s", someone.account_id)
    assert refusal(Journey(app).log_in(name)) == "oidc_unlinked"


def test_only_the_system_administrator_writes_it_down_and_never_for_himself(
    house: wiring.House, someone: Actor, town: Town, admin: Callable[[str], Browser], ann: Browser
) -> None:
    for browser in (ann, admin("security_admin"), admin("audit_admin")):
        assert await_(browser, someone.account_id, "subject", "x").status_code == 403
    system = admin("sys_admin")
    own = UUID(system.get("/session").json["account"]["id"])
    assert await_(system, own, "subject", "x").json["code"] == "not_oneself"
    assert await_(system, uuid4(), "subject", "x").status_code == 404


def test_an_awaited_name_may_not_be_another_accounts(
    linked: tuple[Actor, str], town: Town, admin: Callable[[str], Browser]
) -> None:
    system = admin("sys_admin")
    assert await_(system, town.cleo.account_id, "subject", linked[1]).json["code"] == "oidc_taken"
    assert await_(system, linked[0].account_id, "subject", "x").json["code"] == "oidc_is_linked"


def test_the_security_administrator_unlinks(
    app: Flask, linked: tuple[Actor, str], admin: Callable[[str], Browser], ann: Browser
) -> None:
    journey = Journey(app)
    journey.log_in(linked[1])
    path = f"/accounts/{linked[0].account_id}/identity/remove"
    for browser in (ann, admin("sys_admin"), admin("audit_admin")):
        assert browser.post(path, {"reason": WHY}).status_code == 403
    assert admin("security_admin").post(path, {"reason": WHY}).status_code == 204
    assert journey.browser.get("/session").status_code == 401
    assert refusal(Journey(app).log_in(linked[1])) == "oidc_unlinked"


# --- out again -------------------------------------------------------------------------------------------------------


def test_a_log_out_goes_on_at_the_provider(app: Flask, idp: Provider, linked: tuple[Actor, str]) -> None:
    journey = Journey(app)
    journey.log_in(linked[1])
    csrf = journey.browser.get("/session").json["csrf"]
    assert journey.browser.send("DELETE", "/session", X_CSRF_Token=csrf).status_code == 204
    answer = journey.browser.client.get("/oidc/leave")
    assert answer.headers["Location"].startswith(f"{idp.issuer}/session/end?client_id=yangguang")
    page = journey.there.get(answer.headers["Location"])
    assert page.status_code == 200, "the provider takes our address to come back to"


def test_a_log_out_there_ends_the_session_here(app: Flask, idp: Provider, linked: tuple[Actor, str]) -> None:
    """Back-channel log-out: the provider itself tells us, over a real connection."""
    journey, elsewhere = Journey(app), Journey(app)
    journey.log_in(linked[1])
    elsewhere.log_in(linked[1])
    server = make_server("127.0.0.1", int(urlsplit(idp.ours).port or 0), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        page = journey.there.get(journey.browser.client.get("/oidc/leave").headers["Location"])
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        action = re.search(r'action="([^"]+)"', page.text)
        assert action
        done = journey.there.post(action[1], data={**fields, "logout": "yes"})
        assert done.status_code in (302, 303), done.text
        for _ in range(50):
            if journey.browser.get("/session").status_code == 401:
                break
            time.sleep(0.1)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert journey.browser.get("/session").status_code == 401
    assert elsewhere.browser.get("/session").status_code == 200, "another session of the same person goes on"


def test_a_forged_log_out_ends_nothing(app: Flask, linked: tuple[Actor, str]) -> None:
    journey = Journey(app)
    journey.log_in(linked[1])
    for token in ("", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."):
        assert Browser(app).client.post("/oidc/ended", data={"logout_token": token}).status_code == 400
    assert journey.browser.get("/session").status_code == 200


# --- without passwords -----------------------------------------------------------------------------------------------


def test_passwords_can_be_switched_off(app: Flask, house: wiring.House, linked: tuple[Actor, str]) -> None:
    from dataclasses import replace

    app.extensions["yangguang"] = replace(house, settings=replace(house.settings, local_login=False))
    try:
        assert Browser(app).get("/session/ways").json["local"] is False
        refused = Browser(app).post("/session", {"login": "demo_branch_secretary_1", "password": PASSWORD})
        assert refused.status_code == 403 and refused.json["code"] == "local_login_off"
        journey = Journey(app)
        journey.log_in(linked[1])
        journey.browser.csrf = journey.browser.get("/session").json["csrf"]
        assert journey.browser.post("/account/identity/remove").json["code"] == "oidc_only_way"
    finally:
        app.extensions["yangguang"] = house


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"YANGGUANG_OIDC_ISSUER": "http://idp.example"}, "YANGGUANG_OIDC_ISSUER"),
        ({"YANGGUANG_OIDC_CLIENT_ID": ""}, "YANGGUANG_OIDC_CLIENT_ID"),
        ({"YANGGUANG_OIDC_CLIENT_SECRET": ""}, "YANGGUANG_OIDC_CLIENT_SECRET"),
        ({"YANGGUANG_OIDC_ISSUER": "", "YANGGUANG_LOCAL_LOGIN": "off"}, "YANGGUANG_LOCAL_LOGIN"),
        ({"YANGGUANG_LOCAL_LOGIN": "no"}, "YANGGUANG_LOCAL_LOGIN"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(tmp_path: Path, given: dict[str, str], wrong: str) -> None:
    good = {
        "YANGGUANG_HOME": str(tmp_path),
        "YANGGUANG_OIDC_ISSUER": "https://idp.example",
        "YANGGUANG_OIDC_CLIENT_ID": "us",
        "YANGGUANG_OIDC_CLIENT_SECRET": "secret",
    }
    loaded = config.load(good)
    assert loaded.identity is not None and loaded.local_login and not any("OIDC" in name for name in loaded.outside)
    assert "secret" not in repr(loaded.identity)
    with pytest.raises(config.BadConfiguration, match=wrong):
        config.load(good | given)
    (tmp_path / "file").write_text("from-a-file\n")
    filed = config.load(good | {"YANGGUANG_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "file")})
    assert filed.identity is not None and filed.identity.client_secret == "from-a-file"
