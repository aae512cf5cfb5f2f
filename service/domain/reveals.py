"""Seeing a sealed value of a person (class L3): which, by whom, what for (compliance 6.3, 6.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.messages import is_english
from service.domain.people import Actor

ID_NUMBER: Final = "id_number"
PHONE: Final = "phone"
BIRTH_DATE: Final = "birth_date"
FIELDS: Final = (ID_NUMBER, PHONE, BIRTH_DATE)

# Who works with the papers of a person: the posts of the branch that keep them, and those of the town above it.
POSTS: Final = frozenset(
    {"branch_secretary", "org_commissioner", "town_org_office", "membership_officer", "privacy_officer"}
)

OWN: Final = "own"
COPY: Final = "copy"
WORK: Final = "work"  # a page of the person's record that shows class L3 as a matter of course: the points ledger
SEARCH: Final = "search"
# code -> what people choose from; the article stands in the name where there is one
PURPOSES: Final[dict[str, tuple[str, str]]] = {
    "contact": ("联系本人", "to reach the person"),
    "papers": ("核对、填写规定的材料", "to check or fill prescribed papers"),
    "age": ("核对年龄条件（第五条）", "to check the age (article 5)"),
    "register": ("与党员信息系统、档案核对", "to match with the register of members or the archive"),
    "request": ("办理本人的查阅、更正请求（个保法第四十五、四十六条）", "the person's own request (PIPL 45, 46)"),
}
_OTHERS: Final[dict[str, tuple[str, str]]] = {
    OWN: ("本人查看", "the person's own look"),
    COPY: ("本人取走自己的全部记录", "the person's own copy of everything"),
    WORK: ("查阅个人页面", "a look at the person's page"),
    SEARCH: ("按号码查找", "a search by number"),
    "export": ("导出", "an export"),
    "decide": ("办理这件事项", "to deal with the case"),
    "check": ("复核、答复异议", "to check, or to answer an objection"),
}
_FIELD_NAMES: Final[dict[str, tuple[str, str]]] = {
    ID_NUMBER: ("身份证号", "identity number"),
    PHONE: ("电话", "phone"),
    BIRTH_DATE: ("出生日期", "birth date"),
    "points": ("积分明细", "points"),
    "import_rejects": ("退回的名册", "a list of refused rows"),
    "org_rejects": ("退回的组织表", "a list of refused organisations"),
    "access_log": ("查阅记录", "the access log"),
    "document": ("文书", "a document"),
    "document_sealed": ("文书的密封内容", "what is sealed in a document"),
    "scan": ("扫描件", "a scan"),
    "case_print": ("个案打印件", "a case on paper"),
    "activists_print": ("入党积极分子名册", "the register of activists"),
    "objection": ("异议内容", "the words of an objection"),
}


def may(actor: Actor, person_id: UUID, line: Collection[UUID], on: date) -> bool:
    """Tell whether somebody may see sealed values: their own, or those of people at or below one of these posts.

    `line` is the person's branch and everything above it. Whoever keeps out of the person's matters keeps out of this.
    """
    if person_id == actor.person_id:
        return True
    return person_id not in actor.recused_from and any(actor.grant_for(role, line, on) for role in POSTS)


def purpose_name(code: str, lang: str) -> str:
    """Return what a purpose is called."""
    return (PURPOSES | _OTHERS).get(code, (code, code))[is_english(lang)]


def field_name(code: str, lang: str) -> str:
    """Return what a field of class L3 is called."""
    return _FIELD_NAMES.get(code, (code, code))[is_english(lang)]
