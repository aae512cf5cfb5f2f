"""A browser that goes to the provider and back, asked page by page."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from flask import Flask
from werkzeug.test import TestResponse

from service import wiring
from tests.web.browser import PASSWORD, Browser


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


def change(house: wiring.House, sql: str, *params: object) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run(sql, params)
