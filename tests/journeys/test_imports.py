"""Sheets: 500 people with 7 bad rows, imported and taken back; a branch renamed; a register signed and entered."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, expect

from service.domain import idcard, imports, roster
from tests.journeys import looks
from tests.journeys.browser import Window
from tests.journeys.people import Person
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HEADERS = [column.zh for column in imports.COLUMNS]
ROSTER = [column.zh for column in roster.COLUMNS]
SURNAMES, FIRST, SECOND = "甲乙丙丁戊己庚辛壬癸", "春夏秋冬东南西北山河", "安宁平和康健明远清正"
WHY = "街道组织办二〇一七年名册。"


def row(n: int, branch: str) -> dict[str, Any]:
    number = idcard.make_test_number(date(1960 + n // 25, 5, 1 + n % 25), 400 + n)
    return {
        "姓名": SURNAMES[n % 10] + FIRST[n // 10 % 10] + SECOND[n // 100 % 10],
        "性别": "男" if idcard.sex(number) == "male" else "女",
        "公民身份号码": number,
        "手机号": f"139{n:08d}",
        "所在党支部": branch,
        "人员阶段": "入党申请人",
        "申请入党日期": "2017-01-10",
        "学历": "大专",
    }


def write(path: Path, headers: list[str], rows: list[dict[str, Any]]) -> None:
    book = Workbook()
    book.active.append(headers)
    for each in rows:
        book.active.append([each.get(header) for header in headers])
    book.save(path)


@pytest.fixture
def branch(product: Product) -> str:
    """Give a branch as a sheet names it: with what it stands under, because names repeat."""
    secretary = Person(product.url, "demo_branch_secretary_1")
    path = secretary.get(f"/organizations/{secretary.organization('branch_secretary')}")["path"]
    secretary.close()
    return "/".join(step["name"] for step in path[-2:])


@pytest.fixture
def windows(product: Product, browser: Browser) -> Iterator[dict[str, Window]]:
    made = {}
    for name, size in (("desk", (1440, 900)), ("phone", (390, 844))):
        phone = name == "phone"
        made[name] = Window(browser, product.url, size, has_touch=phone, is_mobile=phone)
        made[name].sign_in("demo_sys_admin_1")
    yield made
    for window in made.values():
        window.close()


def test_five_hundred_people_with_seven_bad_rows(
    windows: dict[str, Window], branch: str, product: Product, interface: Path, tmp_path: Path
) -> None:
    people = [row(n, branch) for n in range(500)]
    people[3]["公民身份号码"] = people[3]["公民身份号码"][:17] + ("1" if people[3]["公民身份号码"][17] != "1" else "2")
    people[40]["公民身份号码"] = people[40]["公民身份号码"][:15]
    people[43]["公民身份号码"] = people[41]["公民身份号码"]
    people[99]["所在党支部"] = "没有这个支部"
    people[150]["人员阶段"] = "群众"
    people[333]["手机号"] = "12345"
    people[498]["申请入党日期"] = "去年"
    write(tmp_path / "名册.xlsx", HEADERS, people)

    page = windows["desk"].page
    page.goto("/")
    expect(page).to_have_url(f"{product.url}/admin")  # administrators get no tasks: they begin here
    page.get_by_role("link", name="导入人员").click()
    began = time.monotonic()
    page.get_by_label("选择文件").set_input_files(tmp_path / "名册.xlsx")
    expect(page.get_by_role("heading", name="退回 7 行")).to_be_visible(timeout=20_000)
    assert time.monotonic() - began < 15
    counts = page.locator(".import-counts")
    expect(counts).to_contain_text("493")
    refused = page.locator("section[aria-labelledby=rejected] tbody tr")
    expect(refused).to_have_count(7)
    expect(refused.nth(0)).to_contain_text("末位校验不对")
    expect(refused.nth(3)).to_contain_text("没有这个党支部")
    assert people[0]["公民身份号码"] not in page.content() and "13900000000" not in page.content()

    phone = windows["phone"]
    phone.page.goto(page.url)
    expect(phone.page.get_by_role("heading", name="退回 7 行")).to_be_visible()
    for window in windows.values():
        looks.settle(window.page)
        found = looks.wide(window.page) + looks.english(window.page)
        found += looks.axe(window.page, window.context.new_cdp_session(window.page), interface)
        assert not found, "\n".join(found)
        window.page.screenshot(path=product.home.parent / f"import-{window.page.viewport_size['width']}.png")  # type: ignore[index]

    with page.expect_download() as download:
        page.get_by_role("button", name="下载退回清单").click()
    download.value.save_as(tmp_path / "退回.xlsx")
    page.get_by_role("button", name="确认导入 493 人").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea").fill(WHY)
    dialog.get_by_role("button", name="导入", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text("已导入")

    sheet = list(load_workbook(tmp_path / "退回.xlsx").worksheets[0].iter_rows(values_only=True))
    headers = [str(name) for name in sheet[0]]
    mended = [dict(zip(headers, values, strict=True)) for values in sheet[1:]]
    for each in mended:
        if each["所在党支部"] == "没有这个支部":
            each["所在党支部"] = branch
        if each["人员阶段"] == "群众":
            each["人员阶段"] = "入党申请人"
        if each["申请入党日期"] == "去年":
            each["申请入党日期"] = "2017-02-01"
    write(tmp_path / "改好.xlsx", headers, mended)
    page.get_by_role("link", name="导入人员").first.click()
    page.get_by_label("选择文件").set_input_files(tmp_path / "改好.xlsx")
    expect(page.get_by_role("button", name="确认导入 3 人")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="放弃").click()

    # the branch's own people see who has come; the import goes back whole
    secretary = Person(product.url, "demo_branch_secretary_1")
    assert secretary.get("/people", q="甲春安")["items"]
    page.get_by_role("link", name="名册", exact=True).click()
    page.get_by_role("button", name="撤回这次导入").click()
    dialog.locator("textarea").fill("名册发错了。")
    dialog.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("已撤回").first).to_be_visible()
    assert not secretary.get("/people", q="甲春安")["items"]
    secretary.close()
    for window in windows.values():
        window.check()


def test_a_branch_gets_another_name(windows: dict[str, Window], branch: str, interface: Path) -> None:
    name = branch.split("/")[1]
    page, phone = windows["desk"].page, windows["phone"].page
    page.goto("/admin/organizations")
    page.get_by_label("按名称查找").fill(name)
    page.get_by_role("link", name=name, exact=True).first.click()
    page.get_by_role("button", name="更名").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("名称").fill("城阳阳光党支部")
    dialog.get_by_label("依据").fill("街道党工委批复。")
    dialog.get_by_role("button", name="更名").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", name="城阳阳光党支部")).to_be_visible()
    expect(page.get_by_text(f"由“{name}”更名为“城阳阳光党支部”")).to_be_visible()
    phone.goto(page.url)
    expect(phone.get_by_role("heading", name="城阳阳光党支部")).to_be_visible()
    page.get_by_role("button", name="调整隶属").click()
    for window in windows.values():
        looks.settle(window.page)
        found = looks.wide(window.page) + looks.english(window.page)
        found += looks.axe(window.page, window.context.new_cdp_session(window.page), interface)
        assert not found, "\n".join(found)
        window.check()


def lines(branch: str) -> list[dict[str, Any]]:
    """Give four people whose way runs on paper, two of them with something to confirm, and one row that cannot be."""
    names = ("荀春安", "荀夏宁", "荀秋平", "荀冬和", "荀山清")
    numbers = [idcard.make_test_number(date(1988, 5, 3 + n), 700 + n) for n in range(5)]
    said: list[dict[str, Any]] = [
        {"人员阶段": "入党申请人", "申请入党日期": "2016-03-01", "谈话日期": "2016-03-20"},
        {"人员阶段": "入党申请人", "申请入党日期": "2016-05-04", "谈话日期": "2016-08-01"},  # a talk that was late
        {
            "人员阶段": "入党积极分子", "申请入党日期": "2016-01-05", "谈话日期": "2016-01-20",
            "确定为积极分子日期": "2016-08-31", "半年考察": "2017-03-01 好",
        },
        {
            "人员阶段": "发展对象", "申请入党日期": "2015-03-01", "谈话日期": "2015-03-20",
            "确定为积极分子日期": "2016-03-02", "半年考察": "2016-09-05 好；2017-03-03 一般",
            "列为发展对象日期": "2017-03-20",
        },
        {"人员阶段": "入党申请人", "申请入党日期": "2016-03-01", "谈话日期": "2016-02-01"},
    ]  # fmt: skip
    who = zip(names, numbers, said, strict=True)
    return [{"姓名": name, "公民身份号码": number, "所在党支部": branch} | facts for name, number, facts in who]


@pytest.fixture
def paper_branch(product: Product, tmp_path: Path) -> str:
    """Give a branch whose people the administrator has put on record."""
    secretary = Person(product.url, "demo_branch_secretary_1")
    path = secretary.get(f"/organizations/{secretary.organization('branch_secretary')}")["path"]
    secretary.close()
    name = "/".join(step["name"] for step in path[-2:])
    people = [{**line, "性别": "男" if idcard.sex(line["公民身份号码"]) == "male" else "女"} for line in lines(name)]
    write(tmp_path / "人员.xlsx", [column.zh for column in imports.COLUMNS], people)
    keeper = Person(product.url, "demo_sys_admin_1")
    content = base64.b64encode((tmp_path / "人员.xlsx").read_bytes()).decode()
    # days beyond the stage are the register's: an activist's, and a candidate's, are taken from there
    run = keeper.post("/admin/imports", {"file_name": "人员", "content": content}, expect=201)
    assert run["counts"]["new"] == 5, run
    keeper.post(f"/admin/imports/{run['id']}/confirm", {"reason": WHY})
    keeper.close()
    return name


@pytest.fixture
def desks(product: Product, browser: Browser) -> Iterator[dict[str, Window]]:
    made = {
        "office": Window(browser, product.url),
        "branch": Window(browser, product.url, (390, 844), has_touch=True, is_mobile=True),
    }
    made["office"].sign_in("demo_town_org_office_1")
    made["branch"].sign_in("demo_branch_secretary_1")
    yield made
    for window in made.values():
        window.close()


def look(window: Window, interface: Path, picture: Path) -> None:
    """Look at a page as somebody would, and keep a picture of it."""
    looks.settle(window.page)
    found = looks.wide(window.page) + looks.english(window.page)
    found += looks.axe(window.page, window.context.new_cdp_session(window.page), interface)
    assert not found, "\n".join(found)
    window.page.screenshot(path=picture, full_page=True)


def test_a_register_is_signed_and_its_cases_go_on(
    desks: dict[str, Window], paper_branch: str, product: Product, interface: Path, tmp_path: Path
) -> None:
    pictures = product.home.parent
    other = {"姓名": "人名"}
    write(tmp_path / "发展党员名册.xlsx", [other.get(name, name) for name in ROSTER],
          [{other.get(key, key): value for key, value in line.items()} for line in lines(paper_branch)])  # fmt: skip

    page, phone = desks["office"].page, desks["branch"].page
    page.goto("/cases")
    page.get_by_role("link", name="名册导入").click()
    page.get_by_label("选择文件").set_input_files(tmp_path / "发展党员名册.xlsx")
    page.get_by_label("姓名").select_option("人名")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("heading", name="不合规定 1 行")).to_be_visible(timeout=20_000)
    expect(page.locator("section[aria-labelledby=rejected]")).to_contain_text("谈话日期：不应早于“申请入党日期”")
    rows = page.locator("section[aria-labelledby=rows]")
    expect(rows).to_contain_text("进入：指定培养联系人下次考察 2017-08-31名册记到“确定为积极分子日期”（2016-08-31）")
    expect(rows).to_contain_text(
        "进入：确定入党介绍人名册记到“列为发展对象日期”（2017-03-20），下一步按 2014 年《细则》第十四条办理。"
    )
    look(desks["office"], interface, pictures / "roster-preview.png")
    page.get_by_role("button", name="送党支部签认").click()
    page.locator("dialog[open]").get_by_role("button", name="送签").click()
    expect(page.get_by_text("等党支部签认").first).to_be_visible()

    # at the phone: each person with the days of the register; what is marked is ticked
    phone.goto("/rosters")
    phone.get_by_role("link", name="发展党员名册").click()
    expect(phone.get_by_role("heading", name="请签认本支部 4 人")).to_be_visible()
    expect(phone.get_by_text("超过期限，应不晚于 2016-06-04（第七条）。")).to_be_visible()
    for box in phone.get_by_label("已对照材料核对，属实").all():
        box.check()
    person = phone.locator(".roster-person", has_text="荀春安")
    person.get_by_role("button", name="退回这一行").click()
    person.get_by_label("退回原因").fill("本人已到外地工作。")
    phone.get_by_label("已向这些同志说明").check()
    look(desks["branch"], interface, pictures / "roster-sign.png")
    phone.get_by_role("button", name="签认 3 人，退回 1 人").click()
    expect(phone.locator(".toast")).to_contain_text("已签认")

    page.reload()
    page.get_by_role("button", name="接续 3 件个案").click()
    page.locator("dialog[open]").get_by_role("button", name="接续", exact=True).click()
    expect(page.get_by_role("button", name="撤回这次接续")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="没有接续 1 人")).to_be_visible()
    look(desks["office"], interface, pictures / "roster-done.png")
    page.get_by_role("link", name="荀冬和").click()
    expect(page.get_by_text("确定入党介绍人").first).to_be_visible()

    # nobody has gone on: all of it goes back
    page.go_back()
    page.get_by_role("button", name="撤回这次接续").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea").fill("名册发错了，核对后重新导入。")
    dialog.get_by_role("button", name="撤回", exact=True).click()
    expect(page.locator(".import-counts")).to_contain_text("3已撤回", timeout=30_000)
    for window in desks.values():
        window.check()
