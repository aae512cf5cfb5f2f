"""The identity provider in a browser: linked once, then the button on the log-in page opens the account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import open_way
from tests.journeys.browser import Window
from tests.journeys.people import PASSWORD
from tests.journeys.product import Product, shared_folder
from tests.journeys.test_accounts import password, well_made
from tests.ports import free_port
from tests.web.identity_provider import Provider, running

OFFICE = "demo_town_org_office_1"
BUTTON = "统一身份认证登录"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """Give the provider; it has to know our address beforehand."""
    with running(f"http://127.0.0.1:{free_port()}") as made:
        yield made


@pytest.fixture(scope="module")
def product(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the real product in a town with an identity provider."""
    port = int(provider.ours.rpartition(":")[2])
    home = open_way(tmp_path_factory.mktemp("product")) / "home"
    product = Product(home, port, variables=provider.variables)
    product.settle_in(shared_folder(tmp_path_factory))
    yield product
    product.stop()


@pytest.fixture
def window(product: Product, browser: Browser) -> Iterator[Window]:
    """Give a window with nobody signed in."""
    made = Window(browser, product.url)
    yield made
    made.close()


def there(page: Page, provider: Provider, who: str) -> None:
    """Log in at the provider's own page."""
    page.wait_for_url(f"{provider.issuer}/interaction/**")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()


def test_the_button_on_the_log_in_page_opens_the_account(
    window: Window, product: Product, provider: Provider, interface: Path
) -> None:
    page = window.page
    page.goto("/login?to=/cases")
    button = page.get_by_role("link", name=BUTTON)
    expect(button).to_be_visible()
    well_made(page, interface)

    # Nobody is let in by a name alone.
    button.click()
    there(page, provider, OFFICE)
    expect(page.get_by_role("alert")).to_contain_text("还没有绑定账号")
    well_made(page, interface)

    # Link it while signed in; the provider still knows who it is and sends straight back.
    password(page, OFFICE)
    page.locator(".rail").wait_for()
    page.goto("/account/security")
    card = page.locator("section", has=page.get_by_role("heading", name="统一身份认证"))
    well_made(page, interface)
    card.get_by_role("button", name="绑定").click()
    expect(card.get_by_role("alert")).to_contain_text("请输入现在的密码")
    card.get_by_label("现在的密码").fill(PASSWORD)
    card.get_by_role("button", name="绑定").click()
    expect(card).to_contain_text("已绑定")
    expect(page).to_have_url(f"{product.url}/account/security")
    well_made(page, interface)

    # From now on one click is enough, and a log-out is one there, too.
    page.context.clear_cookies(domain="127.0.0.1")
    page.goto("/login?to=/cases")
    page.get_by_role("link", name=BUTTON).click()
    page.wait_for_url(f"{product.url}/cases")
    page.locator(".rail").wait_for()
    page.get_by_role("button", name="账号与显示").click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{product.url}/login*")
    page.get_by_role("link", name=BUTTON).click()
    there(page, provider, OFFICE)
    page.locator(".rail").wait_for()
    # The provider's own pages ask for a font from elsewhere; ours ask nobody.
    assert not [each for each in window.problems if provider.issuer not in each and "fonts.googleapis" not in each]
