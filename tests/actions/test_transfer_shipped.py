"""A transfer (A11) as it is shipped: within the town, to elsewhere, a newcomer from elsewhere; and a death."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, jobs, tasks
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.errors import Conflict, Forbidden, InvalidAnswers
from service.domain.people import Actor
from service.reads import instances as seen
from service.store import cases, codec
from service.store.database import Row
from service.wiring import House
from tests.actions.test_returns import read
from tests.content.files import ROOT
from tests.town import TENANT, Town, person

DAY = "2017-04-10"
WAITS = "select node from timer where instance_id = %s"
PAPERS = {
    "prepared_on": DAY,
    "package": "send",
    "papers": ["application_letter", "cultivation_form"],
    "pages": 12,
    "summary": "2016年1月确定为积极分子，半年考察为好，参加志愿服务四次，按季度汇报思想。",
}
SENT = {"sent_on": DAY, "sent": "sent", "sent_how": "inside", "letter_ref": "城阳组转〔2017〕8号"}


@dataclass(frozen=True)
class Office:
    """The people of both branches, of the town and of the district."""

    house: House
    town: Town
    eve: Actor  # organisation commissioner of the other branch
    county: Actor

    def start(self, actor: Actor, process: str, home: UUID, who: Actor, **answers: Any) -> UUID:
        with self.house.db.transaction() as tx:
            return instances.start_in(tx, self.house.engine, actor, process, home, who.person_id, answers).instance_id

    def do(self, actor: Actor, instance: UUID, node: str, **answers: Any) -> None:
        """Complete the open task of a node."""
        task = self.open(instance, node)["id"]
        with self.house.db.transaction() as tx:
            tasks.complete_in(tx, self.house.engine, actor, task, answers)

    def open(self, instance: UUID, node: str) -> Row:
        sql = "select * from task where instance_id = %s and node = %s and status = 'open'"
        return read(self.house, sql, instance, node)[0]

    def case(self, instance: UUID) -> Row:
        return read(self.house, "select * from instance where id = %s", instance)[0]

    def part(self, instance: UUID) -> UUID:
        """Return the receiving branch's case."""
        sql = "select id from instance where parent_id = %s and status = 'running'"
        found: UUID = read(self.house, sql, instance)[0]["id"]
        return found

    def hear(self, message: str, who: Actor) -> None:
        """Deliver a message that a step has sent."""
        jobs.deliver_message(self.house.db, self.house.engine, TENANT, message, str(who.person_id), {})

    def person(self, who: Actor) -> Row:
        return read(self.house, "select * from person where id = %s", who.person_id)[0]

    def sees(self, actor: Actor, instance: UUID) -> bool:
        with self.house.db.reading() as tx:
            found = seen.page(tx, actor, seen.Filters(), None, 100, "zh-CN")["items"]
        return str(instance) in {str(row["id"]) for row in found}


@pytest.fixture(scope="module")
def office(house: House, town: Town) -> Iterator[Office]:
    deploy(house.db, house.engine, town.tenant, read_files(ROOT / "bpmn", ROOT / "forms"), None)
    clock.stop_at(datetime(2017, 4, 10, 1, 0, tzinfo=UTC))
    with house.db.transaction() as tx:
        eve = person(tx, "冯示二", town.other_branch, "full_member", ("org_commissioner", town.other_branch))
        county = person(tx, "蒋示组", town.branch, "full_member", ("county_org_dept", town.county))
    yield Office(house, town, eve, county)
    clock.use_offset(timedelta(0))


def activist(office: Office, name: str) -> Actor:
    """Write an activist of the branch with a contact there."""
    with office.house.db.transaction() as tx:
        who = person(tx, name, office.town.branch, "activist")
        cases.set_contacts(tx, TENANT, who.person_id, [office.town.ann.person_id], clock.today())
    return who


def begun(office: Office, who: Actor, **answers: Any) -> UUID:
    said = {"reported_on": DAY, "why": "work", **answers}
    return office.start(office.town.ben, "proc_case_transfer", office.town.branch, who, **said)


def examine(office: Office, result: str, **more: Any) -> dict[str, Any]:
    chair, minutes = str(office.town.cleo.person_id), str(office.eve.person_id)
    said = {"examined_on": DAY, "chair": chair, "minutes_by": minutes, "examined": result}
    return {**said, "opinion": "材料齐全，时间连续计算，同意接收。", **more}


def test_a_case_moves_with_its_person_and_keeps_its_number(office: Office) -> None:
    town, who = office.town, activist(office, "褚示转")
    case = office.start(
        town.ben, "proc_membership_case", town.branch, who, entry="register", privacy_told=True
    )  # fmt: skip
    number = office.case(case)["business_key"]
    move = begun(office, who, direction="within", to_branch_id=str(town.other_branch))
    with pytest.raises(Conflict):  # one transfer at a time
        begun(office, who, direction="within", to_branch_id=str(town.other_branch))
    assert not office.sees(office.eve, move)
    office.do(town.ben, move, "ut_prepare", **PAPERS)
    office.do(town.dora, move, "ut_send", **SENT)
    part = office.part(move)
    assert office.case(part)["organization_id"] == town.other_branch
    with pytest.raises(Forbidden):  # the old branch does not examine
        office.do(town.ann, part, "ut_examine", **examine(office, "accept"))
    with pytest.raises(InvalidAnswers):  # nobody but a probationary member is refused
        office.do(town.cleo, part, "ut_examine", **examine(office, "not_recognised"))
    office.do(town.cleo, part, "ut_examine", **examine(office, "accept"))
    assert office.person(who)["branch_id"] == town.other_branch
    moved = office.case(case)
    assert (moved["organization_id"], moved["business_key"]) == (town.other_branch, number)
    carried = read(office.house, "select payload from history where instance_id = %s and type = 'case.carried'", case)
    assert [codec.loads(row["payload"])["because"] for row in carried] == ["transferred"]
    with pytest.raises(InvalidAnswers):  # contacts are full members of the new branch
        office.do(
            office.eve, part, "ut_appoint_new",
            contacts=[str(town.ann.person_id)], appointed_on=DAY, no_relative=True,
        )  # fmt: skip
    office.do(
        office.eve, part, "ut_appoint_new",
        contacts=[str(town.cleo.person_id)], appointed_on=DAY, no_relative=True,
    )  # fmt: skip
    with office.house.db.reading() as tx:
        assert [row["id"] for row in cases.contacts(tx, TENANT, who.person_id, clock.today())][-1] == (
            town.cleo.person_id
        )
    jobs.child_ended(office.house.db, office.house.engine, TENANT, part)
    done = office.case(move)
    assert done["status"] == "ended"
    assert done["variables"]["transfer"] == {"result": "accepted", "on": DAY}
    # Both branches see how the transfer went; where the case is now, the new one. What the old contact had been asked
    # is asked of the new one.
    assert office.open(case, "ut_contact_opinion")["assignee_id"] == town.ann.person_id
    office.hear("msg_contact_replaced", who)
    assert office.open(case, "ut_contact_opinion")["assignee_id"] == town.cleo.person_id
    with office.house.db.transaction() as tx:
        left = person(tx, "韩示留", town.branch, "full_member", ("branch_deputy", town.branch))
    assert office.sees(left, move)
    assert office.sees(office.eve, part)
    assert office.sees(office.eve, case)
    assert not office.sees(left, case)
    papers = read(office.house, "select code from document where instance_id = %s", move)
    assert [row["code"] for row in papers] == ["DOC_TRANSFER"]


def test_whoever_goes_elsewhere_keeps_the_case_until_the_receipt(office: Office) -> None:
    town, who = office.town, activist(office, "卫示出")
    case = office.start(
        town.ben, "proc_membership_case", town.branch, who, entry="register", privacy_told=True
    )  # fmt: skip
    move = begun(office, who, direction="out", to_name="某区某街道某公司党支部")
    office.do(town.ben, move, "ut_prepare", **PAPERS)
    office.do(town.dora, move, "ut_send", **{**SENT, "sent_how": "mail"})
    assert office.case(case)["status"] == "running"
    office.do(
        town.dora, move, "ut_await_receipt",
        answered_on=DAY, receipt_ref="某组函〔2017〕3号", outside="received",
    )  # fmt: skip
    office.hear("msg_transfer", who)
    assert (office.case(move)["status"], office.case(case)["status"]) == ("ended", "ended")
    assert (office.person(who)["stage"], office.person(who)["status"]) == ("transferred_out", "closed")


def test_a_newcomer_joins_at_the_stage_of_the_papers(office: Office) -> None:
    town = office.town
    with office.house.db.transaction() as tx:
        who = person(tx, "蒋示入", town.branch, "applicant")
    move = begun(office, who, direction="in", from_name="某县某镇某公司党支部", privacy_told=True)
    brought: dict[str, Any] = {
        "received_on": DAY,
        "papers": ["application_letter", "cultivation_form"],
        "stage": "activist",
        "applied_on": "2016-01-01",
        "activist_on": "2016-03-08",
        "reviews": [{"held_on": "2016-09-10", "result": "good"}, {"held_on": "2017-03-09", "result": "good"}],
    }
    for field, wrong, code in (
        ("applied_on", "2015-12-31", "transfer_day"),  # the register says otherwise
        ("activist_on", "2015-03-08", "transfer_order"),
    ):
        with pytest.raises(InvalidAnswers) as error:
            office.do(town.dora, move, "ut_receive", **{**brought, field: wrong})
        assert next((each.pointer, each.code) for each in error.value.problems) == (f"/answers/{field}", code)
    office.do(town.dora, move, "ut_receive", **brought)
    here = {"chair": str(town.ann.person_id), "minutes_by": str(town.ben.person_id)}
    office.do(town.ann, move, "ut_examine", **examine(office, "query", **here))
    office.do(
        town.dora, move, "ut_chase", chased_on=DAY, chase_ref="某镇组函〔2017〕6号", chase_answer="补来考察意见一份。"
    )
    assert office.person(who)["stage"] == "applicant"
    office.do(town.ann, move, "ut_examine", **examine(office, "accept", **here))
    found = office.person(who)
    assert (found["stage"], str(found["activist_on"])) == ("activist", "2016-03-08")
    office.do(town.ben, move, "ut_appoint_new", contacts=[str(town.ann.person_id)], appointed_on=DAY, no_relative=True)
    assert office.case(move)["status"] == "ended"
    told = read(
        office.house,
        "select kind from notice where person_id = %s order by created_at desc, id desc limit 1",
        town.ben.person_id,
    )
    assert [row["kind"] for row in told] == ["transfer_arrived"]
    # The case has begun in the step that took the person over. The time counts on: a year and two reviews are over,
    # so the branch may propose at once.
    sql = "select * from instance where person_id = %s and process_key = 'proc_membership_case'"
    (case,) = read(office.house, sql, who.person_id)
    assert (case["milestone"], case["status"], case["organization_id"]) == ("培养教育", "running", town.branch)
    assert case["business_key"].startswith("FZ-2016-") and case["starter_id"] == town.ben.person_id
    begun_by = read(office.house, "select payload from history where instance_id = %s and seq = 1", case["id"])
    assert codec.loads(begun_by[0]["payload"])["transfer"] == str(move)
    waits = [row["node"] for row in read(office.house, WAITS, case["id"])]
    assert waits, "the case waits for the next half year, counted from the day of confirmation"
    with pytest.raises(Conflict):  # nobody opens a second one by hand
        office.start(town.ben, "proc_membership_case", town.branch, who, entry="register", privacy_told=True)
    held = read(office.house, "select turn, result from activist_review where person_id = %s", who.person_id)
    assert [(row["turn"], row["result"]) for row in held] == [(1, "good"), (2, "good")]


def test_a_probation_that_was_extended_elsewhere_goes_on_to_its_end(office: Office) -> None:
    town = office.town
    with office.house.db.transaction() as tx:
        who = person(tx, "尤示延", town.branch, "applicant")
    move = begun(office, who, direction="in", from_name="某县某镇某公司党支部", privacy_told=True)
    brought = {
        "received_on": DAY, "papers": ["membership_form"], "stage": "probationary_member",
        "applied_on": str(office.person(who)["applied_on"]), "activist_on": "2016-01-02", "candidate_on": "2016-01-05",
        "member_on": "2016-01-20", "approved_on": "2016-02-15", "extended_until": "2017-07-20",
    }  # fmt: skip
    for field, wrong in (("approved_on", "2016-01-19"), ("extended_until", "2017-01-19")):
        with pytest.raises(InvalidAnswers):
            office.do(town.dora, move, "ut_receive", **{**brought, field: wrong})
    office.do(town.dora, move, "ut_receive", **brought)
    here = {"chair": str(town.ann.person_id), "minutes_by": str(town.ben.person_id)}
    office.do(town.ann, move, "ut_examine", **examine(office, "accept", **here))
    sql = "select id from instance where person_id = %s and process_key = 'proc_membership_case'"
    (case,) = read(office.house, sql, who.person_id)
    office.do(town.ben, case["id"], "ut_assign_group", assigned_on=DAY, group_name="第一党小组", told=True)
    office.do(
        town.ann, case["id"], "ut_oath",
        sworn_on=DAY, place="党群服务中心", held_by="branch", led_by=str(town.ann.person_id),
    )  # fmt: skip
    (turn,) = read(office.house, "select node, due_at from timer where instance_id = %s", case["id"])
    assert (turn["node"], str(clock.office_day(turn["due_at"]))) == ("tm_review", "2017-04-20"), (
        "a quarter after the end of the first year, where the extension began"
    )


def test_whoever_comes_back_has_the_earlier_record_and_a_new_case(office: Office) -> None:
    town = office.town
    with office.house.db.transaction() as tx:
        who = person(tx, "韩示回", town.other_branch, "transferred_out")
        tx.run(
            """update person set status = 'closed', stage_since = '2017-01-09', applied_on = '2016-01-01',
                 activist_on = '2016-03-08' where id = %s""",
            (who.person_id,),
        )
    told = {
        "reported_on": DAY, "former_name": "韩示回", "left_from": "第二党支部，2017年1月", "privacy_told": True,
        "from_name": "某县某镇某公司党支部",
    }  # fmt: skip
    with office.house.db.transaction() as tx:
        back = instances.start_in(
            tx, office.house.engine, town.ben, "proc_return_receipt", town.branch, None, told
        ).instance_id
    found: dict[str, Any] = {"checked_on": DAY, "former": "found", "proofs": ["id_card"]}
    with pytest.raises(Forbidden):  # the branch does not say itself who it is
        office.do(town.ben, back, "ut_find_former", **found, former_id=str(who.person_id))
    with pytest.raises(InvalidAnswers):  # nobody who is here
        office.do(town.dora, back, "ut_find_former", **found, former_id=str(town.applicant.person_id))
    assert office.person(who)["status"] == "closed"
    office.do(town.dora, back, "ut_find_former", **found, former_id=str(who.person_id))
    row = office.person(who)
    assert (row["stage"], row["status"], row["branch_id"]) == ("activist", "active", town.branch)
    kept = read(office.house, "select payload from history where instance_id = %s and type = 'person.readmitted'", back)
    assert codec.loads(kept[0]["payload"])["branch_before"] == str(town.other_branch)
    move = office.part(back)
    assert office.case(move)["person_id"] == who.person_id and office.case(move)["process_key"] == "proc_case_transfer"
    brought = {"received_on": DAY, "papers": ["application_letter"], "stage": "activist", "applied_on": "2016-01-01"}
    office.do(town.dora, move, "ut_receive", **brought, activist_on="2016-03-08", reviews=[])
    here = {"chair": str(town.ann.person_id), "minutes_by": str(town.ben.person_id)}
    office.do(town.ann, move, "ut_examine", **examine(office, "accept", **here))
    office.do(town.ben, move, "ut_appoint_new", contacts=[str(town.ann.person_id)], appointed_on=DAY, no_relative=True)
    jobs.child_ended(office.house.db, office.house.engine, TENANT, move)
    assert {office.case(each)["status"] for each in (back, move)} == {"ended"}
    sql = "select status from instance where person_id = %s and process_key = 'proc_membership_case'"
    assert [each["status"] for each in read(office.house, sql, who.person_id)] == ["running"]
    assert str(office.person(who)["activist_on"]) == "2016-03-08"
    with office.house.db.transaction() as tx:
        again = instances.start_in(
            tx, office.house.engine, town.ben, "proc_return_receipt", town.branch, None, told
        ).instance_id
    with pytest.raises(InvalidAnswers):  # one record is opened once
        office.do(town.dora, again, "ut_find_former", **found, former_id=str(who.person_id))
    office.do(town.dora, again, "ut_find_former", checked_on=DAY, former="unknown", unknown_why="已经办理转回。")
    assert office.case(again)["status"] == "ended"


def test_a_probationary_member_is_refused_only_by_the_district(office: Office) -> None:
    town = office.town
    with office.house.db.transaction() as tx:
        who = person(tx, "沈示预", town.branch, "probationary_member")
        tx.run("update person set member_on = '2016-10-10' where id = %s", (who.person_id,))
    case = office.start(
        town.ben, "proc_membership_case", town.branch, who, entry="register", privacy_told=True
    )  # fmt: skip
    move = begun(office, who, direction="within", to_branch_id=str(town.other_branch))
    office.do(town.ben, move, "ut_prepare", **PAPERS)
    office.do(town.dora, move, "ut_send", **SENT)
    part = office.part(move)
    office.do(
        town.cleo, part, "ut_examine", **examine(office, "not_recognised", opinion="入党志愿书缺上级党委审批意见。")
    )
    office.do(who, part, "ut_statement", heard="statement", statement="支部大会2016年10月10日通过，材料在档案里。")
    said = {"answered_on": DAY, "county_ref": "城组〔2017〕2号", "county_reason": "经核实没有经过上级党委审批。"}
    with pytest.raises(Forbidden):
        office.do(town.dora, part, "ut_county", **said, county_answer="agree")
    office.do(office.county, part, "ut_county", **said, county_answer="agree")
    office.hear("msg_disqualify", who)
    jobs.child_ended(office.house.db, office.house.engine, TENANT, part)
    assert {office.case(each)["status"] for each in (case, move, part)} == {"ended"}
    assert office.person(who)["status"] == "closed"


def test_a_death_counts_when_a_second_person_has_seen_the_paper(office: Office) -> None:
    town = office.town
    who, ward = activist(office, "杨示故"), activist(office, "朱示系")
    with office.house.db.transaction() as tx:
        guard = person(tx, "秦示安", town.branch, "full_member", ("security_admin", town.town))
        member = person(tx, "尤示员", town.branch, "full_member", ("town_org_office", town.town))
        cases.set_contacts(tx, TENANT, ward.person_id, [member.person_id], clock.today())
    case = office.start(
        town.ben, "proc_membership_case", town.branch, who, entry="register", privacy_told=True
    )  # fmt: skip
    said = {"died_on": "2017-04-08", "proof": "certificate", "proof_ref": "示例-2017-0408", "told_by": "family"}
    case_of_death = office.start(town.ben, "proc_death_record", town.branch, who, **said)
    with pytest.raises(Forbidden):
        office.do(town.ben, case_of_death, "ut_confirm_death", confirmed_on=DAY, death="confirmed")
    office.do(town.dora, case_of_death, "ut_confirm_death", confirmed_on=DAY, death="confirmed")
    office.hear("msg_deceased", who)
    assert (office.case(case_of_death)["status"], office.case(case)["status"]) == ("ended", "ended")
    assert (office.person(who)["stage"], office.person(who)["status"]) == ("deceased", "closed")
    # Nobody writes to the person any more.
    sent = read(office.house, "select kind from notice where person_id = %s", who.person_id)
    assert [row["kind"] for row in sent if "death" in row["kind"] or "deceased" in row["kind"]] == []
    # A member without a case: what hung on them is handed on.
    other = office.start(town.ben, "proc_death_record", town.branch, member, **said)
    with pytest.raises(Forbidden):  # nobody confirms anything about themselves
        office.do(member, other, "ut_confirm_death", confirmed_on=DAY, death="confirmed")
    office.do(town.dora, other, "ut_confirm_death", confirmed_on=DAY, death="confirmed")
    assert office.person(member)["stage"] == "deceased"
    with office.house.db.reading() as tx:
        assert cases.contacts(tx, TENANT, ward.person_id, clock.today() + timedelta(days=1)) == []
    told = read(office.house, "select kind from notice where person_id = %s", guard.person_id)
    assert [row["kind"] for row in told] == ["post_of_deceased", "post_of_deceased"]
    assert office.case(other)["variables"]["passing"] == {"contact_of_n": 1, "open_n": 0}
