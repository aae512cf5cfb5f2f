"""Spreadsheets (XLSX): read what people upload, write what they fill in. A file is never trusted and never kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from service.domain.errors import Invalid

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_UNPACKED: Final = 60 * 1024 * 1024
MAX_COLUMNS: Final = 60
MAX_BLANK: Final = 200  # a sheet that was formatted to the bottom has a million empty rows
_HEAD: Final = PatternFill("solid", fgColor="F6F3EC")


def read(content: bytes, most: int) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """Return the headings of the first sheet and its rows that are not blank, with their numbers.

    Raises Invalid: not a workbook, too large, no rows, too many.
    """
    _check(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = [*_rows(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), most + 1)]
        book.close()
    except (
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        SyntaxError,
        zipfile.BadZipFile,
        OSError,
    ):
        raise Invalid.at("/content", "sheet_unreadable") from None
    if len(rows) < 2:
        raise Invalid.at("/content", "sheet_empty")
    if len(rows) > most + 1:
        raise Invalid.at("/content", "sheet_too_long", most=most)
    headers = ["" if value is None else str(value).strip()[:60] for value in rows[0][1]]
    return headers, rows[1:]


def _check(content: bytes) -> None:
    """Look at the archive's directory before anything is unpacked: a small file may hold gigabytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(item.file_size for item in archive.infolist())
            known = "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Invalid.at("/content", "sheet_unreadable") from None
    if not known:
        raise Invalid.at("/content", "sheet_unreadable")
    if size > MAX_UNPACKED:
        raise Invalid.at("/content", "sheet_too_large")


def _rows(source: Iterable[Sequence[Any]], most: int) -> Iterator[tuple[int, list[Any]]]:
    blank = found = 0
    for number, values in enumerate(source, 1):
        if all(value is None or str(value).strip() == "" for value in values):
            blank += 1
            if blank > MAX_BLANK:
                return
            continue
        blank, found = 0, found + 1
        yield number, list(values)
        if found > most:
            return


def write(
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[str] = (),
    mark: str = "",
    samples: tuple[Sequence[str], Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    """Return a workbook with one table, every cell as text, a second sheet of notes and a third of filled rows.

    `mark` says who took it, when and what for: it stands on every printed page and in the file's properties.
    """
    book = Workbook(write_only=True)
    book.properties.description = mark or None
    sheet = _table(book, title, headers, rows, mark)
    if notes:
        page = book.create_sheet("填写说明")
        page.oddFooter.center.text = sheet.oddFooter.center.text
        page.column_dimensions["A"].width = 90
        for note in notes:
            page.append([_cell(page, note)])
    if samples:
        _table(book, "示例", *samples, mark)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _table(book: Workbook, title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], mark: str) -> Any:
    sheet = book.create_sheet(title)
    sheet.oddFooter.center.text = mark.replace("&", "&&") or None
    for at, header in enumerate(headers, 1):
        sheet.column_dimensions[get_column_letter(at)].width = max(12, 2 * len(header) + 4)
        sheet.column_dimensions[get_column_letter(at)].number_format = "@"
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, header, head=True) for header in headers])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    return sheet


def _cell(sheet: WriteOnlyWorksheet, value: Any, head: bool = False) -> Cell:
    """Make a cell of text: what begins with = is no formula, and no number loses its last digits."""
    cell = WriteOnlyCell(sheet, "")
    cell.value = "" if value is None else str(value)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=not head)
    if head:
        cell.font, cell.fill = Font(bold=True), _HEAD
    return cell
