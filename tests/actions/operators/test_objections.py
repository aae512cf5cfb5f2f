"""Objections (A13) and corrections (B03): examined by somebody without a part in it, told, reversed, never edited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, tasks
from service.domain.errors import Conflict, Forbidden, Invalid, InvalidAnswers, NotFound, TaskNotYours
from service.domain.people import Actor
from service.reads import me, processes
from service.store import points
from service.store.database import Row
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_points import dispute, line, post, status, total
from tests.town import person

ZH = "zh-CN"
SAID = {"ground": "on_leave", "statement": "四月五日我已向支部请假，请假条在组织委员处。"}
FOUND = {
    "investigation": "向组织委员核实，请假条属实，签到表登记时没有对照请假登记。",
    "explanation": "经核实您当时已请假，原记录予以冲销，请假不扣分。",
}
UPHELD = {**FOUND, "objection_result": "upheld", "correct": "no"}
REJECTED = {
    "investigation": FOUND["investigation"],
    "objection_result": "rejected",
    "explanation": "经核实当日没有请假记录，原记录予以维持；您可以继续提供证明。",
}


def begin(step: Step, who: Actor, answers: dict[str, Any], about: UUID | None = None) -> UUID:
    """Object, as one does from the own page."""
    house, branch = step.office.house, step.office.town.branch
    given = {**SAID, **answers}
    return instances.start_in(step.tx, house.engine, who, "proc_objection", branch, about, given).instance_id


def object_to_entry(step: Step, entry: str) -> UUID:
    return begin(step, step.office.town.activist, {"subject_type": "points_entry", "entry_id": entry})


def task(step: Step, instance: UUID, node: str) -> Row:
    found = step.tx.row("select * from task where instance_id = %s and node = %s and status = 'open'", (instance, node))
    assert found is not None, node
    return found


def complete(step: Step, who: Actor, instance: UUID, node: str, answers: dict[str, Any]) -> None:
    tasks.complete_in(step.tx, step.office.house.engine, who, task(step, instance, node)["id"], answers)


def secretary(step: Step) -> Actor:
    town = step.office.town
    return person(step.tx, "郑书记例", town.branch, "full_member", ("town_secretary", town.town))


def test_an_entry_is_disputed_examined_and_reversed(step: Step, office: Office) -> None:
    town = office.town
    (posted,) = post(step, line(town.activist))
    case = object_to_entry(step, posted["entry_id"])
    assert status(step, posted["entry_id"]) == "disputed"
    examine = task(step, case, "ut_handle_objection")
    assert {town.ann.person_id, town.ben.person_id} <= set(examine["exclude"]), "who recorded and who verified"
    (mine,) = me.page(step.tx, town.activist, ZH)["objections"]
    assert (mine["status"], mine["instance_id"]) == ("处理中", case)
    assert step.notices(town.activist) == ["objection_received"]
    complete(step, town.dora, case, "ut_handle_objection", UPHELD)
    assert status(step, posted["entry_id"]) == "reversed"
    (mine,) = me.page(step.tx, town.activist, ZH)["objections"]
    assert (mine["status"], mine["note"]) == ("成立", UPHELD["explanation"])
    assert step.notices(town.activist) == ["objection_received", "objection_upheld"]


def test_who_recorded_the_entry_does_not_examine_it_in_another_post(step: Step, office: Office) -> None:
    town = office.town
    context = step.context(town.ann, starter=town.dora)
    (posted,) = step.run(context, "points.post", entries=[line(town.activist)])
    case = object_to_entry(step, posted["entry_id"])
    with pytest.raises(TaskNotYours) as error:
        complete(step, town.dora, case, "ut_handle_objection", UPHELD)
    assert error.value.code == "task_excluded"


def test_the_next_level_reviews_once_and_the_first_examiner_never_does(step: Step, office: Office) -> None:
    town = office.town
    (posted,) = post(step, line(town.activist))
    case = object_to_entry(step, posted["entry_id"])
    complete(step, town.dora, case, "ut_handle_objection", REJECTED)
    assert status(step, posted["entry_id"]) == "verified"
    again = {"review_choice": "review", "statement": "请假条交给了党小组组长，请向组长核实。"}
    with pytest.raises(TaskNotYours):
        complete(step, town.applicant, case, "ut_ask_review", again)
    complete(step, town.activist, case, "ut_ask_review", again)
    assert status(step, posted["entry_id"]) == "disputed"
    review = task(step, case, "ut_review_objection")
    assert town.dora.person_id in review["exclude"] and review["role"] == "town_secretary"
    complete(step, secretary(step), case, "ut_review_objection", REJECTED)
    assert status(step, posted["entry_id"]) == "verified"
    assert step.notices(town.activist)[-1] == "objection_final"
    assert [row["status"] for row in me.page(step.tx, town.activist, ZH)["objections"]] == ["不成立", "不成立"]


def test_a_decision_in_a_case_is_objected_to_once_at_a_time(step: Step, office: Office) -> None:
    town = office.town
    subject = step.instance("proc_membership_case", town.branch, town.activist.person_id)
    case = begin(step, town.activist, {"subject_type": "case", "case_id": str(subject)})
    with pytest.raises(Conflict) as error:
        begin(step, town.activist, {"subject_type": "case", "case_id": str(subject)})
    assert error.value.code == "objection_open"
    answers = {**FOUND, "objection_result": "upheld", "remedy": "由党支部在十个工作日内重新讨论，听取本人说明。"}
    complete(step, town.dora, case, "ut_handle_objection", answers)
    (mine,) = me.page(step.tx, town.activist, ZH)["objections"]
    assert mine["title"].startswith("个案：") and answers["remedy"] in mine["note"]


def test_nobody_objects_for_another_or_to_what_is_another_s(step: Step, office: Office) -> None:
    town = office.town
    (posted,) = post(step, line(town.activist))
    answers = {"subject_type": "points_entry", "entry_id": posted["entry_id"]}
    with pytest.raises(InvalidAnswers) as refused:
        begin(step, town.applicant, answers)
    assert [problem.pointer for problem in refused.value.problems] == ["/answers/entry_id"]
    for who in (town.ann, town.dora):
        with pytest.raises(Forbidden) as error:
            begin(step, who, answers, town.activist.person_id)
        assert error.value.code == "only_oneself"
    with pytest.raises(Forbidden):
        instances.start_in(
            step.tx, office.house.engine, town.activist, "proc_objection", town.other_branch, None, {**SAID, **answers}
        )
    other = step.instance("proc_membership_case", town.branch, town.applicant.person_id)
    with pytest.raises(InvalidAnswers):
        begin(step, town.activist, {"subject_type": "case", "case_id": str(other)})


def test_the_start_form_offers_what_is_one_s_own(step: Step, office: Office) -> None:
    town = office.town
    (posted,) = post(step, line(town.activist))
    engine = office.house.engine

    def offered(who: Actor) -> list[str]:
        found = processes.options(step.tx, engine, who, "proc_objection", town.branch, "entry_id", None, 50)
        return [option["value"] for option in found]

    assert offered(town.activist) == [posted["entry_id"]] and offered(town.ann) == []
    shown = {row["key"]: row for row in processes.startable(step.tx, engine, town.activist, ZH)}
    assert shown["proc_objection"]["startable"] and shown["proc_objection"]["subject"] == "self"


FACTS = {"item": "P01", "event_date": "2017-04-05", "qty": 2, "evidence_ref": "签到表"}


@pytest.fixture(name="entry")
def wrong_entry(step: Step, office: Office) -> str:
    """Give an entry of three that Ben wrote and Ann verified."""
    (posted,) = post(step, line(office.town.activist, qty=3))
    return posted["entry_id"]


def weigh(step: Step, entry_id: str, correct: str = "yes", **facts: Any) -> dict[str, Any]:
    """Let the street office decide what shall stand; Cleo of the other branch asked."""
    town = step.office.town
    answers: dict[str, Any] = {"correct": correct, "correction": {**FACTS, **facts}}
    context = step.context(town.dora, person=town.activist.person_id, starter=town.cleo, **answers)
    weighed: dict[str, Any] = step.run(context, "correction.weigh", entry_id=entry_id)
    return weighed


def apply(step: Step, entry_id: str, weighed: dict[str, Any]) -> dict[str, Any]:
    """Let the clock apply it after the window: nobody acts."""
    town = step.office.town
    context = step.context(None, person=town.activist.person_id, starter=town.cleo)
    done: dict[str, Any] = step.run(context, "correction.apply", entry_id=entry_id, weighed=weighed)
    return done


def test_an_entry_is_reversed_and_written_anew(step: Step, office: Office, entry: str) -> None:
    town = office.town
    before = points.get(step.tx, 1, UUID(entry))
    context = step.context(town.ben, person=town.activist.person_id)
    involved = step.run(context, "correction.open", entry_id=entry)["involved"]
    assert involved == sorted([str(town.ann.person_id), str(town.ben.person_id)])
    weighed = weigh(step, entry)
    assert (weighed["before"], weighed["after"]) == (3, 2)
    assert total(step, town.activist) == 3, "nothing changes before the window is over"
    done = apply(step, entry, weighed)
    assert (done["done"], total(step, town.activist)) == (True, 2)
    after = points.get(step.tx, 1, UUID(entry))
    assert before and after and {**before, "status": "reversed"} == after, "only the mark has changed"
    new = points.get(step.tx, 1, UUID(done["posted"][0]["entry_id"]))
    assert new and (new["recorder_id"], new["verifier_id"]) == (town.cleo.person_id, town.dora.person_id)
    assert apply(step, entry, weighed) == {"done": False, "reversal_id": None, "posted": []}, "once"


def test_a_reversal_alone(step: Step, office: Office, entry: str) -> None:
    done = apply(step, entry, weigh(step, entry, "no"))
    assert (done["posted"], total(step, office.town.activist), status(step, entry)) == ([], 0, "reversed")


def test_an_entry_under_objection_is_settled_there(step: Step, office: Office, entry: str) -> None:
    weighed = weigh(step, entry)
    dispute(step, entry)
    assert not apply(step, entry, weighed)["done"]
    assert status(step, entry) == "disputed"
    with pytest.raises(Invalid) as error:
        step.run(
            step.context(office.town.ben, person=office.town.activist.person_id), "correction.open", entry_id=entry
        )
    assert error.value.problems[0].code == "points_status"


def test_who_had_a_part_in_it_does_not_decide(step: Step, office: Office, entry: str) -> None:
    town = office.town
    for actor in (town.ann, town.ben, town.cleo):
        context = step.context(actor, person=town.activist.person_id, starter=town.cleo, correct="no")
        with pytest.raises(Forbidden):
            step.run(context, "correction.weigh", entry_id=entry)


@pytest.mark.parametrize(
    ("facts", "pointer", "code"),
    [
        ({"qty": 3}, "item", "points_correction_same"),
        ({"qty": 1.5}, "qty", "points_quantity"),
        ({"event_date": "2017-05-01"}, "event_date", "future_date"),
        ({"item": "P99"}, "item", "points_item_unknown"),
    ],
)
def test_a_wrong_correction_is_refused(step: Step, entry: str, facts: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as error:
        weigh(step, entry, **facts)
    assert [(each.pointer, each.code) for each in error.value.problems] == [(f"/answers/correction/{pointer}", code)]


def test_only_the_entries_of_the_person(step: Step, office: Office, entry: str) -> None:
    with pytest.raises(NotFound):
        step.run(
            step.context(office.town.ben, person=office.town.applicant.person_id), "correction.open", entry_id=entry
        )
