"""A sign-in list as a sheet: who of the class was there, who was on leave, who was absent. Knows no file, no database.

Either it says so of everybody (情况), or it lists who signed, and whoever is not on it was absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from service.domain.imports import Column, Reason, text_of

MAX_ROWS: Final = 5000
MAX_REASONS: Final = 50
COLUMNS: Final = (
    Column("name", "姓名", "Name", True, ("签到人", "学员", "参训人员")),
    Column("branch", "所在党支部", "Branch", False, ("党支部", "支部", "所在支部", "单位")),
    Column("status", "情况", "Status", False, ("出勤", "签到", "出勤情况", "是否到课", "到课情况", "签到情况")),
    Column("leave", "请假类别", "Leave", False, ("请假原因", "备注", "类别")),
)
PRESENT: Final = frozenset({"到课", "到", "已到", "出勤", "签到", "已签到", "是", "√", "✓", "1", "present"})
LEAVE: Final = frozenset({"请假", "假", "leave"})
ABSENT: Final = frozenset({"缺席", "缺勤", "未到", "未签到", "否", "×", "0", "absent"})
# What stands for a class of leave; health and family are never asked for in more words.
CLASSES: Final[Mapping[str, str]] = {
    "病假": "illness",
    "产假": "birth",
    "陪产假": "birth",
    "照料家人": "care",
    "值班": "work",
    "夜班": "work",
    "工作": "work",
    "公假": "work",
    "外出": "travel",
    "出差": "travel",
    "事假": "other",
    "其他": "other",
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the class, and the branch that lists show beside the name."""

    person_id: str
    name: str
    branch: str


@dataclass(slots=True)
class Attendance:
    """What a sheet says: how many attended, who did not, and which rows were not understood."""

    attended: int = 0
    absences: list[dict[str, str]] = field(default_factory=list)
    reasons: list[tuple[int, Reason]] = field(default_factory=list)


def read(rows: Sequence[tuple[int, Mapping[str, Any]]], members: Sequence[Member]) -> Attendance:
    """Compare a sign-in list with the class."""
    found = Attendance()
    said: dict[str, dict[str, str] | None] = {}  # person -> the absence, None: present
    marked = any(text_of(cells.get("status")) for _, cells in rows)
    for number, cells in rows:
        member, wrong = _member(cells, members)
        if member is None:
            found.reasons.append((number, Reason("name", wrong, {"name": text_of(cells.get("name"))[:20]})))
        elif member.person_id in said:
            found.reasons.append((number, Reason("name", "attendance_twice", {"name": member.name})))
        else:
            absence, code = _status(cells, member, marked)
            if code:
                found.reasons.append((number, Reason("status", code, {"name": member.name})))
            else:
                said[member.person_id] = absence
    for member in members:
        absence = said.get(member.person_id, {"person_id": member.person_id, "status": "absent"})
        if absence is None:
            found.attended += 1
        else:
            found.absences.append(absence)
    return found


def _member(cells: Mapping[str, Any], members: Sequence[Member]) -> tuple[Member | None, str]:
    name, branch = "".join(text_of(cells.get("name")).split()), text_of(cells.get("branch"))
    named = [member for member in members if member.name == name]
    if len(named) > 1 and branch:
        named = [member for member in named if member.branch in (branch, branch.rpartition("/")[2])]
    if len(named) == 1:
        return named[0], ""
    return None, "attendance_name_twice" if named else "attendance_unknown"


def _status(cells: Mapping[str, Any], member: Member, marked: bool) -> tuple[dict[str, str] | None, str]:
    word, leave = text_of(cells.get("status")), text_of(cells.get("leave"))
    absence = {"person_id": member.person_id, "status": "absent"}
    if word in PRESENT or (not word and not marked):
        return None, ""
    if word in CLASSES:  # 病假 in the column itself
        word, leave = "请假", word
    if word in LEAVE:
        if leave not in CLASSES:
            return None, "attendance_leave"
        return absence | {"status": "leave", "leave_class": CLASSES[leave]}, ""
    if word in ABSENT or not word:
        return absence, ""
    return None, "attendance_word"
