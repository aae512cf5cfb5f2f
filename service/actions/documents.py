"""Read, print, scan back and template documents; what is sealed in one is opened for a purpose, logged with it.

The caller has made sure that this actor may see the case; the door asks for the second factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service.domain import clock, sealed
from service.domain import documents as rules
from service.domain.document_paper import paper
from service.domain.errors import Forbidden, Invalid, NotFound
from service.domain.people import Actor
from service.papers import docx, pdf
from service.store import access_log, documents, moves
from service.store.database import Row, Tx
from service.store.sealed_rights import why_not

PDF: Final = "pdf"
DOCX: Final = "docx"


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody takes away, before it is set: words, template, moment."""

    words: dict[str, Any]
    template: bytes | None
    at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to be handed out."""

    name: str
    media_type: str
    content: bytes


def take_in(
    tx: Tx,
    actor: Actor,
    case: Row,
    key: UUID,
    form: str,
    open_sealed: bool,
    copy: bool,
    purpose: str | None,
    note: str,
    origin: access_log.Origin,
) -> Taken:
    """Open a document to be printed, inside the caller's transaction; that it was taken away is a row of the log.

    Without `copy` those who keep the papers get the original, others a marked copy.
    Raises Forbidden, Invalid, NotFound.
    """
    row = _readable(tx, actor, case, key)
    if row["body"] is None:
        raise NotFound("document_erased")
    lines = None
    if open_sealed:
        if code := why_not(tx, actor, _as_sealed(row, case)):
            raise Forbidden(code)
        sealed.check_purpose(purpose, note)
        lines = documents.open_sealed(tx, row)
    access_log.record(
        tx,
        actor,
        access_log.ALLOWED,
        subject=row["person_id"],
        data_class=access_log.L3 if open_sealed else None,
        fields=["document_sealed" if open_sealed else "document"],
        purpose=purpose if open_sealed else "export",
        note=f"{row['number']} {note.strip()}".strip(),
        target=row["id"],
        origin=origin,
    )
    mark = "" if keeps(tx, actor, case, row["person_id"]) and not copy else _mark(actor)
    words = paper(documents.open_body(tx, row), lines, bytes(row["digest"]).hex(), mark)
    template = documents.template_of(tx, actor.tenant, row["code"]) if form == DOCX else None
    return Taken(words, template, row["issued_at"], f"{row['number']} {rules.KINDS[row['code']].zh}.{form}")


def set_file(taken: Taken, form: str) -> File:
    """Set what was taken as a file; nothing of the database is touched, so that nothing waits for it."""
    if form == PDF:
        return File(taken.name, pdf.MEDIA_TYPE, pdf.render(taken.words, taken.at))
    made = docx.fill(taken.template, taken.words, taken.at) if taken.template else docx.plain(taken.words, taken.at)
    return File(taken.name, docx.MEDIA_TYPE, made)


def add_scan_in(tx: Tx, actor: Actor, case: Row, key: UUID, name: str, content: bytes) -> UUID:
    """Keep a scan of a signed document, inside the caller's transaction.

    Raises Forbidden, Invalid, NotFound.
    """
    row = _readable(tx, actor, case, key)
    if not keeps(tx, actor, case, row["person_id"]):
        raise Forbidden("scan_post")
    if not name.strip():
        raise Invalid.at("/name", "scan_name")
    media_type = rules.scan_type(content)
    return documents.add_scan(tx, actor.tenant, row, name.strip(), media_type, content, clock.now(), actor.person_id)


def open_scan_in(
    tx: Tx, actor: Actor, case: Row, scan: Row, purpose: str | None, note: str, origin: access_log.Origin
) -> File:
    """Open a scan for a purpose, inside the caller's transaction; handwriting is class L3.

    Raises Forbidden, Invalid, NotFound.
    """
    row = _readable(tx, actor, case, scan["document_id"])
    own = scan["scanned_by"] == actor.person_id
    if not own and (code := why_not(tx, actor, _as_sealed(row, case))):
        raise Forbidden(code)
    if not own:
        sealed.check_purpose(purpose, note)
    content = documents.open_scan(tx, scan)
    if not content:
        raise NotFound("document_erased")
    access_log.record(
        tx,
        actor,
        access_log.ALLOWED,
        subject=row["person_id"],
        data_class=access_log.L3,
        fields=["scan"],
        purpose="own" if own else purpose,
        note="" if own else f"{row['number']} {note.strip()}",
        target=scan["id"],
        origin=origin,
    )
    return File(scan["name"] + _ENDINGS[scan["media_type"]], scan["media_type"], content)


def add_template_in(tx: Tx, actor: Actor, code: str, name: str, content: bytes) -> UUID:
    """Use the office's own DOCX for a kind of document from now on, inside the caller's transaction.

    Raises Forbidden, Invalid.
    """
    check_template_post(actor)
    if code not in rules.KINDS:
        raise Invalid.at("/code", "bad_value")
    docx.check(content)
    return documents.add_template(tx, actor.tenant, code, name.strip(), content, clock.now(), actor.person_id)


def end_template_in(tx: Tx, actor: Actor, key: UUID) -> None:
    """Go back to the plain layout, inside the caller's transaction.

    Raises Forbidden, NotFound.
    """
    check_template_post(actor)
    if not documents.end_template(tx, actor.tenant, key, clock.now()):
        raise NotFound("not_found")


def check_template_post(actor: Actor) -> None:
    """Refuse whoever does not keep the templates.

    Raises Forbidden.
    """
    if not actor.holds(rules.TEMPLATE_POST, clock.today()):
        raise Forbidden("template_post")


def keeps(tx: Tx, actor: Actor, case: Row, person_id: UUID | None) -> bool:
    """Tell whether somebody keeps the papers of a case."""
    return rules.keeps(actor, person_id, moves.way_up(tx, actor.tenant, case["organization_id"]), clock.today())


_ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def _readable(tx: Tx, actor: Actor, case: Row, key: UUID) -> Row:
    row = documents.find(tx, actor.tenant, key)
    if row is None or row["instance_id"] != case["id"]:
        raise NotFound("not_found")
    if not rules.may_read(actor, row["code"], row["person_id"]):
        raise Forbidden("sealed_not_yours")
    return row


def _as_sealed(row: Row, case: Row) -> Row:
    """Return a document as the rule of sealed answers judges it: nobody is its author, it has many."""
    return {
        "data_class": sealed.L3,
        "author_id": None,
        "person_id": row["person_id"],
        "instance_id": case["id"],
        "instance_org": case["organization_id"],
        "process_key": case["process_key"],
    }


def _mark(actor: Actor) -> str:
    return f"副本　{actor.name}　{clock.now().astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M}"
