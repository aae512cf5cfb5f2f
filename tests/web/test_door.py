"""The door itself: the token of a browser, forged cookies, strangers, lists. Who may do what stands in matrix.py."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests.web.browser import Browser
from tests.web.matrix import PUBLIC, ROWS, nowhere

Case = tuple[UUID, UUID]
UNSAFE = [row for row in sorted(ROWS) if row not in PUBLIC and not row.startswith("GET ")]


@pytest.mark.parametrize("row", UNSAFE)
def test_unsafe_verbs_need_the_token(row: str, ann: Browser) -> None:
    verb, path = nowhere(row)
    for token in ("", "x", ann.csrf[:-1], ann.csrf + "x"):
        answer = ann.send(verb, path, {}, X_CSRF_Token=token)
        assert (answer.status_code, answer.json["code"]) == (403, "csrf")
    elsewhere = ann.send(verb, path, {}, Origin="https://elsewhere.example")
    assert elsewhere.json["code"] == "csrf"


def test_strangers_learn_nothing_from_our_complaints(app: Flask) -> None:
    nobody = Browser(app)
    answer = nobody.send("POST", f"/tasks/{uuid4()}/complete", raw=b"{broken")
    assert answer.status_code == 401


def test_a_forged_cookie(app: Flask) -> None:
    nobody = Browser(app)
    for value in ("x", "", "0" * 3000, "é"):
        nobody.client.set_cookie("yg_session", value)
        assert nobody.get("/session").status_code == 401


def test_lists_and_single_rows_agree(ann: Browser, cleo: Browser, auditor: Browser, case: Case) -> None:
    for browser in (ann, cleo, auditor):
        listed = {row["id"] for row in browser.get("/instances?limit=100").json["items"]}
        alone = browser.get(f"/instances/{case[0]}").status_code == 200
        assert (str(case[0]) in listed) == alone
