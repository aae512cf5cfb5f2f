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


def enter(step: Step, office: Office, who: Actor, entry: str) -> dict[str, Any]:
    """Begin a case of a person."""
    case = step.instance("proc_membership_case", who_branch(step, who), who.person_id)
    context = step.context(office.town.ben, case, person=who.person_id)
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
