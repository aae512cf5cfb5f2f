"""A person at the browser: logs in on the log-in page, opens tasks, fills every field with keyboard and mouse.

Reading helpers stay at the HTTP door, on the same session. Every page is watched: a violation of the content policy,
an error of a script, an error in the console or a request to another origin fails the test.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, Request, expect

from tests.journeys.people import PASSWORD, Person

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 45_000
WIDE = (1440, 900)
# Refusals are answers: the page shows them as a sentence, Chromium also writes a line into the console.
EXPECTED = re.compile(r"the server responded with a status of (401|404|409|422) ")
# Chromium's own console line comes late or not at all; this one always comes.
LISTEN = """document.addEventListener("securitypolicyviolation", (event) => console.error(
  `content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""
SEPARATOR = "_-_"
Schema = dict[str, Any]
Offered = Callable[[str, str], list[dict[str, Any]]]


def chromium() -> str:
    """Return the system's Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "the browser tests need Chromium; `make test` installs it"
    return found


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; what is expected of a page may take as long as everything else."""
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))


class Window:
    """One browser context with one page, watched for everything that must not happen."""

    def __init__(self, browser: Browser, url: str, size: tuple[int, int] = WIDE, **options: Any) -> None:
        self.url = url
        self.problems: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=url, locale="zh-CN", viewport={"width": size[0], "height": size[1]}, **options
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(LISTEN)
        self.context.on("request", self._on_request)
        self.context.on("console", self._on_console)
        self.context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        self.page: Page = self.context.new_page()

    def _on_request(self, request: Request) -> None:
        scheme = urlsplit(request.url).scheme
        if scheme not in ("data", "blob") and not request.url.startswith(f"{self.url}/"):
            self.problems.append(f"another origin: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.problems.append(f"console: {message.text} {message.location.get('url', '')}")

    def check(self) -> None:
        """Fail when something happened that must not."""
        assert not self.problems, "\n".join(dict.fromkeys([self.page.url, *self.problems]))

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """Log in on the log-in page."""
        page = self.page
        page.goto("/login")
        page.locator("#login").fill("")
        page.locator("#login").press_sequentially(login)
        page.locator("#password").press_sequentially(password)
        page.locator("button.gate-go").click()
        expect(page.locator(".rail, .tabbar").first).to_be_attached(timeout=PATIENCE)
        self.check()

    def close(self) -> None:
        """Close the window."""
        self.context.close()


class BrowserPerson(Person):
    """The same person as at the HTTP door, but every deed is done with keyboard and mouse."""

    def __init__(self, url: str, login: str, browser: Browser, password: str = PASSWORD) -> None:
        self.window = Window(browser, url)
        self.opened = 0
        super().__init__(url, login, password)

    @property
    def page(self) -> Page:
        """Return the open page."""
        return self.window.page

    def sign_in(self) -> None:
        """Log in through the page; the reading helpers use the same session."""
        self.window.sign_in(self.login, self.password)
        for cookie in self.window.context.cookies():
            self.client.cookies.set(cookie["name"], cookie["value"])
        self.me = self.get("/session")
        self.client.headers["X-CSRF-Token"] = self.me["csrf"]

    def close(self) -> None:
        """Close the window and the connection."""
        super().close()
        self.window.close()

    def open_task(self, task: dict[str, Any]) -> dict[str, Any]:
        """Open a task, the first one from the inbox, and return what the page is made of."""
        page = self.page
        if self.opened == 0:
            page.goto(f"/tasks?q={task['subject']}")
            row = page.locator(f"#row-{task['id']}")
            row.focus()
            row.press("Enter")
            page.wait_for_url(f"**/tasks/{task['id']}")
        else:
            page.goto(f"/tasks/{task['id']}")
        self.opened += 1
        expect(page.locator("h1")).to_contain_text(task["title"])
        detail: dict[str, Any] = self.get(f"/tasks/{task['id']}")
        return detail

    def fill_part(self, task: dict[str, Any], **answers: Any) -> None:
        """Open a task and fill these fields of its form."""
        detail = self.open_task(task)
        if detail["form"]:
            self.fill(detail["form"], answers, lambda field, q: self.choices(f"/tasks/{task['id']}/options/{field}", q))

    def complete(self, task: dict[str, Any], **answers: Any) -> Any:
        """Fill the task's form and press the button of the decision bar."""
        self.fill_part(task, **answers)
        with self.page.expect_response(lambda reply: reply.url.endswith(f"/tasks/{task['id']}/complete")) as told:
            self.page.locator(".decide button[type=submit]").click()
            self.no_objection()
        reply = told.value
        assert reply.status == 200, f"{self.login} {task['node']}: {reply.status} {reply.text()}"
        expect(self.page.locator(".toast").first).to_be_visible()
        self.page.wait_for_url(lambda url: task["id"] not in url)
        self.window.check()
        return reply.json()

    def start(self, process: str, organization: str, person: str | None = None, **answers: Any) -> dict[str, Any]:
        """Choose the process, say where and for whom, fill its form, read it back, start it."""
        page = self.page
        page.goto("/start")
        page.locator(f'a[href="/start?process={process}"]').click()
        where = page.locator("#start-where")
        expect(where).to_be_visible()
        if where.evaluate("field => field.localName") == "select":
            where.select_option(organization)
        if person is not None:
            named = self.get(f"/people/{person}")["name"]
            self.pick(page.locator("#start-person"), named, 0)
        form = next(each for each in self.get("/processes")["items"] if each["key"] == process)["form"]
        query = {"organization": organization}
        if form:
            self.fill(form, answers, lambda field, q: self.choices(f"/processes/{process}/options/{field}", q, **query))
        page.locator(".start-actions button.btn-primary").click()
        self.no_objection()
        with page.expect_response(
            lambda reply: reply.url.endswith("/instances") and reply.request.method == "POST"
        ) as told:
            page.locator(".facts").first.wait_for()
            page.locator(".start-actions button.btn-primary").click()
        reply = told.value
        assert reply.status == 201, f"{self.login} starts {process}: {reply.status} {reply.text()}"
        page.wait_for_url(re.compile(r"/(tasks|cases)/[0-9a-f-]{36}"))
        self.window.check()
        return dict(reply.json()["instance"])

    def no_objection(self) -> None:
        """Fail with the page's own words when it found the answers wrong."""
        self.page.locator(".summary-bad, .toast, .desk-note, .facts").first.wait_for()
        summary = self.page.locator(".summary-bad")
        assert summary.count() == 0, f"{self.login}: {summary.first.inner_text()}"

    def choices(self, path: str, q: str, **query: str) -> list[dict[str, Any]]:
        """Return what a field offers, in the order of the page."""
        items: list[dict[str, Any]] = self.get(path, **({"q": q} | query))["items"]
        return items

    # --- filling a form: one way a kind of field ------------------------------------------------------------------

    def fill(self, form: dict[str, Any], answers: dict[str, Any], offered: Offered) -> None:
        """Fill a form in its own order, so that a field that depends on another finds it answered."""
        schema = form["schema"]
        fields = properties(schema)
        order = [name for name in form["ui"].get("ui:order", []) if name in answers]
        for name in [*order, *(each for each in answers if each not in order)]:
            self.field(f"f{SEPARATOR}{name}", fields[name], answers[name], name, offered)

    def field(self, at: str, schema: Schema, value: Any, name: str, offered: Offered) -> None:
        """Fill one field, whatever it is drawn as."""
        here = self.page.locator(f'[id="{at}"]')
        here.wait_for()
        here.scroll_into_view_if_needed()
        drawn = here.evaluate("field => field.getAttribute('role') || field.type || field.localName")
        if drawn == "radiogroup":
            self.radio(here, schema, value)
        elif drawn == "group":
            self.checkboxes(here, schema, value)
        elif drawn == "combobox":
            self.combobox(at, value, lambda q: offered(name, q))
        elif drawn == "select-one":
            here.select_option(str(place_of(schema, value)))
        elif drawn == "checkbox":
            here.set_checked(value)
        elif drawn == "date":
            here.fill(value)
        elif schema["type"] == "array":
            self.table(at, schema, value, name, offered)
        elif schema["type"] == "object":
            for key, inner in value.items():
                self.field(f"{at}{SEPARATOR}{key}", properties(schema)[key], inner, f"{name}.{key}", offered)
        else:
            self.type(here, str(value))

    def type(self, here: Locator, text: str) -> None:
        """Replace a text as a person does: digits key by key, a sentence as an input method writes it."""
        here.click()
        here.press("Control+a")
        if text.isascii() and len(text) < 6:
            here.press_sequentially(text)
        else:
            self.page.keyboard.insert_text(text)
        expect(here).to_have_value(text)

    def radio(self, here: Locator, schema: Schema, value: Any) -> None:
        """Choose one card."""
        card = here.locator("label.check").nth(place_of(schema, value))
        card.click()
        expect(card.locator("input")).to_be_checked()

    def checkboxes(self, here: Locator, schema: Schema, value: list[Any]) -> None:
        """Tick exactly these."""
        for place, option in enumerate(schema["items"]["oneOf"]):
            here.locator("label.check").nth(place).locator("input").set_checked(option["const"] in value)

    def table(self, at: str, schema: Schema, rows: list[dict[str, Any]], name: str, offered: Offered) -> None:
        """Make a table hold exactly these rows."""
        table = self.page.locator(f'fieldset[id="{at}"]')
        drawn = table.locator("tbody > tr, ol.entries > li")
        while drawn.count() > len(rows):
            before = drawn.count()
            drawn.last.locator("td.row-actions button, .entry-head button").click()
            expect(drawn).to_have_count(before - 1)
        while drawn.count() < len(rows):
            before = drawn.count()
            table.locator(".form-add button").click()
            expect(drawn).to_have_count(before + 1)
        for number, row in enumerate(rows):
            for key, inner in row.items():
                cell = f"{at}{SEPARATOR}{number}{SEPARATOR}{key}"
                self.field(cell, properties(schema["items"])[key], inner, f"{name}.{key}", offered)

    def combobox(self, at: str, value: str | list[str], offered: Callable[[str], list[dict[str, Any]]]) -> None:
        """Choose people or places by their names."""
        here = self.page.locator(f'[id="{at}"]')
        wanted = value if isinstance(value, list) else [value]
        known = {option["value"]: option for option in offered("")}
        if isinstance(value, list):
            chips = here.locator("xpath=ancestor::div[contains(@class,'combo')][last()]").locator("ul.chips > li")
            while chips.count():
                before = chips.count()
                chips.last.locator("button").click()
                expect(chips).to_have_count(before - 1)
        chosen: list[str] = []
        for each in wanted:
            label = known[each]["label"]
            found = [
                option for option in offered(label) if option["value"] not in chosen or not isinstance(value, list)
            ]
            same = [option["value"] for option in found if option["label"] == label]
            self.pick(here, label, same.index(each))
            chosen.append(each)
        if here.is_enabled():
            here.press("Tab")  # closes the list, which would cover the next field

    def pick(self, here: Locator, label: str, place: int) -> None:
        """Type a name and take the entry of the list that bears it."""
        here.click()
        here.press("Control+a")
        self.page.keyboard.insert_text(label)
        named = self.page.locator('[role="option"]').filter(has=self.page.get_by_text(label, exact=True))
        named.nth(place).click()
        if here.evaluate("field => Boolean(field.closest('.combo').querySelector('ul.chips'))"):
            expect(here.locator("xpath=../..").locator("ul.chips > li").filter(has_text=label).first).to_be_visible()
        else:
            expect(here).to_have_value(label)


def properties(schema: Schema) -> dict[str, Schema]:
    """Return every field a form may have, those under a condition too."""
    found: dict[str, Schema] = {}
    for branch in (schema.get("then"), schema.get("else"), *schema.get("allOf", [])):
        if branch:
            found |= properties(branch)
    for name, described in schema.get("properties", {}).items():
        found[name] = {**found.get(name, {}), **described}
    return found


def place_of(schema: Schema, value: Any) -> int:
    """Return the place of a choice in its list."""
    return next(place for place, option in enumerate(schema["oneOf"]) if option["const"] == value)
