"""Documents (文书): of a case, as a file, scanned back; the office's own templates."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import documents as actions
from service.domain.errors import NotFound
from service.papers import docx
from service.reads import documents as reads
from service.store import documents as store
from service.web import attempts, door
from service.web.imports import upload_of
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.documents import (
    CaseDocuments,
    NewScan,
    NewTemplate,
    OpenScan,
    PaperFile,
    TakeDocument,
    Templates,
)

MOST_SCAN = 14 * 1024 * 1024  # ten megabytes in base64
MOST_TEMPLATE = 3 * 1024 * 1024
documents = Resource("documents", "文书 · Documents")


@documents.read("/case/<uuid:id>", CaseDocuments)
def of_case(id: UUID) -> Response:
    """个案的文书。 List the documents of a case with their scans."""
    with door.house().db.reading() as tx:
        return present(reads.of_case(tx, door.actor(), id, language()))


@documents.act("/<uuid:id>/file", PaperFile, body=TakeDocument)
def take(given: dict[str, Any], id: UUID) -> Response:
    """打开、打印、下载。 Give a document as PDF or DOCX; that it was taken is logged."""
    actor, form, opened = door.actor(), given["format"], given.get("sealed", False)
    with door.house().db.transaction() as tx:
        case = reads.case_of(tx, actor, id)
        if opened:
            door.require_second_factor()
        asked = (form, opened, given.get("copy", False), given.get("purpose"), given.get("note", ""))
        taken = actions.take_in(tx, actor, case, id, *asked, attempts.origin())
    return _handed(actions.set_file(taken, form))


@documents.act("/<uuid:id>/scans", CaseDocuments, body=NewScan, status=201, most=MOST_SCAN)
def add_scan(given: dict[str, Any], id: UUID) -> Response:
    """上传扫描件。 Keep the scan of a signed document."""
    actor, lang, content = door.actor(), language(), upload_of(given["content"])

    def act(tx: Any) -> UUID:
        case = reads.case_of(tx, actor, id)
        actions.add_scan_in(tx, actor, case, id, given["name"], content)
        return UUID(str(case["id"]))

    return decide(act, lambda tx, case: reads.of_case(tx, actor, case, lang), 201)


@documents.act("/scans/<uuid:id>/file", PaperFile, body=OpenScan)
def open_scan(given: dict[str, Any], id: UUID) -> Response:
    """查看扫描件。 Open a scan for a purpose, logged."""
    actor = door.actor()
    with door.house().db.transaction() as tx:
        scan, case = reads.scan_of(tx, actor, id)
        door.require_second_factor()
        purpose, note = given.get("purpose"), given.get("note", "")
        return _handed(actions.open_scan_in(tx, actor, case, scan, purpose, note, attempts.origin()))


@documents.read("/templates", Templates, post=True)
def templates() -> Response:
    """文书模板。 List the kinds of documents and the office's own templates."""
    actions.check_template_post(door.actor())
    with door.house().db.reading() as tx:
        return present(reads.templates(tx, door.actor(), language()))


@documents.act("/templates", Templates, body=NewTemplate, status=201, most=MOST_TEMPLATE)
def add_template(given: dict[str, Any]) -> Response:
    """上传模板。 Use the office's own DOCX for a kind of document."""
    actor, lang, content = door.actor(), language(), upload_of(given["content"])
    return decide(
        lambda tx: actions.add_template_in(tx, actor, given["code"], given["name"], content),
        lambda tx, _: reads.templates(tx, actor, lang),
        201,
    )


@documents.read("/templates/<uuid:id>", PaperFile, post=True)
def template(id: UUID) -> Response:
    """下载模板。 Return one of the office's templates."""
    actor = door.actor()
    actions.check_template_post(actor)
    with door.house().db.reading() as tx:
        row = store.find_template(tx, actor.tenant, id)
    if row is None:
        raise NotFound("not_found")
    return _handed(actions.File(row["name"], docx.MEDIA_TYPE, bytes(row["content"])))


@documents.act("/templates/<uuid:id>/end", Templates)
def end_template(id: UUID) -> Response:
    """停用模板。 Go back to the plain layout."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: actions.end_template_in(tx, actor, id), lambda tx, _: reads.templates(tx, actor, lang))


def _handed(file: actions.File) -> Response:
    content = base64.b64encode(file.content).decode()
    return present({"name": file.name, "type": file.media_type, "content": content})
