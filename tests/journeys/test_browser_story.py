"""The town's year in Chromium: deeds with keyboard and mouse, the power cut in the middle, then the readers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys import story as steps
from tests.journeys.browser import BrowserPerson
from tests.journeys.people import Person, until
from tests.journeys.product import Product
from tests.journeys.story import LONG, Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AT_ITS_MIDDLE = """mark => {
  const box = mark.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width > 30 && box.height > 10 && mark.contains(top);
}"""


def test_the_year_of_activists_in_the_browser(product: Product, browser: Browser) -> None:
    story = Story(product, lambda url, login: enter(url, login, browser))
    try:
        steps.open_round(story)
        steps.branch_recommends(story, 1)
        begun = begin(story, 2)
        # A power cut in the middle: every process dies at once, the next start goes on with what was decided.
        product.kill_everything()
        story.close()
        product.start()
        find_again(story, begun)
        for number in (2, 3):
            steps.branch_recommends(story, number)
        steps.close_round(story)
        case = steps.confirm_activist(story)
        check_points(steps.record_points(story))
        training = steps.hold_training(story)
        read_own_pages(story)
        audit(story, case, training)
    finally:
        story.close()


def enter(url: str, login: str, browser: Browser) -> Person:
    """Sign somebody in at a browser; the third branch does the same once more at the HTTP door, which is quicker."""
    if login.endswith("_3") and "applicant" not in login:
        return Person(url, login)
    return BrowserPerson(url, login, browser)


def seen_by(story: Story, login: str) -> BrowserPerson:
    """Return a person of the story, who is at the browser."""
    person = story.who(login)
    assert isinstance(person, BrowserPerson)
    return person


def begin(story: Story, number: int) -> str:
    """Fill half of a form and leave it; return the task."""
    commissioner = seen_by(story, f"org_commissioner_{number}")
    task = steps.branch_task(story, commissioner, "ut_list_eligible", commissioner.organization("org_commissioner"))
    first = commissioner.options(task, "eligible")[0]["value"]
    commissioner.fill_part(task, eligible=[first], league="no")
    expect(commissioner.page.locator("#form-title + [role=status]")).to_contain_text("已存")
    commissioner.window.check()
    return str(task["id"])


def find_again(story: Story, task: str) -> None:
    """A new log-in in a new window finds the half-filled form as it was left."""
    page = seen_by(story, "org_commissioner_2").page
    page.goto(f"/tasks/{task}")
    expect(page.locator("ul.chips > li")).to_have_count(1)
    expect(page.locator('[id="f_-_league"] input').nth(1)).to_be_checked()


def read_own_pages(story: Story) -> None:
    """Who was held back reads the reason; who disputed an entry sees it struck, and the new one."""
    ours = [seen_by(story, f"applicant_{number}") for number in (1, 2, 3)]
    held = next(person for person in ours if person.me["person"]["id"] == story.held["1"]["value"])
    page = held.page
    page.goto("/me")
    expect(page.locator(".hello b")).to_be_visible()
    expect(page.locator(".path [aria-current], .path .is-now").first).to_be_visible()
    expect(page.locator(".notice-list")).to_contain_text(LONG)
    held.window.check()
    other = next(person for person in ours if person is not held)
    other.get(f"/people/{held.me['person']['id']}", expect=404)

    person = seen_by(story, "activist_1")
    page = person.page
    page.goto("/me")
    show_all = page.locator("#ledger ~ button")
    if show_all.count():
        show_all.click()
    struck = page.locator(".ledger tr").filter(has_text="签到表 2017-05-10").first
    expect(struck).to_be_visible()
    assert "line-through" in struck.locator("*").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell).textDecorationLine)"
    )
    expect(page.locator(".ledger tr").filter(has_text="签到表 2017-05-11").first).to_be_visible()
    person.window.check()


def check_points(ledgers: dict[str, Any]) -> None:
    """A disputed entry is left out of the total; after the answer it is reversed, never edited."""
    disputed = [entry for entry in ledgers["disputed"]["entries"] if entry["evidence"] == "签到表 2017-05-10"]
    assert [entry["status"] for entry in disputed] == ["disputed"] and not disputed[0]["counted"]
    corrected = {
        (e["evidence"], e["status"]): e for e in ledgers["corrected"]["entries"] if "2017-05-1" in e["evidence"]
    }
    assert ("签到表 2017-05-10", "reversed") in corrected, sorted(corrected)
    assert corrected["签到表 2017-05-11", "verified"]["counted"]
    assert float(ledgers["corrected"]["total"]) == float(ledgers["disputed"]["total"]) + 1


def audit(story: Story, case: str, training: str) -> None:
    """The auditor reads course, history and drawing of the case and has its chain checked."""
    auditor = seen_by(story, "auditor_1")
    until(lambda: auditor.get(f"/instances/{training}")["status"] == "ended", "the training does not end")
    page = auditor.page
    page.goto(f"/cases?q={story.recommended['1']['label']}")
    page.locator(f'a[href="/cases/{case}"]').first.click()
    for title in ("研究确定人选", "上级党委备案", "指定培养联系人"):
        expect(page.locator(".time").filter(has_text=title).first).to_be_attached()
    expect(page.locator(".wait-line")).to_contain_text("等候开启培养考察")

    see_drawing(page.locator(".diagram"))
    page.locator("#case-course ~ .seg button").nth(1).click()
    rows = page.locator(".history tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 10
    page.get_by_role("button", name="验证").click()
    expect(page.locator(".proof")).to_contain_text("记录完整，未被改动")
    expect(page.locator(".proof")).to_contain_text("逐条验过")
    auditor.window.check()
    history = auditor.get(f"/instances/{case}/history")["items"]
    assert all(after["prev_hash"] == before["hash"] for before, after in pairwise(history))
    assert {"node": "ca_stage1", "status": "done", "n": 1} in auditor.get(f"/instances/{case}/diagram")["markers"]
    checked = story.product.command("verify")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def see_drawing(drawing: Locator) -> None:
    """The process is drawn with the way it took, and its makers' mark is in sight, covered by nothing."""
    expect(drawing.locator(".djs-shape").first).to_be_visible()
    assert drawing.locator(".djs-shape").count() > 10
    expect(drawing.locator(".djs-shape.yg-done").first).to_be_attached()
    expect(drawing.locator(".djs-connection.yg-taken").first).to_be_attached()
    mark = drawing.locator(".bjs-powered-by")
    mark.scroll_into_view_if_needed()
    expect(mark).to_be_visible()
    assert mark.evaluate(AT_ITS_MIDDLE), "the mark of bpmn.io is covered"
