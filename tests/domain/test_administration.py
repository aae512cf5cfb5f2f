"""Three administrators, their sections, and where everybody begins."""

from __future__ import annotations

import pytest

from service.domain import administration


@pytest.mark.parametrize(
    ("roles", "home"),
    [
        ({"sys_admin"}, "/admin"),
        ({"auditor"}, "/cases"),
        ({"sys_admin", "branch_secretary"}, "/tasks"),
        ({"auditor", "org_commissioner"}, "/tasks"),
        ({"applicant"}, "/tasks"),
        (set(), "/tasks"),
    ],
)
def test_nobody_begins_on_an_empty_inbox(roles: set[str], home: str) -> None:
    assert administration.home(roles) == home


def test_sections_open_by_post() -> None:
    assert "imports" in administration.sections({"sys_admin"})
    assert "substitutions" in administration.sections({"security_admin"})
    assert not {"organizations", "imports", "deliveries"} & set(
        administration.sections({"security_admin", "audit_admin"})
    )
    assert administration.sections({"town_secretary", "auditor", "process_editor"}) == []
