"""Who may start a process: by the own post, else in another's stead, and what bars a substitute."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from service.domain import starting
from service.domain.errors import Forbidden
from service.domain.people import Actor, Grant, Substitution

ANN, BEN, FAY, SUBJECT = (UUID(int=number) for number in range(1, 5))
BRANCH, OTHER = UUID(int=10), UUID(int=11)
ROLES = ("branch_secretary", "sys_admin")


def lent(role: str = "branch_secretary", where: UUID = BRANCH, **more: Any) -> Substitution:
    return Substitution(**{"principal_id": ANN, "principal": "王示例", "posts": (Grant(role, where),), **more})


def fay(*standing: Substitution, grants: tuple[Grant, ...] = ()) -> Actor:
    return Actor(1, FAY, "冯例文", grants=grants, substitutions=standing)


@pytest.mark.parametrize(
    ("actor", "about", "principal", "code"),
    [
        (fay(lent()), None, ANN, None),
        (fay(lent()), SUBJECT, ANN, None),
        (fay(lent(process="p")), SUBJECT, ANN, None),
        (fay(lent(), grants=(Grant("branch_secretary", BRANCH),)), SUBJECT, None, None),  # the own post comes first
        (fay(), SUBJECT, None, "may_not_start"),
        (fay(lent(process="q")), SUBJECT, None, "may_not_start"),
        (fay(lent(process="p", node="ut_a")), SUBJECT, None, "may_not_start"),  # a step was handed over, no start
        (fay(lent(where=OTHER)), SUBJECT, None, "may_not_start"),
        (fay(lent(organization_id=OTHER)), SUBJECT, None, "may_not_start"),
        (fay(lent(role="sys_admin")), SUBJECT, None, "may_not_start"),  # such posts are never handed over
        (fay(lent(recused_from=frozenset({SUBJECT}))), SUBJECT, None, "task_principal_barred"),
        (fay(lent()), ANN, None, "task_principal_barred"),
        (fay(lent()), FAY, None, "task_own_case"),
        (fay(lent(recused_from=frozenset({SUBJECT})), lent(principal_id=BEN)), SUBJECT, BEN, None),
    ],
)
def test_start(actor: Actor, about: UUID | None, principal: UUID | None, code: str | None) -> None:
    if code is not None:
        with pytest.raises(Forbidden) as refused:
            starting.check(actor, "p", ROLES, BRANCH, about)
        assert refused.value.code == code
        return
    found = starting.check(actor, "p", ROLES, BRANCH, about)
    assert (found.principal_id if found else None) == principal
