"""Somebody stands in for a colleague, and a post goes over with its open work: on the pages, from both sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.browser import BrowserPerson
from tests.journeys.product import Product
from tests.journeys.test_signers import well_made

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILED: dict[str, Any] = {
    "papers": ["application", "talk", "recommendation", "minutes", "report"],
    "filing_decision": "filed",
    "filed_on": "2017-04-10",
}


@pytest.fixture
def enter(product: Product, browser: Browser) -> Iterator[Any]:
    """Give a function that signs somebody in."""
    made: list[BrowserPerson] = []

    def sign_in(login: str) -> BrowserPerson:
        made.append(BrowserPerson(product.url, f"demo_{login}_1", browser))
        return made[-1]

    yield sign_in
    for person in made:
        person.window.check()
        person.close()


def name(person: BrowserPerson) -> str:
    """Return somebody's name."""
    return str(person.me["person"]["name"])


def choose(dialog: Locator, label: str, who: str) -> None:
    """Choose somebody by name in a field of a dialog."""
    dialog.get_by_role("combobox", name=label).press_sequentially(who)
    dialog.get_by_role("option").filter(has_text=who).first.click()


def inbox(person: BrowserPerson) -> list[dict[str, Any]]:
    """Return what is on somebody's desk."""
    return list(person.get("/tasks", limit=100)["items"])


def test_a_substitute_is_set_and_used(enter: Any, interface: Path) -> None:
    office, officer = enter("town_org_office"), enter("membership_officer")
    page = office.page
    page.goto("/account/substitution")
    page.get_by_role("button", name="设置代理").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="设置代理").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("请填写代理人")
    choose(dialog, "代理人", name(officer))
    dialog.get_by_label("理由").fill("外出参加培训")
    well_made(page, interface)
    dialog.get_by_role("button", name="设置代理").click()
    expect(dialog).to_have_count(0)
    both = f"{name(officer)} 代 {name(office)}"
    expect(page.get_by_text(both)).to_be_visible()
    well_made(page, interface)

    lent = next(row for row in inbox(officer) if row["node"] == "ut_file_with_town")
    assert lent["in_stead_of"] == name(office)
    officer.open_task(lent)
    desk = officer.page
    expect(desk.get_by_text(f"代 {name(office)} 办理").first).to_be_visible()
    well_made(desk, interface)
    officer.complete(lent, **FILED)

    # both names stand in the course, in the history and on paper; the principal is told, and sees what was done
    page.goto(f"/cases/{lent['instance_id']}")
    expect(page.get_by_text(both).first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text(both).first).to_be_visible()
    page.emulate_media(media="screen")
    page.goto("/account/substitution")
    done = page.locator("section", has=page.get_by_role("heading", name="以我的名义办理的"))
    expect(done).to_contain_text(lent["title"])
    expect(done).to_contain_text(name(officer))
    told = [notice for notice in office.get("/me/notices")["items"] if notice["kind"] == "done_in_your_name"]
    assert [name(officer) in notice["text"] for notice in told] == [True]

    page.get_by_role("button", name="结束代理").click()
    page.locator("dialog[open]").get_by_role("button", name="结束代理").click()
    expect(page.get_by_text("已结束").first).to_be_visible()
    assert [row for row in inbox(officer) if row["in_stead_of"]] == []


def test_a_post_is_handed_over_with_its_open_work(enter: Any, interface: Path) -> None:
    office, heir, security = enter("town_org_office"), enter("training_admin"), enter("security_admin")
    work = [row for row in inbox(office) if row["node"] == "ut_file_with_town"]
    assert work and inbox(heir) == []
    office.page.goto(f"/tasks/{work[0]['id']}")
    office.page.get_by_role("button", name="领取").click()
    expect(office.page.get_by_role("button", name="放回")).to_be_visible()

    page = security.page
    page.goto("/")
    page.wait_for_url("**/admin*")
    page.goto(f"/admin/posts?q={name(office)}")
    well_made(page, interface)
    page.get_by_role("button", name="移交").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("随岗移交，其中已领取 1 件")
    expect(dialog).not_to_contain_text(work[0]["subject"])
    choose(dialog, "接任人", name(heir))
    dialog.get_by_label("理由").fill("同志轮岗，岗位移交")
    well_made(page, interface)
    dialog.get_by_role("button", name="移交").click()
    expect(dialog).to_have_count(0)

    taken = {row["id"]: row for row in inbox(heir)}
    assert {row["id"] for row in work} <= set(taken)
    assert taken[work[0]["id"]]["claimed_by"]["name"] == name(heir)
    assert [row for row in inbox(office) if row["role"] == "town_org_office"] == []
    heir.complete(taken[work[0]["id"]], **FILED)
