"""Asking a colleague for an opinion and giving one, on the pages, at the desk and on the phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import looks
from tests.journeys.browser import BrowserPerson
from tests.journeys.product import Product
from tests.journeys.test_moves import say_why, start

LOGINS = ("party_group_leader_1", "org_commissioner_1", "town_org_office_1")
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
SIDES = (WIDE, PHONE)


@pytest.fixture(scope="module")
def people(product: Product, browser: Browser) -> Iterator[tuple[BrowserPerson, ...]]:
    """Give who records points, who verifies them, and the town office."""
    made = [BrowserPerson(product.url, f"demo_{login}", browser) for login in LOGINS]
    yield tuple(made)
    for person in made:
        person.close()


def well_made(page: Page, interface: Path) -> None:
    """Look at a page as it is, at both widths: accessible, no wider than the window, Chinese, large enough."""
    cdp = page.context.new_cdp_session(page)
    for side in SIDES:
        page.set_viewport_size(side)  # type: ignore[arg-type]
        looks.settle(page)
        assert looks.axe(page, cdp, interface) + looks.wide(page) + looks.english(page) == []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def ask(page: Page, name: str, text: str) -> None:
    """Ask somebody by the keyboard alone, after the form has said what is missing."""
    page.get_by_role("button", name="加签", exact=True).press("Enter")
    dialog = page.locator("dialog[open]")
    go = dialog.get_by_role("button", name="发出")
    go.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_count(2)
    field = dialog.get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially(name)
    expect(dialog.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    dialog.locator("textarea").fill(text)
    go.press("Enter")
    expect(dialog).to_have_count(0)


def test_an_opinion_is_asked_given_and_seen(
    product: Product, people: tuple[BrowserPerson, ...], interface: Path
) -> None:
    leader, commissioner, office = people
    case = start(product, leader, commissioner)
    verify = commissioner.task("ut_verify", instance=case)
    name = office.me["account"]["name"]
    page = commissioner.page
    page.goto(f"/tasks/{verify['id']}")
    ask(page, name, "请核对这次党课是否计入。")
    card = page.locator("section", has=page.get_by_role("heading", name="会签意见"))
    expect(card).to_contain_text("0 / 1 人已答复")
    expect(page.locator(".decide")).to_contain_text(f"还在等{name}签署意见")
    well_made(page, interface)

    item = next(row for row in office.get("/tasks", limit=100)["items"] if row["signing"])
    desk = office.page
    desk.goto(f"/tasks?task={item['id']}")
    expect(desk.locator(f"#row-{item['id']}")).to_contain_text("请您签署意见")
    # While a pane comes, the one before it stays in the document, hidden.
    expect(desk.locator(".read-pane:visible")).to_contain_text("请核对这次党课是否计入。")
    desk.goto(f"/signatures/{item['id']}")
    expect(desk.get_by_role("radio")).to_have_count(3)
    well_made(desk, interface)
    go = desk.get_by_role("button", name="签署")
    go.click()
    expect(desk.get_by_role("alert")).to_contain_text("请先选择意见")
    desk.get_by_role("radio", name="不同意").check()
    go.click()
    expect(desk.get_by_role("alert")).to_contain_text("至少 4 个字")
    desk.locator("form textarea").fill("签到表上没有这一次。")
    go.click()
    desk.wait_for_url(lambda url: item["id"] not in url)
    desk.goto(f"/signatures/{item['id']}")
    expect(desk.locator("main")).to_contain_text("您的答复：不同意")

    page.reload()
    expect(card).to_contain_text("1 / 1 人已答复")
    expect(card).to_contain_text("签到表上没有这一次。")
    expect(page.locator(".decide")).not_to_contain_text("还在等")
    page.goto(f"/cases/{case}")
    expect(page.locator("main")).to_contain_text("签到表上没有这一次。")
    for person in people:
        person.window.check()


def test_a_request_is_taken_back(product: Product, people: tuple[BrowserPerson, ...]) -> None:
    leader, commissioner, office = people
    case = start(product, leader, commissioner)
    verify = commissioner.task("ut_verify", instance=case)
    page = commissioner.page
    page.goto(f"/tasks/{verify['id']}")
    ask(page, office.me["account"]["name"], "请核对这次党课是否计入。")
    page.get_by_role("button", name="减签").click()
    say_why(page, "已经当面核对过。")
    expect(page.locator(".signers")).to_contain_text("已减签")
    assert not [row for row in office.get("/tasks", limit=100)["items"] if row["instance_id"] == case]
    told = [notice["text"] for notice in office.get("/me")["notices"]]
    assert any("已经当面核对过。" in text for text in told)
    for person in people:
        person.window.check()
