"""The person's own page: how the data are used, a copy of them on the page and as a file, an application withdrawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import looks
from tests.journeys.browser import BrowserPerson
from tests.journeys.product import Product
from tests.journeys.test_signers import WIDE, well_made

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def person(product: Product, browser: Browser) -> Iterator[BrowserPerson]:
    """Give somebody whose case is under way."""
    made = BrowserPerson(product.url, "demo_activist_1", browser)
    yield made
    made.window.check()
    made.close()


def test_one_reads_how_the_data_are_used(person: BrowserPerson, interface: Path) -> None:
    page = person.page
    page.goto("/me")
    page.get_by_role("link", name="我的信息怎样被使用").click()
    expect(page.locator("main")).to_contain_text("第四十五条")
    well_made(page, interface)


def test_one_takes_a_copy_on_paper_and_as_a_file(person: BrowserPerson, interface: Path) -> None:
    page = person.page
    page.goto("/me")
    page.get_by_role("link", name="取走我的全部记录").click()
    well_made(page, interface)
    page.get_by_role("button", name="生成副本").click()
    mine = str(person.me["person"]["name"])
    expect(page.locator(".copy-mark")).to_contain_text(f"{mine} 本人副本")
    expect(page.get_by_role("heading", name="积分记录")).to_be_visible()
    cdp = page.context.new_cdp_session(page)
    assert looks.axe(page, cdp, interface) + looks.wide(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".copy-mark")).to_be_visible()
    expect(page.get_by_role("button", name="重新生成")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as saved:
        page.get_by_role("button", name="存成文件").click()
    file = json.loads(Path(saved.value.path()).read_text())
    assert file["name"] == mine and saved.value.suggested_filename.endswith(".json")
    assert {part["key"] for part in file["parts"]} >= {"record", "points", "cases", "notices", "access"}


def test_one_withdraws_the_application(person: BrowserPerson, interface: Path) -> None:
    page = person.page
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto("/me")
    page.get_by_role("button", name="撤回入党申请").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("撤回以后不能恢复这件个案")
    well_made(page, interface)
    dialog.get_by_role("button", name="不撤回").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="撤回入党申请").click()
    dialog.get_by_role("button", name="确认撤回").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("main")).to_contain_text("您的申请已撤回")
    expect(page.get_by_role("button", name="撤回入党申请")).to_have_count(0)
    assert all(
        case["status"] == "ended"
        for case in person.get("/instances")["items"]
        if case["process"] == "proc_membership_case"
    )
    well_made(page, interface)
