"""Sunshine organisations (C04): declared, scored, reviewed by others, decided, announced, looked at a year later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import jobs
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.errors import Forbidden, InvalidAnswers
from service.domain.people import Actor
from service.reads import panels
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
    assert [fact["value"] for fact in shown[0]["facts"]] == ["93", "达到创建标准"]
    assert shown[1]["facts"][0]["value"] >= "0"
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
