"""Organisations from a sheet at the door: preview, refused rows to mend, found in order; and who may not."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from service.actions import passwords
from service.store import sheets
from service.wiring import House
from tests.town import Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.test_organizations_admin import check_closure

PATH = "/admin/organizations/sheet"
HEADERS = ["党组织名称", "类别", "层级", "上级", "成立时间"]
WHY = "街道组织办二〇一七年组织名册。"


@pytest.fixture(scope="module")
def keeper(house: House, town: Town, sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of a system administrator."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = person(tx, "钱表格", town.other_branch, "full_member", ("sys_admin", town.town))
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where id = %s", (hashed, made.account_id))
    return sign_in(made)


def sent(*rows: list[Any], headers: list[str] = HEADERS) -> dict[str, str]:
    return {"content": base64.b64encode(sheets.write("组织", headers, rows)).decode()}


@pytest.fixture(scope="module")
def base(house: House, town: Town) -> str:
    with house.app.app_context(), house.db.reading() as tx:
        return str(tx.value("select name from organization where id = %s", (town.base,)))


def test_a_street_comes_in_one_sheet(keeper: Browser, house: House, base: str) -> None:
    body = sent(
        ["表格党总支", "党总支", "基层党组织", base, ""],
        ["甲表格支部", "党支部", "党支部", base, "2016.3.1"],
        ["一小组", "党小组", "党小组", "甲表格支部", ""],
        ["乙表格支部", "支部", "党支部", base, ""],
        ["丙表格支部", "党支部", "党支部", "没有的上级", ""],
        ["丁表格支部", "党支部", "片区", base, "去年"],
        ["甲表格支部", "党支部", "党支部", base, ""],
        ["", "党支部", "党支部", base, ""],
    )
    seen = keeper.post(f"{PATH}/preview", body)
    assert seen.status_code == 200, seen.json
    outcomes = {(row["row"], row["name"]): (row["outcome"], row["reasons"]) for row in seen.json["rows"]}
    assert outcomes[3, "甲表格支部"] == ("new", []) and outcomes[4, "一小组"] == ("new", [])
    assert outcomes[2, "表格党总支"][0] == "rejected"  # it cannot stand below one of its own level
    assert outcomes[5, "乙表格支部"][1][0].startswith("类别：")
    assert "没有这个上级" in outcomes[6, "丙表格支部"][1][0]
    assert len(outcomes[7, "丁表格支部"][1]) == 2
    assert "第 3 行" in outcomes[8, "甲表格支部"][1][0]
    assert outcomes[9, ""][0] == "rejected"

    back = keeper.post(f"{PATH}/rejects", body).json
    rows = list(load_workbook(io.BytesIO(base64.b64decode(back["content"]))).worksheets[0].iter_rows(values_only=True))
    assert rows[0][-1] == "退回原因" and [row[0] for row in rows[1:]][-1] in (None, "")

    saved = keeper.post(PATH, {**body, "reason": WHY})
    assert saved.status_code == 200, saved.json
    check_closure(house)
    tree = {row["name"]: row for row in keeper.get("/admin/organizations").json["items"]}
    assert tree["一小组"]["parent_id"] == tree["甲表格支部"]["id"]
    assert tree["甲表格支部"]["founded_on"] == "2016-03-01"
    change = keeper.get(f"/admin/organizations/{tree['一小组']['id']}").json["changes"][0]
    assert change["kind"] == "founded" and change["reason"] == WHY
    again = keeper.post(f"{PATH}/preview", body).json
    assert again["counts"]["new"] == 0 and again["counts"]["known"] >= 2
    assert keeper.post(PATH, {**body, "reason": WHY}).status_code == 409


def test_what_is_no_such_sheet_is_refused(keeper: Browser, base: str) -> None:
    assert keeper.post(f"{PATH}/preview", {"content": "eHh4"}).status_code == 422
    answer = keeper.post(f"{PATH}/preview", sent(["甲", "党支部"], headers=["党组织名称", "类别"]))
    assert answer.status_code == 422 and "上级组织" in str(answer.json["errors"])
    template = keeper.get(f"{PATH}/template").json
    book = load_workbook(io.BytesIO(base64.b64decode(template["content"])))
    assert next(book.worksheets[0].iter_rows(values_only=True))[0] == "组织名称*"


def test_only_the_system_administrator_imports(ann: Browser, base: str) -> None:
    assert ann.post(f"{PATH}/preview", sent(["甲", "党支部", "党支部", base, ""])).status_code == 403
