"""A request about one's personal data: answered by the privacy officer, carried out by another office."""

from __future__ import annotations

import pytest

from service.actions import instances
from service.domain.errors import Forbidden, TaskNotYours
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_objections import complete
from tests.town import person

ASKED = {"right": "correct", "statement": "我的文化程度登记成了高中，应当是大专，请更正。"}
GRANTED = {
    "identity": "account",
    "located": "人员基本情况和入党申请个案里各有一处文化程度。",
    "third_party": "none",
    "request_result": "granted",
    "explanation": "同意更正，由街道组织办核对毕业证书后办理。",
    "work": "yes",
}
DONE = {"done_on": "2017-04-10", "result": "已核对毕业证书，文化程度改为大专。"}


def test_a_request_is_answered_and_carried_out_by_two_offices(step: Step, office: Office) -> None:
    town, engine = office.town, office.house.engine
    both = (("privacy_officer", town.town), ("town_org_office", town.town))
    officer = person(step.tx, "吴护示", town.branch, "full_member", *both)
    started = instances.start_in(step.tx, engine, town.activist, "proc_data_subject_request", town.branch, None, ASKED)
    for who in (town.dora, town.ann, town.activist):
        with pytest.raises(TaskNotYours):
            complete(step, who, started.instance_id, "ut_decide_request", GRANTED)
    complete(step, officer, started.instance_id, "ut_decide_request", GRANTED)
    with pytest.raises(TaskNotYours) as error:
        complete(step, officer, started.instance_id, "ut_carry_out", DONE)
    assert error.value.code == "task_excluded"
    complete(step, town.dora, started.instance_id, "ut_carry_out", DONE)
    told = step.notices(town.activist)
    assert told == ["data_request_received", "data_request_granted", "data_request_done"]


def test_nobody_asks_about_another(step: Step, office: Office) -> None:
    town = office.town
    with pytest.raises(Forbidden):
        instances.start_in(
            step.tx, office.house.engine, town.ann, "proc_data_subject_request", town.branch,
            town.activist.person_id, ASKED,
        )  # fmt: skip
