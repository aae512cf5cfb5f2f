"""A step that nobody can do is seen: in a list, with what to do, and by whoever can help, once."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

import pytest

from service.actions import stranded
from service.domain import clock
from service.domain.assignment import NOT_BY_SUBSTITUTE
from service.domain.errors import Forbidden
from service.domain.people import Actor
from service.reads import outside
from service.store import stranded as store
from service.store.database import Tx
from service.store.ids import new_id
from service.wiring import House
from tests.actions.stranded_plain import PLAIN
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
        tx.run("delete from role_grant where person_id in (select id from person where name like '何示%%')")
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


def reason(house: House, reader: Actor) -> str:
    (row,) = listed(house, reader)
    return str(row["why"])


def close_account(house: House, who: Actor) -> None:
    with house.db.transaction() as tx:
        tx.run("update account set active = false where person_id = %s", (who.person_id,))


def test_a_holder_without_an_account_is_nobody(
    house: House, town: Town, guard: Actor, admin: Actor, task: UUID
) -> None:
    with house.db.transaction() as tx:
        tx.run("update task set exclude = array[%s::uuid] where id = %s", (town.ann.person_id, task))
    assert "现有 1 人，都须回避" in reason(house, town.dora)
    with house.db.transaction() as tx:
        tx.run("update task set exclude = '{}' where id = %s", (task,))
    close_account(house, town.ann)
    assert "现有 1 人，都没有能用的账号" in reason(house, town.dora)
    assert stranded.tell(house.db, TENANT) == 1
    assert told(house) == {
        (town.dora.person_id, True), (guard.person_id, False), (admin.person_id, False),
    }, "who opens accounts is told, too"  # fmt: skip
    with house.db.transaction() as tx:
        other = person(tx, "何示三", town.branch, "full_member", ("branch_secretary", town.branch))
    assert listed(house, town.dora) == []
    recuse(house, other, town.applicant)
    assert "现有 2 人，其中 1 人没有能用的账号，其余须回避" in reason(house, town.dora)
    for part in ({"process_key": "proc_other"}, {"process_key": "proc_approval", "node": "ut_other"},
                 {"organization_id": town.other_branch}):  # fmt: skip
        stand_in(house, town.ann, town.ben, **part)
        assert len(listed(house, town.dora)) == 1, f"handed over was something else: {part}"
    stand_in(house, town.ann, town.ben)
    assert listed(house, town.dora) == [], "whoever stands in for the one without an account can do it"
    recuse(house, town.ben, town.applicant)
    assert len(listed(house, town.dora)) == 1
    with house.db.transaction() as tx:
        tx.run("delete from substitution")
        tx.run("update account set active = true")


def stand_in(house: House, principal: Actor, substitute: Actor, **part: Any) -> None:
    row = dict.fromkeys(("process_key", "node", "organization_id")) | part
    with house.db.transaction() as tx:
        tx.run("delete from substitution")
        tx.run(
            """insert into substitution (tenant_id, id, principal_id, substitute_id, from_on, to_on, process_key, node,
                 organization_id, reason, set_by, created_at)
               values (%s, %s, %s, %s, %s, %s, %s, %s, %s, '出差', %s, now())""",
            (TENANT, new_id(), principal.person_id, substitute.person_id, clock.today(), clock.today(),
             row["process_key"], row["node"], row["organization_id"], principal.person_id),
        )  # fmt: skip


def test_the_judgement_of_all_is_that_of_each(house: House, town: Town) -> None:
    """Small random towns: one statement over posts and people says what asking every holder of every step says."""
    seen = {"stranded": 0, "open": 0}
    with house.db.transaction() as tx:
        for seed in range(40):
            tx.run("savepoint before")
            steps = scatter(tx, town, Random(seed))
            asked = {"tenant": TENANT, "on": clock.today()}
            plain = tx.rows(PLAIN, asked | {"own": sorted(NOT_BY_SUBSTITUTE)})
            found = store.page(tx, TENANT, clock.today(), True, (), 1000)
            assert {row["id"] for row in found} == {row["id"] for row in plain}, f"seed {seed}"
            seen["stranded"] += len(found)
            seen["open"] += steps
            tx.run("rollback to savepoint before")
    assert seen["open"] / 10 < seen["stranded"] < seen["open"] * 9 / 10, seen


def scatter(tx: Tx, town: Town, draw: Random) -> int:
    """Write people, posts, accounts, substitutions, recusals and open steps at random; return how many steps."""
    places, roles = (town.branch, town.other_branch), ("branch_secretary", "org_commissioner", "auditor", "applicant")
    narrow = draw.random() < 0.5  # one post, few who can log in: what is done, substitutes do
    roles = roles[:1] if narrow else roles
    people = [person(tx, f"随例{n}", town.branch, "full_member").person_id for n in range(6)]
    for who in people:
        tx.run("update account set active = %s where person_id = %s", (draw.random() < (0.3 if narrow else 0.5), who))
        if draw.random() < 0.1:
            tx.run("update person set status = 'suspended' where id = %s", (who,))
    holders = []
    days = [("2010-01-01", None), ("2010-01-01", "2016-01-01"), ("2090-01-01", None)]
    for _ in range(draw.randint(1, 2) if narrow else draw.randint(2, 8)):
        holders.append(draw.choice(people))
        since, until = draw.choices(days, (14, 1, 1))[0]
        tx.run(
            """insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on, to_on)
               values (%s, %s, %s, %s, %s, %s, %s)""",
            (
                TENANT,
                new_id(),
                draw.choice(people),
                draw.choice(roles),
                places[0] if narrow else draw.choice(places),
                since,
                until,
            ),
        )
    for _ in range(draw.randint(1, 3) if narrow else draw.randint(0, 4)):
        principal, substitute = draw.sample(people, 2)
        if narrow:  # whoever holds the post, and somebody else
            principal, substitute = holders[0], draw.choice([each for each in people if each != holders[0]])
        key, node = draw.choice([(None, None), ("proc_a", None), ("proc_a", "ut_a"), ("proc_a", "ut_a")])
        tx.run(
            """insert into substitution (tenant_id, id, principal_id, substitute_id, from_on, to_on, process_key, node,
                 organization_id, reason, set_by, created_at)
               values (%s, %s, %s, %s, '2010-01-01', '2090-01-01', %s, %s, %s, '', %s, now())""",
            (TENANT, new_id(), principal, substitute, key, node, draw.choice([None, *places]), principal),
        )
    for _ in range(draw.randint(0, 8)):
        who, other = draw.sample(people, 2)
        tx.run(
            """insert into recusal (tenant_id, id, person_id, other_id, relation, declared_by, from_on, created_at)
               values (%s, %s, %s, %s, 'kin', %s, '2010-01-01', now()) on conflict do nothing""",
            (TENANT, new_id(), who, other, who),
        )
    for _ in range(steps := 20):
        case, status = new_id(), draw.choice(["running", "running", "faulted", "suspended"])
        tx.run(
            """insert into instance (tenant_id, id, release_id, process_key, subject_name, person_id, organization_id,
                 status, state, history_seq, history_head, variables, started_at, updated_at)
               select %s, %s, id, process_key, '例', %s, %s, %s, '', 1, '', '{}', now(), now() from release limit 1""",
            (TENANT, case, draw.choice([None, *people]), town.branch, status),
        )
        assignee = draw.choice([None, None, None, draw.choice(people)])
        tx.run(
            """insert into task (tenant_id, id, instance_id, process_key, node, title, role, organization_id,
                 assignee_id, claimed_at, status, due_at, exclude, data, created_at)
               values (%s, %s, %s, %s, %s, '办', %s, %s, %s, %s, 'open', now(), %s, '{}', now())""",
            (
                TENANT, new_id(), case, draw.choice(["proc_a", "proc_b"]), draw.choice(["ut_a", "ut_b"]),
                draw.choice(roles), places[0] if narrow else draw.choice(places), assignee,
                clock.now() if assignee and draw.random() < 0.5 else None,
                draw.sample(people, draw.choice([0, 0, 1, 2])),
            ),
        )  # fmt: skip
    return steps
