"""Assignment: where a task goes, and every reason that keeps somebody from acting on it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from service.domain import assignment
from service.domain.assignment import Address, Place, TaskView
from service.domain.errors import Forbidden, Invalid, SignedOut, TaskNotYours, TooEarly
from service.domain.people import Actor, Grant

ANN, BEN, CLEO, SUBJECT = (UUID(int=number) for number in range(1, 5))
TOWN, AREA, BASE, BRANCH, OTHER = (UUID(int=number) for number in range(10, 15))
WAY_UP = [Place(BRANCH, "branch"), Place(BASE, "base"), Place(AREA, "area"), Place(TOWN, "town")]
TODAY = date(2017, 4, 10)


@pytest.mark.parametrize(
    ("scope", "address"),
    [
        ("self", Address("r", BRANCH)),
        ("branch", Address("r", BRANCH)),
        ("base", Address("r", BASE)),
        ("area", Address("r", AREA)),
        ("town", Address("r", TOWN)),
        ("county", Address("r", BRANCH)),  # nothing of that level above: seen, not lost
        ("group", Address("r", BRANCH)),
        ("person", Address("r", BRANCH, SUBJECT)),
        ("data:contact", Address("r", BRANCH, CLEO)),
        ("data:nobody", Address("r", BRANCH)),
    ],
)
def test_addresses(scope: str, address: Address) -> None:
    assert assignment.resolve("r", scope, WAY_UP, SUBJECT, {"contact": str(CLEO)}) == address


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(Invalid):
        assignment.resolve("r", "village", WAY_UP, SUBJECT, {})


def make_actor(person: UUID = ANN, role: str = "branch_secretary", where: UUID = BRANCH, **changes: Any) -> Actor:
    return Actor(1, person, "王示例", grants=(Grant(role, where),), **changes)


def make_task(**changes: Any) -> TaskView:
    return TaskView(**{"role": "branch_secretary", "organization_id": BRANCH, "person_id": SUBJECT, **changes})


@pytest.mark.parametrize(
    ("task", "actor", "code"),
    [
        (make_task(), make_actor(), None),
        (make_task(), make_actor(role="org_commissioner"), "task_no_role"),
        (make_task(), make_actor(where=OTHER), "task_no_role"),
        (make_task(), make_actor(person=SUBJECT), "task_own_case"),  # a secretary's own case
        (make_task(), make_actor(recused_from=frozenset({SUBJECT})), "task_recused"),
        (make_task(exclude=(ANN,)), make_actor(), "task_excluded"),
        (make_task(exclude=(BEN,)), make_actor(), None),
        (make_task(earliest_on=date(2017, 4, 11)), make_actor(), "too_early"),
        (make_task(earliest_on=TODAY), make_actor(), None),
        (make_task(assignee_id=ANN), make_actor(role="other"), None),
        (make_task(assignee_id=BEN), make_actor(), "task_claimed"),
        (make_task(role="applicant", assignee_id=SUBJECT), make_actor(person=SUBJECT, role="x"), None),
        (make_task(role="applicant", assignee_id=SUBJECT), make_actor(), "task_not_subject"),
        (make_task(role="sys_admin"), make_actor(role="sys_admin"), "no_business_data"),
        (make_task(role="auditor"), make_actor(role="auditor"), "no_business_data"),
        (make_task(role="contact_person", assignee_id=SUBJECT), make_actor(person=SUBJECT), "task_own_case"),
    ],
)
def test_why_not(task: TaskView, actor: Actor, code: str | None) -> None:
    found = assignment.why_not(task, actor, TODAY)
    assert (found.code if found else None) == code


def test_check_complete_raises_the_right_kind() -> None:
    assignment.check_complete(make_task(), make_actor(), TODAY)
    with pytest.raises(SignedOut):
        assignment.check_complete(make_task(), None, TODAY)
    with pytest.raises(TooEarly) as early:
        assignment.check_complete(
            make_task(earliest_on=date(2017, 4, 20)), make_actor(), TODAY, {"article": "第十三条"}
        )
    assert "2017-04-20" in early.value.message()
    assert "第十三条" in early.value.message()
    with pytest.raises(TaskNotYours) as other:
        names = {"role": "组织委员", "organization": "示例支部"}
        assignment.check_complete(make_task(role="org_commissioner"), make_actor(), TODAY, names)
    assert other.value.message() == "这件待办归示例支部的组织委员办理。"


def test_separation_of_duties() -> None:
    assignment.check_verifier(ANN, BEN)
    assignment.check_verifier(None, BEN)
    assignment.check_release(ANN, BEN)
    assignment.check_approver({ANN}, BEN)
    for refused in (
        lambda: assignment.check_verifier(ANN, ANN),
        lambda: assignment.check_release(ANN, ANN),
        lambda: assignment.check_approver({ANN}, ANN),
    ):
        with pytest.raises(Forbidden):
            refused()
