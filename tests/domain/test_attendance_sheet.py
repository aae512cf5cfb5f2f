"""Sign-in lists: who was there, who was on leave, and what nobody can know from the sheet."""

from __future__ import annotations

from typing import Any

from service.domain.attendance_sheet import Member, read

CLASS = (
    Member("1", "王示一", "第一党支部"),
    Member("2", "李测二", "第一党支部"),
    Member("3", "王示三", "第一党支部"),
    Member("4", "王示三", "第二党支部"),
)


def rows(*said: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(said, 2))


def test_whoever_has_not_signed_was_absent() -> None:
    found = read(rows({"name": "王 示一"}, {"name": "王示三", "branch": "后田社区/第二党支部"}), CLASS)
    assert found.attended == 2 and found.reasons == []
    assert [each["person_id"] for each in found.absences] == ["2", "3"]
    assert {each["status"] for each in found.absences} == {"absent"}


def test_a_list_that_says_how_it_was_with_each() -> None:
    found = read(
        rows(
            {"name": "王示一", "status": "√"},
            {"name": "李测二", "status": "请假", "leave": "夜班"},
            {"name": "王示三", "branch": "第一党支部", "status": "病假"},
            {"name": "王示三", "branch": "第二党支部", "status": ""},
        ),
        CLASS,
    )
    assert (found.attended, found.reasons) == (1, [])
    assert found.absences == [
        {"person_id": "2", "status": "leave", "leave_class": "work"},
        {"person_id": "3", "status": "leave", "leave_class": "illness"},
        {"person_id": "4", "status": "absent"},
    ]


def test_what_is_not_understood_is_said() -> None:
    found = read(
        rows(
            {"name": "赵外人", "status": "到课"},
            {"name": "王示三", "status": "到课"},
            {"name": "王示一", "status": "到课"},
            {"name": "王示一", "status": "缺席"},
            {"name": "李测二", "status": "请假", "leave": "家里有事要处理"},
        ),
        CLASS,
    )
    assert [(number, reason.code) for number, reason in found.reasons] == [
        (2, "attendance_unknown"),
        (3, "attendance_name_twice"),
        (5, "attendance_twice"),
        (6, "attendance_leave"),
    ]
    assert found.attended == 1 and len(found.absences) == 3
