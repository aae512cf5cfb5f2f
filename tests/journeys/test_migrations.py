"""A diagram changes while cases are under way: the office looks, tries, moves them, looks back, and takes it back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import looks
from tests.journeys.browser import WIDE, BrowserPerson, Window
from tests.journeys.people import until
from tests.journeys.product import Product
from tests.journeys.test_moves import start

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOGINS = ("party_group_leader_1", "org_commissioner_1", "town_org_office_1")
KEY = "proc_points_entry"
PHONE = (390, 844)


@pytest.fixture(scope="module")
def people(product: Product, browser: Browser) -> Iterator[tuple[BrowserPerson, BrowserPerson, BrowserPerson]]:
    """Give who records points, who verifies them, and the town office."""
    made = [BrowserPerson(product.url, f"demo_{login}", browser) for login in LOGINS]
    yield made[0], made[1], made[2]
    for person in made:
        person.close()


def release(product: Product, project: Path, folder: Path) -> None:
    """Release the points process again; checking is now called otherwise, by its id and by its name."""
    shutil.copytree(project / "bpmn", folder / "bpmn")
    diagram = folder / "bpmn" / "points" / f"{KEY}.bpmn"
    text = diagram.read_text().replace("ut_verify", "ut_check_points").replace("核对积分", "核对积分清单")
    diagram.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "deploy", str(folder / "bpmn"), str(project / "forms")],
        env=product.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and f"新版 {KEY} v2" in done.stdout, done.stdout + done.stderr


def look(office: BrowserPerson, phone: Window, interface: Path, name: str) -> None:
    """Look at the page where the office stands, wide and narrow, and at its address on a phone."""
    page = office.page
    for kind, size in (("narrow", PHONE), ("wide", WIDE)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        looks.settle(page)
        assert looks.axe(page, office.window.context.new_cdp_session(page), interface) == []
        assert looks.wide(page) == [] and looks.english(page) == []
        if folder := os.environ.get("LOOK_AT"):
            page.screenshot(path=f"{folder}/{name}-{kind}.png", full_page=True)
    phone.page.goto(page.url)
    looks.settle(phone.page)
    assert looks.wide(phone.page) == [] and looks.small(phone.page) == []


def test_cases_go_to_a_new_release_and_back(
    product: Product,
    project: Path,
    interface: Path,
    browser: Browser,
    people: tuple[BrowserPerson, ...],
    tmp_path: Path,
) -> None:
    leader, commissioner, office = people
    case = start(product, leader, commissioner)
    task = commissioner.task("ut_verify", instance=case)
    release(product, project, tmp_path)
    page = office.page
    phone = Window(browser, product.url, PHONE, has_touch=True, is_mobile=True)
    phone.sign_in(office.login)
    page.goto(f"{product.url}/cases")
    page.get_by_role("link", name="流程版本与迁移").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("流程版本")
    look(office, phone, interface, "releases")
    page.locator(f"a[href='/releases/{KEY}']").click()
    expect(page.get_by_text("核对积分清单").first).to_be_visible()

    counterpart = page.get_by_label(re.compile("^核对积分"))
    counterpart.select_option("")
    page.get_by_role("button", name="试算").click()
    refused = page.locator(".finding-list > li").first
    expect(refused).to_contain_text("正停在“核对积分”，新版本里没有这一步。")
    refused.get_by_text(re.compile("看是哪")).click()
    expect(refused.locator(f"a[href='/cases/{case}']")).to_be_visible()
    look(office, phone, interface, "trial")
    counterpart.select_option(label="核对积分清单")
    page.get_by_role("button", name="试算").click()
    page.get_by_role("button", name=re.compile(r"^迁移 \d+ 件…$")).click()
    page.get_by_role("button", name="开始迁移").click()
    expect(page.get_by_text("已完成")).to_be_visible(timeout=30_000)
    look(office, phone, interface, "run")
    moved = until(lambda: commissioner.task("ut_check_points", instance=case), "the task is not on the new release")
    assert moved["id"] == task["id"] and moved["title"] == "核对积分清单" and moved["due_at"] == task["due_at"]

    place = page.url
    page.goto(f"{product.url}/cases/{case}")
    drawn = page.get_by_label("按哪一版画")
    expect(drawn.locator("option")).to_have_count(2)
    drawn.select_option(index=1)
    expect(page.get_by_text("迁移时停在这里")).to_be_visible()
    look(office, phone, interface, "case")
    page.goto(place)
    page.get_by_role("button", name=re.compile("撤回这次迁移")).click()
    page.get_by_role("button", name="撤回迁移", exact=True).click()
    expect(page.get_by_text("已撤回").first).to_be_visible(timeout=30_000)
    back = until(lambda: commissioner.task("ut_verify", instance=case), "the task did not come back")
    assert back["id"] == task["id"] and back["title"] == task["title"]
    assert office.get(f"/instances/{case}/verify")["ok"]
    office.window.check()
    phone.check()
    phone.close()
