"""Documents from outside: that they are there, what may be done with them; never what they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from service.domain import clock, messages, sealed
from service.domain import documents as rules
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import instances
from service.store import documents, moves
from service.store.database import Row, Tx


def of_case(tx: Tx, actor: Actor, instance_id: UUID, lang: str) -> dict[str, Any]:
    """Return the documents of a case with their scans.

    Raises NotFound.
    """
    case = instances.find(tx, actor, instance_id)
    line, today = moves.way_up(tx, actor.tenant, case["organization_id"]), clock.today()
    scans: dict[str, list[Row]] = {}
    for scan in documents.scans_of(tx, actor.tenant, instance_id):
        scans.setdefault(scan["number"], []).append(scan)
    items = []
    for row in documents.of_instance(tx, actor.tenant, instance_id):
        may = rules.may_read(actor, row["code"], row["person_id"]) and not row["erased"]
        keeps = rules.keeps(actor, row["person_id"], line, today)
        why = "document_erased" if row["erased"] else None if may else "sealed_not_yours"
        items.append(_item(row, scans.get(row["number"], ()), may, keeps, why, lang))
    purposes = [{"key": key, "name": sealed.purpose_name(key, lang)} for key in sealed.PURPOSES]
    return {"items": items, "purposes": purposes, "keeps_templates": actor.holds(rules.TEMPLATE_POST, today)}


def _item(row: Row, scans: Iterable[Row], may: bool, keeps: bool, why: str | None, lang: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "code": row["code"],
        "title": rules.title(row["code"], lang),
        "number": row["number"],
        "version": row["version"],
        "issued_on": row["issued_on"],
        "who": row["who"],
        "goes_to": rules.goes_to(row["code"], lang),
        "digest": bytes(row["digest"]).hex(),
        "sealed": row["has_sealed"],
        "may_read": may,
        "original": keeps,
        "may_scan": keeps and not row["erased"],
        "why_not": messages.text(why, lang) if why else None,
        "scans": [
            {
                "id": scan["id"],
                "name": scan["name"],
                "media_type": scan["media_type"],
                "size": scan["size"],
                "digest": bytes(scan["digest"]).hex(),
                "at": scan["scanned_at"],
                "who": scan["who"],
                "may_read": may and not scan["erased"],
            }
            for scan in scans
        ],
    }


def case_of(tx: Tx, actor: Actor, document_id: UUID) -> Row:
    """Return the case of a document, for somebody who may see it.

    Raises NotFound.
    """
    row = documents.find(tx, actor.tenant, document_id)
    if row is None:
        raise NotFound("not_found")
    try:
        return instances.find(tx, actor, row["instance_id"])
    except NotFound:
        raise NotFound("not_found") from None


def scan_of(tx: Tx, actor: Actor, scan_id: UUID) -> tuple[Row, Row]:
    """Return a scan, closed, and its case, for somebody who may see it.

    Raises NotFound.
    """
    scan = documents.find_scan(tx, actor.tenant, scan_id)
    if scan is None:
        raise NotFound("not_found")
    return scan, case_of(tx, actor, scan["document_id"])


def templates(tx: Tx, actor: Actor, lang: str) -> dict[str, Any]:
    """Return every kind of document, and the office's own template for it."""
    own = {row["code"]: row for row in documents.templates(tx, actor.tenant)}
    items = []
    for code in rules.KINDS:
        row = own.get(code)
        items.append(
            {
                "code": code,
                "title": rules.title(code, lang),
                "goes_to": rules.goes_to(code, lang),
                "template": row and {"id": row["id"], "name": row["name"], "at": row["uploaded_at"], "who": row["who"]},
            }
        )
    return {"items": items}
