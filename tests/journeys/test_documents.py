"""The papers of a case in the browser: printed, opened for a purpose, scanned back; the office's own templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Download, expect
from pypdf import PdfReader

from tests.journeys.browser import BrowserPerson
from tests.journeys.people import Person
from tests.journeys.product import Product
from tests.journeys.test_signers import well_made

pytestmark = [pytest.mark.browser, pytest.mark.slow]
IMPRESSION = "谈话中能够讲清楚入党动机，对党的基本知识有初步了解，愿意接受培养。"


@pytest.fixture(scope="module")
def secretary(product: Product, browser: Browser) -> Iterator[BrowserPerson]:
    """Give the secretary of the branch that has somebody to talk to, once the talk is done."""
    made = BrowserPerson(product.url, "demo_branch_secretary_4", browser)
    yield made
    made.window.check()
    made.close()


@pytest.fixture(scope="module")
def case(secretary: BrowserPerson) -> str:
    """Record the talk at the HTTP door; give the case."""
    task = secretary.task("ut_talk")
    with_whom = secretary.options(task, "talkers")[0]
    Person.complete(
        secretary, task, talked_on=task["created_at"][:10], place="党员活动室",
        talkers=[with_whom.get("value") or with_whom.get("id")], topics=["history", "motive"],
        explained=["basics", "conditions"], impression=IMPRESSION, address="right",
    )  # fmt: skip
    return str(task["instance_id"])


def text_of(saved: Download) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(saved.path()).pages).split())


def test_a_record_is_printed_signed_and_brought_back(secretary: BrowserPerson, case: str, interface: Path) -> None:
    page = secretary.page
    page.goto(f"/cases/{case}")
    talk = page.locator(".paper").filter(has_text="谈话记录")
    expect(talk).to_be_visible()
    well_made(page, interface)
    with page.expect_download() as saved:
        talk.get_by_role("button", name="下载打印版").click()
    assert saved.value.suggested_filename.endswith("谈话记录.pdf")
    text = text_of(saved.value)
    assert "党员活动室" in text and "谈话人签名" in text and IMPRESSION not in text and "副本" not in text
    talk.get_by_role("button", name="上传扫描件").click()
    well_made(page, interface)
    dialog = page.locator("dialog[open]")
    dialog.locator("input[type=file]").set_input_files(saved.value.path())
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="上传", exact=True).click()
    expect(talk).to_contain_text("签字盖章页")


def test_what_is_sealed_is_asked_for_with_a_reason(secretary: BrowserPerson, case: str, interface: Path) -> None:
    page = secretary.page
    page.goto(f"/cases/{case}")
    page.locator(".paper").filter(has_text="谈话记录").get_by_role("button", name="含限阅内容").click()
    dialog = page.locator("dialog[open]")
    well_made(page, interface)
    dialog.get_by_label("用途").select_option("decide")
    dialog.get_by_label("为什么要看").fill("核对谈话结论")
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="下载").click()
    assert "谈话中能够讲清楚入党动机" in text_of(saved.value)
    expect(dialog).to_have_count(0)


def test_the_office_brings_its_own_template(
    product: Product, browser: Browser, secretary: BrowserPerson, case: str, interface: Path, tmp_path: Path
) -> None:
    own = Document()
    own.add_paragraph("街道统一格式　{{编号}}　{{姓名}}")
    own.save(str(tmp_path / "谈话记录.docx"))
    office = BrowserPerson(product.url, "demo_town_org_office_1", browser)
    page = office.page
    page.goto("/documents/templates")
    expect(page.get_by_role("heading", name="文书模板")).to_be_visible()
    well_made(page, interface)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="上传模板：谈话记录").click()
    chooser.value.set_files(tmp_path / "谈话记录.docx")
    expect(page.locator(".paper").filter(has_text="谈话记录.docx")).to_be_visible()
    office.window.check()
    office.close()
    secretary.page.goto(f"/cases/{case}")
    talk = secretary.page.locator(".paper").filter(has_text="谈话记录")
    with secretary.page.expect_download() as saved:
        talk.get_by_role("button", name="下载可编辑版").click()
    assert Document(str(saved.value.path())).paragraphs[0].text.startswith("街道统一格式　TH-")
