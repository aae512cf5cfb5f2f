"""What stands on a document's paper, as plain values: the same for PDF and DOCX. Official papers are in Chinese only.

Nothing here decides anything: a letter says in a sentence what it is about, and what was decided stands below, as the
step's own form asked it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from service.domain import document_sections, documents

Lines = Sequence[Mapping[str, Any]]
# A part of a list: what it is headed by, and its rows.
Part = tuple[str, Sequence[Sequence[str]]]
BLANK: Final = "＿＿＿＿"
SEALED: Final = "（密封内容，凭权限查看）"
SAMPLE: Final = "样张"
SAMPLE_FOOT: Final = "本系统版式，不代替上级统一印制的表格"

# code -> title, to whom, sentences; what a form does not say is left to be written by hand
LETTERS: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "DOC_FILING_ACT": (
        "关于确定{name}同志为入党积极分子的备案报告",
        "{above}",
        ("经支部委员会研究，{branch}确定{name}同志为入党积极分子，现按规定报请备案。有关情况如下。",),
    ),
    "DOC_FILING_CAND": (
        "关于拟将{name}同志列为发展对象的报告",
        "{above}",
        ("{branch}已按程序听取意见、集体研究，拟将{name}同志列为发展对象，现报上级党委。有关情况如下。",),
    ),
    "DOC_NOTICE": (
        "关于拟将{name}同志列为发展对象的公示",
        "{branch}全体党员、群众",
        (
            "经听取意见、支部委员会集体研究、上级党委同意，拟将{name}同志列为发展对象，现予公示，听取党员和群众的意见。",
            "公示期间如有意见，请按上面的途径以书面、电话或者当面方式反映，也可以向{town}反映。反映问题应当实事求是；"
            "党组织对反映人的情况保密。",
        ),
    ),
    "DOC_PREREVIEW": (
        "关于{name}同志的预审意见",
        "{branch}",
        ("你支部报来的{name}同志有关材料收悉。经审查，意见如下。",),
    ),
    "DOC_APPROVAL": (
        "关于{name}同志有关事项的批复",
        "{branch}",
        ("你支部报来的关于{name}同志的请示收悉。经集体研究，批复如下。", "请将本批复告知本人，并在党员大会上宣布。"),
    ),
    "DOC_RESULT": (
        "结果告知书",
        "{name}同志",
        (
            "现将有关结果告知如下。",
            "如对结果有不同意见，可以在本系统“我的历程”页面提出异议，也可以向上级党组织反映。",
        ),
    ),
    "DOC_TRANSFER": (
        "关于转接{name}同志培养教育材料的函",
        "接收地党组织",
        ("现将{name}同志的培养教育材料转去，请查收，并将回执寄回。转接前的培养教育时间请按规定连续计算。",),
    ),
    "DOC_DECISION": (
        "关于{name}同志的处理决定",
        "{name}同志",
        (
            "经集体研究，作出如下决定。",
            "作出决定前已听取本人的说明和申辩。如不服本决定，可以在收到之日起向上级党组织提出异议。",
        ),
    ),
    "DOC_ORG_REQUEST": (
        "关于成立{org_name}的请示",
        "{above}",
        ("根据《中国共产党支部工作条例（试行）》，拟成立{org_name}，现将有关情况报上，请批复。",),
    ),
    "DOC_ORG_REPLY": (
        "关于成立{org_name}的批复",
        "{unit}",
        ("关于成立{org_name}的请示收悉。经集体研究，同意成立。有关事项如下。",),
    ),
    "DOC_ELECTION": (
        "关于{unit}选举结果的报告",
        "{above}",
        ("{unit}已召开党员大会进行选举，现将选举情况报上。",),
    ),
    "DOC_ELECTION_REPLY": (
        "关于{unit}选举结果的批复",
        "{unit}",
        ("报来的选举结果收悉。经集体研究，批复如下。",),
    ),
}
# What a letter says instead when its step came to this: (code, answer or fact, its value) -> title, first sentence.
OUTCOMES: Final[Mapping[tuple[str, str, str], tuple[str, str]]] = {
    ("DOC_APPROVAL", "agreement", "agree"): ("关于同意将{name}同志列为发展对象的批复", ""),
    ("DOC_APPROVAL", "admission_decision", "approved"): ("关于批准{name}同志为中共预备党员的批复", ""),
    ("DOC_APPROVAL", "admission_decision", "not_approved"): ("关于不批准接收{name}同志入党的批复", ""),
    ("DOC_APPROVAL", "outcome", "convert"): ("关于批准{name}同志转为中共正式党员的批复", ""),
    ("DOC_APPROVAL", "outcome", "extend"): ("关于批准延长{name}同志预备期的批复", ""),
    ("DOC_APPROVAL", "outcome", "cancel"): ("关于批准取消{name}同志预备党员资格的批复", ""),
    ("DOC_RESULT", "outcome", "convert"): (
        "转正告知书",
        "经支部大会讨论通过、上级党委批准，您已转为中共正式党员，党龄从{party_age_from}算起。",
    ),
    ("DOC_RESULT", "outcome", "extend"): (
        "延长预备期告知书",
        "经支部大会讨论通过、上级党委批准，您的预备期延长{months}个月，至{until}。",
    ),
    ("DOC_RESULT", "outcome", "cancel"): (
        "取消预备党员资格告知书",
        "经支部大会讨论通过、上级党委批准，取消您的预备党员资格。",
    ),
}
CERTIFICATE: Final = "{name}同志参加发展对象短期集中培训，天数、学时达到要求，准予结业。特此证明。"
RECORD: Final = "{branch}　{name}"
SIGNATURES: Final[Mapping[str, tuple[str, ...]]] = {
    "DOC_TALK": ("谈话人签名", "谈话对象签名"),
    "DOC_THOUGHT": ("汇报人签名", "培养联系人签名"),
    "DOC_BALLOT": ("计票人签名", "监票人签名"),
    "DOC_MINUTES": ("主持人签名", "记录人签名"),
    "DOC_OATH": ("主持人签名", "宣誓人签名"),
}
SIGNED_BY: Final = ("经办人签名", "负责人签名")


def paper(
    body: Mapping[str, Any], sealed: Sequence[Lines] | None, digest: str, mark: str = "", levels: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the paper of a document; `sealed` is None for who does not see class L3, `mark` the copy's watermark."""
    code = str(body["code"])
    kind = documents.KINDS[code]
    head: Mapping[str, Any] = body["head"]
    about: Mapping[str, Any] = body.get("about") or {}
    said = _said(head, about)
    title, to, sentences = LETTERS.get(code, (kind.zh, "", ()))
    came_to = next(
        (OUTCOMES[code, key, str(value)] for key, value in about.items() if (code, key, value) in OUTCOMES), None
    )
    if came_to:
        title, sentences = came_to[0], (came_to[1] or sentences[0], *sentences[1:])
    if kind.layout == "certificate":
        sentences = (CERTIFICATE,)
    elif kind.layout in ("record", "list") and head.get("name"):
        sentences = (RECORD,)
    issuer = next((head[level] for level in documents.LEVELS[kind.issuer] if head.get(level)), BLANK)
    sample = kind.layout == "form"
    return {
        "title": title.format_map(said),
        "number": f"编号：{body['number']}",
        "on": documents.day(body["on"]),
        "issuer": issuer,
        "to": to.format_map(said),
        "layout": kind.layout,
        "sentences": [each.format_map(said).strip("　") for each in sentences],
        "head": _facts(head) if kind.layout == "form" else [],
        "entries": [
            _entry(code, each, None if sealed is None else _at(sealed, i)) for i, each in enumerate(body["entries"])
        ],
        "facts": _facts(head),
        "signatures": list(SIGNATURES.get(code, SIGNED_BY)),
        "seal": _seal(issuer),
        "sample": SAMPLE if sample else "",
        "foot": f"核验码 {digest[:16]}" + (f"　{SAMPLE_FOOT}" if sample else ""),
        "mark": mark,
    }


def table_paper(
    title: str, issuer: str, on: date, said: str, columns: Mapping[str, float], parts: Sequence[Part], mark: str
) -> dict[str, Any]:
    """Return a list to print that is no document of a case: no number, nothing to sign; `columns` with their widths."""
    widths = list(columns.values())
    lines = [
        {"label": name, "columns": [*columns], "widths": widths, "rows": [[*row] for row in rows]}
        for name, rows in parts
    ]
    return {
        "title": title,
        "number": "",
        "on": documents.day(on.isoformat()),
        "issuer": issuer,
        "to": "",
        "layout": "list",
        "sentences": [said],
        "head": [],
        "wide": True,
        "entries": [{"title": "", "by": "", "lines": lines}],
        "facts": [],
        "signatures": [],
        "seal": "",
        "sample": "",
        "foot": mark,
        "mark": "",
    }


def _said(head: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = defaultdict(lambda: BLANK)
    found |= {key: documents.day(value) for key, value in about.items() if value is not None}
    found |= {key: str(value) for key, value in head.items()}
    found["unit"] = str(next((head[level] for level in documents.LEVELS["branch"] if head.get(level)), BLANK))
    found["above"] = str(head.get("town") or head.get("base") or BLANK)
    return found


def _facts(head: Mapping[str, Any]) -> list[list[str]]:
    """Return what is known of the head, each with its label."""
    known = [(key, label, head[key]) for key, label in documents.HEAD.items() if head.get(key)]
    return [[label, documents.day(value) if key.endswith("_on") else str(value)] for key, label, value in known]


def _at(sealed: Sequence[Lines], index: int) -> Lines:
    return sealed[index] if index < len(sealed) else ()


def _entry(code: str, entry: Mapping[str, Any], sealed: Lines | None) -> dict[str, Any]:
    """Return one step of a document; closed lines say that they are there. A section has its own signatures."""
    closed = [{"label": each, "value": SEALED} for each in entry["sealed_labels"]]
    who = "　".join(filter(None, (entry["organization"], entry["role"], entry["who"], documents.day(entry["on"]))))
    section = document_sections.find(code, entry.get("section"))
    made = {
        "title": entry["title"],
        "by": f"办理：{who}" if entry["who"] else "",
        "lines": [*entry["lines"], *(closed if sealed is None else sealed)],
    }
    if section is not None:
        made |= {"signatures": [*section.signed], "seal": _seal(entry["organization"]) if section.sealed else ""}
    return made


def _seal(name: str) -> str:
    return f"{name}（盖章）"
