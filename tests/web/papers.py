"""Documents, scans and templates for tests of the web."""

from __future__ import annotations

import io
from typing import Any, Final
from uuid import UUID

from docx import Document

from service.domain import clock
from service.store import documents
from service.store.database import Tx
from tests.town import TENANT

PICTURE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000"
    "000049454e44ae426082"
)


def issue_document(
    tx: Tx, instance: UUID, branch: UUID, person: UUID, by: UUID, code: str = "DOC_TALK", impression: str = "踏实"
) -> UUID:
    """Issue a document with an open line and one of class L3."""
    today = clock.today()
    row: dict[str, Any] = {
        "instance_id": instance,
        "person_id": person,
        "organization_id": branch,
        "code": code,
        "number": documents.take_number(tx, TENANT, code, today.year),
        "version": 1,
        "issued_on": today,
        "issued_at": clock.now(),
        "issued_by": by,
    }
    entry = {
        "title": "谈话",
        "organization": "",
        "role": "",
        "who": "",
        "on": today.isoformat(),
        "lines": [{"label": "地点", "value": "党员活动室"}],
        "sealed_labels": ["谈话印象"],
    }
    body = {
        "code": code,
        "number": row["number"],
        "on": today.isoformat(),
        "head": documents.facts_of(tx, TENANT, instance, person, branch),
        "entries": [entry],
    }
    return documents.add(tx, TENANT, row, body, [[{"label": "谈话印象", "value": impression}]])[0]


def paper_file(text: str = "{{编号}}：{{地点}}") -> bytes:
    """Return a template of the office's own."""
    made, out = Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()
