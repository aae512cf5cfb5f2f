"""Take the pictures of the README: `python -m tests.journeys.pictures service/ui/pictures`.

The town is the one that everybody gets from `make run`, so that a reader finds what the pictures show.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import open_way
from tests.journeys import looks
from tests.journeys.browser import WIDE, Window, launch
from tests.journeys.palette import shrink
from tests.journeys.people import Person
from tests.journeys.product import Product

PHONE = (390, 844)
LARGEST = 200_000


def scenes(url: str) -> dict[str, tuple[str, str, tuple[int, int]]]:
    """Return each picture: who looks, at what, in which window."""
    office, auditor = Person(url, "demo_town_org_office_1"), Person(url, "demo_auditor_1")
    secretary = Person(url, "demo_branch_secretary_3")
    filing = office.task("ut_file_with_town")
    decide = secretary.task("ut_committee_decide")["id"]
    case = f"/cases/{filing['instance_id']}"
    for person in (office, auditor, secretary):
        person.close()
    return {
        "inbox": ("town_org_office_1", "/tasks", WIDE),
        "task": ("branch_secretary_3", f"/tasks/{decide}", WIDE),
        "case": ("auditor_1", case, WIDE),
        "me": ("activist_1", "/me", WIDE),
        "phone-inbox": ("town_org_office_1", "/tasks", PHONE),
        "phone-task": ("branch_secretary_3", f"/tasks/{decide}", PHONE),
        "phone-me": ("activist_1", "/me", PHONE),
    }


def take(browser: Browser, url: str, folder: Path) -> None:
    """Write every picture; fail when one shows a page with a fault or is too heavy for a README."""
    for name, (login, path, size) in scenes(url).items():
        phone = size == PHONE
        window = Window(browser, url, size, has_touch=phone, is_mobile=phone)
        window.sign_in(f"demo_{login}")
        window.page.goto(path)
        looks.settle(window.page)
        window.page.wait_for_timeout(500)
        window.check()
        target = folder / f"{name}.png"
        target.write_bytes(shrink(window.page.screenshot(animations="disabled")))
        window.close()
        weight = target.stat().st_size
        print(f"{target} {weight // 1000} kB")
        assert weight < LARGEST, f"{target} is too heavy"


def main(folder: Path) -> None:
    """Run a fresh town and photograph it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        product = Product(open_way(Path(place)) / "home", options=())
        product.home.mkdir()
        product.start()
        try:
            browser = launch(playwright)
            take(browser, product.url, folder)
            browser.close()
        finally:
            product.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
