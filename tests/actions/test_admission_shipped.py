"""The way from political review to probationary member (A07-A09) on a real database, with the real posts and bars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, jobs
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.document_paper import paper
from service.domain.errors import InvalidAnswers, TaskNotYours
from service.domain.people import Actor
from service.store import documents
from service.wiring import House
from tests.actions.test_returns import read
from tests.content.files import ROOT
from tests.town import Town, complete_task, person

DAY = "2026-09-07"
WORDS = "两年来思想稳定、工作扎实，群众反映好，没有发现影响入党的情况。"
COMMITTEE = {"entitled": 5, "present": 5, "yes": 5, "no": 0, "abstain": 0}

CALLED = b'<spiffworkflow:property name="start" value="called"/>'
BY_HAND = b"".join(
    b'<spiffworkflow:property name="%s" value="%s"/>' % pair
    for pair in ((b"start", b"manual"), (b"start_role", b"branch_secretary"), (b"start_scope", b"branch"))
)
# What the register knows is handed over by the case that calls it.
KNOWN = b"known['pre_reviewed_on'] != None"


class Cast:
    """The town with everybody whom these processes need, and a candidate."""

    def __init__(self, house: House, town: Town) -> None:
        self.house, self.town = house, town
        member = "full_member"
        with house.db.transaction() as tx:
            self.candidate = person(tx, "吴试新", town.branch, "development_candidate")
            self.teller = person(tx, "钱示计", town.branch, member, ("vote_teller", town.branch))
            self.one = person(tx, "冯例一", town.branch, member)
            self.two = person(tx, "褚例二", town.branch, member, ("town_committee", town.town))
            self.committee = person(tx, "卫示委", town.branch, member, ("town_committee", town.town))
            self.officer = person(tx, "蒋测组", town.branch, member, ("membership_officer", town.town))
            self.base = person(tx, "沈试审", town.branch, member, ("base_committee_reviewer", town.base))
            self.county = person(tx, "韩例备", town.branch, member, ("county_org_dept", town.county))
            self.trainer = person(tx, "杨示训", town.branch, member, ("training_admin", town.town))

    def start(self, process: str) -> UUID:
        """Start a process about the candidate as the case would call it."""
        with self.house.db.transaction() as tx:
            home, who = self.town.branch, self.candidate.person_id
            return instances.start_in(tx, self.house.engine, self.town.ann, process, home, who, {}).instance_id

    def do(self, case: UUID, who: Actor, node: str, **answers: Any) -> None:
        """Complete the open task of a node; of several the one that is this person's."""
        sql = """select id from task where instance_id = %s and node = %s and status = 'open'
                  order by (assignee_id = %s) desc nulls last limit 1"""
        complete_task(self.house, who, read(self.house, sql, case, node, who.person_id)[0]["id"], answers)

    def kinds(self, who: Actor) -> list[str]:
        """Return the kinds of somebody's notices."""
        sql = "select kind from notice where person_id = %s order by created_at, id"
        return [row["kind"] for row in read(self.house, sql, who.person_id)]

    def stage(self) -> dict[str, Any]:
        """Return where the candidate stands."""
        return dict(
            read(self.house, "select stage, stage_since from person where id = %s", self.candidate.person_id)[0]
        )


@pytest.fixture(scope="module")
def shipped(house: House, town: Town) -> Iterator[Town]:
    clock.stop_at(datetime(2026, 9, 7, 1, 0, tzinfo=UTC))
    files = read_files(ROOT / "bpmn", ROOT / "forms")
    for name in ("political_review", "candidate_training", "admission"):
        # Only a membership case calls them; here they begin by themselves.
        path = f"membership/proc_{name}.bpmn"
        files[path] = files[path].replace(CALLED, BY_HAND).replace(KNOWN, b"False")
    deploy(house.db, house.engine, town.tenant, files, None)
    yield town
    clock.use_offset(timedelta(0))


@pytest.fixture
def cast(house: House, shipped: Town) -> Cast:
    return Cast(house, shipped)


def outcome(cast: Cast, case: UUID, name: str) -> Any:
    """Return what a process hands back, and that it has ended."""
    row = read(cast.house, "select status, variables from instance where id = %s", case)[0]
    assert row["status"] == "ended"
    return row["variables"][name]


def test_a_review_keeps_its_findings_sealed(cast: Cast) -> None:
    town, ids = cast.town, [str(cast.one.person_id), str(cast.two.person_id)]
    case = cast.start("proc_political_review")
    methods = ["talk", "archive", "enquiry"]
    cast.do(case, town.ben, "ut_plan_review", planned_on=DAY, reviewers=ids, methods=methods, floating="no")
    cast.do(case, town.ann, "ut_review_talk", review_talked_on=DAY, talkers=ids, talk_finding="clear", talk_notes=WORDS)
    cast.do(
        case, town.dora, "ut_archive_check",
        checked_on=DAY, archive_place="街道人事档案室", archive_finding="clear", archive_notes=WORDS,
    )  # fmt: skip
    cast.do(case, town.ben, "ut_enquiry", asked_on=DAY, asked_n=3, enquiry_finding="clear", enquiry_notes=WORDS)
    departments = ["discipline", "police"]
    cast.do(
        case, cast.county, "ut_joint_review",
        joint_on=DAY, departments=departments, joint_finding="clear", joint_notes=WORDS,
    )  # fmt: skip
    cast.do(
        case, town.dora, "ut_conclusion", concluded_on=DAY, concluded_by=ids, review_doc_ref="政审-2026-007",
        review_conclusion="failed", review_reason="record", conclusion_text=WORDS,
    )  # fmt: skip
    assert cast.kinds(cast.candidate) == ["review_failed"]
    told = read(cast.house, "select params from notice where person_id = %s", cast.candidate.person_id)[0]["params"]
    assert WORDS not in str(told) and "record" not in str(told)
    sealed = read(cast.house, "select count(*) as n from sealed_record where instance_id = %s", case)[0]["n"]
    assert sealed == 5, "talk, archive, enquiry, joint review, conclusion"
    cast.do(case, cast.candidate, "ut_review_result", result_choice="ack")
    assert outcome(cast, case, "review") == {"outcome": "failed", "concluded_on": DAY, "doc_ref": "政审-2026-007"}


def test_a_class_that_ends_tells_the_case(cast: Cast) -> None:
    case = cast.start("proc_candidate_training")
    cast.do(
        case, cast.trainer, "ut_enrol", training_name="第二期发展对象培训班", training_starts_on=DAY,
        training_place="区委党校", training_mode="offline",
    )  # fmt: skip
    key, house = str(cast.candidate.person_id), cast.house
    jobs.deliver_message(house.db, house.engine, cast.town.tenant, "msg_training_passed", key, {"hours": 24, "days": 3})
    assert outcome(cast, case, "training") == {"passed": True, "on": DAY, "exempt": False}


def admit(cast: Cast, yes: int, present: int) -> UUID:
    """Lead the candidate to the assembly's vote, of sixteen entitled."""
    town, ids = cast.town, [str(cast.one.person_id), str(cast.two.person_id)]
    ann, ben = str(town.ann.person_id), str(town.ben.person_id)
    case = cast.start("proc_admission")
    meeting = {"place": "支部活动室", "chair": ann, "minutes_by": ben}
    cast.do(
        case, town.ann, "ut_scrutiny", scrutiny_on=DAY, **meeting, opinions_heard=["members", "masses"],
        examined=["conditions", "cultivation", "review", "training", "papers"], introducers=ids, votes=COMMITTEE,
        scrutiny_result="qualified", reason=WORDS,
    )  # fmt: skip
    ask: dict[str, Any] = {
        "pre_reviewed_on": DAY,
        "pre_review_ref": "城阳组预审〔2026〕7号",
        "leaving": "no",
        "reason": WORDS,
    }
    ask |= {"pre_examined": ["conditions", "cultivation", "review", "training"], "pre_review_result": "passed"}
    with pytest.raises(TaskNotYours):
        cast.do(case, cast.two, "ut_pre_review", **ask)  # sits in the committee, and introduces
    cast.do(case, cast.committee, "ut_pre_review", **ask)
    checked = ["own_hand", "truthful", "guided"]
    cast.do(case, cast.candidate, "ut_fill_form", filled_on=DAY, form_serial="3702140007", form_checked=checked)
    for who in (cast.one, cast.two):
        cast.do(case, who, "ut_introduce", opined_on=DAY, introducer_opinion="agree", introducer_words=WORDS)
    steps = ["person_reports", "introducers_report", "committee_reports", "discussion", "secret_ballot"]
    counts = {"entitled": 16, "present": present, "yes": yes, "no": present - yes, "abstain": 0}
    due = read(cast.house, "select due_at from task where instance_id = %s and node = 'ut_assembly'", case)[0]["due_at"]
    assert clock.office_day(due) == date(2026, 10, 7), "a month from the pre-review"
    cast.do(
        case, cast.teller, "ut_assembly", assembly_on=DAY, **meeting,
        tellers=[str(cast.teller.person_id), str(cast.base.person_id)], order_followed=steps, one_by_one="single",
        votes={**counts, "written": 0, "written_yes": 0}, resolution=WORDS, scan_ref="会议记录九号",
    )  # fmt: skip
    return case


def test_a_candidate_becomes_a_probationary_member_from_the_assembly_s_day(cast: Cast) -> None:
    town, chair = cast.town, str(cast.committee.person_id)
    case = admit(cast, 13, 14)
    package = ["membership_form", "application_letter", "cultivation_form", "political_review"]
    cast.do(case, town.ben, "ut_report_package", reported_on=DAY, package=package)
    cast.do(case, cast.base, "ut_deliberate", deliberated_on=DAY, deliberation="agree", deliberation_words=WORDS)
    cast.do(case, town.dora, "ut_check_package", package_result="complete", resolution_reported=DAY)
    cast.do(
        case,
        cast.officer,
        "ut_approval_talk",
        approval_talk_on=DAY,
        place="谈话室",
        talk_opinion="agree",
        talk_words=WORDS,
    )
    minutes = {
        "decided_on": DAY,
        "place": "会议室",
        "chair": chair,
        "minutes_by": chair,
        "approval_ref": "复〔2026〕7号",
    }
    votes = {"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0}
    yes = {**minutes, "votes": votes, "admission_decision": "approved", "reason": WORDS}
    with pytest.raises(TaskNotYours):
        cast.do(case, cast.two, "ut_approve", **yes)  # an introducer does not approve
    with pytest.raises(InvalidAnswers):
        cast.do(case, cast.committee, "ut_approve", **yes | {"votes": votes | {"yes": 4, "no": 4}})
    cast.do(case, cast.committee, "ut_approve", **yes)
    assert cast.stage() == {"stage": "probationary_member", "stage_since": date(2026, 9, 7)}
    cast.do(case, cast.county, "ut_county_filing", county_filed_on=DAY, county_result="filed")
    assert outcome(cast, case, "admission") == {
        "outcome": "approved", "assembly_on": DAY, "approved_on": DAY, "probation_from": DAY,
        "probation_until": "2027-09-07",
    }  # fmt: skip
    assert cast.kinds(cast.candidate)[-1] == "admission_approved"
    sql = "select code, max(version) as n from document where instance_id = %s group by code order by code"
    issued = {row["code"]: row["n"] for row in read(cast.house, sql, case)}
    assert issued == {"DOC_APPROVAL": 1, "DOC_BALLOT": 1, "DOC_PREREVIEW": 1, "DOC_ZYS": 6}
    check_membership_form(cast, case)


def check_membership_form(cast: Cast, case: UUID) -> None:
    """Hold the membership form against the national one: every section, both introducers, and what is sealed."""
    with cast.house.db.transaction() as tx:
        row = documents.last(tx, cast.town.tenant, case, cast.candidate.person_id, "DOC_ZYS")
        assert row is not None
        body, sealed = documents.open_body(tx, row), documents.open_sealed(tx, row)
    said = [(entry["title"], entry["who"]) for entry in body["entries"]]
    assert said == [
        ("本人填写情况", cast.candidate.name),
        ("入党介绍人意见", cast.one.name),
        ("入党介绍人意见", cast.two.name),
        ("支部大会通过接收申请人为预备党员的决议", cast.teller.name),
        ("总支部（基层党委）审议意见", cast.base.name),
        ("上级党组织指派专人进行谈话情况和对申请人入党的意见", cast.officer.name),
        ("上级党委审批意见", cast.committee.name),
    ]
    entries = body["entries"]
    lines = [{line["label"]: line.get("value") for line in entry["lines"]} for entry in entries]
    assert [line["签署日期"] for line in lines[1:3]] == ["2026年9月7日"] * 2
    assert [entry["on"] for entry in entries[1:3]] == [DAY] * 2
    assert [line["value"] for part in sealed[1:3] for line in part] == [WORDS] * 2, "the words of both, sealed"
    assert WORDS not in str(entries[1:3]) and entries[1]["sealed_labels"] == ["介绍意见"]
    assert list(lines[3]) == ["大会日期", "表决情况", "大会决议要点"] and "赞成：13" in str(lines[3]["表决情况"])
    assert (lines[6]["预备期起"], lines[6]["预备期止"]) == ("2026年9月7日", "2027年9月7日")
    shown = paper(body, sealed, "ab" * 32)["entries"]
    assert shown[1]["signatures"] == ["入党介绍人签名"] and shown[1]["seal"] == ""
    assert shown[6]["seal"] == "街道党工委（盖章）"


def test_half_of_those_entitled_is_not_enough(cast: Cast) -> None:
    case = admit(cast, 8, 9)
    advice = "多参加社区服务，经常向支部汇报思想。"
    cast.do(case, cast.town.ann, "ut_tell_not_passed", told_on=DAY, reason=WORDS, advice=advice)
    said = outcome(cast, case, "admission")
    assert (said["outcome"], said["not_before"]) == ("not_passed", "2027-03-07")
    assert cast.stage()["stage"] == "development_candidate"
    assert cast.kinds(cast.candidate)[-1] == "assembly_not_passed"
