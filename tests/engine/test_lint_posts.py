"""Posts in the model: a role that exists, at a level where organisations have it (seed.md 1.2)."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.assignment import LEVELS
from service.domain.labels import ROLES
from service.domain.posts import JOINT, STANDS_AT
from service.engine import Bundle, Finding
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, properties

OURS = ("unknown-role", "unknown-scope", "role-level")
FORMS: dict[str, Any] = {"form_any": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}}}}


def found(desk: Desk, role: str, scope: str) -> list[Finding]:
    p = (
        Process("proc_a")
        .start()
        .user("ut_a", more={"role": role, "scope": scope})
        .end()
        .flow("start_1", "ut_a", "end_1")
    )
    files = Bundle({"a.bpmn": definitions(p.xml())}, {}, FORMS)
    return [each for each in desk.engine.lint(files) if each.rule in OURS]


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("branch_secretary", "area"),
        ("town_committee", "branch"),
        ("area_coordinator", "town"),
        ("county_org_dept", "base"),
        ("joint_member", "town"),
        ("town_org_office", "joint"),
        ("applicant", "branch"),
    ],
)
def test_a_post_that_does_not_stand_there_is_told(desk: Desk, role: str, scope: str) -> None:
    (bad,) = found(desk, role, scope)
    assert (bad.rule, bad.severity, bad.element) == ("role-level", "warning", "ut_a")
    assert bad.line and ROLES[role][0] in bad.zh and ROLES[role][1] in bad.en
    assert (STANDS_AT[role] or ("person",))[0] in bad.hint_zh


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("branch_secretary", "branch"), ("party_group_leader", "branch"), ("base_committee_reviewer", "base"),
        ("joint_secretary", "joint"), ("training_admin", "town"), ("applicant", "person"),
        ("branch_secretary", "self"), ("contact_person", "data:contact"), ("town_org_office", ""),
    ],
)  # fmt: skip
def test_a_post_where_it_stands_is_not(desk: Desk, role: str, scope: str) -> None:
    assert not found(desk, role, scope)


def test_nobody_can_hold_a_post_that_does_not_exist(desk: Desk) -> None:
    (bad,) = found(desk, "branch_secretry", "branch")
    assert (bad.rule, bad.severity) == ("unknown-role", "error") and "branch_secretry" in bad.zh
    (bad,) = found(desk, "branch_secretary", "branhc")
    assert (bad.rule, bad.severity) == ("unknown-scope", "error") and "branch" in bad.hint_zh


def test_who_starts_and_who_is_told_count_too(desk: Desk) -> None:
    p = Process("proc_a").start()
    p.service("st", "notice.office", "r", role="'town_committee'", scope="'branch'", kind="'filed'").end()
    drawn = p.flow("start_1", "st", "end_1").xml()
    head, rest = drawn.split(">", 1)
    drawn = f"{head}>{properties({'start_role': 'branch_secretary, clerk'})}{rest}"
    files = Bundle({"a.bpmn": definitions(drawn)}, {}, FORMS)
    said = {(each.rule, each.element) for each in desk.engine.lint(files) if each.rule in OURS}
    assert said == {("unknown-role", "proc_a"), ("role-level", "st")}


def test_every_post_has_its_levels() -> None:
    assert STANDS_AT.keys() == ROLES.keys()
    assert {each for levels in STANDS_AT.values() for each in levels} <= {*LEVELS, JOINT}
