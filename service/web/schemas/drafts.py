"""Shapes of drafts of processes."""

from __future__ import annotations

from typing import Any

from marshmallow import validate
from marshmallow.fields import Field

from service.web.schemas import fields as f
from service.web.schemas.common import Named


class DraftFile(f.Shape):
    """A file of a draft: a diagram, a table, a form or a rule pack, as text."""

    path = f.text(most=200)
    text = f.text(most=1_000_000)


class NewDraft(f.Shape):
    """Files that somebody wants to release, and what they change."""

    files = f.many(DraftFile, required=True)
    note = f.text(most=500, validate=validate.Length(min=1, max=500, error="form_required"))


_HEAD: dict[str, Field[Any]] = {
    "id": f.ident(),
    "note": f.text(),
    "status": f.choice("open", "released", "sent_back"),
    "drafted_at": f.instant(),
    "drafted_by": f.one(Named),
    "decided_at": f.instant(null=True),
    "decided_by": f.one(Named, null=True),
    "reason": f.text(null=True),
    "own": f.flag(),
    "paths": f.many(f.text()),
}
DraftHead = f.shape("ReleaseDraftHead", _HEAD)
Drafts = f.items("ReleaseDrafts", DraftHead)
ShownFile = f.shape("DraftedFile", {"path": f.text(), "change": f.choice("new", "changed", "same"), "text": f.text()})
Draft = f.shape("ReleaseDraft", {**_HEAD, "files": f.many(ShownFile)})
ReleasedProcess = f.shape(
    "ReleasedProcess", {"process": f.text(), "release": f.ident(), "version": f.number(), "changed": f.flag()}
)
Released = f.items("ReleasedProcesses", ReleasedProcess)
