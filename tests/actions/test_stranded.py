"""A step that nobody can do is seen: in a list, with what to do, and by whoever can help, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from service.actions import stranded
from service.domain import clock
from service.domain.errors import Forbidden
from service.domain.people import Actor
from service.reads import outside
from service.store.ids import new_id
from service.wiring import House
from tests.town import TENANT, Town, person, start_case


@pytest.fixture(scope="module")
def guard(house: House, town: Town) -> Actor:
    """Give a security administrator."""
    with house.db.transaction() as tx:
        return person(tx, "郑试安", town.other_branch, "full_member", ("security_admin", town.town))


@pytest.fixture(scope="module")
def admin(house: House, town: Town) -> Actor:
    """Give a system administrator."""
    with house.db.transaction() as tx:
        return person(tx, "钱试管", town.other_branch, "full_member", ("sys_admin", town.town))


@pytest.fixture
def task(house: House, town: Town) -> Iterator[UUID]:
    """Give a step for the secretary of the branch, in a case about the applicant."""
    started = start_case(house, town.ann, "proc_approval", town.branch)
    with house.db.transaction() as tx:
        tx.run("update instance set person_id = %s where id = %s", (town.applicant.person_id, started.instance_id))
    yield started.opened[0]
    with house.db.transaction() as tx:
        tx.run("delete from recusal")
        tx.run("update task set status = 'cancelled'")
        tx.run("update role_grant set to_on = null")
        tx.run("delete from notice")


def listed(house: House, reader: Actor) -> list[dict[str, Any]]:
    with house.db.reading() as tx:
        return list(outside.incidents(tx, reader, "zh-CN")["stranded"])


def recuse(house: House, who: Actor, other: Actor) -> None:
    with house.db.transaction() as tx:
        tx.run(
            """insert into recusal (tenant_id, id, person_id, other_id, relation, declared_by, from_on, created_at)
               values (%s, %s, %s, %s, 'kin', %s, %s, now())""",
            (TENANT, new_id(), who.person_id, other.person_id, who.person_id, clock.today()),
        )


def told(house: House) -> set[tuple[UUID, bool]]:
    with house.db.reading() as tx:
        rows = tx.rows("select person_id, instance_id from notice where kind = 'step_stranded'")
    return {(row["person_id"], row["instance_id"] is not None) for row in rows}


def test_the_only_holder_keeps_out(house: House, town: Town, guard: Actor, admin: Actor, task: UUID) -> None:
    plain = start_case(house, town.ann, "proc_approval", town.branch).opened[0]  # about nobody: never in the list
    assert listed(house, town.dora) == [] and stranded.tell(house.db, TENANT) == 0
    recuse(house, town.ann, town.applicant)
    (row,) = listed(house, town.dora)
    assert row["id"] == task != plain and row["case"] is not None
    assert "1 人，都须回避" in row["why"] and "授予另一位同志" in row["why"]
    (seen,) = listed(house, admin)
    assert seen["case"] is None and town.applicant.name not in str(seen)
    with pytest.raises(Forbidden):
        listed(house, town.ben)
    assert stranded.tell(house.db, TENANT) == 1
    assert told(house) == {(town.dora.person_id, True), (guard.person_id, False)}
    assert stranded.tell(house.db, TENANT) == 0, "once"
    with house.db.transaction() as tx:  # another holder of the post: the step is somebody's again
        person(tx, "何示二", town.branch, "full_member", ("branch_secretary", town.branch))
    assert listed(house, town.dora) == []
    with house.db.transaction() as tx:
        tx.run(
            "update role_grant set to_on = '2016-01-01' where person_id = (select id from person where name = '何示二')"
        )
    assert len(listed(house, town.dora)) == 1


def test_a_vacant_post_and_a_person_kept_out(house: House, town: Town, task: UUID) -> None:
    with house.db.transaction() as tx:
        tx.run(
            "update role_grant set to_on = '2016-01-01' where role = 'branch_secretary' and organization_id = %s",
            (town.branch,),
        )
    (row,) = listed(house, town.dora)
    assert "没有党支部书记" in row["why"]
    with house.db.transaction() as tx:  # for one person only, and that person is excluded
        tx.run("update task set assignee_id = %s where id = %s", (town.ann.person_id, task))
    assert listed(house, town.dora) == []
    with house.db.transaction() as tx:
        tx.run("update task set exclude = array[%s::uuid] where id = %s", (town.ann.person_id, task))
    (row,) = listed(house, town.dora)
    assert "另选办理人" in row["why"]
