"""DOCX: a document in the office's own template, or in a plain one when there is none.

A template has words in double braces, {{姓名}}; what they may be, `words` says. Uploaded files are not trusted: no
macros, nothing that points outside, no bombs.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from service.domain.errors import Invalid

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_TEMPLATE: Final = 2 * 1024 * 1024
MAX_UNPACKED: Final = 20 * 1024 * 1024
_WORD: Final = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
_RELATION: Final = re.compile(rb"<[^<>]*TargetMode[^<>]*>")
_BLANK: Final = "＿＿＿＿"
_ALL: Final = "全部内容"


def check(content: bytes) -> set[str]:
    """Return the words in braces of a template.

    Raises Invalid: no DOCX, too large, with macros, with links outside.
    """
    if len(content) > MAX_TEMPLATE:
        raise Invalid.at("/content", "document_size", mb=MAX_TEMPLATE // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise Invalid.at("/content", "template_unreadable")
            names = {entry.filename.lower() for entry in entries}
            relations = b"".join(packed.read(entry) for entry in entries if entry.filename.endswith(".rels"))
        outside = any(b'"External"' in each and b"/hyperlink" not in each for each in _RELATION.findall(relations))
        if outside or any("vbaproject" in name or "/embeddings/" in name for name in names):
            raise Invalid.at("/content", "template_active")
        paper = Document(io.BytesIO(content))
    except Invalid:
        raise
    except Exception:  # zipfile, lxml and python-docx each have their own ways to say that a file is none
        raise Invalid.at("/content", "template_unreadable") from None
    return {word for line in _lines(paper) for word in _WORD.findall(line.text)}


def words(paper: Mapping[str, Any]) -> dict[str, str]:
    """Return what a template's words stand for: the head of the document, and each line of its answers by its label."""
    found = {"标题": paper["title"], "编号": paper["number"].split("：")[-1], "日期": paper["on"]}
    found |= {"发文单位": paper["issuer"], "主送": paper["to"], "正文": "\n".join(paper["sentences"])}
    found |= dict(paper["facts"])
    for entry in paper["entries"]:
        found["环节"], found["办理"] = entry["title"], entry["by"]
        for line in entry["lines"]:
            found[line["label"]] = line["value"] if "value" in line else "；".join("，".join(r) for r in line["rows"])
    return found


def fill(template: bytes, paper: Mapping[str, Any], at: datetime) -> bytes:
    """Return a document in the office's template; a word that nobody knows becomes a line to write on."""
    made = Document(io.BytesIO(template))
    known = words(paper)
    for line in list(_lines(made)):
        if _ALL in _WORD.findall(line.text):
            _whole(made, paper, line)
        else:
            _fill_line(line, known)
    return _saved(made, paper, at)


def plain(paper: Mapping[str, Any], at: datetime) -> bytes:
    """Return a document in the house's own plain layout."""
    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    made.sections[0].header.paragraphs[0].text = f"{paper['number']}　{paper['sample']}"
    made.sections[0].footer.paragraphs[0].text = "　".join(filter(None, (paper["foot"], paper["mark"])))
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(paper["title"]).font.size = Pt(20)
    if paper["to"]:
        made.add_paragraph(f"{paper['to']}：")
    for sentence in paper["sentences"]:
        made.add_paragraph(sentence)
    if paper["head"]:
        _pairs(made.add_table(0, 2), paper["head"])
    _whole(made, paper)
    made.add_paragraph()
    for text in (*(f"{each}：{_BLANK}" for each in paper["signatures"]), paper["issuer"], paper["on"]):
        made.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _saved(made, paper, at)


def _whole(made: Paper, paper: Mapping[str, Any], here: Paragraph | None = None) -> None:
    """Write all entries, at the end or in the place of a paragraph."""
    for entry in paper["entries"]:
        parts: list[Any] = [made.add_paragraph(entry["title"])] if entry["title"] else []
        pairs = [(line["label"], line["value"]) for line in entry["lines"] if "value" in line]
        if pairs:
            table = made.add_table(0, 2)
            _pairs(table, pairs)
            parts.append(table)
        for line in entry["lines"]:
            if "rows" in line:
                parts += [made.add_paragraph(line["label"]), _list(made, line)]
        if entry["by"]:
            parts.append(made.add_paragraph(entry["by"]))
        if "signatures" in entry:  # a section has its own
            signed = [f"{name}：{_BLANK}" for name in entry["signatures"]]
            parts.append(made.add_paragraph("　　".join((*signed, *filter(None, (entry["seal"],))))))
        if here is not None:
            for part in parts:
                here._p.addprevious(part._element)
    if here is not None:
        holder = here._p.getparent()
        if holder is not None:
            holder.remove(here._p)


def _pairs(table: Table, pairs: Any) -> None:
    table.style = "Table Grid"
    for label, value in pairs:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value


def _list(made: Paper, line: Mapping[str, Any]) -> Table:
    table = made.add_table(1, len(line["columns"]))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, line["columns"], strict=True):
        cell.text = text
    for row in line["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def _lines(paper: Paper) -> Iterator[Paragraph]:
    """Yield every paragraph, those of headers, footers and tables within tables included."""
    holders: list[Any] = [paper]
    for section in paper.sections:
        holders += [section.header, section.footer]
    for holder in holders:
        yield from _within(holder)


def _within(holder: Paper | _Cell) -> Iterator[Paragraph]:
    yield from holder.paragraphs
    for table in holder.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _within(cell)


def _fill_line(line: Paragraph, known: Mapping[str, str]) -> None:
    """Replace the words of a paragraph; Word cuts them into runs as it likes, so the first run keeps its looks."""
    text = line.text
    if not _WORD.search(text):
        return
    for run in line.runs:
        run_text = _WORD.sub(lambda found: known.get(found[1], _BLANK), run.text)
        if run_text != run.text:
            run.text = run_text
    if _WORD.search(line.text) and line.runs:
        whole = _WORD.sub(lambda found: known.get(found[1], _BLANK), line.text)
        line.runs[0].text = whole
        for run in line.runs[1:]:
            run.text = ""


def _saved(made: Paper, paper: Mapping[str, Any], at: datetime) -> bytes:
    about = made.core_properties
    about.title, about.author, about.last_modified_by = paper["title"], paper["issuer"], paper["issuer"]
    about.created = about.modified = at.replace(tzinfo=None)
    about.comments, about.subject = "", paper["number"]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
