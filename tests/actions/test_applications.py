"""A person withdraws their own application: at any stage, without a reason, and only their own."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.actions import applications, moves
from service.domain.errors import Conflict
from service.domain.people import Actor
from service.wiring import House
from tests.actions.test_returns import read
from tests.actions.test_returns_shipped import ENTERED, open_task, shipped, start  # noqa: F401  a fixture
from tests.town import Town, complete_task, person


def apply(house: House, town: Town, name: str) -> tuple[Actor, UUID]:
    """Let somebody apply; the talk waits."""
    with house.db.transaction() as tx:
        who = person(tx, name, town.branch, "applicant")
    told = {"entry": "paper", "privacy_told": True}
    case = start(house, town.ben, "proc_membership_case", town.branch, who.person_id, **told)
    complete_task(house, town.ben, open_task(house, case, "ut_enter_application"), ENTERED)
    return who, case


def withdraw(house: House, actor: Actor) -> UUID:
    with house.db.transaction() as tx:
        return applications.withdraw_in(tx, house.engine, actor)


def kinds(house: House, who: UUID, case: UUID) -> list[str]:
    rows = read(house, "select kind from notice where person_id = %s and instance_id = %s order by id", who, case)
    return [str(row["kind"]) for row in rows]


def test_an_application_is_withdrawn_and_everybody_concerned_is_told(house: House, shipped: Town) -> None:  # noqa: F811
    who, case = apply(house, shipped, "沈撤回")
    other, untouched = apply(house, shipped, "韩不撤")
    assert withdraw(house, who) == case
    assert read(house, "select status from instance where id = %s", case)[0]["status"] == "ended"
    assert read(house, "select 1 from task where instance_id = %s and status = 'open'", case) == []
    assert read(house, "select stage from person where id = %s", who.person_id)[0]["stage"] == "withdrawn"
    said = read(house, "select actor_id from history where instance_id = %s and type = 'message.received'", case)
    assert [row["actor_id"] for row in said] == [who.person_id]
    assert kinds(house, who.person_id, case)[-1] == "withdrawn"
    assert "application_withdrawn" in kinds(house, shipped.ann.person_id, case)
    assert read(house, "select status from instance where id = %s", untouched)[0]["status"] == "running"
    assert "application_withdrawn" not in kinds(house, other.person_id, untouched)
    with pytest.raises(Conflict) as again:
        withdraw(house, who)
    assert again.value.code == "nothing_to_withdraw"


def test_nobody_withdraws_what_is_not_theirs(house: House, shipped: Town) -> None:  # noqa: F811
    _, case = apply(house, shipped, "杨在办")
    for actor in (shipped.ann, shipped.ben, shipped.dora):
        with pytest.raises(Conflict):
            withdraw(house, actor)
    assert read(house, "select status from instance where id = %s", case)[0]["status"] == "running"


def test_a_suspended_case_keeps_the_word_until_it_goes_on(house: House, shipped: Town) -> None:  # noqa: F811
    who, case = apply(house, shipped, "朱暂停")
    with house.db.transaction() as tx:
        moves.suspend_in(tx, shipped.ben, case, "核对材料中")
    assert withdraw(house, who) == case
    with pytest.raises(Conflict) as again:
        withdraw(house, who)
    assert again.value.code == "withdrawn_already"
    with house.db.transaction() as tx:
        moves.resume_in(tx, house.engine, shipped.ben, case, "核对完毕")
    assert read(house, "select status from instance where id = %s", case)[0]["status"] == "ended"
