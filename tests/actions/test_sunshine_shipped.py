"""Sunshine organisations (C04), star ratings and sunshine members (B04, B05), corrections (B03) by the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, jobs
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.errors import Forbidden, InvalidAnswers
from service.domain.people import Actor, Grant
from service.reads import organizations, panels
from service.store.ids import new_id
from service.wiring import House
from tests.actions.test_park import Office
from tests.actions.test_returns import read
from tests.content.files import ROOT
from tests.town import TENANT, Town, person

SCORES = {
    "setup": 10, "meetings": 14, "org_life": 9, "plan": 14, "development": 14, "affairs": 14, "pledges": 5,
    "training": 4, "service": 5, "satisfaction": 4,
}  # fmt: skip
VOTES = {"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0}


@pytest.fixture(scope="module")
def office(house: House, town: Town) -> Iterator[Office]:
    deploy(house.db, house.engine, town.tenant, read_files(ROOT / "bpmn", ROOT / "forms"), None)
    stand(date(2017, 4, 10))
    with house.db.transaction() as tx:
        coordinator = person(tx, "郑示片", town.other_branch, "full_member", ("area_coordinator", town.area))
        committee = person(tx, "冯示会", town.other_branch, "full_member", ("town_committee", town.town))
    yield Office(house, town, coordinator, committee)
    clock.use_offset(timedelta(0))


def stand(day: date) -> None:
    """Let the business clock stand at nine in the morning of a day."""
    clock.stop_at(datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def reviewer(office: Office) -> Actor:
    """Give the one who speaks for the community; the area's post is theirs, too."""
    town = office.town
    posts = [("base_committee_reviewer", town.base), ("area_coordinator", town.area)]
    with office.house.db.transaction() as tx:
        return person(tx, "沈示社", town.branch, "full_member", *posts)


def named(office: Office, reviewer: Actor) -> tuple[UUID, UUID]:
    """Lead the community to its honour; return the round and the part."""
    town = office.town
    asked: dict[str, Any] = {"round_name": "2017年阳光党组织创建", "round_year": 2017, "closes_on": "2017-06-30"}
    asked["organizations"] = [str(town.base)]
    round_ = office.start(town.dora, "proc_sunshine_org_creation", town.town, **asked)
    part = office.children(round_)[0]["id"]
    scored = {"scored_on": "2017-04-10", "declares": "yes", "scores": SCORES, "evidence": "会议记录和计划完成情况表。"}
    with pytest.raises(InvalidAnswers):  # no item carries more than its weight
        office.do(reviewer, part, "ut_score_base", **{**scored, "scores": {**SCORES, "setup": 11}})
    office.do(reviewer, part, "ut_score_base", **scored)
    look: dict[str, Any] = {"reviewed_on": "2017-04-10", "scores": SCORES, "reason": "与台账核对一致，同意自评。"}
    with pytest.raises(Forbidden):  # who scored does not review
        office.do(reviewer, part, "ut_area_review", **look)
    office.do(office.coordinator, part, "ut_area_review", **look)
    office.do(
        town.dora,
        part,
        "ut_site_check",
        checked_on="2017-04-10",
        sampled="yes",
        scores=SCORES,
        findings="现场核对，情况属实。",
    )
    with office.house.db.reading() as tx:
        task = office.task(part, "ut_decide")
        variables = read(office.house, "select variables from instance where id = %s", part)[0]["variables"]
        row = {**task, "instance_org": town.base, "variables": variables, "data": {}}
        shown = panels.build(tx, TENANT, ["sunshine", "org_figures"], row, "zh-CN")
    assert [fact["value"] for fact in shown[0]["facts"]] == ["93 分", "达到创建标准"]
    assert all(fact["value"].endswith(" 项") for fact in shown[1]["facts"])
    office.do(
        office.committee, part, "ut_decide", meeting_on="2017-04-10", chair=str(office.committee.person_id),
        minutes_by=str(town.dora.person_id), votes=VOTES, sunshine_decision="create",
        reason="工作扎实，群众满意，拟命名。",
    )  # fmt: skip
    assert read(office.house, "select 1 from org_honour") == [], "nothing before the notice is over"
    stand(date(2017, 4, 20))
    jobs.fire_timers(office.house.db, office.house.engine, TENANT, part)
    office.do(
        town.dora, part, "ut_close_notice", closed_on="2017-04-20", notice_result="clear", explanation="没有收到异议。"
    )
    office.hand_back(part)
    return round_, part


def test_an_honour_is_decided_announced_and_taken_back_a_year_later(office: Office, reviewer: Actor) -> None:
    round_, _ = named(office, reviewer)
    honour = "select score, valid_until::text, withdrawn_on::text from org_honour where organization_id = %s"
    home = office.town.base
    assert read(office.house, honour, home) == [{"score": 93, "valid_until": "2018-04-20", "withdrawn_on": None}]
    stand(date(2018, 4, 23))
    jobs.fire_timers(office.house.db, office.house.engine, TENANT, round_)
    again = office.children(round_)[0]["id"]
    office.do(
        office.coordinator, again, "ut_recheck",
        rechecked_on="2018-04-23", recheck_result="withdraw", reason="连续三个月没有公开财务收支。",
    )  # fmt: skip
    assert read(office.house, honour, home)[0]["withdrawn_on"] is None, "a proposal takes nothing away"
    office.do(
        office.committee, again, "ut_decide_recheck", meeting_on="2018-04-23", chair=str(office.committee.person_id),
        minutes_by=str(office.town.dora.person_id), votes=VOTES, withdraw_decision="withdraw",
        reason="事实清楚，取消命名，限期整改。",
    )  # fmt: skip
    assert read(office.house, honour, home)[0]["withdrawn_on"] == "2018-04-23"
    office.hand_back(again)
    assert read(office.house, "select status from instance where id = %s", round_)[0]["status"] == "ended"


def children(office: Office, parent: UUID, person_id: UUID | None = None) -> list[UUID]:
    """Return the parts that run, or the one about somebody."""
    sql = """select id from instance where parent_id = %s and status = 'running'
              and (%s::uuid is null or person_id = %s) order by id"""
    return [row["id"] for row in read(office.house, sql, parent, person_id, person_id)]


def test_members_are_rated_and_one_is_chosen(office: Office, reviewer: Actor) -> None:
    """B04 and B05 by the real engine: own marks, tallies, the assembly, one's own parts; names, choice, notice."""
    town = office.town
    stand(date(2017, 4, 11))
    case = office.start(town.ann, "proc_member_star_rating", town.branch, rating_year=2017, self_until="2017-04-11")
    parts = children(office, case)
    assert len(parts) >= 4
    (mine,) = children(office, case, town.ben.person_id)
    office.do(town.ben, mine, "ut_self_review", takes_part="yes", self_mark=92)
    stand(date(2017, 4, 12))
    for part in parts:
        if part != mine:
            jobs.fire_timers(office.house.db, office.house.engine, TENANT, part)
        office.hand_back(part)
    teller = str(town.ann.person_id)
    rows = [{"person_id": str(who.person_id)} for who in (town.ann, town.ben)]
    with office.house.db.transaction() as tx:
        tx.run(
            """insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on)
               values (%s, gen_random_uuid(), %s, 'vote_teller', %s, '2010-01-01')""",
            (TENANT, town.ben.person_id, town.branch),
        )
    counted = Actor(TENANT, town.ben.person_id, town.ben.name, town.ben.account_id, (
        *town.ben.grants, Grant("vote_teller", town.branch),
    ))  # fmt: skip
    office.do(
        counted, case, "ut_peer_review", tallied_on="2017-04-12", second_teller=teller,
        marks=[{**row, "sheets": 3, "average": 90.5} for row in rows],
    )  # fmt: skip
    office.do(counted, case, "ut_mass_review", mass_held="no")
    office.do(
        town.ann, case, "ut_branch_rating", meeting_on="2017-04-12", minutes_ref="支委会记录第4号",
        marks=[{**row, "mark": 91} for row in rows],
    )  # fmt: skip
    office.do(
        town.ann, case, "ut_confirm", meeting_on="2017-04-12", chair=teller, minutes_by=str(town.ben.person_id),
        votes={"entitled": 6, "present": 5, "yes": 5, "no": 0, "abstain": 0}, star_decision="confirm",
    )  # fmt: skip
    (mine,) = children(office, case, town.ben.person_id)
    parts = children(office, case)
    office.do(town.ben, mine, "ut_view_stars", star_choice="accept")
    stand(date(2017, 4, 20))
    for part in parts:
        if part != mine:
            jobs.fire_timers(office.house.db, office.house.engine, TENANT, part)
        office.hand_back(part)
    sql = "select score, stars, status from star_rating where person_id = %s"
    (rated,) = read(office.house, sql, town.ben.person_id)
    assert (float(rated["score"]), rated["stars"], rated["status"]) == (90.91, 5, "awarded")
    assert (
        read(office.house, "select stars from star_rating where person_id = %s", town.dora.person_id)[0]["stars"]
        is None
    )
    choose_one(office, reviewer)


def choose_one(office: Office, reviewer: Actor) -> None:
    """Lead a choice of one place to its announcement: two are named, the lower score is passed over."""
    town = office.town
    begun: dict[str, Any] = {"selection_name": "2017年阳光党员评选", "selection_year": 2017, "places": 1}
    case = office.start(
        town.dora, "proc_sunshine_member_selection", town.town, **begun, floor_from=50, closes_on="2017-04-30"
    )
    (unit,) = children(office, case)
    people = [
        {"person_id": str(each.person_id), "disciplined": "no", "deeds": "常年服务群众。"}
        for each in (town.ben, town.ann)
    ]
    with pytest.raises(InvalidAnswers):  # a fifth more than there are places
        office.do(reviewer, unit, "ut_nominate_base", meeting_on="2017-04-20", nominees=people[:1])
    office.do(reviewer, unit, "ut_nominate_base", meeting_on="2017-04-20", nominees=people)
    office.hand_back(unit)
    office.do(town.dora, case, "ut_check", checked_on="2017-04-20")
    office.do(town.dora, case, "ut_opinion", replied_on="2017-04-20", reply_ref="纪函〔2017〕4号")
    (panel,) = shown(office, case, "ut_select")
    assert [row["sunshine_status"] for row in panel["rows"]] == ["已提名", "已提名"]
    choices = [
        {"person_id": str(town.ben.person_id), "choice": "chosen"},
        {"person_id": str(town.ann.person_id), "choice": "passed_over"},
    ]
    minutes = {"chair": str(office.committee.person_id), "minutes_by": str(town.dora.person_id), "votes": VOTES}
    office.do(office.committee, case, "ut_select", meeting_on="2017-04-20", **minutes, choices=choices)
    stand(date(2017, 5, 10))
    jobs.fire_timers(office.house.db, office.house.engine, TENANT, case)
    closed: dict[str, Any] = {"closed_on": "2017-05-02", "explanation": "没有收到异议。"}
    office.do(town.dora, case, "ut_close_notice", **closed, selection_result="clear")
    sql = "select certificate_no from sunshine_nominee where person_id = %s"
    assert read(office.house, sql, town.ben.person_id)[0]["certificate_no"] == "YGDY-2017-0001"
    with office.house.db.reading() as tx:
        found = organizations.get(tx, town.applicant, town.base, "zh-CN")["honoured"]
    assert [(row["name"], row["published"]) for row in found] == [(town.ben.name, False)]
    assert read(office.house, "select status from instance where id = %s", case)[0]["status"] == "ended"


def shown(office: Office, case: UUID, node: str) -> list[dict[str, Any]]:
    with office.house.db.reading() as tx:
        task = office.task(case, node)
        variables = read(office.house, "select variables from instance where id = %s", case)[0]["variables"]
        row = {**task, "instance_org": office.town.town, "person_id": None, "variables": variables, "data": {}}
        return panels.build(tx, TENANT, ["selection"], row, "zh-CN")


def test_a_wrong_entry_is_corrected_after_the_window(office: Office) -> None:
    """B03 by the real engine: asked for, examined by somebody else, told, silent for ten days, reversed."""
    town = office.town
    stand(date(2017, 5, 10))
    with office.house.db.transaction() as tx:
        entry = new_id()
        tx.run(
            """insert into points_entry (tenant_id, id, person_id, cycle, item, scheme, event_date, quantity, points,
                 evidence_ref, recorder_id, recorded_at, verifier_id, verified_at, status)
               values (%s, %s, %s, 2017, 'P01', 'points_scheme_demo_v1', '2017-04-05', 3, 3, '签到表', %s, now(), %s,
                 now(), 'verified')""",
            (TENANT, entry, town.activist.person_id, town.ben.person_id, town.ann.person_id),
        )
        case = instances.start_in(
            tx, office.house.engine, town.ben, "proc_points_correction", town.branch, town.activist.person_id, {}
        ).instance_id
    office.do(
        town.ben, case, "ut_request_correction", request_choice="ask", entry_id=str(entry), error_kind="wrong_amount",
        request_reason="对照签到表，本人到了两次，登记成三次。", no_relative=True,
    )  # fmt: skip
    decided = {
        "evidence_checked": "查签到表原件，签到两次。",
        "explanation": "签到表上只有两次签到。",
        "correct": "yes",
    }
    right = {"item": "P01", "event_date": "2017-04-05", "qty": 2, "evidence_ref": "4月5日签到表"}
    office.do(town.dora, case, "ut_decide_correction", correction_result="make", **decided, correction=right)
    stand(date(2017, 6, 5))
    jobs.fire_timers(office.house.db, office.house.engine, TENANT, case)
    sql = "select status, points from points_entry where person_id = %s order by points desc, status"
    assert [(row["status"], float(row["points"])) for row in read(office.house, sql, town.activist.person_id)] == [
        ("reversed", 3), ("verified", 2), ("reversal", -3),
    ]  # fmt: skip
    (told,) = children(office, case)
    assert office.task(told, "ut_acknowledge")
