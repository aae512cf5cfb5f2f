"""Whose account an identity opens: linked by its owner, or written down by the administrator."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service import wiring
from service.domain.idcard import make_test_number
from service.domain.people import Actor
from tests.town import Town
from tests.town import person as add_person
from tests.web.browser import PASSWORD, Browser
from tests.web.identity_provider import Provider
from tests.web.oidc.journey import Journey, change, refusal

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
