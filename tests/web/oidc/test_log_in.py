"""Log in by the identity provider, and out; what an attacker sends instead is refused."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.serving import make_server

from service import config, provider, wiring
from service.domain.people import Actor
from tests.ports import free_port
from tests.town import Town
from tests.web.browser import PASSWORD, Browser
from tests.web.identity_provider import Provider
from tests.web.oidc.journey import Journey, refusal

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
