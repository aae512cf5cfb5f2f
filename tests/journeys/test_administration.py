"""The administrators' desks: a person is recorded and gets an account, a year's holidays, a branch merged and split."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from service.domain import idcard, org_sheet
from service.store import sheets
from tests.journeys import looks
from tests.journeys.browser import Window
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHY = "街道党工委批复。"
NUMBER = idcard.make_test_number(date(1990, 6, 7), 777)
PHONE = "13900007777"


@pytest.fixture
def desk(product: Product, browser: Browser) -> Iterator[Window]:
    """Give the system administrator at an office computer."""
    made = Window(browser, product.url)
    made.sign_in("demo_sys_admin_1")
    yield made
    made.check()
    made.close()


@pytest.fixture
def phone(product: Product, browser: Browser) -> Iterator[Window]:
    """Give the system administrator at a telephone."""
    made = Window(browser, product.url, (390, 844), has_touch=True, is_mobile=True)
    made.sign_in("demo_sys_admin_1")
    yield made
    made.check()
    made.close()


def look(interface: Path, *windows: Window) -> None:
    """Fail when a page is too wide, speaks English, or keeps somebody out."""
    for window in windows:
        looks.settle(window.page)
        found = looks.wide(window.page) + looks.english(window.page)
        found += looks.axe(window.page, window.context.new_cdp_session(window.page), interface)
        assert not found, "\n".join([window.page.url, *found])


def choose(page: Page, label: str, typed: str) -> None:
    """Choose the first that the service offers for some words."""
    field = page.locator("dialog[open]").get_by_role("combobox", name=label)
    field.fill(typed)
    page.locator("dialog[open] [role=option]").filter(has_text=typed).first.click()  # not of the list of before


def test_somebody_is_recorded_transferred_and_gets_an_account(
    desk: Window, phone: Window, product: Product, browser: Browser, interface: Path
) -> None:
    page = desk.page
    page.goto("/admin/people")
    page.get_by_role("button", name="登记一人").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="登记一人").click()
    expect(dialog.get_by_text("请填写公民身份号码")).to_be_visible()  # each refusal at its field
    dialog.get_by_label("姓名").fill("金登记")
    dialog.get_by_label("公民身份号码").fill(NUMBER)
    dialog.get_by_label("手机号").fill(PHONE)
    choose(page, "所在党支部", "后田第一")
    dialog.get_by_label("申请入党日期").fill("2016-10-01")
    dialog.get_by_label("依据").fill(WHY)
    look(interface, desk)
    dialog.get_by_role("button", name="登记一人").click()
    expect(page.get_by_role("heading", name="金登记")).to_be_visible()
    expect(page.get_by_text(f"{NUMBER[0]}{'*' * 16}{NUMBER[-1]}")).to_be_visible()
    assert NUMBER not in page.content() and PHONE not in page.content()
    look(interface, desk)

    page.get_by_role("button", name="转到另一党支部").click()
    choose(page, "转到哪个党支部", "后田第二")
    dialog.get_by_label("依据").fill(WHY)
    dialog.get_by_role("button", name="转到另一党支部").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("后田第二党支部").first).to_be_visible()

    phone.page.goto("/admin/people")
    phone.page.get_by_role("button", name="按号码查找").click()
    phone.page.get_by_label("完整的身份证号或手机号").fill(PHONE)
    phone.page.locator("dialog[open]").get_by_role("button", name="查找").click()
    expect(phone.page.locator("dialog[open]").get_by_role("link", name="金登记")).to_be_visible()
    look(interface, phone)

    page.get_by_role("link", name="开通账号").click()
    dialog.get_by_label("登录名").fill("jin.dengji")
    dialog.get_by_label("理由").fill(WHY)
    dialog.get_by_role("button", name="开通账号").click()
    secret = page.locator(".account-once")
    expect(secret).to_be_visible()
    password = secret.inner_text()
    look(interface, desk)
    page.get_by_role("button", name="已告知，关闭").click()
    page.get_by_label("姓名或登录名").fill("jin.dengji")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("须改临时密码")).to_be_visible()

    newcomer = Window(browser, product.url)
    newcomer.page.goto("/login")
    newcomer.page.locator("#login").fill("jin.dengji")
    newcomer.page.locator("#password").fill(password)
    newcomer.page.locator("button.gate-go").click()
    expect(newcomer.page.get_by_label("新密码").first).to_be_visible()  # a password of their own first
    page.get_by_role("button", name="停用", exact=False).first.click()
    dialog.get_by_label("理由").fill("登记有误。")
    dialog.get_by_role("button", name="停用").click()
    expect(page.locator("tbody").get_by_text("已停用")).to_be_visible()
    newcomer.page.reload()
    expect(newcomer.page.locator("#login")).to_be_visible()  # out at once
    newcomer.close()
    phone.page.goto("/admin/accounts")
    expect(phone.page.get_by_role("heading", name="账号")).to_be_visible()
    look(interface, phone, desk)


def test_a_year_of_holidays_is_entered(desk: Window, phone: Window, interface: Path) -> None:
    page = desk.page
    page.goto("/admin/calendar?year=2028")
    expect(page.get_by_text("2028年的安排还没有登记，暂定")).to_be_visible()
    page.get_by_role("button", name="登记通知").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("通知正文，或一行一天").fill("一、元旦：1月1日（周日）至3日放假调休，共3天。")
    dialog.get_by_role("button", name="看看会有什么变化").click()
    expect(dialog.get_by_text("请核对年份和日期")).to_be_visible()  # 2028 begins on a Saturday
    dialog.get_by_label("通知正文，或一行一天").fill(
        "一、元旦：1月1日（周六）至3日（周一）放假，共3天。二、国庆节：10月1日至7日放假调休，共7天。9月30日（周六）上班。"
    )
    dialog.get_by_role("button", name="看看会有什么变化").click()
    expect(dialog.get_by_text("没有未办事项的期限会改")).to_be_visible()
    look(interface, desk)
    dialog.get_by_label("依据").fill("国办发明电〔2027〕1号")
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="2028年放假安排")).to_be_visible()
    expect(page.get_by_text("9月30日上班")).to_be_visible()
    phone.page.goto("/admin/calendar?year=2028")
    expect(phone.page.get_by_text("10月1日至10月7日")).to_be_visible()
    look(interface, desk, phone)


def test_a_branch_is_split_and_merged_back(desk: Window, phone: Window, interface: Path) -> None:
    page = desk.page
    page.goto("/admin/organizations")
    page.get_by_label("按名称查找").fill("西田第一党支部")
    page.get_by_role("link", name="西田第一党支部", exact=True).click()
    page.get_by_role("button", name="拆分").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("新组织的名称").fill("西田阳光党支部")
    for at in range(3):
        dialog.locator(".org-people input").nth(at).check()
    look(interface, desk)
    dialog.get_by_role("button", name="看看方案").click()
    expect(dialog.get_by_text("人员 3 名转过去。")).to_be_visible()
    look(interface, desk)
    dialog.get_by_label("依据").fill(WHY)
    dialog.get_by_role("button", name="拆分").click()
    expect(page.get_by_role("heading", name="西田阳光党支部")).to_be_visible()
    expect(page.get_by_text("从“西田第一党支部”分出，名称“西田阳光党支部”")).to_be_visible()

    page.get_by_role("button", name="并入其他组织").click()
    dialog.get_by_label("并入哪个组织").select_option(label="西田第一党支部")
    dialog.get_by_role("button", name="看看方案").click()
    expect(dialog.get_by_text("人员 3 名转过去。")).to_be_visible()
    look(interface, desk)
    dialog.get_by_label("依据").fill(WHY)
    dialog.get_by_role("button", name="并入其他组织").click()
    expect(page.get_by_text("接收并入的“西田阳光党支部”")).to_be_visible()
    phone.page.goto(page.url)
    expect(phone.page.get_by_text("接收并入的“西田阳光党支部”")).to_be_visible()
    look(interface, phone)
    phone.page.goto("/admin/organizations")
    expect(phone.page.get_by_role("heading", name="组织")).to_be_visible()
    look(interface, desk, phone)


def test_organisations_come_from_a_sheet(desk: Window, phone: Window, interface: Path, tmp_path: Path) -> None:
    rows = [["阳光里第一党支部", "党支部", "党支部", "大北曲前社区党总支", "2016-07-01"]]
    rows += [["阳光里第一党小组", "党小组", "党小组", "阳光里第一党支部", ""], ["错行", "党支部", "党支部", "没有", ""]]
    (tmp_path / "组织.xlsx").write_bytes(sheets.write("组织", [column.zh for column in org_sheet.COLUMNS], rows))
    for window in (phone, desk):
        page = window.page
        page.goto("/admin/organizations")
        page.get_by_role("button", name="从表格导入").click()
        page.get_by_label("选择文件").set_input_files(tmp_path / "组织.xlsx")
        expect(page.get_by_text("新建 2 个，已登记 0 个，退回 1 行。")).to_be_visible()
        look(interface, window)
    dialog = desk.page.locator("dialog[open]")
    with desk.page.expect_download():
        dialog.get_by_role("button", name="下载退回清单").click()
    dialog.get_by_label("依据").fill(WHY)
    dialog.get_by_role("button", name="新建 2 个组织").click()
    expect(dialog).to_have_count(0)
    desk.page.get_by_label("按名称查找").fill("阳光里")
    expect(desk.page.get_by_role("link", name="阳光里第一党小组")).to_be_visible()
