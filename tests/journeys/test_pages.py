"""Every page of the product, wide and narrow: what each of them must keep, and what only some of them can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import looks
from tests.journeys import story as steps
from tests.journeys.browser import WIDE, BrowserPerson, Window
from tests.journeys.people import Person
from tests.journeys.product import Product
from tests.journeys.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = (390, 844)
NARROW = (320, 700)
DOCS = "/api/docs"


@dataclass
class Town:
    """The town in the middle of its year: one round over, the next one running, a training called."""

    story: Story
    windows: dict[tuple[str, bool], Window] = field(default_factory=dict)

    def who(self, login: str) -> Person:
        return self.story.who(login)

    def window(self, browser: Browser, login: str, phone: bool = False) -> Window:
        """Return somebody's window; an empty login is nobody's."""
        if (login, phone) not in self.windows:
            size = PHONE if phone else WIDE
            window = Window(browser, self.story.product.url, size, has_touch=phone, is_mobile=phone)
            self.windows[login, phone] = window
            if login:
                window.sign_in(f"demo_{login}")
        return self.windows[login, phone]


@pytest.fixture(scope="module")
def town(product: Product, browser: Browser) -> Iterator[Town]:
    """Live most of the story at the HTTP door, so that every kind of page has something to show."""
    made = Town(Story(product))
    try:
        live(made.story)
        yield made
    finally:
        for window in made.windows.values():
            window.close()
        made.story.close()


def live(story: Story) -> None:
    """One round is over, in the next one the branches are at different steps, a training is called."""
    steps.open_round(story)
    steps.branch_recommends(story, 1)
    steps.close_round(story)
    steps.record_points(story)
    story.round_name, story.opens_on, story.closes_on = "2017年第二次推荐", "2017-05-12", "2017-05-26"
    steps.open_round(story)
    for number in (2, 3):
        steps.list_eligible(story, number)
    steps.vote(story, 2)
    call_training(story)


def call_training(story: Story) -> None:
    """Plan the training; its roster waits to be confirmed."""
    trainer = story.who("training_admin_1")
    trainer.start(
        "proc_activist_training",
        trainer.organization("training_admin"),
        training_name="2017年入党积极分子集中培训",
        phase=1,
        starts_on="2017-05-15",
        ends_on="2017-05-17",
        place="街道社区中心",
        hours=24,
        content=["charter", "spirit", "practice"],
    )


def pages_of(town: Town) -> dict[str, tuple[str, str]]:
    """Return every page by name: who opens it, and where it is."""
    office, auditor = town.who("town_org_office_1"), town.who("auditor_1")
    secretary, trainer = town.who("branch_secretary_1"), town.who("training_admin_1")
    activist = town.who("activist_1")
    confirm = secretary.task("ut_committee_confirm")
    decide = town.who("branch_secretary_2").task("ut_committee_decide")
    points = auditor.get("/instances", process="proc_points_entry")["items"][0]["id"]
    branch = decide["instance_id"]
    return {
        "login": ("", "/login"),
        "docs": ("", DOCS),
        "inbox": ("town_org_office_1", "/tasks"),
        "inbox empty": ("applicant_1", "/tasks"),
        "done": ("town_org_office_1", "/done"),
        "started": ("town_org_office_1", "/started"),
        "filing": ("town_org_office_1", f"/tasks/{office.task('ut_file_with_town')['id']}"),
        "committee decides": ("branch_secretary_2", f"/tasks/{decide['id']}"),
        "committee confirms": ("branch_secretary_1", f"/tasks/{confirm['id']}"),
        "vote": ("vote_teller_3", f"/tasks/{town.who('vote_teller_3').task('ut_cast_recommendation')['id']}"),
        "list": ("org_commissioner_1", f"/tasks/{town.who('org_commissioner_1').task('ut_list_eligible')['id']}"),
        "roster": ("training_admin_1", f"/tasks/{trainer.task('ut_confirm_roster')['id']}"),
        "cases": ("town_org_office_1", "/cases"),
        "case of a person": ("auditor_1", f"/cases/{confirm['instance_id']}"),
        "full history": ("auditor_1", f"/cases/{confirm['instance_id']}?view=all"),
        "case of a round": ("auditor_1", f"/cases/{town.story.round_case}"),
        "case of a branch": ("auditor_1", f"/cases/{branch}"),
        "case of points": ("auditor_1", f"/cases/{points}"),
        "people": ("town_org_office_1", "/people"),
        "deliveries": ("sys_admin_1", "/deliveries"),
        "person": ("town_org_office_1", f"/people/{activist.me['person']['id']}"),
        "points of a person": ("town_org_office_1", f"/people/{activist.me['person']['id']}/points"),
        "points of a branch": ("town_org_office_1", f"/organizations/{decide['organization']['id']}/points"),
        "transfer": ("branch_secretary_1", "/start?process=proc_case_transfer"),
        "me": ("activist_1", "/me"),
        "me applicant": ("applicant_1", "/me"),
        "organizations": ("town_org_office_1", "/organizations"),
        "organization": ("town_org_office_1", f"/organizations/{decide['organization']['id']}"),
        "start": ("town_org_office_1", "/start"),
        "start round": ("town_org_office_1", "/start?process=proc_recommendation_round"),
        "start points": ("party_group_leader_1", "/start?process=proc_points_entry"),
        "round": ("town_org_office_1", f"/rounds/{office.get('/rounds')['items'][0]['id']}"),
        "training": ("town_org_office_1", f"/trainings/{office.get('/trainings')['items'][0]['id']}"),
        "rules": ("activist_1", "/rules"),
        "a pack of rules": ("activist_1", "/rules/cpc_dev_2014"),
        "no such page": ("town_org_office_1", "/nowhere"),
        "no right": ("applicant_1", f"/people/{activist.me['person']['id']}"),
        "no right to a case": ("applicant_1", f"/cases/{branch}"),
    }


def test_every_page_wide_and_narrow(town: Town, browser: Browser, interface: Path) -> None:
    """One test for all: the pages share their windows, and one report names everything that is to be mended."""
    findings: list[str] = []
    for name, (login, path) in pages_of(town).items():
        for phone in (False, True):
            window = town.window(browser, login, phone)
            window.page.goto(path)
            looks.settle(window.page)
            found = look(window, path, phone, interface)
            found += window.problems
            window.problems.clear()
            findings += [f"{name} {'390' if phone else '1440'}: {each}" for each in found]
    assert not findings, f"{len(findings)} findings\n" + "\n".join(findings)


def test_the_other_language(town: Town, browser: Browser) -> None:
    """The switch is at the gate and in the account's menu; the page changes at once and stays so."""
    window = town.window(browser, "org_commissioner_2")
    page = window.page
    page.goto("/tasks")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.locator("button.who").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".rail nav")).to_contain_text("Inbox")
    page.reload()
    expect(page.locator(".rail nav")).to_contain_text("Inbox")
    page.locator("button.who").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.locator("button.link[lang='zh-CN']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    window.check()


def test_the_inbox_by_keyboard(town: Town, browser: Browser) -> None:
    """j and k move, Enter opens, a goes to the decision, ? tells the keys; no mouse is needed."""
    window = town.window(browser, "town_org_office_1")
    page = window.page
    page.goto("/tasks")
    looks.settle(page)
    rows = page.locator(".list-body a.row")
    assert rows.count() > 2
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog")
    expect(help_).to_contain_text("下一件")
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    task = (rows.nth(1).get_attribute("href") or "").rpartition("/")[2]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tasks/{task}")
    expect(page.locator("main h1")).to_be_visible()
    page.locator(".decide button[type=submit]").wait_for()
    page.keyboard.press("a")
    expect(page.locator(".decide button[type=submit]")).to_be_focused()
    page.goto("/tasks")
    looks.settle(page)
    page.keyboard.press("a")
    page.wait_for_url("**/tasks/*-*")
    window.check()


def test_two_people_at_one_task(town: Town, browser: Browser) -> None:
    """The second reads who was faster and when, and keeps every word."""
    url = town.story.product.url
    first, second = (BrowserPerson(url, f"demo_town_org_office_{number}", browser) for number in (1, 2))
    try:
        task = first.task("ut_file_with_town")
        papers = ["application", "talk", "recommendation", "minutes", "report"]
        filed = {"papers": papers, "filing_decision": "filed", "filed_on": "2017-05-12"}
        second.fill_part(task, **filed, remark="材料齐全，经办人已核对。")
        first.complete(task, **filed)
        page = second.page
        page.locator(".decide button[type=submit]").click()
        refused = page.locator(".desk-note").first
        expect(refused).to_contain_text(
            re.compile(rf"{first.me['account']['name']}.*(刚刚|秒前|分钟前|\d\d:\d\d).*办理")
        )
        expect(refused).to_contain_text("没有提交")
        expect(page.locator('[id="f_-_remark"]')).to_have_value("材料齐全，经办人已核对。")
        expect(page.locator('[id="f_-_papers"] input:checked')).to_have_count(len(papers))
        second.window.check()
        first.window.check()
    finally:
        first.close()
        second.close()


def look(window: Window, path: str, phone: bool, interface: Path) -> list[str]:
    """Return everything that is wrong with the open page."""
    page = window.page
    cdp = window.context.new_cdp_session(page)
    found = [*looks.axe(page, cdp, interface), *looks.wide(page)]
    cdp.detach()
    if path != DOCS:  # the page of the interface is for programmers: it names things in both languages
        found += looks.english(page)
    if phone:
        found += looks.small(page) if path != DOCS else []
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        found += [f"at 320: {each}" for each in looks.wide(page)]
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return found
