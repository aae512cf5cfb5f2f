"""The park (seed F38): a census of 112 fictitious enterprises, one general branch with its branches, coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, jobs, tasks
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.document_paper import paper
from service.domain.errors import Forbidden, InvalidAnswers
from service.domain.people import Actor
from service.reads import panels
from service.store import documents
from service.store.database import Row
from service.wiring import House
from tests.actions.test_returns import read
from tests.content.files import ROOT
from tests.town import TENANT, Town, person

PARK = "天安数码城"
# Fourteen buildings of eight: most carry two joint branches, the first one an own one, the second nobody at all.
PLAIN, FIRST, SECOND = (2, 1, 2, 1, 0, 0, 0, 0), (5, 2, 1, 0, 0, 0, 0, 0), (0,) * 8
BUILDINGS = (FIRST, SECOND, *[PLAIN] * 12)
DAY = "2017-04-10"


@dataclass(frozen=True)
class Office:
    """The people who found the park's organisations."""

    house: House
    town: Town
    coordinator: Actor
    committee: Actor

    def start(self, actor: Actor, process: str, home: UUID, **answers: Any) -> UUID:
        with self.house.db.transaction() as tx:
            return instances.start_in(tx, self.house.engine, actor, process, home, None, answers).instance_id

    def do(self, actor: Actor, instance: UUID, node: str, **answers: Any) -> None:
        """Complete the open task of a node."""
        task = self.task(instance, node)["id"]
        with self.house.db.transaction() as tx:
            tasks.complete_in(tx, self.house.engine, actor, task, answers)

    def task(self, instance: UUID, node: str) -> Row:
        sql = "select * from task where instance_id = %s and node = %s and status = 'open'"
        return read(self.house, sql, instance, node)[0]

    def children(self, instance: UUID) -> list[Row]:
        """Return the parts that still run, by what they are about."""
        sql = """select id, variables from instance where parent_id = %s and status = 'running'
                  order by business_key, variables->'enterprise'->>'enterprise_name', id"""
        return read(self.house, sql, instance)

    def hand_back(self, instance: UUID) -> None:
        jobs.child_ended(self.house.db, self.house.engine, TENANT, instance)

    def found(self, case: UUID, leaders: str, who: Actor, *members: Actor) -> None:
        """Bring a request from the check to the first leaders."""
        chair = str(self.committee.person_id)
        self.do(
            self.town.dora, case, "ut_formal_check",
            checked_on=DAY, papers=["request", "counts"], check_result="complete", opinion="人数属实，材料齐全。",
        )  # fmt: skip
        self.do(
            self.committee, case, "ut_committee_decision",
            meeting_on=DAY, chair=chair, minutes_by=str(self.town.dora.person_id), org_decision="agree",
            votes={"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0}, reason="符合条件，同意成立党组织。",
        )  # fmt: skip
        self.reply(case, leaders, who, *members)

    def reply(self, case: UUID, leaders: str, who: Actor, *members: Actor) -> None:
        """Bring a request that was agreed to from its reply to the first leaders."""
        reply: dict[str, Any] = {"reply_on": DAY, "county_filed_on": DAY, "leaders": leaders}
        if leaders == "elect":
            reply["preparer"] = str(who.person_id)
        self.do(self.town.dora, case, "ut_issue_reply", **reply)
        self.do(
            self.coordinator, case, "ut_transfer_members",
            settled_on=DAY, letters_n=len(members), members=[str(each.person_id) for each in members],
        )  # fmt: skip
        if leaders == "appoint":
            self.do(
                self.town.dora, case, "ut_appoint",
                secretary=str(who.person_id), term_until="2018-04-30", basis="街道党工委研究决定",
            )  # fmt: skip


@pytest.fixture(scope="module")
def office(house: House, town: Town) -> Iterator[Office]:
    deploy(house.db, house.engine, town.tenant, read_files(ROOT / "bpmn", ROOT / "forms"), None)
    clock.stop_at(datetime(2017, 4, 10, 1, 0, tzinfo=UTC))
    with house.db.transaction() as tx:
        coordinator = person(tx, "郑示片", town.other_branch, "full_member", ("area_coordinator", town.area))
        committee = person(tx, "冯示会", town.other_branch, "full_member", ("town_committee", town.town))
    yield Office(house, town, coordinator, committee)
    clock.use_offset(timedelta(0))


def enterprises() -> list[tuple[str, int, bool]]:
    """Return building, full members and whether there is a union, enterprise by enterprise."""
    counts = [(f"{at:02}号楼", full) for at, row in enumerate(BUILDINGS, 1) for full in row]
    return [(place, full, number % 10 == 0) for number, (place, full) in enumerate(counts, 1)]


def credit_code(number: int) -> str:
    return f"00000000TEST{number:06}"


def test_a_park_of_112_enterprises_gets_a_general_branch_with_its_branches(office: Office) -> None:
    listed = enterprises()
    assert len(listed) == 112
    rows = [
        {"uscc": credit_code(at), "name": f"示例科技{at:03}", "place": place}
        for at, (place, _, _) in enumerate(listed, 1)
    ]
    with pytest.raises(Forbidden):
        office.start(
            office.town.ann, "proc_enterprise_census", office.town.area, park=PARK, begun_on=DAY, enterprises=rows
        )
    census = office.start(
        office.coordinator, "proc_enterprise_census", office.town.area, park=PARK, begun_on=DAY, enterprises=rows
    )
    visit(office, census, listed)

    # what the town looks at before it decides
    plan = office.task(census, "ut_propose_org_form")
    with office.house.db.reading() as tx:
        row = {**plan, "instance_org": office.town.area, "variables": {}, "data": {}}
        coverage, proposed = panels.build(tx, TENANT, ["coverage"], row, "zh-CN")
    assert [fact["value"] for fact in coverage["facts"]] == ["112 家", "1 家，0.8%", "12 家，10.7%"]
    assert len(proposed["rows"]) == 25 and all(int(each["full_members"]) >= 3 for each in proposed["rows"])

    office.do(
        office.coordinator, census, "ut_propose_org_form", planned_on=DAY, plan_decision="general", instructors="yes",
        reason="企业集中、党员人数够，一个总支带多个支部。", general_name=f"{PARK}党总支",
    )  # fmt: skip
    general = office.children(census)[0]["id"]
    assert read(office.house, "select variables from instance where id = %s", general)[0]["variables"]["org_form"] == (
        "general_branch"
    )
    assert [fact["value"] for fact in founding(office, general)] == [
        f"{PARK}党总支",
        "党总支",
        "78 人",
        "78 人",
        "党总支",
    ]
    leaders = newcomers(office, 30)
    with pytest.raises(InvalidAnswers) as nobody_there:  # its members come with its branches, which wait for it
        office.found(general, "elect", leaders[0])
    assert [problem.code for problem in nobody_there.value.problems] == ["first_committee_appointed"]
    office.reply(general, "appoint", leaders[0])
    office.hand_back(general)

    branches = office.children(census)
    assert len(branches) == 25
    own, joint = (founding(office, branch["id"]) for branch in branches[:2])
    assert [fact["value"] for fact in own] == [
        "示例科技001党支部", "党支部", "5 人", "5 人", "党支部，不设支委会", "示例科技001",
    ]  # fmt: skip
    assert joint[-1]["value"].count("、") == 4, "five units come together"
    sql = "select business_key from instance where id = %s"
    assert read(office.house, sql, branches[0]["id"])[0]["business_key"] == "示例科技001党支部"
    electing, others = branches[0]["id"], branches[1:]
    for case, who in zip(others, leaders[1:25], strict=True):
        office.found(case["id"], "appoint", who)
        office.hand_back(case["id"])
    office.found(electing, "elect", leaders[25], *leaders[25:])
    elect(office, electing, leaders[25:])
    office.hand_back(electing)

    ended = read(office.house, "select status, variables from instance where id = %s", census)[0]
    assert ended["status"] == "ended"
    before, after = ended["variables"]["before"], ended["variables"]["after"]
    assert (before["organization_n"], before["work_n"]) == (1, 12)
    assert (after["organization_n"], after["organization_rate"]) == (100, "89.2%")
    assert (after["work_n"], after["work_rate"]) == (112, "100.0%")
    check_tree(office)


def founding(office: Office, case: UUID) -> list[dict[str, Any]]:
    """Return what the office sees before it checks a request."""
    task = office.task(case, "ut_formal_check")
    variables = read(office.house, "select variables from instance where id = %s", case)[0]["variables"]
    with office.house.db.reading() as tx:
        (panel,) = panels.build(tx, TENANT, ["founding"], {**task, "variables": variables}, "zh-CN")
    return list(panel["facts"])


def visit(office: Office, census: UUID, listed: list[tuple[str, int, bool]]) -> None:
    """Visit every enterprise; one of them is covered already, one visit is put down wrongly first."""
    visits = office.children(census)
    assert len(visits) == 112
    for at, part in enumerate(visits):
        number = int(part["variables"]["enterprise"]["enterprise_name"].removeprefix("示例科技"))
        _, full, union = listed[number - 1]
        said: dict[str, Any] = {
            "visited_on": DAY,
            "employees_n": 30,
            "full_members_n": full,
            "probationary_n": 0,
            "applicants_n": 1,
            "mass_organizations": ["union"] if union else [],
            "willing": "yes",
        }
        if number == 17:  # the third building's first
            said["existing_org"] = str(office.town.other_branch)
        if at == 0:
            with pytest.raises(InvalidAnswers):
                office.do(office.coordinator, part["id"], "ut_visit", **{**said, "employees_n": 1, "full_members_n": 2})
        office.do(office.coordinator, part["id"], "ut_visit", **said)
        office.hand_back(part["id"])


def newcomers(office: Office, number: int) -> list[Actor]:
    with office.house.db.transaction() as tx:
        return [person(tx, f"示园{at:02}", office.town.other_branch, "full_member") for at in range(number)]


def elect(office: Office, case: UUID, people: list[Actor]) -> None:
    """Hold the first election of the branch: five members, one seat, two candidates, two ballots."""
    election = office.children(case)[0]["id"]
    host, rival, teller, monitor, chair = people
    who, other = str(host.person_id), str(rival.person_id)
    named: dict[str, Any] = {"proposed_on": DAY, "seats": 1, "notice_from": DAY, "basis": "党员酝酿提名，公示后报批。"}
    with pytest.raises(Forbidden):
        office.do(rival, election, "ut_candidates", nominees=[who, other], **named)
    office.do(host, election, "ut_candidates", nominees=[who, other], **named)
    office.do(
        office.town.dora,
        election,
        "ut_check_candidates",
        checked_on=DAY,
        candidates_check="agree",
        opinion="同意提交大会。",
    )
    minutes: dict[str, Any] = {
        "assembly_on": DAY,
        "place": "园区党群服务中心",
        "chair": str(chair.person_id),
        "minutes_by": str(chair.person_id),
        "tellers": [str(teller.person_id)],
        "monitor": str(monitor.person_id),
    }

    def ballot(present: int, yes: int, no: int, issued: int = 4, returned: int = 4) -> None:
        votes = {"entitled": 5, "present": present, "issued": issued, "returned": returned, "seats": 1}
        rows = [{"person_id": who, "yes": yes}, {"person_id": other, "yes": no}]
        office.do(host, election, "ut_assembly", votes=votes, candidates=rows, **minutes)

    ballot(3, 3, 0, 3, 3)  # three of five are fewer than four fifths
    ballot(4, 4, 0, 3, 4)  # more ballots came back than were handed out
    ballot(4, 2, 2)  # half of those present is not more than half
    ballot(4, 3, 1)
    with pytest.raises(InvalidAnswers):
        office.do(host, election, "ut_committee_posts", committee_on=DAY, secretary=other)
    office.do(host, election, "ut_committee_posts", committee_on=DAY, secretary=who)
    office.do(
        office.committee, election, "ut_approve_officers", meeting_on=DAY, officers_decision="agree",
        chair=str(office.committee.person_id), minutes_by=str(office.town.dora.person_id),
        votes={"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0}, reason="人选合适，程序规范，同意。",
    )  # fmt: skip
    office.do(office.town.dora, election, "ut_publish", published_on=DAY, term_years="3", archived=True)
    office.hand_back(election)
    report, reply = papers(office, election)
    assert report["title"] == "关于示例科技001党支部选举结果的报告" and len(report["entries"]) == 4, "one a ballot"
    assert (reply["title"], reply["to"]) == ("关于示例科技001党支部选举结果的批复", "示例科技001党支部")


def papers(office: Office, case: UUID) -> list[dict[str, Any]]:
    """Return the newest version of every paper of a case."""
    with office.house.db.reading() as tx:
        rows = tx.rows(
            """select id, code, body, digest, max(version) over (partition by number) = version as newest
                 from document where instance_id = %s order by issued_at, code""",
            (case,),
        )
        return [paper(documents.open_body(tx, row), None, bytes(row["digest"]).hex()) for row in rows if row["newest"]]


def check_tree(office: Office) -> None:
    """Look at what stands now: one general branch, its branches, posts with the end of their term, members moved."""
    general = read(office.house, "select * from organization where name = %s", f"{PARK}党总支")[0]
    assert (general["level"], general["kind"], general["parent_id"]) == ("base", "general_branch", office.town.area)
    branches = read(office.house, "select * from organization where parent_id = %s", general["id"])
    kinds = [branch["kind"] for branch in branches]
    assert (kinds.count("branch"), kinds.count("joint_branch")) == (1, 24)
    assert all(branch["founded_on"] == date(2017, 4, 10) for branch in branches)
    ids = [branch["id"] for branch in branches]
    covered = read(
        office.house,
        "select organization_id, count(*) as n from enterprise where organization_id = any(%s) group by 1",
        ids,
    )
    assert sum(row["n"] for row in covered) == 99 and max(row["n"] for row in covered) == 5
    grants = read(
        office.house,
        "select to_on, count(*) as n from role_grant where organization_id = any(%s) group by 1 order by 1",
        [*ids, general["id"]],
    )
    assert [(row["to_on"], row["n"]) for row in grants] == [(date(2018, 4, 30), 25), (date(2020, 4, 9), 1)]
    elected = read(office.house, "select organization_id from org_term where elected")
    settled = "select count(*) as n from person where branch_id = %s"
    assert read(office.house, settled, elected[0]["organization_id"])[0]["n"] == 5
    changes = "select count(*) as n from organization_change where kind = 'founded' and organization_id = any(%s)"
    assert read(office.house, changes, ids)[0]["n"] == 25


def test_a_request_is_held_against_the_tree(office: Office) -> None:
    asked: dict[str, Any] = {
        "origin": "request", "org_name": "示例服务党支部", "unit_type": "enterprise", "employees_n": 40,
        "full_members_n": 3, "probationary_n": 0, "applicants_n": 1, "proposed_form": "branch",
        "basis": "企业有正式党员三名，愿意成立党支部，请研究。",
    }  # fmt: skip
    home = office.town.area
    with pytest.raises(Forbidden):
        office.start(office.town.ann, "proc_org_establishment", home, **asked)
    with pytest.raises(InvalidAnswers):  # a branch stands above nothing of this kind
        office.start(office.coordinator, "proc_org_establishment", home, **asked, parent_id=str(office.town.branch))
    case = office.start(office.coordinator, "proc_org_establishment", home, **asked)
    known = read(office.house, "select variables from instance where id = %s", case)[0]["variables"]
    assert known["org_form"] == "branch_no_committee"
    office.do(
        office.town.dora, case, "ut_formal_check",
        checked_on=DAY, papers=["request"], check_result="incomplete", opinion="请核对党员人数。",
    )  # fmt: skip
    office.do(office.coordinator, case, "ut_prepare_request", **{**asked, "full_members_n": 7})
    known = read(office.house, "select variables from instance where id = %s", case)[0]["variables"]
    assert known["org_form"] == "branch_with_committee"
    (request,) = papers(office, case)
    assert (request["title"], len(request["entries"])) == ("关于成立示例服务党支部的请示", 2), (
        "the mended one goes on it"
    )
    # minutes whose conclusion is not what was voted are refused, and nothing is founded
    office.do(
        office.town.dora, case, "ut_formal_check",
        checked_on=DAY, papers=["request"], check_result="complete", opinion="人数已经核对。",
    )  # fmt: skip
    with pytest.raises(InvalidAnswers):
        office.do(
            office.committee, case, "ut_committee_decision",
            meeting_on=DAY, chair=str(office.committee.person_id), minutes_by=str(office.town.dora.person_id),
            votes={"entitled": 9, "present": 8, "yes": 2, "no": 6, "abstain": 0}, org_decision="agree",
            reason="符合条件，同意成立党组织。",
        )  # fmt: skip
    assert not read(office.house, "select 1 from organization where name = %s", asked["org_name"])
