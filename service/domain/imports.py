"""Importing people from a sheet: its columns, and what is wrong with a row.

Knows no file format and no database. An identity number and a phone pass through; no reason ever repeats one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from service.domain import idcard, labels, people
from service.domain.calendar import years_between

MAX_ROWS: Final = 5000
ADULT: Final = 18
MAX_TEXT: Final = 40
MAX_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template, and what other sheets call it."""

    key: str
    zh: str
    en: str
    needed: bool = False
    others: tuple[str, ...] = ()


COLUMNS: Final = (
    Column("name", "姓名", "Name", True),
    Column("sex", "性别", "Sex", True),
    Column("id_number", "公民身份号码", "Identity number", True, ("身份证号", "身份证号码", "身份证", "身份号码")),
    Column("phone", "手机号", "Phone", False, ("手机", "手机号码", "联系电话", "电话")),
    Column("branch", "所在党支部", "Branch", True, ("党支部", "支部", "所在支部", "所属党支部", "所属支部")),
    Column("stage", "人员阶段", "Stage", True, ("阶段", "人员类别", "目前阶段", "类别")),
    Column("applied_on", "申请入党日期", "Applied on", False, ("申请日期", "申请入党时间", "递交申请书时间")),
    Column(
        "activist_on",
        "确定为积极分子日期",
        "Activist since",
        False,
        ("积极分子日期", "确定积极分子时间", "确定为积极分子时间"),
    ),
    Column("member_on", "入党日期", "Member since", False, ("入党时间", "接收为预备党员日期", "支部大会通过日期")),
    Column("education", "学历", "Education", False, ("文化程度",)),
    Column("occupation", "职业", "Occupation", False, ("工作岗位", "职业类别")),
    Column("floating", "流动党员", "Floating", False, ("是否流动", "流动")),
)
BY_KEY: Final = {column.key: column for column in COLUMNS}
# Written by the list of refused rows, so that what is masked there need not be typed again.
REFERENCE: Final = "退回编号"
# What an import may change of somebody who is on record; stage and branch have processes of their own.
CHANGEABLE: Final = ("education", "occupation", "floating", "phone")
SEALED: Final = ("id_number", "phone")
# The day that a stage is counted from.
SINCE: Final = {
    "applicant": "applied_on",
    "activist": "activist_on",
    "probationary_member": "member_on",
    "full_member": "member_on",
}
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?")
_PHONE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is refused: the column and a code of messages.py."""

    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return {"column": self.column, "code": self.code, "params": dict(self.params)}


@dataclass(slots=True)
class Entry:
    """A row as it was read: facts of class L2, and apart from them what has to be sealed."""

    number: int
    facts: dict[str, Any]
    branch: str
    id_number: str
    phone: str
    born: date | None
    reasons: list[Reason]

    def refuse(self, column: str, code: str, **params: Any) -> None:
        """Note one more thing that is wrong."""
        self.reasons.append(Reason(column, code, params))


def place_columns(headers: Sequence[str], columns: Sequence[Column] = COLUMNS) -> dict[str, int]:
    """Tell which column of a sheet is which of ours, by its heading."""
    found: dict[str, int] = {}
    plain = [_plain(header) for header in headers]
    for column in columns:
        for name in (column.zh, *column.others, column.en):
            if _plain(name) in plain:
                found[column.key] = plain.index(_plain(name))
                break
    return found


def missing(found: Mapping[str, int], columns: Sequence[Column] = COLUMNS) -> list[Column]:
    """Return the columns that no sheet may lack."""
    return [column for column in columns if column.needed and column.key not in found]


def read(number: int, cells: Mapping[str, Any], today: date, allow_test: bool) -> Entry:
    """Read a row and note what is wrong with it."""
    reasons: list[Reason] = []
    id_number = read_id_number(cells.get("id_number"), allow_test, reasons)
    facts: dict[str, Any] = {
        "name": read_name(cells.get("name"), reasons),
        "sex": read_coded(cells, "sex", labels.SEXES, reasons),
        "stage": read_coded(cells, "stage", {key: labels.STAGES[key] for key in people.STAGES}, reasons),
        **{
            name: read_past_day(cells.get(name), name, today, reasons)
            for name in ("applied_on", "activist_on", "member_on")
        },
        **{name: _short(cells.get(name), name, reasons) for name in ("education", "occupation")},
        "floating": _floating(cells.get("floating"), reasons),
    }
    born = idcard.birth_date(id_number) if id_number else None
    if born and facts["sex"] and idcard.sex(id_number) != facts["sex"]:
        reasons.append(Reason("sex", "import_sex"))
    facts["birth_year"] = born.year if born else None
    branch = text_of(cells.get("branch"))
    if not branch:
        reasons.append(Reason("branch", "required"))
    phone = _phone(cells.get("phone"), reasons)
    _check_days(facts, born, reasons)
    return Entry(number, facts, branch, id_number, phone, born, reasons)


def check_facts(facts: dict[str, Any], phone: str) -> tuple[str, list[Reason]]:
    """Check what is mended of a record by hand, and bring it to the form in which it is kept; return the phone, too."""
    reasons: list[Reason] = []
    facts["name"] = read_name(facts["name"], reasons)
    facts |= {name: _short(facts[name], name, reasons) for name in ("education", "occupation")}
    return _phone(phone, reasons), reasons


def _check_days(facts: dict[str, Any], born: date | None, reasons: list[Reason]) -> None:
    stage = facts["stage"]
    since = SINCE.get(stage or "")
    if since and facts[since] is None and not any(reason.column == since for reason in reasons):
        reasons.append(Reason(since, "import_stage_day", {"stage": labels.stage_name(stage, "zh-CN")}))
    facts["stage_since"] = facts[since] if since else None
    days = [facts[name] for name in ("applied_on", "activist_on", "member_on") if facts[name]]
    if days != sorted(days):
        reasons.append(Reason("applied_on", "import_day_order"))
    if born and facts["applied_on"] and years_between(born, facts["applied_on"]) < ADULT:
        reasons.append(Reason("applied_on", "too_young"))


def read_id_number(value: Any, allow_test: bool, reasons: list[Reason]) -> str:
    """Read an identity number, or note what is wrong with it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        # a spreadsheet keeps fifteen digits of a number; the last three of this one are lost
        reasons.append(Reason("id_number", "import_id_as_number"))
        return ""
    number = idcard.normal(text_of(value))
    code = "required" if not number else idcard.problem(number, allow_test)
    if code:
        reasons.append(Reason("id_number", code))
        return ""
    return number


def read_name(value: Any, reasons: list[Reason]) -> str:
    """Read a name, or note what is wrong with it."""
    name = "".join(text_of(value).split()) if not re.search("[A-Za-z]", text_of(value)) else text_of(value)
    if not name:
        reasons.append(Reason("name", "required"))
    elif len(name) > MAX_TEXT or re.search(r"\d", name):
        reasons.append(Reason("name", "import_name"))
    return name[:MAX_TEXT]


def read_coded(cells: Mapping[str, Any], key: str, table: labels.Table, reasons: list[Reason]) -> str | None:
    """Read a cell that says one of a few words, in Chinese, English or as its code."""
    said = text_of(cells.get(key))
    for code, names in table.items():
        if said in (code, *names):
            return code
    allowed = "、".join(names[0] for names in table.values())
    reasons.append(Reason(key, "one_of" if said else "required", {"expected": allowed} if said else {}))
    return None


def read_past_day(value: Any, key: str, today: date, reasons: list[Reason]) -> date | None:
    """Read a day that has come, or note what is wrong with it."""
    day = read_day(value)
    if day is None and text_of(value):
        reasons.append(Reason(key, "import_day"))
    elif day is not None and not date(1921, 7, 1) <= day <= today:
        reasons.append(Reason(key, "import_day_range"))
    return day


def read_day(value: Any) -> date | None:
    """Read a day as people write it: 2016-03-01, 2016.3.1, 2016/3/1, 2016年3月1日, 20160301, or a sheet's own date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(text_of(value))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _short(value: Any, key: str, reasons: list[Reason]) -> str | None:
    text = text_of(value)
    if len(text) > MAX_TEXT:
        reasons.append(Reason(key, "import_long", {"most": MAX_TEXT}))
    return text[:MAX_TEXT] or None


def _floating(value: Any, reasons: list[Reason]) -> bool | None:
    text = text_of(value)
    if text in ("", "是", "否"):
        return {"": None, "是": True, "否": False}[text]
    reasons.append(Reason("floating", "one_of", {"expected": "是、否"}))
    return None


def _phone(value: Any, reasons: list[Reason]) -> str:
    digits = re.sub(r"[\s-]", "", text_of(value)).removeprefix("+86")
    if digits and not _PHONE.fullmatch(digits):
        reasons.append(Reason("phone", "import_phone"))
        return ""
    return digits


def text_of(value: Any) -> str:
    """Return what a cell says as text."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).replace("\x00", "").strip()


def _plain(header: str) -> str:
    return re.sub(r"[\s*＊:：()（）必填]", "", header).lower()
