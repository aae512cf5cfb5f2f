"""A sheet of organisations as the administrator sees it: its rows, the template, the refused rows to mend."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Final

from service.domain import administration, clock, messages, org_sheet
from service.domain.imports import Reason
from service.domain.org_sheet import COLUMNS, NOTES, Line
from service.domain.page_words import word
from service.domain.people import Actor
from service.reads import log_sheets
from service.store import sheets

OUTCOMES: Final = ("new", "known", "rejected")


def lines(found: Sequence[Line], lang: str) -> dict[str, Any]:
    """Shape the rows of a sheet."""
    return {
        "counts": {outcome: sum(line.outcome == outcome for line in found) for outcome in OUTCOMES},
        "rows": [
            {
                "row": line.number,
                "name": line.said["name"],
                "parent": line.said["parent"],
                "level": line.said["level"],
                "outcome": line.outcome,
                "reasons": [_reason(reason, lang) for reason in line.reasons],
            }
            for line in found
        ],
    }


def _reason(reason: Reason, lang: str) -> str:
    english = messages.is_english(lang)
    column = next((each.en if english else each.zh for each in COLUMNS if each.key == reason.column), "")
    return f"{column}{': ' if english else '：'}{messages.text(reason.code, lang, **reason.params)}"


def template(actor: Actor) -> dict[str, Any]:
    """Return the empty sheet to fill in.

    Raises Forbidden.
    """
    administration.seats(actor, clock.today())
    headers = [column.zh + ("*" if column.needed else "") for column in COLUMNS]
    return _file("组织导入模板.xlsx", sheets.write("组织", headers, [], NOTES))


def rejects(actor: Actor, found: Sequence[Line], lang: str) -> dict[str, Any]:
    """Return the refused rows as a sheet to mend and upload again, marked with who took it and when."""
    body = [
        [*(line.said[column.key] for column in COLUMNS), "；".join(_reason(each, lang) for each in line.reasons)]
        for line in found
        if line.outcome == "rejected"
    ]
    headers = [column.zh for column in COLUMNS]
    mark = log_sheets.mark_of(actor, word("export_rejects", lang), lang)
    return _file("组织退回.xlsx", sheets.write("退回", [*headers, "退回原因"], body, org_sheet.NOTES, mark))


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "type": sheets.MEDIA_TYPE, "content": base64.b64encode(content).decode()}
