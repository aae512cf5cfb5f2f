"""What imports of people and registers of cases show alike: the run, a row's reasons, a sheet's headings, a file."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.domain import messages
from service.domain.imports import Column
from service.store import sheets
from service.store.database import Row, Tx

SHOWN: Final = 200  # rows of a kind
RUNS: Final = 50
RUN: Final = """select r.*, p.name as who from import_run r
                  left join person p on p.tenant_id = r.tenant_id and p.id = r.created_by"""


def run_of(row: Row, counts: Mapping[str, Any], counted: Sequence[str]) -> dict[str, Any]:
    """Return an uploaded sheet as lists show it."""
    return {
        "id": row["id"],
        "file_name": row["file_name"],
        "status": row["status"],
        "who": row["who"] or "",
        "at": row["created_at"],
        "ended_at": row["ended_at"],
        "counts": {name: counts.get(name, 0) for name in counted},
    }


def column_name(column: Column | None, lang: str) -> str:
    """Return what a column is called; nothing when it is none of ours."""
    return (column.en if messages.is_english(lang) else column.zh) if column else ""


def reason(known: Mapping[str, Column], found: Mapping[str, Any], lang: str) -> str:
    """Return why a row is refused, or what is to be looked at, with the column it is about."""
    column = column_name(known.get(found["column"]), lang)
    said = messages.text(found["code"], lang, **found["params"])
    colon = ": " if messages.is_english(lang) else "："
    return f"{column}{colon}{said}" if column else said


def headings(headers: Sequence[str], found: Mapping[str, int], columns: Sequence[Column], lang: str) -> dict[str, Any]:
    """Return the headings of a sheet, and which of our columns each was taken for."""
    return {
        "headings": [header for header in dict.fromkeys(headers) if header],
        "columns": [
            {
                "key": column.key,
                "name": column_name(column, lang),
                "needed": column.needed,
                "heading": headers[found[column.key]] if column.key in found else None,
            }
            for column in columns
        ],
    }


def sealed_of(tx: Tx, line: Row) -> dict[str, Any]:
    """Return what a refused row said in columns that are sealed."""
    found: dict[str, Any] = json.loads(tx.sealer.open(bytes(line["raw"]), line["id"], "raw")) if line["raw"] else {}
    return found


def file(name: str, content: bytes) -> dict[str, Any]:
    """Return a sheet as it goes to a browser."""
    return {"name": name, "type": sheets.MEDIA_TYPE, "content": base64.b64encode(content).decode()}
