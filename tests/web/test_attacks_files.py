"""What an attacker uploads: sheets that grow, lie, fetch or calculate, and models that declare entities."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from service.domain.errors import Invalid, InvalidDefinition
from service.engine.xml import read_xml
from service.store import sheets
from tests.web.browser import Browser
from tests.web.test_imports import HEADERS, keeper, line, sheet, upload

__all__ = ["keeper"]  # a fixture


# --- sheets ----------------------------------------------------------------------------------------------------------


def packed(pieces: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pieces.items():
            archive.writestr(name, content)
    return target.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist()}


def test_a_small_file_that_holds_much_is_refused_before_it_is_unpacked() -> None:
    pieces = unpacked(sheets.write("a", ["b"], [["c"]]))
    for name in ("xl/worksheets/sheet1.xml", "xl/media/image1.png"):
        bomb = packed({**pieces, name: b"\0" * (sheets.MAX_UNPACKED + 1)})
        assert len(bomb) < 100_000
        begun = time.perf_counter()
        with pytest.raises(Invalid):
            sheets.read(bomb, 100)
        assert time.perf_counter() - begun < 1


def test_a_file_that_lies_about_its_size_is_not_believed() -> None:
    pieces = unpacked(sheets.write("a", ["b"], [["c"]]))
    honest = packed({**pieces, "xl/worksheets/sheet1.xml": b" " * (sheets.MAX_UNPACKED + 1)})
    size = (sheets.MAX_UNPACKED + 1).to_bytes(4, "little")
    assert size in honest
    begun = time.perf_counter()
    with pytest.raises(Invalid):
        sheets.read(honest.replace(size, (1000).to_bytes(4, "little")), 100)
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("system", ["file:///etc/passwd", "http://127.0.0.1:9/x", "//evil.example/x"])
def test_a_sheet_fetches_nothing(system: str) -> None:
    pieces = unpacked(sheets.write("a", ["b"], [["c"]]))
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{system}">]>'.encode()
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        raw = pieces[name].split(b"?>", 1)[-1].replace(b">c<", b">&e;<")
        content = packed({**pieces, name: b'<?xml version="1.0"?>' + entity + raw})
        try:
            _, rows = sheets.read(content, 100)
        except Invalid:
            continue
        assert "root:" not in str(rows)


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://evil")', "+1+1", "@SUM(A1)", "-2", "\t=1", "＝1+1"])
def test_a_refused_row_comes_back_as_text(formula: str, keeper: Browser) -> None:
    row = line(4, 姓名=formula, 所在党支部="没有这个支部", 学历=formula)
    typed = sheets.write("名册", HEADERS, [[row.get(header) for header in HEADERS]])  # as text, not as a formula
    staged = keeper.post("/admin/imports", upload(typed))
    assert staged.status_code == 201 and staged.json["counts"]["rejected"] == 1, staged.json
    rejects = keeper.get(f"/admin/imports/{staged.json['id']}/rejects")
    book = load_workbook(io.BytesIO(base64.b64decode(rejects.json["content"])))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert any(formula.strip() in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} == {"s"}


def test_control_characters_in_a_sheet_break_nothing(keeper: Browser) -> None:
    """A workbook writes them as _x0001_; they come back as text, or are refused, and never end in a defect."""
    for name in ("试_x0001_甲", "试_x001B_[2J", "试_x0000_乙"):
        staged = keeper.post("/admin/imports", upload(sheet([line(5, 姓名=name, 所在党支部="没有")])))
        assert staged.status_code in (201, 422), staged.text
        if staged.status_code == 201:
            assert keeper.get(f"/admin/imports/{staged.json['id']}/rejects").status_code == 200


# --- models ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;]>',
        '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["file", "parameter", "laughs", "dtd"],
)
@pytest.mark.parametrize("name", ["approval/approval.bpmn", "decision"])
def test_a_model_declares_and_fetches_nothing(declared: str, name: str, project: Path) -> None:
    folder = project / "tests" / "diagrams"
    path = folder / name if name.endswith("bpmn") else project / "bpmn" / "points" / "dmn_points_band.dmn"
    raw = path.read_text()
    head, body = raw.split("?>", 1)
    hurt = f"{head}?>{declared}" + body.replace('name="', 'name="&e;', 1)
    with pytest.raises(InvalidDefinition) as refused:
        read_xml(hurt.encode(), path.name)
    assert "root:" not in str(refused.value) and "haha" * 9 not in str(refused.value)
