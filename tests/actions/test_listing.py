"""An activist on the way to the list of candidates: rules, tables and operators are real, the calendar is moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, jobs
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.errors import InvalidAnswers
from service.domain.people import Actor
from service.store import cases
from service.wiring import House
from tests.actions.test_returns import read
from tests.content.files import ROOT
from tests.town import TENANT, Town, complete_task, person

# The frame calls both stages; this one calls nothing else, so that a test of them is about them.
FRAME = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="https://example.cn/bpmn">
  <bpmn:process id="proc_two_stages" name="two stages" isExecutable="true">
    <bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="start" value="manual"/>
      <spiffworkflow:property name="start_role" value="branch_secretary"/>
      <spiffworkflow:property name="start_scope" value="branch"/>
      <spiffworkflow:property name="subject" value="person"/>
      <spiffworkflow:property name="rules" value="cpc_dev"/>
    </spiffworkflow:properties></bpmn:extensionElements>
    <bpmn:startEvent id="start"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>
    <bpmn:scriptTask id="fresh" name="f"><bpmn:incoming>f0</bpmn:incoming><bpmn:outgoing>f1</bpmn:outgoing>
      <bpmn:script>known = {'next': None, 'listed_on': None}</bpmn:script></bpmn:scriptTask>
    <bpmn:callActivity id="ca_cultivation" name="a" calledElement="proc_cultivation_cycle">
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:callActivity>
    <bpmn:callActivity id="ca_candidate" name="b" calledElement="proc_development_candidate">
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:callActivity>
    <bpmn:endEvent id="end"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="fresh"/>
    <bpmn:sequenceFlow id="f1" sourceRef="fresh" targetRef="ca_cultivation"/>
    <bpmn:sequenceFlow id="f2" sourceRef="ca_cultivation" targetRef="ca_candidate"/>
    <bpmn:sequenceFlow id="f3" sourceRef="ca_candidate" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>"""

REPORT = {
    "medium": "online",
    "content": "半年来参加了社区防汛值守和六次主题党日，学习了党章，还有不懂的地方向联系人请教。",
}
OPINION = "半年来主动参加防汛值守，承担了楼道志愿服务，理论学习还要加强。"


@dataclass(frozen=True)
class Story:
    """One person's case, and who does what in it."""

    house: House
    town: Town
    case: UUID
    who: Actor
    leader: Actor
    secretary: Actor

    def on(self, day: str) -> None:
        """Move the calendar to ten o'clock of a day, and let what is due fire."""
        clock.stop_at(datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC))
        jobs.fire_timers(self.house.db, self.house.engine, TENANT, self.case)

    def open(self) -> set[str]:
        """Return the open tasks."""
        rows = read(self.house, "select node from task where instance_id = %s and status = 'open'", self.case)
        return {row["node"] for row in rows}

    def do(self, actor: Actor, node: str, **answers: Any) -> None:
        """Complete a task."""
        sql = "select id from task where instance_id = %s and node = %s and status = 'open'"
        complete_task(self.house, actor, read(self.house, sql, self.case, node)[0]["id"], answers)

    def review(self, day: str, **answers: Any) -> None:
        """Hear everybody and hold a half-year review."""
        ann, ben = self.town.ann, self.town.ben
        self.do(ben, "ut_contact_opinion", talked_on=day, talks_n=3, opinion=OPINION, view="good")
        self.do(self.who, "ut_person_report", reported_on=day, **REPORT)
        self.do(self.leader, "ut_group_opinion", met_on=day, opinion=OPINION)
        people = {"chair": str(ann.person_id), "minutes_by": str(ben.person_id)}
        given = {
            "held_on": day,
            "review_result": "good",
            "findings": OPINION,
            "advice": "继续加强理论学习，多承担支部交办的工作。",
            **people,
        }
        self.do(ann, "ut_branch_review", **{**given, "branch_wish": "continue", **answers})

    def hear(self, day: str) -> None:
        """Hear the four sources."""
        heard = {"heard_on": day, "heard_n": 8, "against_n": 0, "opinion": OPINION}
        for actor, source in (
            (self.leader, "group"), (self.town.ben, "contact"), (self.town.ben, "members"), (self.town.ben, "masses")
        ):  # fmt: skip
            self.do(actor, f"ut_hear_{source}", **heard)

    def propose(self, day: str) -> None:
        """Let the branch committee propose the person."""
        self.do(
            self.town.ann, "ut_propose", meeting_on=day, body="committee", place="支部活动室",
            chair=str(self.town.ann.person_id), minutes_by=str(self.town.ben.person_id),
            votes={"entitled": 5, "present": 5, "yes": 5, "no": 0, "abstain": 0},
            candidate_decision="propose", explanation="培养考察满一年，两次考察均为好，四方面意见一致，条件基本具备。",
        )  # fmt: skip


@pytest.fixture(scope="module")
def released(house: House, town: Town) -> Iterator[Town]:
    files = {**read_files(ROOT / "bpmn", ROOT / "forms"), "proc_two_stages.bpmn": FRAME}
    deploy(house.db, house.engine, town.tenant, files, None)
    yield town
    clock.use_offset(timedelta(0))


def begin(house: House, town: Town, name: str, confirmed: str) -> Story:
    """Start a case on the day of confirmation."""
    clock.stop_at(datetime.fromisoformat(f"{confirmed}T02:00:00").replace(tzinfo=UTC))
    with house.db.transaction() as tx:
        who = person(tx, name, town.branch, "activist")
        tx.run("update person set activist_on = %s where id = %s", (confirmed, who.person_id))
        leader = person(tx, "徐试组", town.branch, "full_member", ("party_group_leader", town.branch))
        secretary = person(tx, "高例书", town.branch, "full_member", ("town_secretary", town.town))
        cases.set_contacts(tx, TENANT, who.person_id, [town.ben.person_id], clock.today())
        case = instances.start_in(tx, house.engine, town.ann, "proc_two_stages", town.branch, who.person_id, {})
    return Story(house, town, case.instance_id, who, leader, secretary)


def test_a_case_begun_under_the_old_text_is_posted_under_the_new(house: House, released: Town) -> None:
    story = begin(house, released, "冯示远", "2025-08-31")
    assert story.open() == set()
    story.on("2025-11-29")
    assert story.open() == set()
    story.on("2025-11-30")
    assert story.open() == {"ut_thought_report"}
    story.do(story.who, "ut_thought_report", reported_on="2025-11-30", **REPORT)
    story.on("2026-02-27")
    assert story.open() == set()
    story.on("2026-02-28")
    assert story.open() == {"ut_contact_opinion", "ut_person_report", "ut_group_opinion"}
    with pytest.raises(InvalidAnswers) as error:
        story.review("2026-02-28", branch_wish="propose")
    assert [problem.code for problem in error.value.problems] == ["too_early", "reviews_missing"]
    story.do(
        released.ann, "ut_branch_review", held_on="2026-02-28", review_result="good", findings=OPINION,
        advice="继续加强理论学习，多承担支部交办的工作。", branch_wish="continue", chair=str(released.ann.person_id),
        minutes_by=str(released.ben.person_id),
    )  # fmt: skip
    story.do(released.ben, "ut_confirm_points", points_decision="post")
    row = read(house, "select item, points from points_entry where person_id = %s", story.who.person_id)
    assert [(each["item"], each["points"]) for each in row] == [("P08", 2)]
    story.on("2026-08-31")
    story.review("2026-08-31", branch_wish="propose")
    story.do(released.ben, "ut_confirm_points", points_decision="skip", skip_reason="今年已达到上限。")
    # the thought report of May was never written; it does not hold anybody up, and ends with the stage
    assert story.open() == {f"ut_hear_{source}" for source in ("group", "contact", "members", "masses")}
    story.hear("2026-08-31")
    story.propose("2026-08-31")
    assert story.open() == {"ut_town_agree"}
    story.do(
        story.secretary, "ut_town_agree", agreed_on="2026-08-31", agreement="agree",
        chair=str(story.secretary.person_id), minutes_by=str(released.dora.person_id),
        votes={"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0},
    )  # fmt: skip
    story.do(released.ben, "ut_post_notice", posted_on="2026-08-31", floating="no", where_to_object="街道组织办二楼")
    story.on("2026-09-07")
    assert story.open() == {"ut_watch"}
    story.on("2026-09-08")
    assert story.open() == {"ut_notice_result"}
    (notice,) = read(house, "select fields, closes_on from publication where person_id = %s", story.who.person_id)
    assert notice["fields"] is None and notice["closes_on"].isoformat() == "2026-09-07"
    story.do(
        released.ben, "ut_notice_result", reported_on="2026-09-08", taken_down=True, notice_result="clean",
        summary="公示五个工作日，没有收到反映。",
    )  # fmt: skip
    with pytest.raises(InvalidAnswers) as error:
        story.do(released.ann, "ut_list", meeting_on="2026-09-07")
    assert [problem.code for problem in error.value.problems] == ["notice_not_over"]
    story.do(released.ann, "ut_list", meeting_on="2026-09-08")
    story.do(
        released.ann, "ut_introducers", introducers=[str(released.ann.person_id), str(released.ben.person_id)],
        appointed_on="2026-09-08", agreed=True, not_barred=True, no_relative=True, warned="no",
    )  # fmt: skip
    (now,) = read(house, "select stage, stage_since from person where id = %s", story.who.person_id)
    assert (now["stage"], now["stage_since"].isoformat()) == ("development_candidate", "2026-09-08")
    (ended,) = read(house, "select status from instance where id = %s", story.case)
    assert ended["status"] == "ended"
    papers = read(house, "select distinct code from document where instance_id = %s", story.case)
    assert {each["code"] for each in papers} >= {"DOC_CULT_FORM", "DOC_THOUGHT", "DOC_OPINION", "DOC_NOTICE"}


def test_under_the_old_text_it_is_filed_and_not_posted(house: House, released: Town) -> None:
    story = begin(house, released, "郑试行", "2015-04-10")
    for day in ("2015-10-10", "2016-04-10"):
        story.on(day)
        story.review(day, branch_wish="propose" if day > "2016" else "continue")
        story.do(released.ben, "ut_confirm_points", points_decision="skip", skip_reason="本次不登记积分。")
    story.hear("2016-04-10")
    story.propose("2016-04-10")
    story.do(released.dora, "ut_town_file", agreed_on="2016-04-10", candidate_filing="filed")
    assert story.open() == {"ut_list"}
    assert read(house, "select 1 as x from publication where person_id = %s", story.who.person_id) == []


def test_a_contact_who_changes_in_the_middle_hands_the_opinion_over(house: House, released: Town) -> None:
    story = begin(house, released, "何例新", "2015-04-10")
    story.on("2015-10-10")
    with house.db.transaction() as tx:
        cases.set_contacts(tx, TENANT, story.who.person_id, [story.secretary.person_id], clock.today())
    jobs.deliver_message(house.db, house.engine, TENANT, "msg_contact_replaced", str(story.who.person_id), {})
    sql = "select assignee_id from task where instance_id = %s and node = 'ut_contact_opinion' and status = 'open'"
    assert [row["assignee_id"] for row in read(house, sql, story.case)] == [story.secretary.person_id]
