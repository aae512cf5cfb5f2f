"""Asking colleagues to sign: who may be asked, what waits for them, and how a request ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import moves, signers
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion, TaskNotYours
from service.domain.people import Actor
from service.reads import history, inbox, notices, signatures
from service.reads import instances as cases
from service.reads import tasks as reads
from service.store.ids import new_id
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import SINCE, Town, complete_task, person, start_case

ZH = "zh-CN"
TEXT = "请从财务角度看看金额。"
APPROVE = {"decision": "approve", "reason": "情况属实，同意上报。"}
SUBMITTED = {"subject_line": "购置图书", "amount": 25000}


@pytest.fixture(autouse=True)
def _real_time() -> Any:
    yield
    clock.use_offset(timedelta(0))


@pytest.fixture(scope="module", autouse=True)
def people(house: House, town: Town) -> dict[str, Actor]:
    """Release the approval so that whoever has a part in the check is kept from the last approval; add colleagues."""
    files = diagram_files("approval")
    wanted = b'<spiffworkflow:property name="decision" value="director_decision" />'
    assert wanted in files["approval.bpmn"]
    more = wanted + b'<spiffworkflow:property name="exclude" value="ut_check" />'
    files["approval.bpmn"] = files["approval.bpmn"].replace(wanted, more)
    deploy(house.db, house.engine, town.tenant, files, None)
    with house.db.transaction() as tx:
        return {
            "eve": person(tx, "郑示范", town.branch, "full_member", ("town_org_office", town.town)),
            "fay": person(tx, "冯例文", town.branch, "full_member", ("vote_teller", town.branch)),
            "gil": person(tx, "高测远", town.branch, "full_member"),
        }


@pytest.fixture
def case(house: House, town: Town) -> tuple[UUID, UUID]:
    """Bring a case to the check: ben's task, from which ann is excluded."""
    started = start_case(house, town.ann, "proc_approval", town.branch)
    (check,) = complete_task(house, town.ann, started.opened[0], SUBMITTED).opened
    return started.instance_id, check


def ask(house: House, actor: Actor, task: UUID, *people: Actor, text: str = TEXT, **more: Any) -> list[UUID]:
    with house.db.transaction() as tx:
        signers.add_in(tx, house.engine, actor, task, [each.person_id for each in people], text, **more)
    return [each["id"] for each in shown(house, actor, task)["signers"] if each["status"] == "open"]


def sign(house: House, actor: Actor, signer: UUID, opinion: str = "agree", text: str = "", **more: Any) -> None:
    with house.db.transaction() as tx:
        signers.sign_in(tx, actor, signer, opinion, text, **more)


def remove(house: House, actor: Actor, task: UUID, signer: UUID, reason: str = "本人出差，改请他人。") -> None:
    with house.db.transaction() as tx:
        signers.remove_in(tx, house.engine, actor, task, signer, reason)


def shown(house: House, actor: Actor, task: UUID) -> dict[str, Any]:
    with house.db.reading() as tx:
        return reads.get(tx, house.engine, actor, task, ZH)


def box(house: House, actor: Actor, name: str = "todo", **filters: Any) -> list[dict[str, Any]]:
    with house.db.reading() as tx:
        items: list[dict[str, Any]] = inbox.page(tx, actor, name, inbox.Filters(**filters), None, 50, ZH)["items"]
    return items


def mine(house: House, actor: Actor, task: UUID, name: str = "todo", **filters: Any) -> list[dict[str, Any]]:
    return [
        item for item in box(house, actor, name, **filters) if item["signing"] and item["signing"]["task_id"] == task
    ]


def told(house: House, actor: Actor) -> str:
    with house.db.reading() as tx:
        return str(notices.page(tx, actor, ZH)[0]["text"])


def test_the_task_waits_for_every_opinion(house: House, town: Town, people: dict[str, Actor], case: Any) -> None:
    instance, check = case
    before = shown(house, town.ben, check)
    assert before["can"]["ask"] and before["can"]["complete"] and before["signers"] == []
    fay, dora = ask(house, town.ben, check, people["fay"], town.dora, due=clock.today() + timedelta(days=2))
    assert told(house, people["fay"]).startswith("李测试就后田社区第一党支部的“初审”请您签署意见")
    with pytest.raises(Conflict) as refused:
        complete_task(house, town.ben, check, APPROVE)
    assert refused.value.message() == "还在等冯例文、于测宁签署意见，签完或减签后再办。"
    waiting = shown(house, town.ben, check)
    assert not waiting["can"]["complete"] and waiting["can"]["why_not"] == refused.value.message()
    (item,) = mine(house, people["fay"], check)
    assert item["id"] == fay and item["signing"]["asked_by"] == "李测试" and item["title"] == "初审"
    with house.db.reading() as tx:
        page = signatures.get(tx, house.engine, people["fay"], fay, ZH)
    assert page["text"] == TEXT and page["can_sign"] and page["task"]["id"] == check

    sign(house, people["fay"], fay, "disagree", "金额应当再核一次。")
    assert told(house, town.ben) == "冯例文对后田社区第一党支部的“初审”签署意见：不同意。"
    assert mine(house, people["fay"], check) == []
    (done,) = mine(house, people["fay"], check, "done")
    assert done["decision"] == "不同意" and done["completed_at"]
    with pytest.raises(Conflict):
        complete_task(house, town.ben, check, APPROVE)
    sign(house, town.dora, dora)
    assert complete_task(house, town.ben, check, APPROVE).opened, "an opinion binds nobody"

    with house.db.reading() as tx:
        shape = cases.get(tx, house.engine, town.ben, instance, ZH)
        rows = history.page(tx, house.engine, town.ben, instance, None, 100, ZH)["items"]
        assert history.verify(tx, town.ben, instance)["ok"]
    said = [row["text"] for row in rows]
    assert f"李测试请冯例文签署意见：{TEXT}" in said
    assert "冯例文签署意见：不同意，金额应当再核一次。" in said and "于测宁签署意见：同意" in said
    lines = [(step["who"], step["decision"], step["opinion"]) for step in shape["timeline"] if step["kind"] == "done"]
    assert ("冯例文", "不同意", "金额应当再核一次。") in lines


def test_who_has_signed_is_kept_from_the_later_approval(
    house: House, town: Town, people: dict[str, Actor], case: Any
) -> None:
    _, check = case
    (dora,) = ask(house, town.ben, check, town.dora)
    sign(house, town.dora, dora)
    (finance,) = complete_task(house, town.ben, check, APPROVE).opened
    (director,) = complete_task(house, people["eve"], finance, {"cost_centre": "教育"}).opened
    with pytest.raises(TaskNotYours) as refused:
        complete_task(house, town.dora, director, {"director_decision": "approve"})
    assert refused.value.code == "task_excluded"
    assert shown(house, people["eve"], director)["can"]["complete"]


def test_who_may_be_asked(house: House, town: Town, people: dict[str, Actor], case: Any) -> None:
    _, check = case
    with house.db.reading() as tx:
        offered = reads.candidates(tx, town.ben, check, None, 50, ZH)
        found = reads.candidates(tx, town.ben, check, "组织办", 50, ZH)
    names = [each["label"] for each in offered]
    assert set(names) == {"冯例文", "于测宁", "郑示范"}, "nobody below, beside, excluded, without a post, nor oneself"
    assert names[0] == "冯例文", "the nearest first"
    assert {each["label"] for each in found} == {"于测宁", "郑示范"}
    assert offered[0]["note"].startswith("后田社区第一党支部 ")
    wrong = {
        town.ben: "signer_self", town.ann: "signer_excluded", town.cleo: "signer_no_post",
        town.auditor: "signer_no_post", people["gil"]: "signer_no_post",
    }  # fmt: skip
    for who, code in wrong.items():
        with pytest.raises(Invalid) as refused:
            ask(house, town.ben, check, people["fay"], who)
        assert [(each.pointer, each.code) for each in refused.value.problems] == [("/people/1", code)]
    with pytest.raises(Invalid) as refused:
        ask(house, town.ben, check, people["fay"], people["fay"])
    assert refused.value.problems[0].code == "signer_twice"
    ask(house, town.ben, check, people["fay"])
    with pytest.raises(Invalid):
        ask(house, town.ben, check, people["fay"])
    with house.db.reading() as tx:
        assert "冯例文" not in {each["label"] for each in reads.candidates(tx, town.ben, check, None, 50, ZH)}


def test_an_account_that_is_closed_is_not_asked(house: House, town: Town, case: Any) -> None:
    with house.db.transaction() as tx:
        hal = person(tx, "韩测平", town.branch, "full_member", ("vote_teller", town.branch))
        tx.run("update account set active = false where person_id = %s", (hal.person_id,))
    with pytest.raises(Invalid):
        ask(house, town.ben, case[1], hal)


def test_what_is_asked_has_to_be_said(house: House, town: Town, people: dict[str, Actor], case: Any) -> None:
    _, check = case
    for more, pointer in (
        ({"text": "看看"}, "/text"),
        ({"due": clock.today() - timedelta(days=1)}, "/due"),
    ):
        with pytest.raises(Invalid) as refused:
            ask(house, town.ben, check, people["fay"], **more)
        assert refused.value.problems[0].pointer == pointer
    with pytest.raises(Invalid):
        ask(house, town.ben, check)
    (fay,) = ask(house, town.ben, check, people["fay"])
    for opinion in ("disagree", "decline"):
        with pytest.raises(Invalid) as refused:
            sign(house, people["fay"], fay, opinion, "不")
        assert refused.value.problems[0].pointer == "/text"


def test_only_who_may_decide_asks_and_removes(house: House, town: Town, people: dict[str, Actor], case: Any) -> None:
    instance, check = case
    for stranger in (town.ann, town.dora, town.cleo, town.auditor, people["gil"]):
        with pytest.raises(TaskNotYours):
            ask(house, stranger, check, people["fay"])
    (fay,) = ask(house, town.ben, check, people["fay"])
    with pytest.raises(TaskNotYours):
        remove(house, people["fay"], check, fay)
    with pytest.raises(NotFound):
        remove(house, town.ben, check, new_id())
    with pytest.raises(NotFound):
        sign(house, town.ben, fay)
    with pytest.raises(NotFound), house.db.reading() as tx:
        signatures.get(tx, house.engine, town.ben, fay, ZH)
    assert instance


def test_a_request_is_taken_back_but_never_an_opinion(
    house: House, town: Town, people: dict[str, Actor], case: Any
) -> None:
    instance, check = case
    fay, dora = ask(house, town.ben, check, people["fay"], town.dora)
    with pytest.raises(Invalid):
        remove(house, town.ben, check, fay, "免了")
    remove(house, town.ben, check, fay)
    assert "撤回了" in told(house, people["fay"])
    assert mine(house, people["fay"], check) == [] and mine(house, people["fay"], check, "done") == []
    with pytest.raises(Conflict) as refused:
        sign(house, people["fay"], fay)
    assert refused.value.code == "signer_removed"
    sign(house, town.dora, dora)
    with pytest.raises(Conflict) as refused:
        remove(house, town.ben, check, dora)
    assert refused.value.message() == "于测宁已经签过意见，意见不能撤掉。"
    with pytest.raises(Conflict):
        sign(house, town.dora, dora, "disagree", "改主意了，不同意。")
    (again,) = ask(house, town.ben, check, people["fay"])
    assert again != fay, "who was removed may be asked anew"
    sign(house, people["fay"], again, "decline", "不掌握情况，不便签署。")
    assert complete_task(house, town.ben, check, APPROVE).opened
    with house.db.reading() as tx:
        assert history.verify(tx, town.ben, instance)["ok"]
        kinds = [row["type"] for row in history.page(tx, house.engine, town.ben, instance, None, 100, ZH)["items"]]
    assert [kind for kind in kinds if kind.startswith("signer.")] == [
        "signer.added", "signer.added", "signer.removed", "signer.signed", "signer.added", "signer.declined"
    ]  # fmt: skip


def test_a_suspended_case_takes_neither_request_nor_answer(
    house: House, town: Town, people: dict[str, Actor], case: Any
) -> None:
    instance, check = case
    (fay,) = ask(house, town.ben, check, people["fay"])
    with house.db.transaction() as tx:
        moves.suspend_in(tx, town.dora, instance, "材料有误，先停一停。")
    for refused in (
        lambda: ask(house, town.ben, check, town.dora),
        lambda: sign(house, people["fay"], fay),
        lambda: remove(house, town.ben, check, fay),
    ):
        with pytest.raises(Conflict) as error:
            refused()
        assert error.value.code == "instance_suspended"
    with house.db.reading() as tx:
        page = signatures.get(tx, house.engine, people["fay"], fay, ZH)
    assert not page["can_sign"] and page["why_not"] == "这件个案已暂停，恢复后再办。"
    with house.db.transaction() as tx:
        moves.resume_in(tx, house.engine, town.dora, instance, "已经补正。")
    sign(house, people["fay"], fay)


def test_requests_end_with_their_task(house: House, town: Town, people: dict[str, Actor], case: Any) -> None:
    instance, check = case
    (fay,) = ask(house, town.ben, check, people["fay"])
    with house.db.transaction() as tx:
        moves.cancel_in(tx, town.dora, instance, "重复发起，终止。")
    assert "重复发起，终止。" in told(house, people["fay"])
    assert mine(house, people["fay"], check) == []
    with pytest.raises(Conflict) as refused:
        sign(house, people["fay"], fay)
    assert refused.value.code == "signer_closed"
    with house.db.reading() as tx:
        assert tx.value("select status from signer where id = %s", (fay,)) == "closed"
        assert tx.value("select signers from task where id = %s", (check,)) == 0


def test_a_withdrawn_decision_ends_what_the_next_has_not_asked_yet(
    house: House, town: Town, people: dict[str, Actor]
) -> None:
    """Asking is acting: whoever decided before can no longer take it back."""
    started = start_case(house, town.ann, "proc_approval", town.branch)
    (check,) = complete_task(house, town.ann, started.opened[0], SUBMITTED).opened
    ask(house, town.ben, check, people["fay"])
    with pytest.raises(Conflict) as refused, house.db.transaction() as tx:
        moves.withdraw_in(tx, house.engine, town.ann, started.opened[0], "金额写错了。")
    assert refused.value.code == "withdraw_moved" and "加签" in refused.value.message()


def test_posts_change_meanwhile(house: House, town: Town, case: Any) -> None:
    """The successor sees the requests; a signer without post cannot answer any more and is removed."""
    instance, check = case
    with house.db.transaction() as tx:
        ivy = person(tx, "何示清", town.branch, "full_member", ("org_commissioner", town.branch))
        jon = person(tx, "江例明", town.branch, "full_member", ("vote_teller", town.branch))
    (asked,) = ask(house, town.ben, check, jon)
    assert [each["who"]["name"] for each in shown(house, ivy, check)["signers"]] == ["江例明"]
    gone = Actor(jon.tenant, jon.person_id, jon.name, jon.account_id, ())
    with pytest.raises(Forbidden) as refused:
        sign(house, gone, asked)
    assert refused.value.code == "signer_post_gone"
    with pytest.raises(NotFound), house.db.reading() as tx:
        signatures.get(tx, house.engine, gone, asked, ZH)
    remove(house, ivy, check, asked)
    assert complete_task(house, ivy, check, APPROVE).opened
    assert instance


def test_versions_move_with_every_answer(house: House, town: Town, people: dict[str, Actor], case: Any) -> None:
    _, check = case
    seen = shown(house, town.ben, check)["version"]
    with pytest.raises(StaleVersion):
        ask(house, town.ben, check, people["fay"], version=seen + 7)
    (fay,) = ask(house, town.ben, check, people["fay"], version=seen)
    with pytest.raises(StaleVersion):
        sign(house, people["fay"], fay, version=9)
    after = shown(house, town.ben, check)["version"]
    sign(house, people["fay"], fay, version=1)
    assert seen < after < shown(house, town.ben, check)["version"]


def test_the_inbox_filters_requests_like_tasks(house: House, town: Town, people: dict[str, Actor], case: Any) -> None:
    _, check = case
    clock.stop_at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    ask(house, town.ben, check, people["fay"], due=date(2026, 3, 3))
    fay = people["fay"]
    assert mine(house, fay, check, q="初审") and not mine(house, fay, check, q="没有的事")
    assert mine(house, fay, check, process="proc_approval") and not mine(house, fay, check, process="proc_other")
    assert not mine(house, fay, check, overdue=True) and not mine(house, fay, check, unclaimed=True)
    clock.stop_at(datetime(2026, 3, 5, 1, 0, tzinfo=UTC))
    assert mine(house, fay, check, overdue=True)
    with house.db.reading() as tx:
        counts = inbox.counts(tx, fay)
    assert counts["todo"] >= 1 and counts["overdue"] >= 1


def test_the_person_concerned_asks_nobody(house: House, town: Town) -> None:
    from service.domain import signers as rules

    task = rules.Asking("applicant", town.applicant.person_id, (), ())
    refusal = rules.why_not_ask(task)
    assert refusal is not None and refusal.code == "signers_own_task"
    subject = rules.Asking("branch_secretary", town.activist.person_id, (), ())
    assert rules.why_not(subject, town.ann, town.activist.person_id, ("vote_teller",)) == "signer_subject"
    assert SINCE
