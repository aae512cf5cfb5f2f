"""The own account in a browser: a second factor set up and used, and a form that outlives its session."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import looks
from tests.journeys.browser import BrowserPerson, Window
from tests.journeys.people import PASSWORD
from tests.journeys.product import Product
from tests.journeys.test_moves import BACK, start

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
OFFICE = "demo_town_org_office_2"


@pytest.fixture
def window(product: Product, browser: Browser) -> Iterator[Window]:
    """Give a window with nobody signed in."""
    made = Window(browser, product.url)
    yield made
    made.close()


def well_made(page: Page, interface: Path) -> None:
    """Look at a page as it is, at both widths: accessible, no wider than the window, Chinese, large enough."""
    cdp = page.context.new_cdp_session(page)
    for side in (WIDE, PHONE):
        page.set_viewport_size(side)  # type: ignore[arg-type]
        looks.settle(page)
        assert looks.axe(page, cdp, interface) + looks.wide(page) + looks.english(page) == []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def password(page: Page, login: str) -> None:
    """Give login and password at the log-in page."""
    page.goto("/login")
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.locator("button.gate-go").click()


def test_a_second_factor_is_set_up_and_asked_for(window: Window, interface: Path) -> None:
    page = window.page
    password(page, OFFICE)
    page.locator(".rail").wait_for()
    page.goto("/account")
    card = page.locator("section", has=page.get_by_role("heading", name="动态验证码"))
    well_made(page, interface)
    begin = card.get_by_role("button", name="开始开通")
    begin.click()
    expect(card.get_by_role("alert")).to_contain_text("请输入现在的密码")
    card.get_by_label("现在的密码").fill(PASSWORD)
    begin.click()
    expect(card.get_by_role("img")).to_be_visible()
    well_made(page, interface)
    secret = card.locator(".account-secret").inner_text().replace(" ", "")
    card.get_by_label("六位验证码").fill(pyotp.TOTP(secret).at(int(time.time())))
    card.get_by_role("button", name="开通", exact=True).click()
    codes = card.locator(".account-codes code")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    well_made(page, interface)
    card.get_by_role("button", name="我已收好").click()
    expect(card).to_contain_text("还剩 10 个恢复码")

    window.context.clear_cookies()
    password(page, OFFICE)
    code = page.locator("#code")
    expect(code).to_be_focused()
    well_made(page, interface)
    code.fill("abcdef")
    page.locator("button.gate-go").click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    code.fill(recovery)
    code.press("Enter")
    page.locator(".rail").wait_for()
    page.goto("/account")
    expect(card).to_contain_text("还剩 9 个恢复码")
    expect(page.locator("section", has=page.get_by_role("heading", name="已登录的设备"))).to_contain_text("本机")
    window.check()


def test_a_form_outlives_its_session(product: Product, browser: Browser) -> None:
    leader = BrowserPerson(product.url, "demo_party_group_leader_1", browser)
    commissioner = BrowserPerson(product.url, "demo_org_commissioner_1", browser)
    verify = commissioner.task("ut_verify", instance=start(product, leader, commissioner))
    # The first to hear that the session is over is to be the decision: the draft is kept in this window only.
    commissioner.page.route(f"**/tasks/{verify['id']}/draft", lambda _: None)
    commissioner.fill_part(verify, verify_decision="returned", return_reason=BACK)
    assert commissioner.client.delete("/session").status_code == 204  # as if it had ended by itself
    page = commissioner.page
    page.locator(".decide button[type=submit]").click()
    page.wait_for_url("**/login?*")
    expect(page.locator(".gate-form")).to_contain_text("登录已过期，内容都在")
    page.locator("#password").fill(PASSWORD)
    page.locator("#login").fill("demo_org_commissioner_1")
    page.locator("button.gate-go").click()
    page.wait_for_url(f"**/tasks/{verify['id']}")
    expect(page.locator("form textarea").first).to_have_value(BACK)
    for person in (leader, commissioner):
        person.window.check()
        person.close()
