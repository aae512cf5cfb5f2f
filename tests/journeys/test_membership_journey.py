"""One person from the application to the archive in the browser, and every paper of the case looked at.

JOURNEY_PICTURES=some/folder keeps the pages that were seen, at a desk and on a phone, and the papers as pictures.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import open_way
from tests.journeys import looks, membership
from tests.journeys.browser import WIDE, BrowserPerson
from tests.journeys.membership import NAME, Way
from tests.journeys.people import Person
from tests.journeys.prints import pages
from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = (390, 844)
PICTURES = os.environ.get("JOURNEY_PICTURES")
# Each paper that the way leaves behind, and what must be read in it beside the person's name.
PAPERS = {
    "DOC_APPLY": "2025年2月10日",
    "DOC_TALK": "2025年2月20日",
    "DOC_FILING_ACT": "备案",
    "DOC_CULT_FORM": "2026年4月7日",
    "DOC_THOUGHT": "2025年7月2日",
    "DOC_OPINION": "2026年5月13日",
    "DOC_MINUTES": "2026年5月13日",
    "DOC_FILING_CAND": "发展对象",
    "DOC_NOTICE": "2026年5月20日",
    "DOC_POLREV": "合格",
    "DOC_PREREVIEW": "预审",
    "DOC_ZYS": "2026年7月1日",
    "DOC_BALLOT": "14",
    "DOC_APPROVAL": "批准",
    "DOC_OATH": "2026年7月10日",
    "DOC_PROB_FORM": "2026年10月9日",
    "DOC_CONVERT": "2027年6月10日",
    "DOC_RESULT": "2027年7月2日",
    "DOC_ARCHIVE": "SHA-256",
}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the product with a small town: of thirteen branches it is as true as of a hundred and forty-seven."""
    running = Product(open_way(tmp_path_factory.mktemp("product")) / "home", options=("--small",))
    running.home.mkdir()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def way(product: Product, browser: Browser, interface: Path) -> Iterator[Way]:
    """Give the town before the application."""
    with membership.connect(product) as database:
        made = Way(
            product,
            lambda url, login, secret: BrowserPerson(url, login, browser, secret),
            look if PICTURES else None,
            database,
        )
        yield made
        made.close()


def look(who: BrowserPerson, name: str) -> None:
    """Hold the page against what every page keeps; keep its picture when somebody wants to look."""
    page = who.page
    looks.settle(page)
    found = looks.wide(page) + looks.english(page)
    if PICTURES:
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}-desk.png", full_page=True, animations="disabled")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    found += looks.wide(page)
    if PICTURES:
        page.screenshot(path=folder / f"{name}-phone.png", full_page=True, animations="disabled")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    assert not found, "\n".join([name, page.url, *found])


def test_from_the_application_to_the_archive(way: Way) -> None:
    membership.apply(way)
    membership.recommend(way)
    membership.become_activist(way)
    membership.cultivate(way)
    membership.become_candidate(way)
    membership.pass_review(way)
    membership.be_admitted(way)
    membership.be_converted(way)
    membership.be_archived(way)
    own_page(way)
    case_page(way)
    papers(way)


def own_page(way: Way) -> None:
    """The new member reads where they stand, and from when."""
    who = way.who("applicant")
    assert isinstance(who, BrowserPerson)
    page = who.page
    page.goto("/me")
    expect(page.locator("main")).to_contain_text("正式党员")
    expect(page.locator(".notice-list")).to_contain_text("转为")
    look(who, "me")
    who.window.check()


def case_page(way: Way) -> None:
    """The secretary reads the whole course; the chain of the case holds."""
    who = way.who("branch_secretary_1")
    assert isinstance(who, BrowserPerson)
    page = who.page
    page.goto(f"/cases/{way.case}")
    expect(page.locator("h1")).to_contain_text(NAME)
    for title in ("递交入党申请", "支部大会讨论表决", "提出转正申请", "对照目录核对原件"):
        expect(page.locator(".time").filter(has_text=title).first).to_be_attached()
    page.get_by_role("button", name="更早的").click()
    expect(page.locator(".paper")).to_have_count(len(way.who("branch_secretary_1").get(papers_of(way))["items"]))
    look(who, "case")
    assert who.get(f"/instances/{way.case}/verify")["ok"]
    who.window.check()


def papers_of(way: Way) -> str:
    return f"/documents/case/{way.case}"


def papers(way: Way) -> None:
    """Every paper opens: no page is empty, no field is, and it says whom it is about."""
    who: Person = way.who("town_org_office_1")
    listed = who.get(papers_of(way))["items"]
    said: dict[str, str] = {}
    for number, each in enumerate(listed):
        told = who.post(f"/documents/{each['id']}/file", {"format": "pdf"})
        printed = pages(base64.b64decode(told["content"]))
        if PICTURES:
            for at, page in enumerate(printed, 1):
                (Path(PICTURES) / f"paper-{number:02}-{each['code']}-{at}.png").write_bytes(page.png)
        text = re.sub(r"\s", "", "".join(page.text for page in printed))
        assert NAME in text, each["title"]
        said[each["code"]] = said.get(each["code"], "") + text
        assert all(page.ink > 0.002 for page in printed), f"{each['title']}: an empty page"
        assert not re.search(r"None|null|undefined|\{\{|［］", text), (each["title"], text)
    missing = {code: told for code, told in PAPERS.items() if told not in said.get(code, "")}
    assert not missing, {code: (told, said.get(code)) for code, told in missing.items()}
