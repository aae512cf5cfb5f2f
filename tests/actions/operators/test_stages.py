"""Where a case joins the way, and the gate before the later stages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from service.domain.errors import Conflict, InvalidAnswers
from service.domain.people import Actor
from service.store.ids import new_id
from tests.actions.operators.conftest import Office, Step
from tests.town import TENANT, person


def enter(step: Step, office: Office, who: Actor, entry: str, **row: Any) -> dict[str, Any]:
    """Begin a case of a person; `row` is what a sheet says of them."""
    case = step.instance("proc_membership_case", who_branch(step, who), who.person_id)
    context = step.context(office.town.ben, case, person=who.person_id, **row)
    found: dict[str, Any] = step.run(context, "case.enter", person_id=str(who.person_id), entry=entry)
    return found


def who_branch(step: Step, who: Actor) -> UUID:
    """Return the branch that a person belongs to."""
    found: UUID = step.tx.value("select branch_id from person where id = %s", (who.person_id,))
    return found


def test_an_application_begins_at_the_beginning(step: Step, office: Office) -> None:
    said = enter(step, office, office.town.applicant, "paper")
    assert (said["at"], said["admission"]["probation_until"]) == ("apply", None)


@pytest.mark.parametrize(
    ("stage", "at"),
    [("applicant", "recommend"), ("activist", "cultivation"), ("development_candidate", "review")],
)
def test_whoever_is_on_the_register_joins_at_the_true_stage(step: Step, office: Office, stage: str, at: str) -> None:
    who = person(step.tx, "郑示接", office.town.branch, stage)
    step.tx.run("update person set activist_on = '2016-03-04' where id = %s", (who.person_id,))
    assert enter(step, office, who, "register")["at"] == at


COLUMNS: dict[str, Any] = {"applied_on": "2014-03-01", "talked_on": None, "contacts": [], "introducers": ["a", "b"],
                           "reviews": []}  # fmt: skip
REVIEWED = {"reviewed_on": "2017-03-01", "review_result": "passed"}


@pytest.mark.parametrize(
    ("stage", "row", "at", "next_"),
    [
        ("applicant", {}, "talk", "talk"),
        ("applicant", {"talked_on": "2014-03-20"}, "recommend", "recommend"),
        ("activist", {}, "confirmation", "filing"),
        ("activist", {"filed_on": "2016-03-09"}, "confirmation", "contacts"),
        ("activist", {"filed_on": "2016-03-09", "contacts": ["a"]}, "cultivation", "cultivation"),
        ("activist", {"proposed_on": "2017-04-01"}, "candidate", "agreement"),
        ("activist", {"proposed_on": "2017-04-01", "agreed_on": "2017-04-05"}, "candidate", "agreed"),
        ("development_candidate", {"introducers": []}, "candidate", "introducers"),
        ("development_candidate", {}, "review", "review"),
        ("development_candidate", REVIEWED | {"review_result": "failed"}, "take_up", "take_up"),
        ("development_candidate", REVIEWED, "training", "training"),
        ("development_candidate", REVIEWED | {"trained_on": "2017-03-20"}, "admission", "scrutiny"),
        ("development_candidate", REVIEWED | {"pre_reviewed_on": "2017-04-01"}, "admission", "form"),
        ("development_candidate", REVIEWED | {"form_on": "2017-04-02"}, "admission", "introduce"),
        ("development_candidate", REVIEWED | {"member_on": "2017-04-03"}, "admission", "report"),
    ],
)
def test_a_sheet_leads_to_the_first_thing_that_was_not_done(
    step: Step, office: Office, stage: str, row: dict[str, Any], at: str, next_: str
) -> None:
    who = person(step.tx, "郑示行", office.town.branch, stage)
    step.tx.run("update person set activist_on = '2016-03-04' where id = %s", (who.person_id,))
    said = enter(step, office, who, "register", **(COLUMNS | {"stage": stage} | row))
    known = said["known"]
    assert (said["at"], known["next"], said["received_on"]) == (at, next_, "2014-03-01")
    assert known["introducers"] == row.get("introducers", ["a", "b"]) and known["assembly_on"] == row.get("member_on")
    assert said["review"]["outcome"] == row.get("review_result")
    assert said["admission"]["outcome"] == ("pending" if "trained_on" in row else None), "nobody is trained twice"


def test_a_probation_that_was_extended_goes_on_from_the_end_of_its_year(step: Step, office: Office) -> None:
    who = person(step.tx, "郑示延", office.town.branch, "probationary_member")
    step.tx.run("update person set member_on = '2016-02-29' where id = %s", (who.person_id,))
    row = COLUMNS | {"stage": "probationary_member", "member_on": "2016-02-29", "approved_on": "2016-04-01",
                     "group_on": "2016-04-05", "oath_on": None, "extended_until": "2017-08-28"}  # fmt: skip
    said = enter(step, office, who, "register", **row)
    days = [said["admission"][key] for key in ("approved_on", "probation_from", "probation_until")]
    assert (said["at"], days) == ("probation", ["2016-04-01", "2017-02-28", "2017-08-28"])
    assert [said["known"][key] for key in ("grouped", "sworn", "extended")] == [True, False, True]


def test_a_probation_goes_on_with_its_true_days(step: Step, office: Office) -> None:
    who = person(step.tx, "郑示续", office.town.branch, "probationary_member")
    step.tx.run("update person set member_on = null where id = %s", (who.person_id,))
    with pytest.raises(InvalidAnswers) as error:
        enter(step, office, who, "register")
    assert error.value.problems[0].code == "register_no_day"
    step.tx.run("update person set member_on = '2016-08-31' where id = %s", (who.person_id,))
    step.tx.run("delete from instance where person_id = %s", (who.person_id,))
    said: dict[str, Any] = enter(step, office, who, "register")
    assert said["at"] == "probation"
    assert said["admission"]["probation_from"] == "2016-08-31"
    assert said["admission"]["probation_until"] == "2017-08-31"


def test_a_full_member_has_no_way_to_go(step: Step, office: Office) -> None:
    who = person(step.tx, "郑示满", office.town.branch, "full_member")
    with pytest.raises(Conflict) as error:
        enter(step, office, who, "register")
    assert error.value.code == "person_stage"


def test_nobody_passes_those_who_wait_and_the_office_lets_its_own_go_on(step: Step, office: Office) -> None:
    town = office.town
    assert step.run(step.context(town.ann), "stages.gate") == {"open": True}
    for branch in (town.branch, town.other_branch):
        who = person(step.tx, "郑示等", branch, "activist")
        case = step.instance("proc_membership_case", branch, who.person_id)
        step.tx.run(
            """insert into subscription (tenant_id, id, instance_id, node, message, key)
               values (%s, %s, %s, 'ev_stage3_open', 'msg_stage3_open', %s)""",
            (TENANT, new_id(), case, str(who.person_id)),
        )
    assert step.run(step.context(town.ann), "stages.gate") == {"open": False}
    assert step.run(step.context(town.ann, organization=town.branch), "stages.open") == {"n": 1}
