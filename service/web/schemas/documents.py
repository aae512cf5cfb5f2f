"""Shapes of documents."""

from __future__ import annotations

from service.domain import documents
from service.domain.sealed import PURPOSES
from service.web.schemas import fields as f
from service.web.schemas.common import KeyName

Scan = f.shape(
    "Scan",
    {
        "id": f.ident(),
        "name": f.text(),
        "media_type": f.text(),
        "size": f.number(),
        "digest": f.text(),
        "at": f.instant(),
        "who": f.text(),
        "may_read": f.flag(),
    },
)


class CaseDocument(f.Shape):
    """A document of a case; `original`: the reader prints it without a mark."""

    id = f.ident()
    code = f.text()
    title = f.text()
    number = f.text()
    version = f.number()
    issued_on = f.day()
    who = f.text(null=True)
    goes_to = f.text()
    digest = f.text()
    sealed = f.flag()
    may_read = f.flag()
    original = f.flag()
    may_scan = f.flag()
    why_not = f.text(null=True)
    scans = f.many(Scan)


class CaseDocuments(f.Shape):
    """The documents of a case, and what sealed content may be opened for."""

    items = f.many(CaseDocument)
    purposes = f.many(KeyName)
    keeps_templates = f.flag()


class TakeDocument(f.Shape):
    """As what, whether with what is sealed, and then what for and why."""

    format = f.choice("pdf", "docx")
    sealed = f.flag(required=False)
    copy = f.flag(required=False)
    purpose = f.choice(*PURPOSES, required=False)
    note = f.text(most=200, required=False)


class OpenScan(f.Shape):
    """What for, and why in a sentence; one's own scan needs neither."""

    purpose = f.choice(*PURPOSES, required=False)
    note = f.text(most=200, required=False)


PaperFile = f.shape("PaperFile", {"name": f.text(), "type": f.text(), "content": f.text(metadata={"format": "byte"})})
NewScan = f.shape("NewScan", {"name": f.text(most=80), "content": f.text(metadata={"format": "byte"})})


class NewTemplate(f.Shape):
    """A DOCX in base64 for one kind of document."""

    code = f.choice(*documents.KINDS)
    name = f.text(most=120)
    content = f.text(metadata={"format": "byte"})


Template = f.shape("Template", {"id": f.ident(), "name": f.text(), "at": f.instant(), "who": f.text()})
TemplateLine = f.shape(
    "TemplateLine",
    {"code": f.text(), "title": f.text(), "goes_to": f.text(), "template": f.one(Template, null=True)},
)
Templates = f.shape("Templates", {"items": f.many(TemplateLine)})
