"""The documents of a case (statute 2.6): what each is called, how it is laid out, who issues it, where it goes.

A document is made once, from the answers of the step that it is issued in, and does not change with later data. What a
form marks as L3 stands in a part of its own that is opened on purpose; L4 is named and left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from service.domain import form_sources
from service.domain.calendar import parse_day
from service.domain.errors import Invalid
from service.domain.labels import SEXES
from service.domain.messages import is_english
from service.domain.people import Actor
from service.domain.sealed import POSTS, Part, take_out

Layout = Literal["form", "letter", "record", "certificate", "list"]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. `grows`: issued again in the same case it is the same paper with one entry more."""

    zh: str
    en: str
    series: str
    layout: Layout
    issuer: Literal["branch", "base", "town"]
    to: Literal["dossier", "branch", "committee", "person"]
    grows: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    "DOC_APPLY": Kind("入党申请书登记表", "Letter of application, as registered", "SQ", "form", "branch", "dossier"),
    "DOC_TALK": Kind("谈话记录", "Record of a talk", "TH", "record", "branch", "branch"),
    "DOC_RECOMMEND": Kind("推荐（推优）表", "Recommendation", "TJ", "form", "branch", "branch"),
    "DOC_FILING_ACT": Kind(
        "入党积极分子备案报告", "Filing report of an activist", "BA", "letter", "branch", "committee"
    ),
    "DOC_CULT_FORM": Kind(
        "入党积极分子培养考察登记表", "Register of an activist's cultivation", "PY", "form", "branch", "dossier", True
    ),
    "DOC_THOUGHT": Kind("思想汇报登记表", "Report of one's thoughts", "SX", "record", "branch", "branch"),
    "DOC_OPINION": Kind("征求意见记录", "Record of opinions", "YJ", "record", "branch", "branch"),
    "DOC_FILING_CAND": Kind("发展对象备案报告", "Filing report of a candidate", "FB", "letter", "branch", "committee"),
    "DOC_NOTICE": Kind("公示及情况报告", "Public notice and its result", "GS", "letter", "branch", "branch", True),
    "DOC_POLREV": Kind("政治审查结论", "Conclusion of the political review", "ZS", "record", "base", "dossier"),
    "DOC_TRAIN": Kind("结业证明", "Certificate of training", "JY", "certificate", "town", "branch"),
    "DOC_PREREVIEW": Kind("预审意见", "Opinion of the pre-review", "YS", "letter", "town", "committee"),
    "DOC_ZYS": Kind("入党志愿书", "Application form for membership", "ZY", "form", "branch", "dossier", True),
    "DOC_BALLOT": Kind("票决情况汇总", "Summary of a ballot", "PJ", "record", "branch", "branch"),
    "DOC_MINUTES": Kind("会议记录", "Minutes", "JL", "record", "branch", "branch"),
    "DOC_APPROVAL": Kind("批复", "Reply", "PF", "letter", "town", "branch"),
    "DOC_RESULT": Kind("结果告知书", "Notice of the result", "GZ", "letter", "branch", "person"),
    "DOC_OATH": Kind("入党宣誓记录", "Record of the oath", "XS", "record", "branch", "branch"),
    "DOC_PROB_FORM": Kind(
        "预备党员教育考察登记表", "Register of a probationary member", "KC", "form", "branch", "dossier", True
    ),
    "DOC_CONVERT": Kind("转正申请书登记表", "Request for full membership", "ZZ", "form", "branch", "dossier"),
    "DOC_TRANSFER": Kind("培养档案转接函", "Letter of transfer", "ZJ", "letter", "branch", "committee"),
    "DOC_DECISION": Kind("处理决定书", "Decision", "JD", "letter", "town", "person"),
    "DOC_ARCHIVE": Kind("归档材料清单", "List of archived papers", "GD", "list", "branch", "dossier"),
    "DOC_ORG_REQUEST": Kind(
        "成立党组织的请示", "Request to found an organisation", "QS", "letter", "branch", "committee", True
    ),
    "DOC_ORG_REPLY": Kind("成立党组织的批复", "Reply on founding an organisation", "PZ", "letter", "town", "branch"),
    "DOC_ELECTION": Kind("选举结果报告", "Report of an election", "XJ", "letter", "branch", "committee", True),
    "DOC_ELECTION_REPLY": Kind("选举结果的批复", "Reply on an election", "PX", "letter", "town", "branch"),
    "DOC_JOINT": Kind("联合党委组建方案", "Plan of a joint committee", "LH", "record", "base", "committee", True),
}
GOES_TO: Final[Mapping[str, tuple[str, str]]] = {
    "dossier": ("入党材料（人事档案）", "the person's dossier"),
    "branch": ("党支部留存", "the branch"),
    "committee": ("基层党委（党工委）留存", "the committee"),
    "person": ("送达本人", "the person"),
}
LAYOUTS: Final = ("form", "letter", "record", "certificate", "list")
LEVELS: Final = {"branch": ("branch", "base", "town"), "base": ("base", "town"), "town": ("town",)}

# What stands in the head of a form, in this order: key -> label.
HEAD: Final[Mapping[str, str]] = {
    "name": "姓名",
    "sex": "性别",
    "birth_year": "出生年份",
    "education": "文化程度",
    "occupation": "工作岗位",
    "case_no": "个案编号",
    "branch": "所在党支部",
    "base": "上级党组织",
    "applied_on": "递交申请书日期",
    "activist_on": "确定为积极分子日期",
    "candidate_on": "列为发展对象日期",
    "member_on": "接收为预备党员日期",
}
# What a public notice says of a person (domain/publications.py), in this order.
ON_THE_BOARD: Final[Mapping[str, str]] = {
    "name": "姓名",
    "sex": "性别",
    "age": "年龄",
    "branch": "所在党支部",
    "occupation": "工作岗位",
    "applied_on": "递交申请书日期",
    "activist_on": "确定为积极分子日期",
    "contacts": "培养联系人",
}
SEALED_TOP: Final = "另行密封保存"
YES_NO: Final = ("否", "是")


def title(code: str, lang: str) -> str:
    """Return what a kind of document is called."""
    kind = KINDS[code]
    return kind.en if is_english(lang) else kind.zh


def goes_to(code: str, lang: str) -> str:
    """Return where a kind of document goes."""
    return GOES_TO[KINDS[code].to][is_english(lang)]


def written(code: str, year: int, number: int) -> str:
    """Write a document's number: PF-2017-0012."""
    return f"{KINDS[code].series}-{year}-{number:04d}"


def entry(
    schema: Schema, answers: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shape answers as the lines of a document: what stands open, and what is sealed (L3).

    A line is `label` and `value`, or `label`, `columns` and `rows`. `names` are the names of the ids in the answers.
    """
    kept, found = take_out(schema, answers)
    fields = form_sources.fields(schema)
    sealed = [_sealed_line(part) for part in found.get("L3", ())]
    for part in found.get("L4", ()):
        sealed.append({"label": part.title[0], "value": SEALED_TOP})
    return [_line(name, fields.get(name, {}), kept[name], names) for name in _in_order(fields, kept)], sealed


def notice_lines(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Shape what a public notice says as the lines of its paper."""
    said = {**fields, "sex": sex(fields.get("sex")), "contacts": "、".join(fields.get("contacts") or ())}
    said["age"] = f"{said['age']}岁" if said.get("age") else ""
    return [{"label": label, "value": day(said[key])} for key, label in ON_THE_BOARD.items() if said.get(key)]


def sex(value: object) -> str:
    """Write the sex of somebody on record as papers have it."""
    return SEXES[str(value)][0] if value in SEXES else str(value or "")


def ids(value: Any) -> set[str]:
    """Return every text of answers that may be an id, to look up what it is called."""
    if isinstance(value, Mapping):
        return set().union(*map(ids, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(ids, value))
    return {value} if isinstance(value, str) and len(value) == 36 and value.count("-") == 4 else set()


def day(value: object) -> str:
    """Write a day as papers have it: 2017年4月10日."""
    found = value if isinstance(value, date) else parse_day(value)
    return f"{found.year}年{found.month}月{found.day}日" if found else str(value or "")


def _in_order(fields: Mapping[str, Schema], answers: Mapping[str, Any]) -> list[str]:
    known = [name for name in fields if name in answers]
    return known + [name for name in answers if name not in fields]


def _sealed_line(part: Part) -> dict[str, Any]:
    return {"label": part.title[0], "value": part.shown[0]}


def _line(name: str, field: Schema, value: Any, names: Mapping[str, str]) -> dict[str, Any]:
    label = str(field.get("title") or name)
    inner = field.get("items")
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        columns = form_sources.fields(inner) if isinstance(inner, Mapping) else {}
        keys = list(columns) or list(value[0])
        return {
            "label": label,
            "columns": [str(columns.get(key, {}).get("title") or key) for key in keys],
            "rows": [[_shown(columns.get(key, {}), row.get(key), names) for key in keys] for row in value],
        }
    if isinstance(value, Mapping):
        parts = [_line(key, form_sources.fields(field).get(key, {}), part, names) for key, part in value.items()]
        return {"label": label, "value": "；".join(f"{part['label']}：{part.get('value', '')}" for part in parts)}
    return {"label": label, "value": _shown(field, value, names)}


def _shown(field: Schema, value: Any, names: Mapping[str, str]) -> str:
    """Write one value: the title of a choice, the name behind an id, a day as papers have it."""
    if value is None:
        return ""
    if isinstance(value, list):
        inner = field.get("items")
        return "、".join(_shown(inner if isinstance(inner, Mapping) else {}, each, names) for each in value)
    for choice in field.get("oneOf", ()):
        if choice.get("const") == value:
            return str(choice.get("title") or value)
    if isinstance(value, bool):
        return YES_NO[value]
    if field.get("format") == "date":
        return day(value)
    return names.get(value, value) if isinstance(value, str) else str(value)


# --- who may do what with one

SCAN_BYTES: Final = 10 * 1024 * 1024
TEMPLATE_POST: Final = "town_org_office"
# What is said to, or comes from, the person it is about; everything else the organisation keeps.
PERSON_READS: Final = frozenset(
    {"DOC_APPLY", "DOC_THOUGHT", "DOC_CONVERT", "DOC_TRAIN", "DOC_NOTICE", "DOC_APPROVAL", "DOC_RESULT", "DOC_DECISION"}
)
_MAGIC: Final = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


def may_read(actor: Actor, code: str, person_id: UUID | None) -> bool:
    """Tell whether somebody who may see the case may read one of its documents.

    Whoever it is about reads what is addressed to them; whoever keeps out of that person's matters reads none.
    """
    if person_id is not None and person_id == actor.person_id:
        return code in PERSON_READS
    return person_id not in actor.recused_from


def keeps(actor: Actor, person_id: UUID | None, line: Collection[UUID], on: date) -> bool:
    """Tell whether somebody keeps papers at or above a case's organisation (`line`): prints originals, adds scans."""
    if person_id is not None and (person_id == actor.person_id or person_id in actor.recused_from):
        return False
    return any(actor.grant_for(role, line, on) for role in POSTS)


def scan_type(content: bytes) -> str:
    """Return what kind of file a scan is, by what it begins with and not by its name.

    Raises Invalid: neither PDF nor picture, or too large.
    """
    if len(content) > SCAN_BYTES:
        raise Invalid.at("/content", "document_size", mb=SCAN_BYTES // 1024 // 1024)
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    raise Invalid.at("/content", "scan_kind")
