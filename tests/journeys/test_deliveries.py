"""What could not be delivered, in the browser: the office lets the case go on, the administrator sends it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import looks
from tests.journeys.browser import Window
from tests.journeys.people import Person, until
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = (390, 844)
WHY = "已用电话报送，对方系统停用。"


@pytest.fixture(scope="module")
def cases(product: Product, project: Path) -> list[str]:
    """Release a process that sends something out, and start it three times with an address that is refused."""
    folder = str(project / "tests" / "diagrams" / "letter")
    done = product.command("deploy", folder, folder)
    assert done.returncode == 0, done.stderr
    secretary = Person(product.url, "demo_branch_secretary_1")
    branch = secretary.organization("branch_secretary")
    made = []
    for number in range(3):
        answers = {"name": f"第{number + 1}份材料", "url": "https://hooks.invalid/in"}
        body = {"process": "proc_letter", "organization_id": branch, "answers": answers}
        made.append(str(secretary.post("/instances", body, expect=201)["instance"]["id"]))
    until(lambda: all(standing(secretary, case) == "dead" for case in made), "the deliveries are not given up")
    secretary.close()
    return made


def standing(reader: Person, case: str) -> str:
    """Return how the delivery of a case stands."""
    return str(reader.get(f"/instances/{case}")["deliveries"][0]["status"])


@pytest.fixture
def windows(product: Product, browser: Browser) -> Iterator[dict[str, Window]]:
    made = {}
    for name, login, size in (
        ("office", "demo_town_org_office_1", (1440, 900)),
        ("admin", "demo_sys_admin_1", (1440, 900)),
        ("phone", "demo_town_org_office_1", PHONE),
    ):
        phone = size == PHONE
        made[name] = Window(browser, product.url, size, has_touch=phone, is_mobile=phone)
        made[name].sign_in(login)
    yield made
    for window in made.values():
        window.close()


def answer(page: Page, reason: str, verb: str) -> None:
    """Give the reason in the dialog, and the word."""
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea").fill(reason)
    dialog.get_by_role("button", name=verb, exact=True).click()
    expect(dialog).to_have_count(0)


def test_what_failed_is_handled(
    cases: list[str], windows: dict[str, Window], interface: Path, product: Product
) -> None:
    office, admin, phone = (windows[name].page for name in ("office", "admin", "phone"))
    office.goto("/")
    office.get_by_role("link", name="外发任务").first.click()
    rows = office.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("报送上级系统")
    expect(rows.first).to_contain_text("演示街道不向外发送")
    for window in windows.values():
        window.page.goto("/deliveries")
        expect(window.page.locator("tbody tr")).to_have_count(3)
        looks.settle(window.page)
        found = looks.wide(window.page) + looks.english(window.page)
        found += looks.axe(window.page, window.context.new_cdp_session(window.page), interface)
        assert not found, "\n".join(found)
    assert looks.small(phone) == []
    picture = product.home.parent
    office.screenshot(path=picture / "wide.png")
    phone.screenshot(path=picture / "phone.png", full_page=True)

    rows.first.get_by_role("button", name="跳过").click()
    answer(office, WHY, "跳过")
    expect(rows).to_have_count(2)
    expect(office.locator(".toast")).to_contain_text("已跳过")

    expect(admin.locator("tbody").get_by_role("button", name="跳过")).to_have_count(0)
    expect(admin.locator("tbody a")).to_have_count(0)
    admin.reload()
    admin.locator("tbody tr").first.get_by_role("button", name="重新发送").click()
    admin.get_by_label("改用的地址").fill("https://hooks.example.cn/in")
    answer(admin, "对方换了新地址。", "重新发送")
    expect(admin.locator("tbody tr")).to_have_count(1)
    admin.get_by_role("button", name="已送达").click()  # the list asks again by itself while something is on its way
    expect(admin.locator("tbody tr").first).to_contain_text("hooks.example.cn")

    left = office.get_by_role("link", name="报送材料").first
    office.reload()
    left.click()
    card = office.locator("section[aria-labelledby=case-deliveries]")
    expect(card).to_contain_text("送不出去")
    expect(card.get_by_role("link", name="去处理")).to_be_visible()
    for window in windows.values():
        window.check()
