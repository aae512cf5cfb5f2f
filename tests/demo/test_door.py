"""Every page of the demo town, read through the web door by each kind of reader, is as the OpenAPI promises."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from service.demo.accounts import PASSWORD, logins
from service.web import app as web
from service.wiring import House
from tests.web.browser import Browser

READERS = (
    "demo_branch_secretary_1",
    "demo_org_commissioner_1",
    "demo_town_org_office_1",
    "demo_base_committee_reviewer_1",
    "demo_training_admin_1",
    "demo_exam_invigilator_1",
    "demo_auditor_1",
    "demo_sys_admin_1",
    "demo_applicant_1",
    "demo_activist_1",
)
DEEP = 6


@pytest.fixture(scope="module")
def enter(house: House) -> Callable[[str], Browser]:
    """Give a function that signs an account in, once."""
    app = web.build(house)

    @lru_cache
    def sign_in(login: str) -> Browser:
        browser = Browser(app)
        assert browser.sign_in(login, PASSWORD).status_code == 200, login
        return browser

    return sign_in


def rows(browser: Browser, path: str) -> list[dict[str, Any]]:
    """Read a list with its second page and return the first rows."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.json)
    if answer.json.get("next"):
        again = browser.get(f"{path}{'&' if '?' in path else '?'}cursor={answer.json['next']}")
        assert again.status_code == 200
        first, second = ({row["id"] for row in page.json["items"]} for page in (answer, again))
        assert not first & second
    return list(answer.json["items"])


def test_the_door_lists_the_accounts_that_are_printed(enter: Callable[[str], Browser]) -> None:
    shown = enter(READERS[0]).get("/session/demo").json
    assert {account["login"] for account in shown["accounts"]} == set(logins())
    assert shown["password"] == PASSWORD


@pytest.mark.parametrize("login", READERS)
def test_everything_that_can_be_read(enter: Callable[[str], Browser], login: str) -> None:
    browser = enter(login)
    assert browser.get("/me").status_code == 200
    assert browser.get("/me/notices").status_code == 200
    assert browser.get("/processes").status_code == 200
    for box in ("todo", "done", "started", "cc"):
        for task in rows(browser, f"/tasks?box={box}")[:DEEP]:
            page = browser.get(f"/tasks/{task['id']}")
            assert page.status_code == 200, page.json
    for query in ("", "?box=started", "?status=running", "?status=ended", "?q=李"):
        for case in rows(browser, f"/instances{query}")[:DEEP]:
            for part in ("", "/history", "/diagram", "/verify"):
                assert browser.get(f"/instances/{case['id']}{part}").status_code == 200, part
    for query in ("", "?stage=activist", "?q=王"):
        for person in rows(browser, f"/people{query}")[:DEEP]:
            assert browser.get(f"/people/{person['id']}").status_code == 200
    for organization in rows(browser, "/organizations")[:DEEP]:
        assert browser.get(f"/organizations/{organization['id']}").status_code == 200
        rows(browser, f"/organizations?parent={organization['id']}")
    for kind in ("rounds", "trainings"):
        for row in rows(browser, f"/{kind}")[:DEEP]:
            assert browser.get(f"/{kind}/{row['id']}").status_code == 200


@pytest.mark.parametrize("login", READERS)
def test_choices_of_forms(enter: Callable[[str], Browser], login: str) -> None:
    browser = enter(login)
    for task in rows(browser, "/tasks?box=todo")[:DEEP]:
        form = browser.get(f"/tasks/{task['id']}").json["form"]
        for field in sources(form["schema"]) if form else ():
            assert browser.get(f"/tasks/{task['id']}/options/{field}").status_code == 200, (task["node"], field)


def sources(schema: dict[str, Any], prefix: str = "") -> list[str]:
    """Return the fields of a schema that have dynamic choices, nested ones with dots."""
    found = []
    for name, part in schema.get("properties", {}).items():
        path = f"{prefix}{name}"
        if "x-source" in part:
            found.append(path)
        found += sources(part.get("items", part), f"{path}.")
    return found


def test_a_look_at_somebodys_points_is_logged(house: House, enter: Callable[[str], Browser]) -> None:
    """Points of single people are class L3: a row for each look, and none for one's own."""
    secretary = enter("demo_branch_secretary_1")
    person = next(
        row["id"]
        for row in rows(secretary, "/people?stage=activist&limit=50")
        if (secretary.get(f"/people/{row['id']}").json or {})["ledger"] is not None
    )

    def looks() -> list[tuple[str, list[str]]]:
        with house.db.transaction() as tx:
            found = tx.rows("select purpose, fields from access_log where subject_id = %s order by id", (person,))
        return [(row["purpose"], row["fields"]) for row in found]

    before = looks()
    assert secretary.get(f"/people/{person}").status_code == 200
    assert looks() == [*before, ("work", ["points"])]
