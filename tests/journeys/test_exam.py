"""The exam in a browser: answers survive a reload, a dead network and another device; the invigilator watches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from service.actions import passwords
from service.domain.people import Actor
from service.store import database
from tests.conftest import open_way
from tests.journeys.browser import Window
from tests.journeys.looks import axe, settle, wide
from tests.journeys.people import PASSWORD
from tests.journeys.product import Product
from tests.runtime.conftest import house_of
from tests.runtime.test_exam_crowd import open_exam
from tests.town import person

PHONE = (390, 844)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the real product without a demo town."""
    running = Product(open_way(tmp_path_factory.mktemp("exam")) / "home", options=("--no-demo",))
    running.home.mkdir()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def hall(product: Product, project: Path) -> tuple[str, list[str], str]:
    """Open an exam; return it, the takers' log-ins and the invigilator's."""
    house = house_of(product)
    exam, people = open_exam(house, project)
    with house.app.app_context():
        with house.db.transaction() as tx:
            town = tx.row("select id from organization where level = 'town'")
            branch = tx.row("select id from organization where level = 'branch' limit 1")
            assert town and branch
            warden: Actor = person(tx, "邵示监", branch["id"], "applicant", ("exam_invigilator", town["id"]))
            tx.run("update account set password_hash = %s", (passwords.hash_password(PASSWORD),))
        database.disconnect_all()
    house.engine.close()
    return exam, [_login(actor) for actor in people], _login(warden)


def _login(actor: Actor) -> str:
    return f"login_{actor.person_id.hex}"


def saved(page: Page) -> None:
    expect(page.locator(".exam-saved.exam-saved")).to_have_text("已保存")


def test_a_taker_loses_nothing(
    product: Product, browser: Browser, hall: tuple[str, list[str], str], interface: Path
) -> None:
    exam, logins, warden = hall
    desk = Window(browser, product.url)
    desk.sign_in(logins[0])
    page = desk.page
    page.locator('nav a[href="/exams"]').first.click()
    page.get_by_role("link", name="开始答题").click()
    expect(page.locator(".exam-question")).to_have_count(60)
    for place in range(1, 6):
        page.locator(f"#q{place} input").first.check()
    saved(page)
    expect(page.locator(".exam-count")).to_have_text("已答 5 / 60 题")
    page.reload()
    expect(page.locator(".exam-count")).to_have_text("已答 5 / 60 题")

    desk.context.set_offline(True)
    page.locator("#q6 input").first.check()
    expect(page.locator(".exam-waiting")).to_contain_text("答案已留在本机")
    desk.context.set_offline(False)
    saved(page)
    settle(page)
    cdp = desk.context.new_cdp_session(page)
    assert axe(page, cdp, interface) == [] and wide(page) == []

    phone = Window(browser, product.url, PHONE, has_touch=True)
    phone.sign_in(logins[0])
    phone.page.locator('.tabbar a[href="/exams"]').tap()
    phone.page.get_by_role("link", name="继续答题").tap()
    expect(phone.page.locator(".exam-count")).to_have_text("已答 6 / 60 题")
    settle(phone.page)
    assert axe(phone.page, phone.context.new_cdp_session(phone.page), interface) == [] and wide(phone.page) == []
    page.locator("#q7 input").first.click()  # not check: the paper may be gone before one could look
    expect(page.get_by_role("heading", name="这份答卷在另一台设备上继续了")).to_be_visible()
    phone.page.locator("#q7 input").first.tap()
    saved(phone.page)

    keeper = Window(browser, product.url)
    keeper.sign_in(warden)
    keeper.page.goto(f"/exams/{exam}/board")
    expect(keeper.page.get_by_role("button", name="答题中")).to_contain_text("1")
    keeper.page.get_by_role("button", name="答题中").click()
    expect(keeper.page.locator("tbody tr")).to_have_count(1)
    expect(keeper.page.locator("tbody")).to_contain_text("7 / 60")
    keeper.page.get_by_role("button", name="延时").click()
    keeper.page.locator("dialog textarea").fill("停电重启电脑")
    keeper.page.get_by_role("button", name="延时 10 分钟").click()
    expect(keeper.page.locator("dialog")).to_have_count(0)
    settle(keeper.page)
    assert axe(keeper.page, keeper.context.new_cdp_session(keeper.page), interface) == []
    keeper.check()

    phone.page.get_by_role("button", name="交卷").first.click()
    expect(phone.page.locator("dialog")).to_contain_text("还有 53 题没有答")
    phone.page.locator("dialog").get_by_role("button", name="交卷").click()
    expect(phone.page.get_by_role("button", name="补考")).to_be_visible()
    assert phone.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('yg-exam'))") == []
    page.get_by_role("button", name="回到这台设备").click()
    expect(page.locator(".exam-question")).to_have_count(60)  # the re-sit, another paper
    phone.check()
    desk.close()
    phone.close()
    keeper.close()
