"""Migrations at the ground: parts, what has failed, what is suspended, people who may not, and a job that dies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import jobs, migration, migration_case, moves
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.errors import Conflict, Forbidden
from service.domain.migration import Wish
from service.store import migration as store
from service.store.ids import new_id
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.actions.test_moves import a_round, read
from tests.town import Town, complete_task

KEY = "proc_parts"
LATER = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _real_time() -> Any:
    yield
    clock.use_offset(timedelta(0))


def release(house: House, town: Town, *changes: tuple[str, str]) -> UUID:
    """Release the round of parts with a few words exchanged."""
    files = diagram_files("parts")
    for path in ("parts.bpmn", "part.bpmn"):
        text = files[path].decode()
        for old, new in changes:
            text = text.replace(old, new)
        files[path] = text.replace("</bpmn:definitions>", f"<!-- {new_id()} --></bpmn:definitions>").encode()
    done = deploy(house.db, house.engine, town.tenant, files, None)
    return next(each.release_id for each in done if each.process_key == KEY)


def migrate(house: House, town: Town, case: UUID, to: UUID, **more: Any) -> UUID:
    wish = Wish(to, only=(case,), **more)
    with house.db.transaction() as tx:
        plan = migration.start_in(tx, house.engine, town.dora, KEY, wish)
    migration.work(house.db, house.engine, town.tenant, plan)
    return plan


def items(house: House, plan: UUID) -> dict[UUID, dict[str, Any]]:
    rows = read(house, "select * from case_migration_item where migration_id = %s order by place", plan)
    return {row["instance_id"]: row for row in rows}


def status(house: House, case: UUID) -> str:
    return str(read(house, "select status from instance where id = %s", case)[0]["status"])


def release_of(house: House, case: UUID) -> UUID:
    found: UUID = read(house, "select release_id from instance where id = %s", case)[0]["release_id"]
    return found


def test_a_case_goes_with_its_parts_each_by_itself(house: House, town: Town) -> None:
    release(house, town)
    parent, parts = a_round(house, town, LATER)
    to = release(house, town, ("汇总", "全街道汇总"))
    plan = migrate(house, town, parent, to)
    done = items(house, plan)
    assert next(iter(done)) == parent and set(done) == {parent, *(child for child, _ in parts)}
    assert {row["status"] for row in done.values()} == {"done"}
    assert {release_of(house, case) for case in done} == {to}
    for child, task in parts:
        who = (
            town.ann
            if read(house, "select organization_id from instance where id = %s", child)[0]["organization_id"]
            == town.branch
            else town.cleo
        )
        complete_task(house, who, task, {"shelf": "甲"})
        jobs.child_ended(house.db, house.engine, town.tenant, child)
    row = read(house, "select title from task where instance_id = %s and status = 'open'", parent)
    assert [each["title"] for each in row] == ["全街道汇总"]


def test_a_failed_case_is_mended_by_a_migration(house: House, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:  # the trial of a release would have found it
        patch.setattr(house.engine, "try_out", lambda bundle: None)
        release(house, town, (">sum_until<", ">sum_until + 1<"))
    parent, parts = a_round(house, town, LATER)
    for child, task in parts:
        home = read(house, "select organization_id as home from instance where id = %s", child)[0]["home"]
        complete_task(house, town.ann if home == town.branch else town.cleo, task, {"shelf": "甲"})
        jobs.child_ended(house.db, house.engine, town.tenant, child)
    assert status(house, parent) == "faulted"
    plan = migrate(house, town, parent, release(house, town))
    assert [found[0] for found in items(house, plan)[parent]["found"]] == ["fault_cleared"]
    assert status(house, parent) == "running"
    for child, _ in parts:  # the job that handed the result back was queued again
        jobs.child_ended(house.db, house.engine, town.tenant, child)
    assert read(house, "select node from task where instance_id = %s and status = 'open'", parent) == [
        {"node": "ut_sum"}
    ]


def test_an_undo_brings_the_failure_back(house: House, town: Town) -> None:
    release(house, town)
    parent, _ = a_round(house, town, LATER)
    fault = '{"node": "ut_sum", "line": null, "code": "stalled", "params": {"node": "汇总"}}'
    with house.db.transaction() as tx:
        tx.run("update instance set status = 'faulted', fault = %s::jsonb where id = %s", (fault, parent))
    before = read(house, "select state, status, fault, release_id from instance where id = %s", parent)
    plan = migrate(house, town, parent, release(house, town))
    assert status(house, parent) == "running"
    with house.db.transaction() as tx:
        migration.undo_in(tx, town.dora, KEY, plan)
    migration.work(house.db, house.engine, town.tenant, plan)
    assert read(house, "select state, status, fault, release_id from instance where id = %s", parent) == before


def test_a_suspended_case_stays_suspended(house: House, town: Town) -> None:
    release(house, town)
    parent, _ = a_round(house, town, LATER)
    with house.db.transaction() as tx:
        moves.suspend_in(tx, town.dora, parent, "材料有误，先停一停。")
    to = release(house, town)
    plan = migrate(house, town, parent, to)
    assert status(house, parent) == "suspended" and release_of(house, parent) == to
    with house.db.transaction() as tx:
        moves.resume_in(tx, house.engine, town.dora, parent, "已经补正。")
    with house.db.transaction() as tx:
        migration.undo_in(tx, town.dora, KEY, plan)
    migration.work(house.db, house.engine, town.tenant, plan)
    # resuming is nothing that was decided: the case goes back, and runs
    assert status(house, parent) == "running" and release_of(house, parent) != to


def test_the_own_case_and_a_stranger(house: House, town: Town) -> None:
    release(house, town)
    parent, _ = a_round(house, town, LATER)
    to = release(house, town)
    with house.db.transaction() as tx:
        tx.run("update instance set person_id = %s where id = %s", (town.dora.person_id, parent))
    with house.db.reading() as tx:
        tried = migration.try_in(tx, house.engine, town.dora, KEY, Wish(to, only=(parent,)))
    found = {row["instance_id"]: [one.code for one in said] for row, said in tried.cases}
    assert found[parent] == ["own_case"]
    assert items(house, migrate(house, town, parent, to))[parent]["found"][0][0] == "own_case"
    for stranger in (town.ann, town.auditor):
        with pytest.raises(Forbidden), house.db.reading() as tx:
            migration.try_in(tx, house.engine, stranger, KEY, Wish(to))
    elsewhere = replace(town.dora, grants=tuple(replace(g, organization_id=town.branch) for g in town.dora.grants))
    with house.db.reading() as tx:  # the office of another place sees none of these cases
        other = migration.try_in(tx, house.engine, elsewhere, KEY, Wish(to, only=(parent,)))
    assert parent not in {row["instance_id"] for row, _ in other.cases}


def test_a_job_that_dies_in_the_middle(house: House, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    release(house, town)
    parent, parts = a_round(house, town, LATER)
    to = release(house, town)
    with house.db.transaction() as tx:
        plan = migration.start_in(tx, house.engine, town.dora, KEY, Wish(to, only=(parent,)))

    class Killed(BaseException):
        """Stands for the power that goes off after everything is written and before it is committed."""

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store, "set_item", die)
        with pytest.raises(Killed):
            migration.work(house.db, house.engine, town.tenant, plan)
    assert release_of(house, parent) != to and items(house, plan)[parent]["status"] == "waiting"
    migration.work(house.db, house.engine, town.tenant, plan)
    assert {row["status"] for row in items(house, plan).values()} == {"done"}
    count = "select count(*) as n from history where instance_id = %s and type = 'instance.migrated'"
    assert [read(house, count, case)[0]["n"] for case in (parent, *(child for child, _ in parts))] == [1, 1, 1]


def test_a_defect_in_one_case_leaves_the_others(house: House, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    release(house, town)
    parent, parts = a_round(house, town, LATER)
    to = release(house, town)
    real = migration_case.judge

    def judge(*args: Any) -> Any:
        if args[3]["instance_id"] == parent:
            raise RuntimeError("a defect")
        return real(*args)

    monkeypatch.setattr(migration_case, "judge", judge)
    done = items(house, migrate(house, town, parent, to))
    assert done[parent]["status"] == "refused" and done[parent]["found"][0][0] == "failed"
    assert {done[child]["status"] for child, _ in parts} == {"done"}


def test_too_many_at_once(house: House, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    release(house, town)
    parent, _ = a_round(house, town, LATER)
    to = release(house, town)
    monkeypatch.setattr(migration, "MAX_CASES", 2)
    monkeypatch.setattr(migration, "PAGE", 1)
    with pytest.raises(Conflict, match="migrate_too_many"), house.db.reading() as tx:
        migration.try_in(tx, house.engine, town.dora, KEY, Wish(to, only=(parent,)))
