"""Countersigning with people: adding an equal signer, removing one, and what the count says then."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.actions import returns, signers
from service.actions.deploy import deploy
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, TaskNotYours
from service.domain.people import Actor, Substitution
from service.reads import history
from service.reads import tasks as reads
from service.store import countersign
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import Town, complete_task, person, start_case

ZH = "zh-CN"
AGREE, DISAGREE = {"verdict": "agree"}, {"verdict": "disagree"}


@pytest.fixture(scope="module", autouse=True)
def people(house: House, town: Town) -> dict[str, Actor]:
    """Release the countersign and give it people."""
    deploy(house.db, house.engine, town.tenant, diagram_files("countersign"), None)
    post = ("org_commissioner", town.branch)
    with house.db.transaction() as tx:
        made = {name: person(tx, name, town.branch, "full_member", post) for name in ("甲", "乙", "丙", "丁")}
        made["书记"] = person(tx, "副书记", town.branch, "full_member", ("branch_secretary", town.branch))
    return made


@pytest.fixture
def tasks(house: House, town: Town, people: dict[str, Actor]) -> dict[str, UUID]:
    """Start a countersign of three; give their tasks by name."""
    ids = [str(people[name].person_id) for name in "甲乙丙"]
    start_case(house, town.ann, "proc_countersign", town.branch, {"signers": ids})
    return open_tasks(house)


def open_tasks(house: House) -> dict[str, UUID]:
    with house.db.reading() as tx:
        rows = tx.rows(
            """select t.id, p.name from task t left join person p on p.id = t.assignee_id where t.status = 'open'
                 and t.instance_id = (select id from instance order by started_at desc, id desc limit 1)"""
        )
    return {row["name"] or "": row["id"] for row in rows}


def add(house: House, actor: Actor, task: UUID, *more: Actor) -> None:
    with house.db.transaction() as tx:
        signers.add_in(tx, house.engine, actor, task, [each.person_id for each in more], "这件事也请一起签。")


def remove(house: House, actor: Actor, task: UUID, signer: UUID, reason: str = "本人出差，改请他人。") -> None:
    with house.db.transaction() as tx:
        signers.remove_in(tx, house.engine, actor, task, signer, reason)


def test_an_equal_signer_is_added_and_counts(house: House, people: dict[str, Actor], tasks: dict[str, UUID]) -> None:
    add(house, people["甲"], tasks["甲"], people["丁"])
    now = open_tasks(house)
    assert set(now) == {"甲", "乙", "丙", "丁"}
    complete_task(house, people["甲"], now["甲"], AGREE)
    complete_task(house, people["丁"], now["丁"], AGREE)
    assert set(open_tasks(house)) == {"乙", "丙"}, "two of four are not two thirds"
    with house.db.reading() as tx:
        shown = reads.get(tx, house.engine, people["乙"], now["乙"], ZH)
        said = {each["who"]["name"]: each["status_name"] for each in shown["signers"]}
        assert said == {"甲": "同意", "乙": "待签", "丙": "待签", "丁": "同意"}
        assert shown["can"]["complete"]
    complete_task(house, people["乙"], now["乙"], AGREE)
    assert set(open_tasks(house)) == {""}, "three of four: the step is decided, the last signer's task is gone"
    with house.db.reading() as tx:
        instance = tx.value("select instance_id from task where id = %s", (now["甲"],))
        rows = history.page(tx, house.engine, people["书记"], instance, None, 100, ZH)["items"]
        assert history.verify(tx, people["书记"], instance)["ok"]
    assert "甲请丁参加会签：这件事也请一起签。" in [row["text"] for row in rows]


def test_a_step_s_signatures_are_those_of_its_last_round(
    house: House, town: Town, people: dict[str, Actor], tasks: dict[str, UUID]
) -> None:
    add(house, people["甲"], tasks["甲"], people["丁"])
    now = open_tasks(house)
    for name in "甲丁乙":
        complete_task(house, people[name], now[name], AGREE)
    with house.db.transaction() as tx:  # the case is over for this test; what is copied disturbs nobody
        found = countersign.signed(tx, town.tenant, now["乙"])
        assert [row["id"] for row in found] == [now["甲"], now["丁"]], "whoever was added, too, in the order of signing"
        assert [row["payload"]["answers"] for row in found] == [AGREE, AGREE]
        # An earlier round of the same step, as a loop in the diagram makes one: over before this one began.
        for name in "甲丙":
            copy = {"id": str(uuid4()), "completed_by": str(people[name].person_id), "status": "completed"}
            tx.run(
                """insert into task select (jsonb_populate_record(t, %s::jsonb || jsonb_build_object(
                       'created_at', t.created_at - interval '2 hours',
                       'completed_at', t.created_at - interval '1 hour'))).* from task t where t.id = %s""",
                (json.dumps(copy), now["甲"]),
            )
            tx.run(
                """insert into history select (jsonb_populate_record(h, jsonb_build_object('task_id', %s::text,
                       'seq', (select max(seq) + 1 from history where instance_id = h.instance_id)))).*
                     from history h where h.task_id = %s and h.type = 'task.completed'""",
                (copy["id"], now["甲"]),
            )
        done = """select count(*) from task where node = 'ut_sign' and status = 'completed'
                    and instance_id = (select instance_id from task where id = %s)"""
        assert tx.value(done, (now["乙"],)) == 5
        assert [row["id"] for row in countersign.signed(tx, town.tenant, now["乙"])] == [now["甲"], now["丁"]]


def test_who_signed_is_kept_from_what_excludes_the_step(
    house: House, town: Town, people: dict[str, Actor], tasks: dict[str, UUID]
) -> None:
    add(house, people["甲"], tasks["甲"], people["书记"])
    now = open_tasks(house)
    for name, verdict in (("副书记", AGREE), ("甲", AGREE), ("乙", AGREE)):
        complete_task(house, people["书记"] if name == "副书记" else people[name], now[name], verdict)
    task = open_tasks(house)[""]
    with pytest.raises(TaskNotYours) as refused:
        complete_task(house, people["书记"], task, {"note": "汇总"})
    assert refused.value.code == "task_excluded"
    assert complete_task(house, town.ann, task, {"note": "汇总"}).ended


def test_who_may_be_added(house: House, town: Town, people: dict[str, Actor], tasks: dict[str, UUID]) -> None:
    for who, code in ((people["乙"], "signer_twice"), (people["甲"], "signer_self"), (town.cleo, "signer_no_post")):
        with pytest.raises(Invalid) as refused:
            add(house, people["甲"], tasks["甲"], who)
        assert refused.value.problems[0].code == code
    with pytest.raises(TaskNotYours):
        add(house, people["丁"], tasks["甲"], people["丁"])
    with pytest.raises(TaskNotYours):
        add(house, town.ann, tasks["甲"], people["丁"])


def test_the_page_offers_removing_to_whoever_may(
    house: House, town: Town, people: dict[str, Actor], tasks: dict[str, UUID]
) -> None:
    def may(actor: Actor, task: UUID) -> bool:
        with house.db.reading() as tx:
            return bool(reads.get(tx, house.engine, actor, task, ZH)["can"]["remove_signer"])

    assert may(town.ann, tasks["甲"]) and may(town.dora, tasks["甲"])
    assert not may(people["甲"], tasks["甲"]) and not may(people["丁"], tasks["甲"])
    remove(house, town.ann, tasks["甲"], tasks["乙"])
    remove(house, town.dora, tasks["甲"], tasks["丙"])
    assert not may(town.ann, tasks["甲"]), "the last one stays"


def test_signers_do_not_remove_each_other(
    house: House, town: Town, people: dict[str, Actor], tasks: dict[str, UUID]
) -> None:
    with pytest.raises(Forbidden) as refused:
        remove(house, people["甲"], tasks["甲"], tasks["乙"])
    assert refused.value.code == "may_not_remove_signer"
    with pytest.raises(NotFound):
        remove(house, town.cleo, tasks["甲"], tasks["乙"])
    with pytest.raises(Invalid):
        remove(house, town.ann, tasks["甲"], tasks["乙"], "免")
    complete_task(house, people["丙"], tasks["丙"], AGREE)
    with pytest.raises(Conflict) as given:
        remove(house, town.ann, tasks["甲"], tasks["丙"])
    assert given.value.code == "signer_signed"
    remove(house, town.ann, tasks["甲"], tasks["乙"])
    assert set(open_tasks(house)) == {"甲"}, "removing is no vote: one of two is not two thirds"
    with pytest.raises(Conflict) as last:
        remove(house, town.ann, tasks["甲"], tasks["甲"])
    assert last.value.code == "signer_last"
    complete_task(house, people["甲"], tasks["甲"], DISAGREE)
    assert set(open_tasks(house)) == {""}


def test_variables_in_lists_stay(house: House, people: dict[str, Actor], tasks: dict[str, UUID]) -> None:
    def variables() -> Any:
        with house.db.reading() as tx:
            return tx.value(
                "select i.variables from instance i join task t on t.instance_id = i.id where t.id = %s", (tasks["甲"],)
            )

    before = variables()
    add(house, people["甲"], tasks["甲"], people["丁"])
    assert variables() == before


def test_a_return_keeps_the_vote_of_an_added_signer(
    house: House, town: Town, people: dict[str, Actor], tasks: dict[str, UUID]
) -> None:
    """Four signers, one added and one removed; the step is decided and comes back to one of them: all else stands."""
    add(house, people["甲"], tasks["甲"], people["丁"], people["书记"])
    now = open_tasks(house)
    remove(house, town.ann, now["甲"], now["副书记"])
    for name in ("丁", "甲", "乙"):
        complete_task(house, people[name], now[name], AGREE)
    summing = open_tasks(house)[""]
    with house.db.transaction() as tx:
        returns.return_in(tx, house.engine, town.ann, summing, now["乙"], "请再核对一次意见。")
    assert set(open_tasks(house)) == {"乙", "丙"}
    again = open_tasks(house)
    complete_task(house, people["丙"], again["丙"], AGREE)
    assert set(open_tasks(house)) == {""}, "the votes of the first and of the added one still count: three of four"


def standing_in(actor: Actor, *principals: Actor) -> Actor:
    """Return an actor who stands in for others today."""
    return replace(
        actor, substitutions=tuple(Substitution(each.person_id, each.name, each.grants) for each in principals)
    )


def test_one_person_signs_once_also_as_a_substitute(
    house: House, people: dict[str, Actor], tasks: dict[str, UUID]
) -> None:
    second = standing_in(people["乙"], people["甲"])
    with pytest.raises(TaskNotYours) as refused:
        complete_task(house, second, tasks["甲"], AGREE)
    assert refused.value.code == "countersign_twice"
    with house.db.reading() as tx:
        shown = reads.get(tx, house.engine, second, tasks["甲"], ZH)
    assert not shown["can"]["complete"] and "只签一次" in shown["can"]["why_not"]
    complete_task(house, second, tasks["乙"], AGREE)
    with pytest.raises(TaskNotYours):
        complete_task(house, second, tasks["甲"], AGREE)
    assert set(open_tasks(house)) == {"甲", "丙"}


def test_a_substitute_signs_for_one_only(house: House, people: dict[str, Actor], tasks: dict[str, UUID]) -> None:
    other = standing_in(people["丁"], people["甲"], people["丙"])
    complete_task(house, other, tasks["甲"], AGREE)
    with pytest.raises(TaskNotYours) as refused:
        complete_task(house, other, tasks["丙"], AGREE)
    assert refused.value.code == "countersign_twice"
    complete_task(house, people["丙"], tasks["丙"], AGREE)


def test_who_signed_for_another_is_not_heard_again_when_added(
    house: House, people: dict[str, Actor], tasks: dict[str, UUID]
) -> None:
    complete_task(house, standing_in(people["丁"], people["甲"]), tasks["甲"], DISAGREE)
    with pytest.raises(Invalid):
        add(house, people["乙"], tasks["乙"], people["丁"])
