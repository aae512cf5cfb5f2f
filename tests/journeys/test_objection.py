"""A person objects to an entry of the own ledger and is answered: in the browser from the first click to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import BrowserPerson
from tests.journeys.product import Product
from tests.journeys.test_signers import well_made

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATEMENT = "当天我已经向党小组组长请假，请核实请假登记。"
ANSWER = "经核实您当时已请假，原记录予以冲销，请假不扣分。"


@pytest.fixture(scope="module")
def people(product: Product, browser: Browser) -> Iterator[tuple[BrowserPerson, BrowserPerson]]:
    """Give the person recorded and the town office."""
    made = [BrowserPerson(product.url, f"demo_{login}", browser) for login in ("activist_1", "town_org_office_1")]
    yield made[0], made[1]
    for person in made:
        person.close()


def test_a_person_objects_to_an_entry_and_is_answered(
    people: tuple[BrowserPerson, BrowserPerson], interface: Path
) -> None:
    person, office = people
    page = person.page
    page.goto("/me")
    ledger = page.locator("section", has=page.locator("#ledger"))
    entry = ledger.get_by_role("link", name="提出异议").first
    entry.click()
    page.wait_for_url("**/start?process=proc_objection*")
    expect(page.get_by_role("radio", name="一条积分记录")).to_be_checked()
    page.get_by_label("异议理由").select_option(label="当时已请假")
    page.get_by_label("具体说明").fill(STATEMENT)
    well_made(page, interface)
    page.get_by_role("button", name="核对").click()
    expect(page.locator("main")).to_contain_text(STATEMENT)
    page.get_by_role("button", name="发起异议").click()
    page.wait_for_url("**/me")
    mine = page.locator("section", has=page.locator("#my-objections"))
    expect(mine).to_contain_text("处理中")
    expect(ledger).to_contain_text("争议中")
    expect(page.locator("main")).to_contain_text("异议已收到")
    well_made(page, interface)

    name = person.me["person"]["name"]
    item = office.task("ut_handle_objection", subject=name)
    desk = office.page
    desk.goto(f"/tasks/{item['id']}")
    expect(desk.locator("main")).to_contain_text(STATEMENT)
    well_made(desk, interface)
    office.complete(
        item,
        investigation="向党小组组长核实，请假登记属实，登记时没有对照。",
        objection_result="upheld",
        explanation=ANSWER,
        correct="no",
    )

    page.goto("/me")
    expect(mine).to_contain_text("成立")
    expect(mine).to_contain_text(ANSWER)
    mine.get_by_role("link", name="看进展").first.click()
    page.wait_for_url("**/cases/*")
    expect(page.locator("main")).to_contain_text("异议")
    for each in people:
        each.window.check()
