"""Founding and honouring: nobody comes into two new branches, and who speaks for an organisation is asked."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from service.domain.errors import InvalidAnswers
from service.domain.people import Actor
from service.store import honours, organizations
from service.store.database import Tx
from service.store.ids import new_id
from tests.actions.operators.conftest import TODAY, Office, Step
from tests.town import TENANT, person


def branch(step: Step, name: str, founded: date) -> UUID:
    """Found a branch below the community."""
    made = new_id()
    row = {"id": made, "parent": step.office.town.base, "level": "branch", "kind": "branch", "name": name}
    organizations.add(step.tx, TENANT, {**row, "pinyin": "", "on": founded})
    return made


def settle(step: Step, home: UUID, *who: Actor) -> dict[str, int]:
    """Bring people into a branch."""
    town = step.office.town
    context = step.context(town.dora, organization=town.town, members=[str(each.person_id) for each in who])
    found: dict[str, int] = step.run(context, "org.settle", organization_id=str(home))
    return found


def test_nobody_comes_into_two_new_branches(step: Step, office: Office) -> None:
    town = office.town
    first, second = branch(step, "示例园区第一党支部", TODAY), branch(step, "示例园区第二党支部", TODAY)
    assert settle(step, first, town.activist) == {"moved_n": 1}
    assert settle(step, first, town.activist) == {"moved_n": 0}, "the same branch again is no second one"
    with pytest.raises(InvalidAnswers) as refused:
        settle(step, second, town.applicant, town.activist)
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.code) == ("/answers/members/1", "settled_elsewhere")
    assert "陈示远已编入 2017-04-10 成立的“示例园区第一党支部”" in problem.message("zh-CN")


def test_a_branch_is_not_new_for_ever(step: Step, office: Office) -> None:
    old, new = branch(step, "示例园区第三党支部", date(2016, 9, 1)), branch(step, "示例园区第四党支部", TODAY)
    assert settle(step, old, office.town.activist) == {"moved_n": 1}
    assert settle(step, new, office.town.activist) == {"moved_n": 1}


@pytest.mark.parametrize("reviewer", [True, False])
def test_a_base_of_one_branch_is_asked_where_somebody_speaks_for_it(step: Step, office: Office, reviewer: bool) -> None:
    town = office.town
    step.tx.run("update organization set kind = 'branch' where id = %s", (town.base,))
    if reviewer:
        person(step.tx, "沈示社", town.branch, "full_member", ("base_committee_reviewer", town.base))
    (row,) = asked(step.tx, town.town, town.base)
    assert row == ((town.base, "base") if reviewer else (town.branch, "branch"))


def asked(tx: Tx, town: UUID, chosen: UUID) -> list[tuple[UUID, str]]:
    """Return who is asked for an organisation, and as what."""
    return [(row["id"], row["level"]) for row in honours.candidates(tx, TENANT, town, [chosen], TODAY)]


def test_a_notice_that_reaches_nobody_is_told(step: Step, office: Office) -> None:
    context = step.context(office.town.ann)
    said = {"role": "area_coordinator", "scope": "town", "kind": "census_late", "name": "样例"}
    assert step.run(context, "notice.office", **said) == {"sent_n": 0}
    (event,) = context.events
    assert event.type == "notices.unheard" and "片区" in event.payload["name"]
