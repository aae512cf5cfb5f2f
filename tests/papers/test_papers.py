"""Papers as people get them: every kind as PDF and DOCX, with all that was said, and nothing that is sealed."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from service.domain import document_sections, documents
from service.domain.document_paper import OUTCOMES, SEALED, paper
from service.domain.errors import Conflict, Invalid
from service.papers import docx, pdf

AT = datetime(2017, 4, 10, 1, 0, tzinfo=UTC)
DIGEST = "ab" * 32
ENTRY = {
    "title": "谈话",
    "organization": "桃源社区第一党支部",
    "role": "组织委员",
    "who": "李本",
    "on": "2017-04-10",
    "sealed_labels": ["谈话印象"],
    "lines": [
        {"label": "谈话日期", "value": "2017年4月8日"},
        {"label": "意见", "value": "同意。\n#import $x$ *粗* {{编号}} <b>喆</b>"},
        {"label": "到会", "columns": ["姓名", "意见"], "rows": [["赵甲", "同意"], ["钱乙", "不同意"]]},
    ],
}
HEAD = {
    "name": "吴试新",
    "branch": "桃源社区第一党支部",
    "base": "中共桃源社区委员会",
    "town": "中共示范街道工作委员会",
    "applied_on": "2017-04-03",
}


def body(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "number": documents.written(code, 2017, 1),
        "on": "2017-04-10",
        "head": HEAD,
        "entries": [ENTRY],
    }


def text_of(content: bytes) -> str:
    """Return the text of a PDF without blanks: how a line is broken says nothing."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def words_of(content: bytes) -> str:
    made = Document(io.BytesIO(content))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(each.text for each in made.paragraphs), *cells))


@pytest.mark.parametrize("code", documents.KINDS)
def test_every_kind_becomes_a_pdf_and_a_docx(code: str) -> None:
    made = paper(body(code), None, DIGEST)
    printed = pdf.render(made, AT)
    text, words = text_of(printed), words_of(docx.plain(made, AT))
    for said in (made["title"], "2017年4月8日", "赵甲", "不同意", "#import$x$*粗*{{编号}}<b>喆</b>"):
        assert said in text, code
    assert made["number"] in text and DIGEST[:16] in text
    for said in (made["title"], "2017年4月8日", "赵甲", "不同意"):
        assert said in words, code
    assert SEALED in text and SEALED in words


def test_a_section_of_a_form_is_signed_and_sealed_by_whoever_it_is_of() -> None:
    form = body("DOC_ZYS")
    opinion = {**ENTRY, "title": "入党介绍人意见", "section": "introducers", "organization": "", "lines": []}
    reply = {**ENTRY, "title": "上级党委审批意见", "section": "conversion_approval", "organization": "示范街道党工委"}
    made = paper(form | {"entries": [opinion, reply]}, None, DIGEST)
    text, words = text_of(pdf.render(made, AT)), words_of(docx.plain(made, AT))
    for said in (text, words):
        assert "入党介绍人签名" in said and "党委书记签名" in said
        assert said.count("（盖章）") == 1 and "示范街道党工委（盖章）" in said
    assert "经办人签名" not in text


def test_a_resolution_says_until_when_only_where_it_moves_the_end() -> None:
    section = document_sections.find("DOC_ZYS", "conversion")
    convert = {"until": "2027-09-07", "months": None, "party_age_from": "2027-09-07"}
    extend = {"until": "2028-03-07", "months": 6, "party_age_from": None}
    said = [document_sections.told(section, facts, documents.day) for facts in (convert, extend)]
    assert said == [
        [{"label": "党龄起算日期", "value": "2027年9月7日"}],
        [{"label": "预备期延长至", "value": "2028年3月7日"}],
    ]
    with pytest.raises(Conflict):
        document_sections.find("DOC_ZYS", "nothing")


def test_the_same_words_are_the_same_bytes_and_fit_the_archive() -> None:
    made = paper(body("DOC_ZYS"), None, DIGEST)
    printed = pdf.render(made, AT)
    assert printed == pdf.render(made, AT)
    assert b"pdfaid:part" in printed, "PDF/A"
    fonts = {
        str(font) for page in PdfReader(io.BytesIO(printed)).pages for font in page["/Resources"]["/Font"].values()
    }
    assert fonts and len(printed) < 200_000, "only the characters in use are embedded"


def test_who_may_sees_what_is_sealed_and_a_copy_says_whose_it_is() -> None:
    lines = [[{"label": "谈话印象", "value": "为人诚恳"}]]
    mark = "副本 李本 2017-04-10"
    text = text_of(pdf.render(paper(body("DOC_TALK"), lines, DIGEST, mark), AT))
    assert "为人诚恳" in text and SEALED not in text
    assert text.count("副本李本2017-04-10") == 3
    assert "副本" not in text_of(pdf.render(paper(body("DOC_TALK"), lines, DIGEST), AT))


def template(*lines: str, **parts: bytes) -> bytes:
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    cut = made.add_paragraph("姓名：{{")
    cut.add_run("姓")
    cut.add_run("名}}。")
    table = made.add_table(1, 1)
    table.rows[0].cells[0].text = "日期 {{ 谈话日期 }}"
    out = io.BytesIO()
    made.save(out)
    if parts:
        with zipfile.ZipFile(out, "a") as packed:
            for name, content in parts.items():
                packed.writestr(name.replace("__", "/"), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_the_offices_own_template_is_filled_in() -> None:
    own = template("编号 {{编号}}，{{没有的项目}}", "{{全部内容}}")
    assert docx.check(own) == {"编号", "没有的项目", "全部内容", "姓名", "谈话日期"}
    words = words_of(docx.fill(own, paper(body("DOC_TALK"), None, DIGEST), AT))
    assert "编号 TH-2017-0001，＿＿＿＿" in words
    assert "姓名：吴试新。" in words, "cut into runs as Word does"
    assert "日期 2017年4月8日" in words and "钱乙" in words and "全部内容" not in words


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no zip", "template_unreadable"),
        (template(word__vbaProject=b"x"), "template_active"),
        (template(**{"word___rels__x.rels": b'<R TargetMode="External"/>'}), "template_active"),
        (template(word__bomb=bytes(21 * 1024 * 1024)), "template_unreadable"),
        (bytes(docx.MAX_TEMPLATE + 1), "document_size"),
    ],
    ids=["no zip", "macros", "links", "bomb", "size"],
)
def test_a_template_that_could_do_harm_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as error:
        docx.check(content)
    assert [problem.code for problem in error.value.problems] == [code]


@pytest.mark.parametrize(("code", "key", "value"), OUTCOMES)
def test_a_letter_is_titled_by_what_was_decided(code: str, key: str, value: str) -> None:
    facts = {key: value, "until": "2017-10-10", "months": 6, "party_age_from": "2017-04-10"}
    made = paper({**body(code), "about": facts}, None, DIGEST)
    title, first = OUTCOMES[code, key, value]
    assert made["title"] == title.format(name="吴试新")
    if first:
        assert made["sentences"][0] == first.format(months="6", until="2017年10月10日", party_age_from="2017年4月10日")
    assert "＿＿" not in "".join(made["sentences"])


def test_a_report_goes_to_who_files_it_and_a_sex_is_a_word() -> None:
    assert paper(body("DOC_FILING_CAND"), None, DIGEST)["to"] == "中共示范街道工作委员会"
    lines = documents.notice_lines({"name": "吴试新", "sex": "female", "age": 26, "contacts": ["赵甲", "钱乙"]})
    assert {"性别": "女", "年龄": "26岁", "培养联系人": "赵甲、钱乙"}.items() <= {
        each["label"]: each["value"] for each in lines
    }.items()
