"""Return a case to an earlier step: what is undone and redone, what others keep, who may, and what bars the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from service.actions import moves, returns, tasks
from service.actions.deploy import deploy
from service.domain.errors import Conflict, Invalid, NotFound, StaleVersion, TaskNotYours
from service.domain.people import Actor
from service.domain.returns import BACKS, Back, Offer
from service.reads import history
from service.reads import instances as cases
from service.reads import tasks as reads
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import Town, complete_task, start_case

ZH = "zh-CN"
WHY = "材料不全，请补充后再报。"
DRAFT = {"matter": "购置图书", "desks": ["甲", "乙", "丙"]}


@pytest.fixture(scope="module")
def drawn(house: House, town: Town) -> Town:
    deploy(house.db, house.engine, town.tenant, diagram_files("returns"), None)
    return town


def read(house: House, sql: str, *params: object) -> list[dict[str, Any]]:
    with house.db.reading() as tx:
        return tx.rows(sql, params)


def offers(house: House, actor: Actor, task: UUID) -> list[Offer]:
    with house.db.reading() as tx:
        return returns.offers(tx, house.engine, actor, task)


def offer(house: House, actor: Actor, task: UUID, node: str) -> Offer:
    return next(each for each in offers(house, actor, task) if each.node == node)


def give_back(house: House, actor: Actor, task: UUID, target: UUID, why: str = WHY, version: int | None = None) -> None:
    with house.db.transaction() as tx:
        returns.return_in(tx, house.engine, actor, task, target, why, version)


def shown(house: House, actor: Actor, task: UUID) -> dict[str, Any]:
    with house.db.reading() as tx:
        return reads.get(tx, house.engine, actor, task, ZH)


class Case:
    """A case with a countersign of three beside a called process of two steps."""

    def __init__(self, house: House, town: Town) -> None:
        self.house, self.town = house, town
        self.id = start_case(house, town.ann, "proc_returns", town.branch).instance_id
        self.who = {
            "ut_draft": town.ann, "ut_sign": town.ben, "ut_review": town.dora, "ut_stamp": town.dora,
            "ut_file": town.ann,
        }  # fmt: skip

    def open(self, node: str | None = None) -> list[dict[str, Any]]:
        rows = read(
            self.house,
            "select * from task where instance_id = %s and status = 'open' order by data->>'desk', created_at, id",
            self.id,
        )
        return [row for row in rows if node in (None, row["node"])]

    def nodes(self) -> list[str]:
        return sorted(row["node"] for row in self.open())

    def do(self, node: str, **answers: Any) -> UUID:
        task: UUID = self.open(node)[0]["id"]
        complete_task(self.house, self.who[node], task, answers)
        return task

    def to_countersign(self) -> UUID:
        return self.do("ut_draft", **DRAFT)

    def done(self) -> set[str]:
        with self.house.db.reading() as tx:
            lines = cases.get(tx, self.house.engine, self.town.ann, self.id, ZH)["outline"]
        return {line["node"] for line in lines if line["status"] == "done"}

    def check(self) -> None:
        with self.house.db.reading() as tx:
            assert history.verify(tx, self.town.ann, self.id)["ok"]


@pytest.fixture
def case(house: House, drawn: Town) -> Iterator[Case]:
    made = Case(house, drawn)
    yield made
    made.check()


def test_out_of_a_countersign_to_the_beginning(house: House, case: Case) -> None:
    town, draft = case.town, case.to_countersign()
    signed = case.do("ut_sign", opinion="同意甲")
    sign = case.open("ut_sign")[0]
    review = case.open("ut_review")[0]
    (there,) = offers(house, town.ben, sign["id"])
    assert (there.node, there.title, there.who, there.refusal) == ("ut_draft", "起草", "王示例", None)
    assert sorted(held.title for held in there.cancelled) == ["会签", "会签", "审核"]
    assert (there.redone, there.kept, there.undone) == (("会签",), (), ())
    give_back(house, town.ben, sign["id"], draft)
    assert case.nodes() == ["ut_draft"] and case.done() == {"start"}
    (row,) = case.open()
    assert row["id"] == draft and row["assignee_id"] == town.ann.person_id
    assert shown(house, town.ann, draft)["draft"] == DRAFT
    back = shown(house, town.ann, draft)["returned"]
    assert (back["who"], back["reason"], back["title"]) == ("李测试", WHY, "会签")
    status = {r["id"]: r["status"] for r in read(house, "select id, status from task where instance_id = %s", case.id)}
    assert status[signed] == "undone" and status[sign["id"]] == status[review["id"]] == "cancelled"
    case.do("ut_draft", **DRAFT)
    again = case.open("ut_sign")[0]
    assert shown(house, town.ben, again["id"])["draft"] == {"opinion": "同意甲"}
    assert shown(house, town.ann, draft)["returned"] is None


def test_one_signature_goes_and_all_else_stays(house: House, case: Case) -> None:
    town = case.town
    case.to_countersign()
    for opinion in ("一", "二", "三"):
        case.do("ut_sign", opinion=opinion)
    case.do("ut_review", review="可以")
    stamp = case.open("ut_stamp")[0]["id"]
    tasks.save_draft(house.db, house.engine, town.dora, stamp, {"stamp": "写了一半"})
    with pytest.raises(Conflict) as aside:
        give_back(house, town.dora, stamp, read_target(house, case, "ut_sign"))
    assert aside.value.code == "return_aside"
    complete_task(house, town.dora, stamp, {"stamp": "001"})
    file = case.open("ut_file")[0]["id"]
    there = offer(house, town.ann, file, "ut_sign")
    assert [held.title for held in there.cancelled] == ["归档"] and there.redone == ()
    give_back(house, town.ann, file, there.task_id)
    assert case.nodes() == ["ut_sign"] and "gw_join" not in case.done()
    assert {"ut_review", "ut_stamp"} <= shown_done(house, case)
    case.do("ut_sign", opinion="改了")
    assert case.nodes() == ["ut_file"]
    case.do("ut_file", shelf="甲-1")
    said = read(house, "select variables from instance where id = %s", case.id)[0]["variables"]
    assert said["shelf"] == "甲-1"


def read_target(house: House, case: Case, node: str) -> UUID:
    sql = "select id from task where instance_id = %s and node = %s and status = 'completed' order by completed_at desc"
    return UUID(str(read(house, sql, case.id, node)[0]["id"]))


def shown_done(house: House, case: Case) -> set[str]:
    with house.db.reading() as tx:
        timeline = cases.get(tx, house.engine, case.town.ann, case.id, ZH)["timeline"]
    return {step["node"] for step in timeline if step["kind"] == "done" and not step["undone"]}


def test_inside_a_called_process_others_keep_their_tasks_and_drafts(house: House, case: Case) -> None:
    town = case.town
    case.to_countersign()
    case.do("ut_sign", opinion="一")
    case.do("ut_review", review="可以")
    mine = case.open("ut_sign")
    tasks.save_draft(house.db, house.engine, town.ben, mine[0]["id"], {"opinion": "想一想"})
    before = case.open("ut_sign")
    stamp = case.open("ut_stamp")[0]["id"]
    there = offer(house, town.dora, stamp, "ut_review")
    assert [held.title for held in there.kept] == ["会签", "会签"] and there.redone == ()
    give_back(house, town.dora, stamp, there.task_id)
    assert case.nodes() == ["ut_review", "ut_sign", "ut_sign"] and case.open("ut_sign") == before


def test_who_may_return(house: House, case: Case) -> None:
    town, draft = case.town, case.to_countersign()
    sign = case.open("ut_sign")[0]["id"]
    for stranger in (town.cleo, town.auditor):
        with pytest.raises((NotFound, TaskNotYours)):
            give_back(house, stranger, sign, draft)
        with pytest.raises((NotFound, TaskNotYours)):
            offers(house, stranger, sign)
    for reason in ("", "退", "  退回  "):
        with pytest.raises(Invalid):
            give_back(house, town.ben, sign, draft, reason)
    with pytest.raises(StaleVersion):
        give_back(house, town.ben, sign, draft, version=9)
    with pytest.raises(NotFound):
        give_back(house, town.ben, sign, sign)
    give_back(house, town.dora, sign, draft)  # the town office steers
    with pytest.raises(Conflict):
        give_back(house, town.ben, sign, draft)


def test_a_suspended_case_is_not_returned(house: House, case: Case) -> None:
    draft = case.to_countersign()
    sign = case.open("ut_sign")[0]["id"]
    with house.db.transaction() as tx:
        moves.suspend_in(tx, case.town.dora, case.id, WHY)
    with pytest.raises(Conflict) as refused:
        give_back(house, case.town.ben, sign, draft)
    assert refused.value.code == "instance_suspended"


def test_four_eyes_hold_after_a_return(house: House, drawn: Town) -> None:
    """Whose decision is undone may do what excludes it; whoever redoes it may not."""
    case = Case(house, drawn)
    draft = case.to_countersign()
    assert {row["id"]: row["exclude"] for row in case.open("ut_sign")} == {
        row["id"]: [drawn.ann.person_id] for row in case.open("ut_sign")
    }
    give_back(house, drawn.ben, case.open("ut_sign")[0]["id"], draft)
    assert case.open()[0]["exclude"] == []
    case.do("ut_draft", **DRAFT)
    for opinion in ("一", "二", "三"):
        case.do("ut_sign", opinion=opinion)
    case.do("ut_review", review="可以")
    case.do("ut_stamp", stamp="001")
    (file,) = case.open()
    assert file["exclude"] == [drawn.ben.person_id]
    sign = offer(house, drawn.ann, file["id"], "ut_sign")
    give_back(house, drawn.ann, file["id"], sign.task_id)
    assert case.open("ut_sign")[0]["exclude"] == [drawn.ann.person_id]


def test_return_twice_and_what_was_undone_is_no_target(house: House, case: Case) -> None:
    town, draft = case.town, case.to_countersign()
    case.do("ut_review", review="可以")
    stamp = case.open("ut_stamp")[0]["id"]
    give_back(house, town.dora, stamp, offer(house, town.dora, stamp, "ut_review").task_id)
    review = case.open("ut_review")[0]["id"]
    assert [each.node for each in offers(house, town.dora, review)] == ["ut_draft"]
    give_back(house, town.dora, review, draft)
    assert case.nodes() == ["ut_draft"]
    rows = read(house, "select type from history where instance_id = %s order by seq", case.id)
    assert [row["type"] for row in rows].count("task.returned") == 2


def test_people_whose_work_is_undone_are_told(house: House, case: Case) -> None:
    draft = case.to_countersign()
    case.do("ut_sign", opinion="一")
    give_back(house, case.town.dora, case.open("ut_review")[0]["id"], draft)
    sql = "select person_id, params from notice where kind = 'case_returned' and instance_id = %s"
    told = read(house, sql, case.id)
    assert [row["person_id"] for row in told] == [case.town.ben.person_id] and told[0]["params"]["reason"] == WHY


def test_every_operator_says_how_it_takes_a_return() -> None:
    from service.actions import operators

    assert set(BACKS) == set(operators.names())
    assert operators.undoable() == {name for name, back in BACKS.items() if back is Back.UNDOES}
