"""Every kind of answer tells the browser the same: what it may load, who may frame it, what it may keep."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from service.web import headers, spa
from service.wiring import House
from tests.town import Town
from tests.web.browser import PASSWORD, Browser

ASKED = [
    ("GET", "/", 200),
    ("GET", "/cases", 200),
    ("GET", "/assets/nothing.js", 404),
    ("GET", "/login", 200),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", None),
    ("GET", "/metrics", None),
    ("GET", "/api/docs", 200),
    ("GET", "/api/openapi.json", None),
    ("GET", "/api/v1/nowhere", 404),
    ("PUT", "/api/v1/session", 405),
    ("GET", "/api/v1/session/ways", 200),
    ("GET", "/api/v1/session/ways?refused=" + "x" * 41, 422),
    ("GET", "/api/v1/session", 401),
    ("POST", "/api/v1/session", 415),
    ("GET", "/api/v1/boom", 500),
]


@pytest.mark.parametrize(("verb", "path", "status"), ASKED)
def test_every_kind_of_answer_has_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch, verb: str, path: str, status: int | None
) -> None:
    if status == 500:
        path = "/api/v1/session/ways"
        monkeypatch.setattr("service.web.session.REFUSALS", None)
    answer = app.test_client().open(path, method=verb, data=b"<" if verb == "POST" else None)
    built = (spa.STATIC / "index.html").is_file()
    if status is not None and (built or status != 200 or path.startswith(("/api", "/healthz"))):
        assert answer.status_code == status
    for name, value in headers.ALWAYS.items():
        assert answer.headers[name] == value
    assert "Server" not in answer.headers or "Python" not in answer.headers["Server"]
    if path.startswith("/api/") or answer.status_code >= 400:
        kept = answer.headers.get("Cache-Control", "")
        assert "no-store" in kept or path in ("/api/docs", "/api/openapi.json"), kept


def test_a_signed_in_answer_and_a_download_have_them(ann: Browser) -> None:
    for path in ("/session", "/tasks", "/instances"):
        answer = ann.get(path)
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == headers.CSP


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in headers.CSP.split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert not re.search(r"unsafe|\*|https?:", headers.CSP)


def test_pages_of_ours_need_no_exception(project: Path) -> None:
    """No page of ours holds a script or a style in itself: the policy would stop it."""
    for page in (*(project / "service" / "web" / "pages").glob("*.html"), project / "service" / "ui" / "index.html"):
        text = page.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), page


def test_behind_https_the_browser_keeps_cookies_to_this_host(house: House, app: Flask, town: Town) -> None:
    """`__Host-`: over HTTPS only, no other host may set it, and it goes to every path."""
    app.extensions["yangguang"] = replace(house, settings=replace(house.settings, public_url="https://town.example"))
    try:
        browser = Browser(app)
        answer = browser.client.post(
            "/api/v1/session",
            json={"login": "demo_branch_secretary_1", "password": PASSWORD},
            base_url="https://town.example",
        )
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-yg_session=")
        assert all(each in cookie for each in ("; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"))
        assert "Domain" not in cookie
        there = browser.client.get("/api/v1/session", base_url="https://town.example")
        assert there.status_code == 200
        out = browser.client.delete(
            "/api/v1/session", headers={"X-CSRF-Token": there.json["csrf"]}, base_url="https://town.example"
        )
        assert out.status_code == 204 and out.headers["Set-Cookie"].startswith("__Host-yg_session=;")
        assert "Secure" in out.headers["Set-Cookie"]
        # The name without the mark, which another host of the domain could have set, opens nothing.
        other = app.test_client()
        other.set_cookie("yg_session", cookie.split("=", 1)[1].split(";")[0])
        assert other.get("/api/v1/session", base_url="https://town.example").status_code == 401
    finally:
        app.extensions["yangguang"] = house
