"""The hot path as a story: start, complete to the end, and everybody who may not."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.actions import tasks
from service.domain.errors import InvalidAnswers, NotFound, TaskAlreadyCompleted, TaskNotYours
from service.reads import history, inbox
from service.reads import instances as cases
from service.store import tasks as store
from service.wiring import House
from tests.town import Town, complete_task, start_case

ZH = "zh-CN"


def start(house: House, town: Town) -> tuple[UUID, UUID]:
    """Start the approval flow and return its instance and first task."""
    started = start_case(house, town.ann, "proc_approval", town.branch)
    return started.instance_id, started.opened[0]


def complete(house: House, actor, task: UUID, **answers) -> tuple[UUID, ...]:
    """Complete a task and return the tasks it opened."""
    return complete_task(house, actor, task, answers).opened


def test_a_flow_runs_from_start_to_end(house: House, town: Town) -> None:
    instance, submit = start(house, town)
    (check,) = complete(house, town.ann, submit, subject_line="购置图书", amount=25000)
    (finance,) = complete(house, town.ben, check, decision="approve", reason="情况属实，同意上报。")
    (director,) = complete(house, town.dora, finance, cost_centre="教育")
    (archive,) = complete(house, town.dora, director, director_decision="approve")
    done = complete_task(house, town.ann, archive, {"shelf": "甲-17"})
    assert done.ended
    with house.db.reading() as tx:
        case = cases.get(tx, house.engine, town.ann, instance, ZH)
        assert case["status"] == "ended"
        said = [(step["title"], step["decision"]) for step in case["timeline"] if step["kind"] == "done"]
        assert said == [("提交申请", None), ("初审", "同意"), ("复核", None), ("审批", "同意"), ("归档", None)]
        assert history.verify(tx, town.ann, instance)["ok"]


def test_the_opinion_is_kept_out_of_process_data_but_in_history(house: House, town: Town) -> None:
    instance, submit = start(house, town)
    (check,) = complete(house, town.ann, submit, subject_line="购置图书", amount=1)
    complete(house, town.ben, check, decision="reject", reason="理由只进历史，不进流程数据。")
    with house.db.reading() as tx:
        variables = tx.value("select variables from instance where id = %s", (instance,))
        assert variables["decision"] == "reject" and "reason" not in variables
        case = cases.get(tx, house.engine, town.ben, instance, ZH)
        assert case["timeline"][2]["opinion"] == "理由只进历史，不进流程数据。"


def test_the_inbox_shows_a_post_its_tasks_and_no_one_elses(house: House, town: Town) -> None:
    _, submit = start(house, town)
    with house.db.reading() as tx:
        mine = inbox.page(tx, town.ann, "todo", inbox.Filters(), None, 50, ZH)
        strangers = inbox.page(tx, town.cleo, "todo", inbox.Filters(), None, 50, ZH)
    assert submit in {row["id"] for row in mine["items"]}
    assert strangers["items"] == [] and strangers["total_capped"] == 0


def test_a_stranger_may_not_complete(house: House, town: Town) -> None:
    _, submit = start(house, town)
    with pytest.raises(TaskNotYours):
        complete(house, town.cleo, submit, subject_line="x", amount=1)


def test_who_submitted_may_not_check(house: House, town: Town) -> None:
    """The diagram excludes the submitter from the check, even when they hold both posts."""
    both = type(town.ann)(
        town.tenant, town.ann.person_id, town.ann.name, town.ann.account_id, (*town.ann.grants, *town.ben.grants)
    )
    _, submit = start(house, town)
    (check,) = complete(house, both, submit, subject_line="购置图书", amount=1)
    with pytest.raises(TaskNotYours) as refused:
        complete(house, both, check, decision="approve", reason="自己审自己。")
    assert refused.value.code == "task_excluded"


def test_a_second_decision_is_told_who_was_faster(house: House, town: Town) -> None:
    _, submit = start(house, town)
    complete(house, town.ann, submit, subject_line="购置图书", amount=1)
    with pytest.raises(TaskAlreadyCompleted) as late:
        complete(house, town.ann, submit, subject_line="购置图书", amount=1)
    assert late.value.message(ZH).startswith("王示例")


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ({"subject_line": "x"}, "/answers/amount"),
        ({"subject_line": "x", "amount": "many"}, "/answers/amount"),
        ({"subject_line": "x", "amount": 1, "director_approved": True}, "/answers/director_approved"),
        ({"subject_line": "x" * 81, "amount": 1}, "/answers/subject_line"),
    ],
)
def test_wrong_answers_are_named_and_change_nothing(house: House, town: Town, answers: dict, pointer: str) -> None:
    instance, submit = start(house, town)
    with pytest.raises(InvalidAnswers) as refused:
        complete(house, town.ann, submit, **answers)
    assert pointer in {problem.pointer for problem in refused.value.problems}
    with house.db.reading() as tx:
        assert tx.value("select version from instance where id = %s", (instance,)) == 1


def test_an_unknown_task_is_not_found(house: House, town: Town) -> None:
    with pytest.raises(NotFound):
        complete(house, town.ann, UUID(int=1))


def test_a_draft_is_kept_and_never_takes_strange_fields(house: House, town: Town) -> None:
    _, submit = start(house, town)
    tasks.save_draft(house.db, house.engine, town.ann, submit, {"subject_line": "未写完"})
    with pytest.raises(InvalidAnswers):
        tasks.save_draft(house.db, house.engine, town.ann, submit, {"director_approved": True})
    with house.db.reading() as tx:
        kept = tx.value("select draft from task where id = %s", (submit,))
        assert store.open_draft(tx, submit, kept) == {"subject_line": "未写完"}
        assert "未写完".encode() not in bytes(kept), "it may hold anything, and is sealed"


def test_history_cannot_be_changed_by_the_service_itself(house: House, town: Town) -> None:
    import psycopg

    instance, _ = start(house, town)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
        tx.run("update history set type = 'x' where instance_id = %s", (instance,))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
        tx.run("delete from history where instance_id = %s", (instance,))


def test_a_state_that_is_not_on_record_is_found(house: House, town: Town) -> None:
    instance, _ = start(house, town)
    with house.db.transaction() as tx:
        kept = tx.value("select state from instance where id = %s", (instance,))
        assert history.strays(tx, town.tenant) == []
        tx.run("update instance set state = %s where id = %s", (b"\1other", instance))
        assert history.strays(tx, town.tenant) == [instance]
        tx.run("update instance set state = %s where id = %s", (bytes(kept), instance))
