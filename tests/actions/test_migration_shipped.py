"""A case that waited where the first releases ended: it moves to today's release and goes on into cultivation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import jobs, migration
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.migration import Wish
from service.wiring import House
from tests.actions.conftest import DIAGRAMS
from tests.actions.test_returns import read
from tests.actions.test_returns_shipped import ENTERED, open_task, start
from tests.content.files import ROOT
from tests.town import Town, complete_task, person

CASE = "proc_membership_case"
TALK = {
    "talked_on": "2017-04-10",
    "place": "支部活动室",
    "topics": ["history", "view", "motive"],
    "explained": ["basics", "conditions"],
    "impression": "谈话中能够讲清楚入党动机，对党的基本知识有初步了解，愿意接受培养。",
    "address": "right",
}
FILED = {
    "papers": ["application", "talk", "recommendation", "minutes", "report"],
    "filing_decision": "filed",
    "filed_on": "2017-04-10",
}


@pytest.fixture(autouse=True)
def april() -> Iterator[None]:
    clock.stop_at(datetime(2017, 4, 10, 1, 0, tzinfo=UTC))
    yield
    clock.use_offset(timedelta(0))


def release(house: House, town: Town, old: bool = False) -> UUID:
    """Release what we ship, with the case and how it began as they were before the later stages, or as they are."""
    files = read_files(ROOT / "bpmn", ROOT / "forms")
    if old:
        for path in (DIAGRAMS / "before_cultivation").glob("*.bpmn"):
            files[f"membership/{path.name}"] = path.read_bytes()
    done = deploy(house.db, house.engine, town.tenant, files, None)
    return next(each.release_id for each in done if each.process_key == CASE)


def confirmed(house: House, town: Town) -> tuple[UUID, UUID]:
    """Lead somebody to where the old release ends; return the case and the person."""
    with house.db.transaction() as tx:
        who = person(tx, "孙示旧", town.branch, "applicant")
    case = start(house, town.ben, CASE, town.branch, who.person_id, entry="paper", privacy_told=True)
    ann, ben = str(town.ann.person_id), str(town.ben.person_id)

    def do(node: str, actor: Any, answers: dict[str, Any]) -> None:
        complete_task(house, actor, open_task(house, case, node), answers)

    do("ut_enter_application", town.ben, {**ENTERED, "received_on": "2017-03-20"})
    do("ut_talk", town.ann, {**TALK, "talkers": [ann]})
    assert jobs.deliver_message(house.db, house.engine, town.tenant, "msg_recommended", str(who.person_id), {}) == 1
    minutes = {
        "meeting_on": "2017-04-10",
        "body": "committee",
        "place": "支部活动室",
        "chair": ann,
        "minutes_by": ben,
        "votes": {"entitled": 5, "present": 5, "yes": 5, "no": 0, "abstain": 0},
        "committee_decision": "confirm",
        "reason": "一年来积极参加支部活动，主动承担社区志愿服务，推荐排在前列。",
    }
    do("ut_committee_confirm", town.ann, minutes)
    do("ut_file_with_town", town.dora, FILED)
    do("ut_appoint_contacts", town.ann, {"contacts": [ben], "appointed_on": "2017-04-10", "no_relative": True})
    return case, who.person_id


def waits(house: House, case: UUID) -> list[str]:
    rows = read(house, "select node from subscription where instance_id = %s order by node", case)
    return [row["node"] for row in rows]


def test_who_waited_at_the_old_end_goes_on_when_the_office_opens(house: House, town: Town) -> None:
    release(house, town, old=True)
    case, who = confirmed(house, town)
    assert waits(house, case) == ["ev_stage3_open", "msg_withdraw_received"]
    to = release(house, town)
    with house.db.transaction() as tx:
        plan = migration.start_in(tx, house.engine, town.dora, CASE, Wish(to, only=(case,)))
    migration.work(house.db, house.engine, town.tenant, plan)
    (item,) = read(house, "select * from case_migration_item where migration_id = %s", plan)
    assert (item["status"], item["instance_id"]) == ("done", case), item
    ends = ["msg_deceased_received", "msg_disqualify_received", "msg_transfer_received", "msg_withdraw_received"]
    assert waits(house, case) == ["ev_stage3_open", *ends]

    later, _ = confirmed(house, town)  # nobody passes those who wait
    assert "ev_stage3_open" in waits(house, later)
    town_id = read(house, "select id from organization where level = 'town' and tenant_id = %s", town.tenant)[0]["id"]
    start(house, town.dora, "proc_stage_opening", town_id, None, paper_ready=True, branches_told=True)
    assert jobs.deliver_message(house.db, house.engine, town.tenant, "msg_stage3_open", str(who), {}) == 1
    assert waits(house, case) == sorted([*ends, *[node for node in waits(house, case) if node not in ends]])
    assert "ev_stage3_open" not in waits(house, case)
    (state,) = read(house, "select status, milestone, fault from instance where id = %s", case)
    assert (state["status"], state["fault"]) == ("running", None)
    due = read(house, "select due_at from timer where instance_id = %s order by due_at", case)
    assert due and due[0]["due_at"].date().isoformat() >= "2017-07-09", "the first thought report, then the review"


def test_a_case_can_be_ended_by_a_message_at_any_stage(house: House, town: Town) -> None:
    release(house, town)
    case, who = confirmed(house, town)
    assert jobs.deliver_message(house.db, house.engine, town.tenant, "msg_deceased", str(who), {}) == 1
    (after,) = read(house, "select status from instance where id = %s", case)
    assert after["status"] == "ended"
    (gone,) = read(house, "select stage, status from person where id = %s", who)
    assert (gone["stage"], gone["status"]) == ("deceased", "closed")
