"""Suspend, resume, cancel: who may, what stands still, what catches up, and what is taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import jobs, moves, tasks
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from service.domain.people import Actor
from service.reads import history
from service.reads import instances as cases
from service.reads import tasks as reads
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import Town, complete_task, start_case

ZH = "zh-CN"
WHY = "材料有误，先停一停。"


@pytest.fixture(autouse=True)
def _real_time() -> Any:
    yield
    clock.use_offset(timedelta(0))


@pytest.fixture(scope="module")
def parts(house: House, town: Town) -> Town:
    """Release the round of parts beside the approval."""
    deploy(house.db, house.engine, town.tenant, diagram_files("parts"), None)
    return town


def approval(house: House, town: Town) -> tuple[UUID, UUID]:
    started = start_case(house, town.ann, "proc_approval", town.branch)
    return started.instance_id, started.opened[0]


def a_round(house: House, town: Town, until: datetime) -> tuple[UUID, list[tuple[UUID, UUID]]]:
    answers = {
        "parts": [{"branch_id": str(town.branch)}, {"branch_id": str(town.other_branch)}],
        "sum_until": until.isoformat(),
    }
    parent = start_case(house, town.dora, "proc_parts", town.town, answers)
    rows = read(
        house,
        """select i.id, t.id as task from instance i join task t on t.instance_id = i.id
            where i.parent_id = %s order by i.organization_id""",
        parent.instance_id,
    )
    return parent.instance_id, [(row["id"], row["task"]) for row in rows]


def read(house: House, sql: str, *params: object) -> list[dict[str, Any]]:
    with house.db.reading() as tx:
        return tx.rows(sql, params)


def status(house: House, instance: UUID) -> str:
    return str(read(house, "select status from instance where id = %s", instance)[0]["status"])


def suspend(house: House, actor: Actor, instance: UUID, reason: str = WHY, version: int | None = None) -> None:
    with house.db.transaction() as tx:
        moves.suspend_in(tx, actor, instance, reason, version)


def resume(house: House, actor: Actor, instance: UUID, reason: str = "已经补正。", version: int | None = None) -> None:
    with house.db.transaction() as tx:
        moves.resume_in(tx, house.engine, actor, instance, reason, version)


def claim(house: House, actor: Actor, task: UUID) -> None:
    with house.db.transaction() as tx:
        tasks.claim_in(tx, actor, task)


def cancel(house: House, actor: Actor, instance: UUID, reason: str = "重复发起，终止。") -> None:
    with house.db.transaction() as tx:
        moves.cancel_in(tx, actor, instance, reason)


def test_a_suspended_case_takes_no_decision_and_goes_on_where_it_stood(house: House, town: Town) -> None:
    instance, submit = approval(house, town)
    suspend(house, town.ann, instance)
    answers = {"subject_line": "购置图书", "amount": 1}
    with pytest.raises(Conflict) as refused:
        complete_task(house, town.ann, submit, answers)
    assert refused.value.message() == "这件个案已暂停，恢复后再办。"
    with pytest.raises(Conflict):
        claim(house, town.ann, submit)
    tasks.save_draft(house.db, house.engine, town.ann, submit, {"subject_line": "不会丢"})
    resume(house, town.dora, instance)
    assert complete_task(house, town.ann, submit, answers).opened
    with house.db.reading() as tx:
        case = cases.get(tx, house.engine, town.ann, instance, ZH)
        rows = history.page(tx, house.engine, town.ann, instance, None, 100, ZH)["items"]
        assert history.verify(tx, town.ann, instance)["ok"]
    assert [step["opinion"] for step in case["timeline"] if step["title"] == "暂停"] == [WHY]
    said = [row["text"] for row in rows]
    assert f"王示例暂停：{WHY}" in said and "于测宁恢复：已经补正。" in said


def test_who_may_steer(house: House, town: Town) -> None:
    instance, _ = approval(house, town)
    with pytest.raises(Forbidden) as refused:
        suspend(house, town.ben, instance)
    assert refused.value.code == "may_not_steer"
    with pytest.raises(Forbidden):
        suspend(house, town.auditor, instance)
    with pytest.raises(NotFound):
        suspend(house, town.cleo, instance)
    moved = type(town.ann)(town.tenant, town.ann.person_id, town.ann.name, town.ann.account_id, ())
    with pytest.raises(Forbidden):
        suspend(house, moved, instance)
    with pytest.raises(NotFound):
        suspend(house, town.ann, UUID(int=1))
    suspend(house, town.dora, instance)
    assert status(house, instance) == "suspended"


@pytest.mark.parametrize("reason", ["", "停一停", "   停   "])
def test_a_reason_has_to_say_something(house: House, town: Town, reason: str) -> None:
    instance, _ = approval(house, town)
    with pytest.raises(Invalid) as refused:
        suspend(house, town.ann, instance, reason)
    assert refused.value.problems[0].pointer == "/reason"


def test_who_comes_second_is_told_who_was_first(house: House, town: Town) -> None:
    instance, _ = approval(house, town)
    with pytest.raises(Conflict) as refused:
        resume(house, town.ann, instance)
    assert refused.value.code == "instance_not_suspended"
    with pytest.raises(StaleVersion):
        suspend(house, town.ann, instance, version=9)
    suspend(house, town.ann, instance, version=1)
    with pytest.raises(Conflict) as refused:
        suspend(house, town.dora, instance)
    assert refused.value.message() == "王示例 刚刚已经暂停这件个案。"
    cancel(house, town.dora, instance)
    for move in (suspend, resume, cancel):
        with pytest.raises(Conflict) as refused:
            move(house, town.ann, instance)
        assert refused.value.message() == "于测宁 刚刚已经终止这件个案。"


def test_cancelling_takes_everything_back_and_tells_those_who_had_something_to_do(house: House, parts: Town) -> None:
    parent, children = a_round(house, parts, datetime.now(UTC) + timedelta(days=1))
    cancel(house, parts.dora, parent)
    assert {status(house, each) for each in (parent, *(child for child, _ in children))} == {"cancelled"}
    for table in ("timer", "subscription"):
        assert read(house, f"select id from {table} where instance_id = %s", parent) == []
    open_ = "select id from task where status = 'open' and instance_id = any(%s)"
    assert read(house, open_, [child for child, _ in children]) == []
    told = read(
        house, "select person_id, params from notice where kind = 'case_cancelled' and instance_id = %s", parent
    )
    assert {row["person_id"] for row in told} == {parts.ann.person_id, parts.cleo.person_id}
    assert told[0]["params"]["reason"] == "重复发起，终止。"
    with house.db.reading() as tx:
        assert history.verify(tx, parts.dora, parent)["ok"]
    with pytest.raises(Conflict):
        complete_task(house, parts.ann, children[0][1], {"shelf": "甲"})


def test_a_part_is_cancelled_with_its_whole_only(house: House, parts: Town) -> None:
    parent, children = a_round(house, parts, datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(Conflict) as refused:
        cancel(house, parts.dora, children[0][0])
    assert refused.value.code == "instance_is_part"
    assert status(house, parent) == "running"


def test_parts_stand_still_with_their_whole(house: House, parts: Town) -> None:
    """A part that was suspended before stays so when the whole goes on."""
    parent, [(first, task), (second, _)] = a_round(house, parts, datetime.now(UTC) + timedelta(days=1))
    suspend(house, parts.dora, second)
    suspend(house, parts.dora, parent)
    assert [status(house, each) for each in (parent, first, second)] == ["suspended"] * 3
    with pytest.raises(Conflict) as refused:
        resume(house, parts.dora, first)
    assert refused.value.code == "parent_suspended"
    resume(house, parts.dora, parent)
    assert [status(house, each) for each in (parent, first, second)] == ["running", "running", "suspended"]
    resume(house, parts.dora, second)
    actor = (
        parts.ann
        if read(house, "select 1 from task where id = %s and organization_id = %s", task, parts.branch)
        else parts.cleo
    )
    assert complete_task(house, actor, task, {"shelf": "甲"}).ended


def queued(house: House, name: str, since: int = 0) -> list[dict[str, Any]]:
    return read(
        house, "select id, args from procrastinate_jobs where task_name = %s and id > %s order by id", name, since
    )


def test_what_happened_meanwhile_catches_up(house: House, parts: Town) -> None:
    """A part ends just before the suspension, a timer falls due during it: neither is lost, neither acts too early."""
    clock.stop_at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    parent, children = a_round(house, parts, clock.now() + timedelta(hours=1))
    for _, task in children:
        home = read(house, "select organization_id from task where id = %s", task)[0]["organization_id"]
        actor = parts.ann if home == parts.branch else parts.cleo
        complete_task(house, actor, task, {"shelf": "甲"})
    suspend(house, parts.dora, parent)
    for child, _ in children:
        jobs.child_ended(house.db, house.engine, parts.tenant, child)
    clock.stop_at(clock.now() + timedelta(hours=2))
    jobs.fire_timers(house.db, house.engine, parts.tenant, parent)
    jobs.sweep_timers(house.db, parts.tenant)
    before = max((job["id"] for job in queued(house, "child_ended")), default=0)
    assert (
        read(house, "select 1 from history where instance_id = %s and type in ('child.ended', 'timer.fired')", parent)
        == []
    )
    assert str(parent) not in {job["args"]["instance"] for job in queued(house, "fire_timers")}
    resume(house, parts.dora, parent)
    again = queued(house, "child_ended", before)
    assert {job["args"]["child"] for job in again} == {str(child) for child, _ in children}
    for job in [*again, *again]:
        jobs.child_ended(house.db, house.engine, parts.tenant, UUID(job["args"]["child"]))
    rows = read(house, "select 1 from history where instance_id = %s and type = 'child.ended'", parent)
    assert len(rows) == 2
    jobs.fire_timers(house.db, house.engine, parts.tenant, parent)
    assert status(house, parent) == "ended"


def test_a_message_that_comes_meanwhile_is_kept(house: House, parts: Town) -> None:
    parent, children = a_round(house, parts, datetime.now(UTC) + timedelta(days=1))
    suspend(house, parts.dora, parent)
    jobs.deliver_message(house.db, house.engine, parts.tenant, "msg_recall", str(parts.town), {})
    assert status(house, parent) == "suspended"
    resume(house, parts.dora, parent)
    assert status(house, parent) == "ended"
    assert {status(house, child) for child, _ in children} == {"cancelled"}
    with house.db.reading() as tx:
        rows = history.page(tx, house.engine, parts.dora, parent, None, 100, ZH)["items"]
        assert history.verify(tx, parts.dora, parent)["ok"]
    assert [row["type"] for row in rows][1:5] == [
        "instance.advanced", "instance.suspended", "message.held", "instance.resumed"
    ]  # fmt: skip


def test_the_case_page_offers_what_is_possible(house: House, town: Town) -> None:
    instance, _ = approval(house, town)

    def can(actor: Actor) -> set[str]:
        with house.db.reading() as tx:
            rights = cases.get(tx, house.engine, actor, instance, ZH)["can"]
        return {name for name, may in rights.items() if may}

    assert can(town.ann) == can(town.dora) == {"suspend", "cancel"}
    assert can(town.ben) == set()
    suspend(house, town.ann, instance)
    assert can(town.ann) == {"resume", "cancel"}
    cancel(house, town.ann, instance)
    assert can(town.ann) == set()


# --- withdraw ------------------------------------------------------------------------------------------------------

SUBMITTED = {"subject_line": "购置图书", "amount": 25000}


def withdraw(house: House, actor: Actor, task: UUID, reason: str = "金额写错了。", version: int | None = None) -> None:
    with house.db.transaction() as tx:
        moves.withdraw_in(tx, house.engine, actor, task, reason, version)


def rights(house: House, actor: Actor, task: UUID) -> dict[str, Any]:
    with house.db.reading() as tx:
        shown: dict[str, Any] = reads.get(tx, house.engine, actor, task, ZH)["can"]
    return shown


def standing(house: House, instance: UUID) -> tuple[Any, ...]:
    """Return everything that the rows of an instance say it waits for and knows."""
    tasks_ = read(house, "select id, node from task where instance_id = %s and status = 'open' order by id", instance)
    timers = read(house, "select id, node, due_at from timer where instance_id = %s order by id", instance)
    waits = read(house, "select id, node, key from subscription where instance_id = %s order by id", instance)
    row = read(house, "select status, state, milestone, business_key from instance where id = %s", instance)[0]
    return tasks_, timers, waits, {**row, "state": bytes(row["state"])}


def test_a_decision_is_withdrawn_and_made_again(house: House, town: Town) -> None:
    instance, submit = approval(house, town)
    before = standing(house, instance)
    (check,) = complete_task(house, town.ann, submit, SUBMITTED).opened
    assert rights(house, town.ann, submit)["withdraw"]
    assert not rights(house, town.ben, submit)["withdraw"]
    withdraw(house, town.ann, submit)
    assert standing(house, instance) == before
    with house.db.reading() as tx:
        task = reads.get(tx, house.engine, town.ann, submit, ZH)
        case = cases.get(tx, house.engine, town.ann, instance, ZH)
        rows = history.page(tx, house.engine, town.ann, instance, None, 100, ZH)["items"]
        assert history.verify(tx, town.ann, instance)["ok"]
    assert task["status"] == "open" and task["draft"] == SUBMITTED and task["can"]["complete"]
    done = {line["node"] for line in case["outline"] if line["status"] == "done"}
    assert done == {"start"}, "what was undone is not drawn as passed"
    assert [row["type"] for row in rows] == [
        "instance.started", "instance.advanced", "task.completed", "instance.advanced", "task.withdrawn"
    ]  # fmt: skip
    assert rows[-1]["text"] == "王示例撤回“提交申请”：金额写错了。"
    with pytest.raises(Conflict) as late:
        complete_task(house, town.ben, check, {"decision": "approve", "reason": "情况属实。"})
    assert late.value.code == "task_cancelled"
    (again,) = complete_task(house, town.ann, submit, {**SUBMITTED, "amount": 1}).opened
    assert again != check
    withdraw(house, town.ann, submit)
    (third,) = complete_task(house, town.ann, submit, SUBMITTED).opened
    answers = {"decision": "approve", "reason": "情况属实，同意上报。"}
    assert complete_task(house, town.ben, third, answers).opened
    with house.db.reading() as tx:
        assert tx.value("select variables from instance where id = %s", (instance,))["amount"] == 25000
        assert history.verify(tx, town.ann, instance)["ok"]


def test_two_steps_back_one_after_the_other(house: House, town: Town) -> None:
    instance, submit = approval(house, town)
    (check,) = complete_task(house, town.ann, submit, SUBMITTED).opened
    answers = {"decision": "approve", "reason": "情况属实，同意上报。"}
    complete_task(house, town.ben, check, answers)
    with pytest.raises(Conflict) as refused:
        withdraw(house, town.ann, submit)
    assert refused.value.message() == "李测试已经办理“初审”，不能撤回。"
    assert rights(house, town.ann, submit)["withdraw_why_not"] == refused.value.message()
    withdraw(house, town.ben, check)
    with pytest.raises(Conflict) as refused:
        withdraw(house, town.ann, submit)  # ben's draft stands on it
    assert refused.value.code == "withdraw_drafted"
    with house.db.transaction() as tx:
        tx.run("update task set draft = null, draft_by = null where id = %s", (check,))
    withdraw(house, town.ann, submit)
    assert [row["id"] for row in standing(house, instance)[0]] == [submit]


def test_a_claim_or_the_hour_stands_in_the_way(house: House, town: Town) -> None:
    clock.stop_at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    _, submit = approval(house, town)
    (check,) = complete_task(house, town.ann, submit, SUBMITTED).opened
    claim(house, town.ben, check)
    with pytest.raises(Conflict) as refused:
        withdraw(house, town.ann, submit)
    assert refused.value.message() == "李测试已经领取“初审”，不能撤回。可以请对方先放回。"
    with house.db.transaction() as tx:
        tasks.release_in(tx, town.ben, check)
    clock.stop_at(clock.now() + timedelta(minutes=31))
    with pytest.raises(Conflict) as refused:
        withdraw(house, town.ann, submit)
    assert refused.value.code == "withdraw_late"
    clock.stop_at(clock.now() - timedelta(minutes=1))
    withdraw(house, town.ann, submit)


def test_whose_decision_it_was(house: House, town: Town) -> None:
    instance, submit = approval(house, town)
    with pytest.raises(Conflict) as open_:
        withdraw(house, town.ann, submit)
    assert open_.value.code == "withdraw_open"
    complete_task(house, town.ann, submit, SUBMITTED)
    for actor in (town.ben, town.cleo, town.dora, town.auditor):
        with pytest.raises(NotFound):
            withdraw(house, actor, submit)
    deputy = type(town.ann)(town.tenant, town.ben.person_id, town.ben.name, town.ben.account_id, town.ann.grants)
    with pytest.raises(Forbidden) as refused:
        withdraw(house, deputy, submit)
    assert refused.value.message() == "只有办理人王示例本人可以撤回。"
    moved = type(town.ann)(town.tenant, town.ann.person_id, town.ann.name, town.ann.account_id, ())
    with pytest.raises(NotFound):
        withdraw(house, moved, submit)
    with pytest.raises(Invalid):
        withdraw(house, town.ann, submit, "错")
    with pytest.raises(StaleVersion):
        withdraw(house, town.ann, submit, version=1)
    suspend(house, town.ann, instance)
    with pytest.raises(Conflict) as refused_:
        withdraw(house, town.ann, submit)
    assert refused_.value.code == "instance_suspended"
    resume(house, town.ann, instance)
    withdraw(house, town.ann, submit)
    with pytest.raises(Conflict):
        withdraw(house, town.ann, submit)


def test_what_has_ended_or_was_a_timer_s_stays(house: House, parts: Town) -> None:
    _, children = a_round(house, parts, datetime.now(UTC) + timedelta(days=1))
    for child, task in children:
        home = read(house, "select organization_id from task where id = %s", task)[0]["organization_id"]
        actor = parts.ann if home == parts.branch else parts.cleo
        complete_task(house, actor, task, {"shelf": "甲"})
        with pytest.raises(Conflict) as refused:
            withdraw(house, actor, task)
        assert refused.value.code == "instance_ended"
        assert status(house, child) == "ended"
