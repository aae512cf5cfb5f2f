"""Returns in the shipped processes: what operators wrote is taken back, stays or bars the way, by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances
from service.actions.deploy import deploy, read_files
from service.domain import clock, messages
from service.domain.errors import Conflict, NotFound
from service.domain.people import Actor
from service.domain.returns import Back
from service.wiring import House
from tests.actions.test_returns import give_back, offer, offers, read
from tests.content.files import ROOT
from tests.town import Town, complete_task, person

DAY = "2017-04-10"


@pytest.fixture(scope="module")
def shipped(house: House, town: Town) -> Iterator[Town]:
    deploy(house.db, house.engine, town.tenant, read_files(ROOT / "bpmn", ROOT / "forms"), None)
    clock.stop_at(datetime(2017, 4, 10, 1, 0, tzinfo=UTC))
    yield town
    clock.use_offset(timedelta(0))


def start(house: House, actor: Actor, process: str, home: UUID, who: UUID | None, **answers: Any) -> UUID:
    with house.db.transaction() as tx:
        return instances.start_in(tx, house.engine, actor, process, home, who, answers).instance_id


def open_task(house: House, instance: UUID, node: str) -> UUID:
    sql = "select id from task where instance_id = %s and node = %s and status = 'open'"
    return UUID(str(read(house, sql, instance, node)[0]["id"]))


# --- an application ------------------------------------------------------------------------------------------------

ENTERED = {"received_on": "2017-03-06", "letter_on": "2017-03-05", "delivery": "in_person", "adult": True}


def test_a_stage_goes_back_and_a_number_stays(house: House, shipped: Town) -> None:
    with house.db.transaction() as tx:
        someone = person(tx, "孙示例", shipped.branch, "applicant")
    sql = "select stage, stage_since, applied_on, talked_on from person where id = %s"
    before = read(house, sql, someone.person_id)
    case = start(
        house, shipped.ben, "proc_membership_case", shipped.branch, someone.person_id, entry="paper", privacy_told=True
    )
    enter = open_task(house, case, "ut_enter_application")
    complete_task(house, shipped.ben, enter, ENTERED)
    number = read(house, "select business_key from instance where id = %s", case)[0]["business_key"]
    assert number and read(house, sql, someone.person_id) != before
    talk = open_task(house, case, "ut_talk")
    there = offer(house, shipped.ann, talk, "ut_enter_application")
    assert there.refusal is None
    assert {each.operator: each.back for each in there.undone} == {
        "case.register": Back.REPEATS, "person.advance": Back.UNDOES, "document.issue": Back.UNDOES
    }  # fmt: skip
    give_back(house, shipped.ann, talk, enter)
    assert read(house, sql, someone.person_id) == before
    rows = read(house, "select type from history where instance_id = %s order by seq", case)
    assert [row["type"] for row in rows][-3:] == ["task.returned", "document.taken_back", "person.taken_back"]
    complete_task(house, shipped.ben, enter, {**ENTERED, "received_on": "2017-03-07"})
    after = read(house, sql, someone.person_id)[0]
    assert after["applied_on"].isoformat() == "2017-03-07"
    assert read(house, "select business_key from instance where id = %s", case)[0]["business_key"] == number


# --- points --------------------------------------------------------------------------------------------------------

VERIFIED = {"verify_decision": "verified", "evidence_seen": True, "no_relative": True}


def posted(house: House, shipped: Town, evidence: str) -> tuple[UUID, UUID, UUID]:
    """Record and post an entry; return the case, the verified task and the person's own task in the part."""
    entry = {"person_id": str(shipped.activist.person_id), "item": "P02", "event_date": "2017-04-08", "qty": 1}
    case = start(
        house, shipped.ann, "proc_points_entry", shipped.branch, None,
        source="4月主题党日", no_relative=True, entries=[{**entry, "evidence_ref": evidence}],
    )  # fmt: skip
    verify = open_task(house, case, "ut_verify")
    complete_task(house, shipped.ben, verify, VERIFIED)
    part = read(house, "select id from instance where parent_id = %s", case)[0]["id"]
    own = read(house, "select id from task where instance_id = %s and status = 'open'", part)[0]["id"]
    return case, verify, own


def entries(house: House, case: UUID) -> list[str]:
    rows = read(house, "select status from points_entry where instance_id = %s order by recorded_at, id", case)
    return sorted(row["status"] for row in rows)


def test_posted_points_are_reversed_and_the_part_is_taken_back(house: House, shipped: Town) -> None:
    case, verify, own = posted(house, shipped, "4月8日签到表")
    assert offers(house, shipped.activist, own) == [], "the person concerned does not steer the whole"
    there = offer(house, shipped.dora, own, "ut_verify")
    assert there.refusal is None and there.parts == 1
    assert [(each.node, each.back) for each in there.undone] == [("记入积分台账", Back.UNDOES)]
    with pytest.raises(NotFound):
        give_back(house, shipped.activist, own, verify)
    assert entries(house, case) == ["verified"]
    give_back(house, shipped.dora, own, verify)
    assert entries(house, case) == ["reversal", "reversed"]
    assert read(house, "select status from instance where parent_id = %s", case)[0]["status"] == "cancelled"
    complete_task(house, shipped.ben, verify, VERIFIED)
    assert entries(house, case) == ["reversal", "reversed", "verified"]
    assert {row["status"] for row in read(house, "select status from instance where parent_id = %s", case)} == {
        "cancelled", "running"
    }  # fmt: skip


def test_a_dispute_on_record_bars_the_way_by_name(house: House, shipped: Town) -> None:
    _, verify, own = posted(house, shipped, "4月9日签到表")
    part = read(house, "select instance_id from task where id = %s", own)[0]["instance_id"]
    complete_task(
        house, shipped.activist, own,
        {"choice": "object", "ground": "wrong_amount", "statement": "当天我参加了两场活动，只登记了一场。"},
    )  # fmt: skip
    open_ = read(house, "select id from task where instance_id = %s and status = 'open'", part)[0]["id"]
    there = offer(house, shipped.dora, open_, "ut_verify")
    assert there.refusal is not None
    assert "争议" in messages.text(there.refusal.code, **there.refusal.params)
    with pytest.raises(Conflict) as refused:
        give_back(house, shipped.dora, open_, verify)
    assert refused.value.code == there.refusal.code
