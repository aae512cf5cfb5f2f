"""What no diagram draws, with keyboard and mouse: take a decision back, suspend, resume and cancel a case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import BrowserPerson
from tests.journeys.people import Person
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENTRY = {"item": "P01", "event_date": "2017-04-06", "qty": 1, "evidence_ref": "签到表 2017-04-06"}
BACK = "签到表上没有这一次，请核对日期后再报。"


@pytest.fixture(scope="module")
def people(product: Product, browser: Browser) -> Iterator[tuple[BrowserPerson, BrowserPerson, BrowserPerson]]:
    """Give who records points, who verifies them, and the town office."""
    made = [BrowserPerson(product.url, f"demo_{login}", browser) for login in LOGINS]
    yield made[0], made[1], made[2]
    for person in made:
        person.close()


LOGINS = ("party_group_leader_1", "org_commissioner_1", "town_org_office_1")


def say_why(page: Page, reason: str) -> None:
    """Answer the question of a dialog: nothing and too little are refused, then the reason goes."""
    dialog = page.locator("dialog[open]")
    go = dialog.locator(".dialog-foot button").last
    go.click()
    expect(dialog.get_by_role("alert")).to_contain_text("至少 4 个字")
    dialog.locator("textarea").fill(reason)
    expect(dialog.get_by_role("alert")).to_have_count(0)
    go.click()
    expect(dialog).to_have_count(0)


def start(product: Product, leader: BrowserPerson, commissioner: BrowserPerson) -> str:
    """Record points for an activist of the branch; return the case."""
    branch = commissioner.organization("org_commissioner")
    activist = Person(product.url, "demo_activist_1")
    entries = [{**ENTRY, "person_id": activist.get("/me")["id"]}]
    activist.close()
    body = {"source": "四月党课签到表", "entries": entries, "no_relative": True}
    started = leader.post(
        "/instances", {"process": "proc_points_entry", "organization_id": branch, "answers": body}, expect=201
    )
    return str(started["instance"]["id"])


def test_a_decision_is_taken_back(product: Product, people: tuple[BrowserPerson, ...]) -> None:
    leader, commissioner, _ = people
    case = start(product, leader, commissioner)
    verify = commissioner.task("ut_verify", instance=case)
    page = commissioner.page
    commissioner.complete(verify, verify_decision="returned", return_reason=BACK)
    offer = page.locator(".toast .push").first  # the message after completing offers it, as long as nobody is too slow
    offer.hover()
    assert leader.task("ut_record", instance=case)
    offer.click()
    page.wait_for_url(f"**/tasks/{verify['id']}*")
    say_why(page, "看错了签到表。")
    expect(page.locator(".decide")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value(BACK)
    assert commissioner.get(f"/tasks/{verify['id']}")["status"] == "open"
    assert [row["node"] for row in leader.get("/tasks")["items"] if row["instance_id"] == case] == []
    page.goto(f"/cases/{case}")
    expect(page.locator("main")).to_contain_text("看错了签到表。")
    commissioner.window.check()


def test_a_case_is_suspended_resumed_and_cancelled(product: Product, people: tuple[BrowserPerson, ...]) -> None:
    leader, commissioner, office = people
    case = start(product, leader, commissioner)
    verify = commissioner.task("ut_verify", instance=case)
    page = office.page

    def steer(verb: str, reason: str) -> None:
        page.goto(f"/cases/{case}")
        page.get_by_role("button", name="更多办法").click()
        page.locator(".menu").get_by_role("button", name=verb, exact=True).click()
        say_why(page, reason)

    steer("暂停", "核对签到表原件。")
    expect(page.locator(".case-note")).to_contain_text("暂停中")
    commissioner.page.goto(f"/tasks/{verify['id']}")
    expect(commissioner.page.locator(".decide")).to_contain_text("这件个案已暂停，恢复后再办。")
    steer("恢复", "原件核对无误。")
    expect(page.locator(".case-note")).to_have_count(0)
    steer("终止", "同一次党课已经登记过。")
    expect(page.locator(".case-note")).to_contain_text("已经终止")
    expect(page.get_by_role("button", name="更多办法")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("同一次党课已经登记过。")
    told = [notice["text"] for notice in commissioner.get("/me")["notices"]]
    assert any("同一次党课已经登记过。" in text for text in told)
    for person in people:
        person.window.check()
