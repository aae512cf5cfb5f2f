"""Documents over HTTP: what a reader gets as a file, what is sealed in it, what comes back as a scan."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from pypdf import PdfReader

from service.actions.deploy import deploy
from service.domain.document_paper import SEALED
from service.wiring import House
from tests.town import TENANT, Town
from tests.web.browser import Browser
from tests.web.papers import PICTURE, issue_document, paper_file
from tests.web.things import about_a_person

WHY = {"purpose": "decide", "note": "办理本件"}
SECRET = "他在谈话中说到家里的难处"


@pytest.fixture(scope="module", autouse=True)
def about_people(house: House, town: Town) -> None:
    """Deploy an approval about a person."""
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, about_a_person("approval", "papers"), None)


@pytest.fixture(scope="module")
def applicant(sign_in: Callable[..., Browser], town: Town) -> Browser:
    """Give the browser of the person it is about."""
    return sign_in(town.applicant)


@pytest.fixture
def case(house: House, town: Town, ann: Browser) -> UUID:
    """Start a case about the applicant."""
    body = {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}}
    made = ann.post("/instances", {**body, "person_id": str(town.applicant.person_id)})
    assert made.status_code == 201, made.text
    return UUID(made.json["id"] if "id" in made.json else made.json["instance"]["id"])


@pytest.fixture
def paper(house: House, town: Town, case: UUID) -> str:
    """Issue the record of a talk in it."""
    with house.app.app_context(), house.db.transaction() as tx:
        who = town.applicant.person_id
        return str(issue_document(tx, case, town.branch, who, town.ann.person_id, impression=SECRET))


def taken(browser: Browser, key: str, form: str = "pdf", **more: Any) -> bytes:
    answer = browser.post(f"/documents/{key}/file", {"format": form, **more})
    assert answer.status_code == 200, answer.text
    assert answer.json["name"].endswith(f".{form}")
    return base64.b64decode(answer.json["content"])


def text_of(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def logged(house: House, key: str) -> list[dict[str, Any]]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows(
            "select fields, purpose, data_class, result from access_log where tenant_id = %s and target_id = %s"
            " order by id",
            (TENANT, key),
        )


def test_a_document_is_listed_and_printed(house: House, ann: Browser, town: Town, case: UUID, paper: str) -> None:
    (row,) = ann.get(f"/documents/case/{case}").json["items"]
    assert row["title"] == "谈话记录" and row["sealed"] and row["original"] and row["may_scan"]
    text = text_of(taken(ann, paper))
    assert row["number"] in text and "党员活动室" in text and row["digest"][:16] in text
    assert SEALED in text and SECRET not in text and "副本" not in text
    assert f"副本{town.ann.name}" in text_of(taken(ann, paper, copy=True))
    assert [each["fields"] for each in logged(house, paper)] == [["document"], ["document"]]


def test_what_is_sealed_is_opened_for_a_purpose_and_logged(house: House, ann: Browser, paper: str) -> None:
    assert ann.post(f"/documents/{paper}/file", {"format": "pdf", "sealed": True}).status_code == 422
    text = text_of(taken(ann, paper, sealed=True, **WHY))
    assert SECRET in text and SEALED not in text
    (row,) = logged(house, paper)
    assert (row["fields"], row["purpose"], row["data_class"]) == (["document_sealed"], "decide", "L3")


def test_a_scan_comes_back_sealed(house: House, ann: Browser, case: UUID, paper: str) -> None:
    scan = {"name": "签字页", "content": base64.b64encode(PICTURE).decode()}
    made = ann.post(f"/documents/{paper}/scans", scan)
    assert made.status_code == 201, made.text
    (kept,) = made.json["items"][0]["scans"]
    assert kept["size"] == len(PICTURE) and kept["media_type"] == "image/png"
    answer = ann.post(f"/documents/scans/{kept['id']}/file", {})
    assert base64.b64decode(answer.json["content"]) == PICTURE, "one's own needs no purpose"
    assert [row["data_class"] for row in logged(house, kept["id"])] == ["L3"]
    with house.app.app_context(), house.db.reading() as tx:
        body = bytes(tx.value("select body from document_scan where id = %s", (kept["id"],)))
    assert PICTURE not in body and base64.b64encode(PICTURE) not in body


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"MZ\x90\x00", 422), (b"<html><script>", 422), (b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024), 422)],
    ids=["program", "page", "too large"],
)
def test_what_is_no_scan_is_refused(ann: Browser, paper: str, content: bytes, status: int) -> None:
    scan = {"name": "扫描.png", "content": base64.b64encode(content).decode()}
    assert ann.post(f"/documents/{paper}/scans", scan).status_code == status


def test_the_offices_template_is_used_until_it_is_ended(town: Town, ann: Browser, dora: Browser, paper: str) -> None:
    content = base64.b64encode(paper_file("街道统一格式 {{编号}}：{{地点}}")).decode()
    made = dora.post("/documents/templates", {"code": "DOC_TALK", "name": "谈话.docx", "content": content})
    assert made.status_code == 201, made.text
    own = next(row["template"] for row in made.json["items"] if row["code"] == "DOC_TALK")
    assert Document(io.BytesIO(taken(ann, paper, "docx"))).paragraphs[0].text.startswith("街道统一格式 TH-")
    assert base64.b64decode(dora.get(f"/documents/templates/{own['id']}").json["content"])
    assert dora.post(f"/documents/templates/{own['id']}/end", {}).status_code == 200
    assert Document(io.BytesIO(taken(ann, paper, "docx"))).paragraphs[0].text == "谈话记录"
    assert ann.get("/documents/templates").status_code == 403


def test_the_person_reads_what_is_addressed_to_them_and_no_more(
    house: House, town: Town, case: UUID, paper: str, applicant: Browser
) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        who = town.applicant.person_id
        told = str(issue_document(tx, case, town.branch, who, town.ann.person_id, "DOC_RESULT"))
    assert applicant.post(f"/documents/{paper}/file", {"format": "pdf"}).status_code == 403
    assert f"副本{town.applicant.name}" in text_of(taken(applicant, told))
    refused = applicant.post(f"/documents/{told}/file", {"format": "pdf", "sealed": True, **WHY})
    assert refused.status_code == 403
    scan = {"name": "页", "content": base64.b64encode(PICTURE).decode()}
    assert applicant.post(f"/documents/{told}/scans", scan).status_code == 403
