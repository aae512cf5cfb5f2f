"""A class that was long enough tells the candidates who wait for theirs (A08, §17); a shorter one tells nobody."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.people import Actor
from service.store.ids import new_id
from tests.actions.operators.conftest import Office, Step
from tests.town import TENANT, person

WAITS = "insert into subscription (tenant_id, id, instance_id, node, message, key) values (%s, %s, %s, 'ev', %s, %s)"


def candidate(step: Step, office: Office, name: str, waits: bool) -> Actor:
    """Write a candidate of the branch whose case waits for the class, or does not."""
    who = person(step.tx, name, office.town.branch, "development_candidate")
    if waits:
        case = step.instance("proc_membership_case", office.town.branch, who.person_id)
        step.tx.run(WAITS, (TENANT, new_id(), case, "msg_training_passed", str(who.person_id)))
    return who


@pytest.mark.parametrize(
    ("ends_on", "hours", "payload"),
    [
        ("2017-04-05", 20, {"hours": 20.0, "days": 3}),  # three days
        ("2017-04-04", 24, {"hours": 24.0, "days": 2}),  # twenty-four hours
        ("2017-04-04", 23, None),  # neither: the office records by hand what adds up
    ],
)
def test_who_waits_is_told_when_the_class_was_long_enough(
    step: Step, office: Office, ends_on: str, hours: int, payload: dict[str, Any] | None
) -> None:
    town = office.town
    waiting, other = candidate(step, office, "褚示等", True), candidate(step, office, "卫示不", False)
    case = step.instance("proc_training_programme", town.town)
    phases = [{"starts_on": "2017-04-03", "ends_on": ends_on, "place": "区委党校", "hours": hours}]
    opened = step.run(
        step.context(town.dora, case, town.town, phases=phases), "programme.open", name="发展对象班", audience="listed"
    )
    added = [{"person_id": str(each.person_id), "phase": 1} for each in (waiting, other)]
    step.run(step.context(town.dora, case, town.town, added=added), "programme.invite")
    part = step.instance("proc_training_phase", town.town, parent=case)
    (phase,) = opened
    step.run(step.context(town.dora, part, town.town), "programme.take", training_id=phase["training_id"])
    there = step.context(town.dora, part, town.town, attended_n=2, absences=[])
    step.run(there, "training.record_attendance", training_id=phase["training_id"])
    step.run(step.context(town.ann, case, town.town), "programme.certify")
    sent = step.tx.rows("select args from procrastinate_jobs where task_name like '%%deliver_message'")
    told = [row["args"] for row in sent if row["args"]["message"] == "msg_training_passed"]
    assert [(each["key"], each["payload"]) for each in told] == ([(str(waiting.person_id), payload)] if payload else [])
