"""Return a task to an earlier step with keyboard and mouse; whoever gets it back reads why and does it again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import BrowserPerson
from tests.journeys.product import Product
from tests.journeys.story import Story, branch_task, list_eligible, open_round

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHY = "名单里少了一位已经谈过话的同志，请补上再投票。"


def test_a_vote_goes_back_to_the_list(product: Product, browser: Browser) -> None:
    story = Story(product)
    open_round(story)
    list_eligible(story, 1)
    teller = BrowserPerson(product.url, "demo_vote_teller_1", browser)
    vote = branch_task(story, teller, "ut_cast_recommendation", teller.organization("vote_teller"))
    teller.open_task(vote)
    page = teller.page
    page.locator("h1").click()  # keys are for the page, not for a field
    page.keyboard.press("r")
    dialog = page.locator("dialog.give-back")
    expect(dialog.locator(".back-choice")).to_have_count(1)
    expect(dialog.locator(".back-preview")).to_contain_text("党员推荐")
    expect(dialog.locator(".back-preview")).to_contain_text("重办时改写")
    go = dialog.locator(".dialog-foot button").last
    go.click()
    expect(dialog.get_by_role("alert")).to_contain_text("至少 4 个字")
    dialog.locator("textarea").fill(WHY)
    go.click()
    page.wait_for_url(lambda url: url.endswith("/tasks"))
    expect(page.locator(".toast").first).to_contain_text("已退回到“")
    teller.window.check()

    commissioner = BrowserPerson(product.url, "demo_org_commissioner_1", browser)
    again = branch_task(story, commissioner, "ut_list_eligible", commissioner.organization("org_commissioner"))
    page = commissioner.page
    page.goto(f"/tasks?q={again['subject']}")
    expect(page.locator(f"#row-{again['id']}")).to_contain_text(WHY)
    commissioner.open_task(again)
    expect(page.locator(".desk-note").first).to_contain_text(WHY)
    draft = commissioner.get(f"/tasks/{again['id']}")["draft"]
    assert draft["eligible"] and draft["league"] == "no"
    expect(page.locator(f"form#answers-{again['id']}")).to_be_visible()
    page.locator(".decide button[type=submit]").click()
    page.wait_for_url(lambda url: again["id"] not in url)
    page.goto(f"/cases/{again['instance_id']}")
    expect(page.locator("main")).to_contain_text("已作废")
    commissioner.window.check()
    assert branch_task(story, teller, "ut_cast_recommendation", teller.organization("vote_teller"))["id"] != vote["id"]
    for person in (teller, commissioner):
        person.close()
    story.close()
