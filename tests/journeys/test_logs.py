"""Who saw what: a secretary sees a phone and prints a case; the audit administrator reads, verifies and exports."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.journeys import looks
from tests.journeys.browser import Window
from tests.journeys.people import Person
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Paper has no window: the page is told that it is printed, and keeps its line to be read.
PRINTED = "window.print = () => dispatchEvent(new Event('beforeprint'))"


@pytest.fixture
def desk(product: Product, browser: Browser) -> Iterator[Window]:
    """Give the audit administrator at an office computer."""
    made = Window(browser, product.url)
    made.sign_in("demo_audit_admin_1")
    yield made
    made.check()
    made.close()


def look(interface: Path, window: Window) -> None:
    """Fail when a page is too wide, speaks English, or keeps somebody out."""
    looks.settle(window.page)
    found = looks.wide(window.page) + looks.english(window.page)
    found += looks.axe(window.page, window.context.new_cdp_session(window.page), interface)
    assert not found, "\n".join([window.page.url, *found])


def test_who_saw_what_is_read_verified_and_taken_away(
    product: Product, browser: Browser, desk: Window, interface: Path
) -> None:
    secretary = Person(product.url, "demo_branch_secretary_1")
    whom = next(row for row in secretary.get("/people", limit=50)["items"] if row["id"] != secretary.me["person"]["id"])
    asked = {"field": "phone", "purpose": "contact", "note": "约定谈话时间"}
    secretary.post(f"/people/{whom['id']}/reveal", asked)
    Person(product.url, "demo_applicant_1").get(f"/people/{secretary.me['person']['id']}", expect=404)
    case = secretary.get("/instances", limit=1)["items"][0]["id"]

    paper = Window(browser, product.url)
    paper.page.add_init_script(PRINTED)
    paper.sign_in("demo_branch_secretary_1")
    paper.page.goto(f"/cases/{case}")
    paper.page.get_by_role("button", name="打印卷宗").click()
    dialog = paper.page.locator("dialog[open]")
    dialog.get_by_label("用途").fill("报送街道组织办")
    look(interface, paper)
    dialog.get_by_role("button", name="打印卷宗").click()
    mark = paper.page.locator("body > .print-mark")
    expect(mark).to_contain_text("报送街道组织办")
    paper.page.emulate_media(media="print")
    expect(mark).to_be_visible()
    paper.check()
    paper.close()

    page = desk.page
    page.goto("/admin/access")
    page.get_by_label("被查阅人").fill(whom["name"])
    page.get_by_role("button", name="查找").click()
    row = page.locator("tbody tr").filter(has_text="约定谈话时间").first
    expect(row).to_contain_text("联系本人")
    expect(row).to_contain_text("允许")
    page.goto("/admin/access?result=denied")
    expect(page.locator("tbody tr").first).to_contain_text("拒绝")
    page.goto("/admin/access?kind=export")
    expect(page.locator("tbody tr").first).to_contain_text("报送街道组织办")
    look(interface, desk)
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("status").filter(has_text="锁定")).to_be_visible()

    page.get_by_role("button", name="导出").click()
    page.get_by_label("用途", exact=False).last.fill("一季度审计")
    with page.expect_download() as taken:
        page.locator("dialog[open]").get_by_role("button", name="导出").click()
    sheet = load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).worksheets[0]
    assert "一季度审计" in (sheet.oddFooter.center.text or "")

    phone = Window(browser, product.url, (390, 844), has_touch=True, is_mobile=True)
    phone.sign_in("demo_audit_admin_1")
    for path in ("/admin/access", "/admin/acts"):
        phone.page.goto(path)
        expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
        look(interface, phone)
        assert not looks.small(phone.page)
    phone.check()
    phone.close()
