"""What an attacker tries: fields nobody offered, somebody else's key, half of a defence left out, texts that hurt."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from openpyxl import load_workbook

from service.domain import accounts, personal_numbers
from service.domain.errors import Invalid
from service.store import sheets
from tests.town import Town
from tests.web.browser import Browser, operation_of
from tests.web.matrix import ROWS, nowhere

Case = tuple[UUID, UUID]


WITH_BODY = [row for row in sorted(ROWS) if "requestBody" in (operation_of(*nowhere(row)) or {})]


@pytest.mark.parametrize("row", WITH_BODY)
def test_a_field_that_nobody_offered_is_refused(row: str, ann: Browser) -> None:
    verb, path = nowhere(row)
    answer = ann.send(verb, path, {"director_approved": True, "tenant_id": 2})
    assert answer.status_code == 422, answer.json
    assert {"/director_approved", "/tenant_id"} <= {error["pointer"] for error in answer.json["errors"]}


def test_a_key_of_somebody_else_replays_nothing(ann: Browser, ben: Browser, case: Case) -> None:
    key = uuid4().hex
    first = ann.post(f"/tasks/{case[1]}/claim", Idempotency_Key=key)
    assert first.status_code == 200
    other = ben.post(f"/tasks/{case[1]}/claim", Idempotency_Key=key)
    assert other.status_code == 403 and "Idempotency-Replayed" not in other.headers


@pytest.mark.parametrize("tag", ['"999"', "999", 'W/"999"', "x", '"x"', '"-1"', '"99999999999"'])
def test_no_tag_but_the_right_one_passes(ann: Browser, case: Case, tag: str) -> None:
    assert ann.post(f"/tasks/{case[1]}/claim", If_Match=tag).status_code == 412


def test_a_header_of_a_program_does_not_spare_the_browser_its_token(ann: Browser, case: Case) -> None:
    for header, status in (("Bearer", 401), ("Bearer x", 401), ("Basic eDp5", 403), ("x", 403)):
        answer = ann.post(f"/tasks/{case[1]}/claim", X_CSRF_Token="", Authorization=header)
        assert answer.status_code == status, header


def test_a_cookie_that_was_there_before_is_not_the_session(app: Flask, town: Town, login: Callable[..., str]) -> None:
    planted = "planted-by-somebody-else-000000000000000000"
    browser = Browser(app)
    browser.client.set_cookie("yg_session", planted)
    assert browser.sign_in(login(town.ann)).status_code == 200
    given = browser.client.get_cookie("yg_session")
    assert given is not None and given.value != planted
    old = Browser(app)
    old.client.set_cookie("yg_session", planted)
    assert old.get("/session").status_code == 401
    again = Browser(app)
    again.client.set_cookie("yg_session", given.value)
    assert again.sign_in(login(town.ann)).status_code == 200
    old.client.set_cookie("yg_session", given.value)
    assert old.get("/session").status_code == 401  # whoever logs in again leaves no session behind


def test_nothing_leads_elsewhere(app: Flask) -> None:
    for path in (
        "/login?next=https://elsewhere.example",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "/inbox/../..",
    ):
        answer = app.test_client().get(path)
        assert "elsewhere" not in answer.headers.get("Location", ""), path


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    book = load_workbook(io.BytesIO(sheets.write("名册", ["姓名"], [[text]])))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s" and cell.number_format == "@"


def test_a_sheet_of_entities_is_refused_at_once() -> None:
    plain, packed = zipfile.ZipFile(io.BytesIO(sheets.write("a", ["b"], [["c"]]))), io.BytesIO()
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">%s]>' % laughs
    with zipfile.ZipFile(packed, "w") as archive:
        for item in plain.infolist():
            raw = plain.read(item)
            if item.filename.endswith("sheet1.xml"):
                raw = bomb + raw.split(b"?>", 1)[-1].replace(b">c<", b">&l11;<")
            archive.writestr(item.filename, raw)
    begun = time.perf_counter()
    with pytest.raises(Invalid):
        sheets.read(packed.getvalue(), 100)
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize("piece", ["1", "1-", "1 ", "86 ", "13-", "+86", "138", "·1", "a"])
def test_no_text_keeps_our_patterns_busy(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.perf_counter()
    personal_numbers.found(text)
    accounts.password_problem((piece * 200)[: accounts.LONGEST - 1] + "x", "login", "name")
    assert time.perf_counter() - begun < 5
