"""Imports of people as the administrator sees them: the runs, the preview of one, the template, the refused rows.

What was refused goes back with the sealed columns masked; a mended list is recognised by its reference.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import administration, clock, imports, labels, messages, people
from service.domain.errors import NotFound
from service.domain.import_words import NOTES
from service.domain.page_words import word
from service.domain.people import Actor
from service.reads import log_sheets, staged
from service.store import sheets
from service.store.database import Row, Tx
from service.store.imports import OUTCOMES


def page(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Return the latest imports.

    Raises Forbidden.
    """
    administration.seats(actor, clock.today())
    rows = tx.rows(
        f"""{staged.RUN}
             where r.tenant_id = %s and r.kind = 'people' order by r.created_at desc, r.id desc limit %s""",
        (actor.tenant, staged.RUNS),
    )
    return {"items": [_run(row) for row in rows]}


def one(tx: Tx, actor: Actor, run: UUID, lang: str) -> dict[str, Any]:
    """Return an import with its refused, changed and first new rows.

    Raises Forbidden, NotFound.
    """
    row = _find(tx, actor, run)
    lines = tx.rows(
        """select number, outcome, reasons, facts from (
             select *, row_number() over (partition by outcome order by number) as place from import_row
              where tenant_id = %s and run_id = %s and outcome <> 'unchanged') x
            where place <= %s order by number""",
        (actor.tenant, run, staged.SHOWN),
    )
    return _run(row) | {
        name: [_line(line, lang) for line in lines if line["outcome"] == outcome]
        for name, outcome in (("rejected", "rejected"), ("changed", "changed"), ("added", "new"))
    }


def _find(tx: Tx, actor: Actor, run: UUID) -> Row:
    administration.seats(actor, clock.today())
    row = tx.row(f"{staged.RUN} where r.tenant_id = %s and r.id = %s and r.kind = 'people'", (actor.tenant, run))
    if row is None:
        raise NotFound("import_not_found")
    return row


def _run(row: Row) -> dict[str, Any]:
    return staged.run_of(row, row["counts"], OUTCOMES)


def _line(row: Row, lang: str) -> dict[str, Any]:
    facts = row["facts"]
    stage = facts.get("stage")
    return {
        "row": row["number"],
        "name": facts.get("name") or "",
        "branch": facts.get("branch") or "",
        "stage": labels.stage_name(stage, lang) if stage in labels.STAGES else stage or "",
        "fields": [staged.column_name(imports.BY_KEY.get(key), lang) for key in facts.get("fields") or ()],
        "reasons": [staged.reason(imports.BY_KEY, reason, lang) for reason in row["reasons"]],
    }


def columns(actor: Actor, content: bytes, lang: str) -> dict[str, Any]:
    """Return the headings of a sheet, and which of our columns each was taken for.

    Raises Forbidden, Invalid.
    """
    administration.seats(actor, clock.today())
    headers, _ = sheets.read(content, imports.MAX_ROWS)
    return staged.headings(headers, imports.place_columns(headers), imports.COLUMNS, lang)


def template(actor: Actor) -> dict[str, Any]:
    """Return the empty sheet to fill in, with a page that explains its columns.

    Raises Forbidden.
    """
    administration.seats(actor, clock.today())
    headers = [column.zh + ("*" if column.needed else "") for column in imports.COLUMNS]
    return staged.file("人员导入模板.xlsx", sheets.write("人员", headers, [], NOTES))


def rejects(tx: Tx, actor: Actor, run: UUID, lang: str) -> dict[str, Any]:
    """Return the refused rows as a sheet to mend and upload again.

    Raises Forbidden, NotFound.
    """
    row = _find(tx, actor, run)
    lines = tx.rows(
        """select number, id, reasons, facts, raw from import_row
            where tenant_id = %s and run_id = %s and outcome = 'rejected' order by number""",
        (actor.tenant, run),
    )
    headers = [column.zh for column in imports.COLUMNS]
    body = [_mended(tx, line, lang) for line in lines]
    mark = log_sheets.mark_of(actor, word("export_rejects", lang), lang)
    content = sheets.write("退回", [*headers, "退回原因", "原行号", imports.REFERENCE], body, NOTES, mark)
    return staged.file(f"退回-{clock.office_day(row['created_at']):%Y%m%d}.xlsx", content)


def _mended(tx: Tx, line: Row, lang: str) -> list[Any]:
    facts = line["facts"]
    raw = staged.sealed_of(tx, line)
    masked = {
        "id_number": people.mask_id_number(raw.get("id_number", "")),
        "phone": people.mask_phone(raw.get("phone", "")),
    }
    cells = [masked[key] if key in masked else _back(key, facts.get(key)) for key in imports.BY_KEY]
    reasons = "；".join(staged.reason(imports.BY_KEY, reason, lang) for reason in line["reasons"])
    return [*cells, reasons, line["number"], line["id"]]


def _back(key: str, value: Any) -> str:
    if key == "stage" and value in labels.STAGES:
        return labels.stage_name(value, messages.ZH)
    if key == "sex" and value in labels.SEXES:
        return labels.SEXES[value][0]
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
