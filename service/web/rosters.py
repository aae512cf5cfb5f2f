"""The register of running cases: upload, preview, sign, enter, take back (发展党员名册导入)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import reveals
from service.actions import rosters as actions
from service.reads import rosters as reads
from service.web import attempts, door
from service.web.imports import MAX_UPLOAD, upload_of
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.imports import ImportReason, Sheet, SheetColumns
from service.web.schemas.rosters import Roster, RosterRuns, RosterSignature, RosterUpload

rosters = Resource("rosters", "名册导入 · Registers of running cases")


@rosters.read("", RosterRuns, post=True)
def runs() -> Response:
    """历次名册。 List the latest registers."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor()))


@rosters.read("/template", Sheet, post=True)
def template() -> Response:
    """下载模板。 Return the sheet to fill in."""
    return present(reads.template(door.actor()))


@rosters.act("/columns", SheetColumns, body=RosterUpload, most=MAX_UPLOAD)
def columns(given: dict[str, Any]) -> Response:
    """对应栏目。 Tell which headings of a sheet were understood, by name or as the last time; nothing is kept."""
    with door.house().db.reading() as tx:
        return present(reads.columns(tx, door.actor(), upload_of(given["content"]), language()))


@rosters.act("", Roster, body=RosterUpload, status=201, most=MAX_UPLOAD)
def stage(given: dict[str, Any]) -> Response:
    """上传并预览。 Check a register row by row by the rules of its days; no case begins before it is signed."""
    house, actor, lang, content = door.house(), door.actor(), language(), upload_of(given["content"])
    return decide(
        lambda tx: actions.stage_in(tx, house.engine, actor, given["file_name"], content, given.get("columns")),
        lambda tx, run: reads.one(tx, actor, run, lang),
        201,
    )


@rosters.read("/<uuid:id>", Roster, post=True)
def one(id: UUID) -> Response:
    """预览和结果。 Return a register; a branch sees its own rows."""
    with door.house().db.reading() as tx:
        return present(reads.one(tx, door.actor(), id, language()))


@rosters.read("/<uuid:id>/rejects", Sheet, post=True)
def rejects(id: UUID) -> Response:
    """退回清单。 Return what was refused or stayed behind, with the reasons, as a sheet to mend."""
    with door.house().db.transaction() as tx:
        found = reads.rejects(tx, door.actor(), id, language())
        reveals.log_export(tx, door.actor(), "import_rejects", id, attempts.origin())
    return present(found)


@rosters.act("/<uuid:id>/send", Roster)
def send(id: UUID) -> Response:
    """送签。 Lay the rows before the secretaries of their branches."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: actions.send_in(tx, actor, id), lambda tx, _: reads.one(tx, actor, id, lang))


@rosters.act("/<uuid:id>/sign", Roster, body=RosterSignature)
def sign(given: dict[str, Any], id: UUID) -> Response:
    """签认。 Stand for the rows of the own branch: confirm each warning, or send the row back."""
    actor, lang = door.actor(), language()
    returned = {each["row"]: each["reason"] for each in given["returned"]}
    return decide(
        lambda tx: actions.sign_in(tx, actor, id, given["told"], given["ticked"], returned),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )


@rosters.act("/<uuid:id>/enter", Roster)
def enter(id: UUID) -> Response:
    """接续个案。 Let the signed cases begin at their stages; a job does it row by row."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: actions.enter_in(tx, actor, id), lambda tx, _: reads.one(tx, actor, id, lang))


@rosters.act("/<uuid:id>/discard", Roster)
def discard(id: UUID) -> Response:
    """放弃。 Throw a register away of which nothing has been entered."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: actions.discard_in(tx, actor, id), lambda tx, _: reads.one(tx, actor, id, lang))


@rosters.act("/<uuid:id>/undo", Roster, body=ImportReason)
def undo(given: dict[str, Any], id: UUID) -> Response:
    """撤回。 Take back every case that nobody has gone on with; a job does it row by row."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.undo_in(tx, actor, id, given["reason"]),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )
