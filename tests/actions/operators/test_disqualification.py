"""Cancelling an activist's status: what is registered, what a vote carries, what takes effect, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances
from service.domain.errors import Conflict, Invalid, InvalidAnswers, TaskNotYours
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_objections import complete
from tests.town import person

VOTES = {"entitled": 5, "present": 5, "yes": 3, "no": 1, "abstain": 1}


def register(step: Step, ground: str, who: Any = None, pending: str = "no", **answers: Any) -> dict[str, Any]:
    town = step.office.town
    who = who or town.activist
    context = step.context(town.ann, person=who.person_id, **{"found_on": "2017-04-07", **answers})
    found: dict[str, Any] = step.run(
        context, "disqualify.register", person_id=str(who.person_id), ground_code=ground, version="1", pending=pending
    )
    return found


def facts(step: Step, who: Any) -> tuple[str, str]:
    (row,) = step.tx.rows("select stage, status from person where id = %s", (who.person_id,))
    return row["stage"], row["status"]


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in error.value.problems]


def test_a_ground_is_registered_and_changes_nothing(step: Step, office: Office) -> None:
    found = register(step, "D03")
    assert (found["deliberates"], found["suspended"]) == (False, False)
    assert facts(step, office.town.activist) == ("activist", "active")


def test_a_base_organisation_with_a_reviewer_deliberates(step: Step, office: Office) -> None:
    town = office.town
    person(step.tx, "审测议", town.branch, "full_member", ("base_committee_reviewer", town.base))
    assert register(step, "D03")["deliberates"] is True


def test_only_activists_have_a_status_to_lose(step: Step, office: Office) -> None:
    with pytest.raises(Conflict):
        register(step, "D03", who=office.town.applicant)


def test_a_low_score_needs_a_whole_closed_year(step: Step) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        register(step, "D09", support_from="2016-03-01", support_until="2017-03-01")
    assert codes(refused) == [("/answers/ground_code", "ground_floor")]


def decide(step: Step, decision: str, effects: str = "cancel", pending: str = "no", **votes: int) -> Any:
    context = step.context(step.office.town.ann, ground_decision=decision, votes={**VOTES, **votes})
    return step.run(context, "disqualify.decide", effects=effects, pending=pending, suspended=False)


def test_a_decision_needs_more_than_half_of_those_entitled(step: Step) -> None:
    assert decide(step, "cancel") == {"decision": "cancel", "yes": 3, "entitled": 5}
    with pytest.raises(InvalidAnswers) as refused:
        decide(step, "cancel", entitled=6)
    assert codes(refused) == [("/answers/votes/yes", "ground_not_voted")]
    with pytest.raises(InvalidAnswers) as refused:
        decide(step, "cancel", yes=5)
    assert codes(refused)[0][0] == "/answers/votes/yes"
    assert decide(step, "keep", yes=0)["decision"] == "keep"


@pytest.mark.parametrize(
    ("decision", "effects", "pending"),
    [
        ("cancel", "cancel", "yes"),
        ("extend", "cancel", "no"),
        ("cancel", "suspend_first", "no"),
        ("cancel", "end", "no"),
    ],
)
def test_a_decision_must_be_open_for_the_ground(step: Step, decision: str, effects: str, pending: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        decide(step, decision, effects, pending)
    assert codes(refused) == [("/answers/ground_decision", "ground_decision_open")]


def take_effect(step: Step, decision: str, after: str = "P2Y") -> Any:
    town = step.office.town
    context = step.context(None, person=town.activist.person_id)
    return step.run(
        context, "disqualify.apply", person_id=str(town.activist.person_id), decision=decision, reapply_after=after
    )


def test_suspending_rests_and_resuming_goes_on(step: Step, office: Office) -> None:
    assert take_effect(step, "suspend") == {"on": "2017-04-10", "may_reapply_from": None}
    assert facts(step, office.town.activist) == ("activist", "suspended")
    take_effect(step, "resume")
    assert facts(step, office.town.activist) == ("activist", "active")


def test_somebody_without_a_case_is_closed_here(step: Step, office: Office) -> None:
    assert take_effect(step, "cancel") == {"on": "2017-04-10", "may_reapply_from": "2019-04-10"}
    assert facts(step, office.town.activist) == ("disqualified", "closed")


def test_a_withdrawal_is_no_blame(step: Step, office: Office) -> None:
    assert take_effect(step, "withdraw", "P0D")["may_reapply_from"] == "2017-04-10"
    assert facts(step, office.town.activist) == ("withdrawn", "closed")


def test_a_running_case_is_told_and_ends_by_its_own_diagram(step: Step, office: Office) -> None:
    town = office.town
    case = step.instance("proc_membership_case", town.branch, town.activist.person_id)
    step.tx.run(
        """insert into subscription (tenant_id, id, instance_id, node, message, key)
           values (1, gen_random_uuid(), %s, 'ev_disqualified', 'msg_disqualify', %s)""",
        (case, str(town.activist.person_id)),
    )
    take_effect(step, "cancel")
    assert facts(step, town.activist) == ("activist", "active"), "its case closes it"
    sent = step.tx.rows("select args from procrastinate_jobs where task_name like '%%deliver_message'")
    assert [row["args"]["message"] for row in sent][-1:] == ["msg_disqualify"]


def test_nothing_else_takes_effect(step: Step) -> None:
    with pytest.raises(Conflict):
        take_effect(step, "extend")


PAPERS = {
    "ground_code": "D03",
    "found_on": "2017-04-07",
    "facts": "入党申请书所附学历证明与发证学校存档不一致，学校书面答复没有这份证书。",
    "evidence": [{"name": "学校书面答复", "kind": "official", "dated": "2017-04-06"}],
    "pending": "no",
    "no_relative": True,
}
MINUTES = {
    "meeting_on": "2017-04-10",
    "body": "committee",
    "minutes_ref": "支委会记录 2017-9",
    "votes": VOTES,
    "ground_decision": "cancel",
    "reason": "提供伪造的学历证明，经学校书面答复和本人陈述证实，依照第三种情形处理。",
}


@dataclass(frozen=True)
class Way:
    """One case from its start to the served decision, each step by whom it takes."""

    step: Step

    def start(self) -> UUID:
        """Register false papers; the person is told at once."""
        town, engine = self.step.office.town, self.step.office.house.engine
        who = town.activist.person_id
        found = instances.start_in(self.step.tx, engine, town.ben, "proc_disqualification", town.branch, who, PAPERS)
        return found.instance_id

    def hear(self, case: UUID) -> None:
        """Let the person receive the notice and speak, and somebody else verify."""
        town = self.step.office.town
        watch = person(self.step.tx, "纪测一", town.branch, "full_member", ("discipline_commissioner", town.branch))
        complete(self.step, town.activist, case, "ut_receive_notice", {"received": True})
        with pytest.raises(TaskNotYours):  # nobody speaks in the person's stead
            complete(self.step, town.ann, case, "ut_submit_statement", {"heard": "none"})
        complete(self.step, town.activist, case, "ut_submit_statement", {"heard": "none"})
        findings = {"verified_on": "2017-04-10", "person_heard": "none", "ground_proven": "proven"}
        findings["findings"] = "向学校核实，证书确系伪造，本人没有提出意见。"
        complete(self.step, watch, case, "ut_verify_evidence", findings)

    def decide(self, case: UUID, **votes: int) -> None:
        """Let the branch's committee decide."""
        town = self.step.office.town
        minutes = {**MINUTES, "chair": str(town.ann.person_id), "minutes_by": str(town.ben.person_id)}
        complete(self.step, town.ann, case, "ut_committee_decide", {**minutes, "votes": {**VOTES, **votes}})

    def file(self, case: UUID) -> None:
        """Let the town check and file, and the person receive the decision."""
        town, tx = self.step.office.town, self.step.tx
        officer = person(tx, "组测员", town.branch, "full_member", ("membership_officer", town.town))
        committee = person(tx, "党测委", town.branch, "full_member", ("town_committee", town.town))
        seen = ["notice", "heard", "evidence", "recusal", "minutes"]
        complete(self.step, officer, case, "ut_formal_check", {"checked": seen, "ground_check": "ok"})
        filed = {"filed_on": "2017-04-10", "votes": VOTES, "filing": "filed", "explanation": "经会议研究，同意备案。"}
        complete(self.step, committee, case, "ut_confirm_filing", filed)
        complete(self.step, town.activist, case, "ut_receive_decision", {"received": True})


def test_the_whole_way_by_the_hands_it_takes(step: Step, office: Office) -> None:
    way, who = Way(step), office.town.activist
    case = way.start()
    with pytest.raises(Conflict):
        way.start()
    assert step.notices(who) == ["ground_notice"]
    way.hear(case)
    with pytest.raises(InvalidAnswers):  # three of six carry nothing
        way.decide(case, entitled=6)
    way.decide(case)
    way.file(case)
    assert facts(step, who) == ("activist", "active"), "nothing takes effect while one may still object"
    complete(step, who, case, "ut_object", {"decision_choice": "accept"})
    assert facts(step, who) == ("disqualified", "closed")
    assert step.notices(who) == ["ground_notice", "ground_decided", "ground_cancelled"]


def test_an_objection_that_is_upheld_leaves_the_status(step: Step, office: Office) -> None:
    """The town office, which had no part in the case, examines it; meanwhile nothing has an effect."""
    way, who = Way(step), office.town.activist
    case = way.start()
    way.hear(case)
    way.decide(case)
    way.file(case)
    said = {"decision_choice": "object", "ground": "not_happened", "statement": "学校查错了届别，请按正确的年份再查。"}
    complete(step, who, case, "ut_object", said)
    assert facts(step, who) == ("activist", "active")
    examined = {
        "investigation": "再次向学校查询，更正届别后查到本人的学籍和证书存根。",
        "objection_result": "upheld",
        "explanation": "经核实证书真实，原决定撤销，您的资格不变。",
        "remedy": "由党支部撤销决定，并在原范围说明。",
    }
    complete(step, office.town.dora, case, "ut_handle_objection", examined)
    assert facts(step, who) == ("activist", "active")
    assert step.notices(who)[-1] == "ground_kept"
