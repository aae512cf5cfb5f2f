"""People from a sheet: upload, preview, confirm, take back."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import imports as actions
from service.actions import reveals
from service.domain.errors import Invalid
from service.reads import imports as reads
from service.web import attempts, door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.imports import Import, ImportReason, ImportRuns, Sheet, SheetColumns, Upload

MAX_UPLOAD = 3 * 1024 * 1024
imports = Resource("admin/imports", "导入人员 · Import people")


@imports.read("", ImportRuns, post=True)
def runs() -> Response:
    """历次导入。 List the latest imports."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor()))


@imports.read("/template", Sheet, post=True)
def template() -> Response:
    """下载模板。 Return the sheet to fill in."""
    return present(reads.template(door.actor()))


@imports.act("/columns", SheetColumns, body=Upload, most=MAX_UPLOAD)
def columns(given: dict[str, Any]) -> Response:
    """对应栏目。 Tell which headings of a sheet were understood; nothing is kept."""
    return present(reads.columns(door.actor(), upload_of(given["content"]), language()))


@imports.act("", Import, body=Upload, status=201, most=MAX_UPLOAD)
def stage(given: dict[str, Any]) -> Response:
    """上传并预览。 Check a sheet row by row; nobody is recorded before it is confirmed."""
    actor, lang, content = door.actor(), language(), upload_of(given["content"])
    return decide(
        lambda tx: actions.stage_in(tx, actor, given["file_name"], content, given.get("columns")),
        lambda tx, run: reads.one(tx, actor, run, lang),
        201,
    )


@imports.read("/<uuid:id>", Import, post=True)
def one(id: UUID) -> Response:
    """预览和结果。 Return an import."""
    with door.house().db.reading() as tx:
        return present(reads.one(tx, door.actor(), id, language()))


@imports.read("/<uuid:id>/rejects", Sheet, post=True)
def rejects(id: UUID) -> Response:
    """退回清单。 Return the refused rows as a sheet to mend."""
    with door.house().db.transaction() as tx:
        found = reads.rejects(tx, door.actor(), id, language())
        reveals.log_export(tx, door.actor(), "import_rejects", id, attempts.origin())
    return present(found)


@imports.act("/<uuid:id>/confirm", Import, body=ImportReason)
def confirm(given: dict[str, Any], id: UUID) -> Response:
    """确认导入。 Record the people of the preview."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.confirm_in(tx, actor, id, given["reason"]),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )


@imports.act("/<uuid:id>/discard", Import)
def discard(id: UUID) -> Response:
    """放弃。 Throw a preview away."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: actions.discard_in(tx, actor, id), lambda tx, _: reads.one(tx, actor, id, lang))


@imports.act("/<uuid:id>/undo", Import, body=ImportReason)
def undo(given: dict[str, Any], id: UUID) -> Response:
    """撤回导入。 Take an import back that nobody has worked with since."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.undo_in(tx, actor, id, given["reason"]),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )


def upload_of(content: str) -> bytes:
    """Return the file that came as base64.

    Raises Invalid.
    """
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid.at("/content", "sheet_unreadable") from None
