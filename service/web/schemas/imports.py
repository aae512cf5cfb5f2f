"""Shapes of imports of people."""

from __future__ import annotations

from service.domain import imports
from service.web.schemas import fields as f

ImportCounts = f.shape("ImportCounts", {name: f.number() for name in ("new", "changed", "unchanged", "rejected")})


class ImportRun(f.Shape):
    """An uploaded sheet."""

    id = f.ident()
    file_name = f.text()
    status = f.choice("staged", "done", "undone", "discarded")
    who = f.text()
    at = f.instant()
    ended_at = f.instant(null=True)
    counts = f.one(ImportCounts)


class ImportLine(f.Shape):
    """A row of a sheet: no sealed value is shown."""

    row = f.number()
    name = f.text()
    branch = f.text()
    stage = f.text()
    fields_ = f.many(f.text(), data_key="fields")
    reasons = f.many(f.text())


class Import(ImportRun):
    """An import with the rows worth looking at, at most 200 of a kind."""

    rejected = f.many(ImportLine)
    changed = f.many(ImportLine)
    added = f.many(ImportLine)


ImportRuns = f.items("ImportRuns", ImportRun)
ImportColumns = f.shape("ImportColumns", {column.key: f.text(most=60, required=False) for column in imports.COLUMNS})


class Upload(f.Shape):
    """A sheet (XLSX) in base64, and which heading stands for which column where it does not say so itself."""

    file_name = f.text(most=200)
    content = f.text(metadata={"format": "byte"})
    columns = f.one(ImportColumns, required=False)


SheetColumn = f.shape(
    "SheetColumn", {"key": f.text(), "name": f.text(), "needed": f.flag(), "heading": f.text(null=True)}
)
SheetColumns = f.shape("SheetColumns", {"headings": f.many(f.text()), "columns": f.many(SheetColumn)})
ImportReason = f.shape("ImportReason", {"reason": f.text(most=500)})
Sheet = f.shape("Sheet", {"name": f.text(), "type": f.text(), "content": f.text(metadata={"format": "byte"})})
