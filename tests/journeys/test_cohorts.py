"""The board in a browser: from a figure to its list, a reminder for many, its results; wide and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import looks
from tests.journeys.browser import PATIENCE, Window
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = (390, 844)


@pytest.fixture(scope="module")
def desk(product: Product, browser: Browser) -> Iterator[Window]:
    """Give the town office's window."""
    window = Window(browser, product.url)
    window.sign_in("demo_town_org_office_1")
    yield window
    window.close()


@pytest.fixture(scope="module")
def phone(product: Product, browser: Browser) -> Iterator[Window]:
    """Give a branch secretary's phone."""
    window = Window(browser, product.url, PHONE, has_touch=True)
    window.sign_in("demo_branch_secretary_1")
    yield window
    window.close()


def well_made(page: Page, interface: Path, thumbs: bool = False) -> None:
    """Fail unless the page is accessible, fits its window and speaks Chinese."""
    looks.settle(page)
    assert not looks.axe(page, page.context.new_cdp_session(page), interface)
    assert not looks.wide(page)
    assert not looks.english(page)
    assert not thumbs or not looks.small(page)


def test_from_a_figure_to_a_reminder_for_many(desk: Window, interface: Path) -> None:
    page = desk.page
    page.get_by_role("link", name="个案看板").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("个案看板")
    lane = page.get_by_role("region", name="入党申请人")
    late = lane.get_by_role("link", name="逾期")
    expect(late).to_be_visible(timeout=PATIENCE)  # a server parses a release when it first needs it
    n = int(late.locator("b").inner_text())
    well_made(page, interface)

    late.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"{n} 人")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(n)
    well_made(page, interface)

    boxes = page.locator("tbody input[type=checkbox]")
    expect(boxes).to_have_count(n, timeout=PATIENCE)  # whether one may act is asked for beside the list
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="提醒 2 人的经办人").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="先看逐人结果").click()
    expect(dialog.locator(".cohort-results li")).to_have_count(2)
    would = dialog.get_by_role("button", name="提醒 ")
    well_made(page, interface)
    would.click()
    page.wait_for_url("**/cohorts/runs/*")
    expect(page.get_by_text("已处理 2 人，共 2 人").last).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".cohort-results")).to_contain_text("已提醒")
    well_made(page, interface)

    page.goto("/cohorts")
    waits = page.get_by_role("region", name="卡在哪一步").first
    waits.get_by_role("link", name="上级党委备案").click()
    page.get_by_role("button", name="全部备案").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("批量备案：上级党委备案")
    expect(dialog.locator("form")).to_be_visible()
    well_made(page, interface)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    desk.check()


def test_the_board_on_a_phone(phone: Window, interface: Path) -> None:
    page = phone.page
    page.goto("/cohorts")
    expect(page.locator(".cohort-lane:visible")).to_have_count(1, timeout=PATIENCE)
    well_made(page, interface, thumbs=True)
    stage = page.get_by_label("阶段", exact=True)
    stage.select_option(label=stage.locator("option").nth(1).inner_text())
    lane = page.locator(".cohort-lane:visible")
    expect(lane).to_contain_text("入党积极分子")
    lane.locator(".cohort-n").click()
    expect(page.locator("tbody tr").first).to_be_visible()
    well_made(page, interface, thumbs=True)
    phone.check()
