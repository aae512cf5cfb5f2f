"""People: stages, posts, masking, small groups."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from service.domain import people
from service.domain.people import Actor, Grant

ANN, BRANCH, OTHER = UUID(int=1), UUID(int=10), UUID(int=11)
TODAY = date(2017, 4, 10)


def test_stages_go_one_step_at_a_time() -> None:
    allowed = {(now, to) for now in (None, *people.STAGES) for to in people.STAGES if people.may_advance(now, to)}
    assert allowed == {
        (None, "applicant"),
        ("applicant", "activist"),
        ("activist", "development_candidate"),
        ("development_candidate", "probationary_member"),
        ("probationary_member", "full_member"),
    }


def test_a_post_holds_from_a_day_to_a_day() -> None:
    ann = Actor(
        1, ANN, "王示例", grants=(Grant("branch_secretary", BRANCH, "branch", date(2016, 1, 1), date(2017, 4, 9)),)
    )
    assert ann.grant_for("branch_secretary", (BRANCH,), date(2017, 4, 9))
    assert ann.grant_for("branch_secretary", (BRANCH,), TODAY) is None
    assert ann.grant_for("branch_secretary", (OTHER,), date(2017, 1, 1)) is None
    assert ann.grant_for("org_commissioner", (BRANCH,), date(2017, 1, 1)) is None
    assert ann.holds("branch_secretary")
    assert not ann.holds("branch_secretary", TODAY)
    assert ann.roles(date(2017, 4, 9)) == {"branch_secretary"}


@pytest.mark.parametrize(
    ("number", "shown"),
    [("370214198801010014", "3****************4"), ("37", "**"), ("", "")],
)
def test_identity_numbers_show_their_ends_only(number: str, shown: str) -> None:
    assert people.mask_id_number(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13812341027", "138****1027"), ("000-0000-0000", "000****0000"), ("110", "***"), ("", "")],
)
def test_phones(number: str, shown: str) -> None:
    assert people.mask_phone(number) == shown


@pytest.mark.parametrize(("name", "shown"), [("李测试", "李**"), ("欧阳示", "欧阳*"), ("王", "王*"), ("", "")])
def test_names(name: str, shown: str) -> None:
    assert people.mask_name(name) == shown


def test_birth_dates_never_show_the_day() -> None:
    assert people.mask_birth_date(date(1988, 3, 9)) == "1988"
    assert people.mask_birth_date(date(1988, 3, 9), "detail") == "1988-03"


def test_addresses_end_at_the_community() -> None:
    assert people.mask_address("示例农村社区14 3 号楼 201") == "示例农村社区"
    assert people.mask_address("示例路 5 号") == "***"
    assert people.mask_address("") == ""


def test_small_groups_are_merged() -> None:
    assert people.merge_small([("18-30", 12), ("31-40", 4), ("41-50", 3), ("51+", 5)], "其他") == [
        ("18-30", 12),
        ("51+", 5),
        ("其他", 7),
    ]
    assert people.publishable_group(5)
    assert not people.publishable_group(4)
