"""A community joint committee (C02): units take part of their own will; it stands beside the tree, approves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.errors import Forbidden, InvalidAnswers
from service.domain.people import Actor
from service.store import affiliations, organizations
from service.store.ids import new_id
from service.wiring import House
from tests.actions.test_park import Office
from tests.actions.test_returns import read
from tests.content.files import ROOT
from tests.town import TENANT, Town, person

DAY = "2017-04-10"
VOTES = {"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0}


@pytest.fixture(scope="module")
def office(house: House, town: Town) -> Iterator[Office]:
    deploy(house.db, house.engine, town.tenant, read_files(ROOT / "bpmn", ROOT / "forms"), None)
    clock.stop_at(datetime(2017, 4, 10, 1, 0, tzinfo=UTC))
    with house.db.transaction() as tx:
        coordinator = person(tx, "郑示片", town.other_branch, "full_member", ("area_coordinator", town.area))
        committee = person(tx, "冯示会", town.other_branch, "full_member", ("town_committee", town.town))
    yield Office(house, town, coordinator, committee)
    clock.use_offset(timedelta(0))


@pytest.fixture
def reviewer(office: Office) -> Actor:
    """Give the one who speaks for the community."""
    with office.house.db.transaction() as tx:
        return person(tx, "沈示社", office.town.branch, "full_member", ("base_committee_reviewer", office.town.base))


def enterprise_branch(office: Office, name: str) -> tuple[UUID, Actor]:
    """Make an enterprise's branch with its secretary."""
    with office.house.db.transaction() as tx:
        base = {"id": new_id(), "parent": office.town.area, "level": "base", "kind": "branch", "name": name}
        organizations.add(tx, TENANT, {**base, "pinyin": "", "on": date(2016, 1, 1)})
        branch = {"id": new_id(), "parent": base["id"], "level": "branch", "kind": "branch", "name": f"{name}党支部"}
        organizations.add(tx, TENANT, {**branch, "pinyin": "", "on": date(2016, 1, 1)})
        key = UUID(str(branch["id"]))
        return key, person(tx, f"韩示{name[-1]}", key, "full_member", ("branch_secretary", key))


def test_units_take_part_of_their_own_will(office: Office, reviewer: Actor) -> None:
    town = office.town
    one, ann = enterprise_branch(office, "示例企业一")
    two, bob = enterprise_branch(office, "示例企业二")
    asked: dict[str, Any] = {"joint_name": "后田社区联合党委", "basis": "社区与周边企业共建共享，方便党员参加活动。"}
    with pytest.raises(Forbidden):
        office.start(town.ann, "proc_joint_committee", town.base, units=[str(one)], **asked)
    with pytest.raises(InvalidAnswers):  # the community's own branches are in it anyway
        office.start(reviewer, "proc_joint_committee", town.base, units=[str(town.branch)], **asked)
    case = office.start(reviewer, "proc_joint_committee", town.base, units=[str(one), str(two)], **asked)
    parts = {part["variables"]["unit"]["unit_id"]: part["id"] for part in office.children(case)}
    answer = {"met_on": DAY, "consent": "agree", "joint_member": str(ann.person_id), "offers": "可以提供会议室。"}
    with pytest.raises(Forbidden):
        office.do(bob, parts[str(one)], "ut_unit_consent", **answer)
    office.do(ann, parts[str(one)], "ut_unit_consent", **answer)
    office.do(bob, parts[str(two)], "ut_unit_consent", met_on=DAY, consent="refuse", refuse_reason="人手不够。")
    for part in parts.values():
        office.hand_back(part)
    office.do(
        reviewer, case, "ut_charter", four=["org", "resource", "member", "affair"], meets="quarterly",
        charter="每季度召开一次联席会议，三张清单逐项落实，重大事项共同商议。", joint_secretary=str(town.ben.person_id),
    )  # fmt: skip
    office.do(town.dora, case, "ut_check_joint", checked_on=DAY, joint_check="complete", opinion="材料齐全。")
    office.do(
        office.committee, case, "ut_decide_joint", meeting_on=DAY, chair=str(office.committee.person_id),
        minutes_by=str(town.dora.person_id), votes=VOTES, joint_decision="agree", reason="条件成熟，同意成立联合党委。",
    )  # fmt: skip
    joint = read(office.house, "select * from organization where name = %s", asked["joint_name"])[0]
    assert (joint["kind"], joint["parent_id"]) == ("joint_committee", town.area)
    members = read(office.house, "select organization_id from org_affiliation where joint_id = %s", joint["id"])
    assert {row["organization_id"] for row in members} == {town.base, one}
    posts = read(
        office.house,
        "select person_id, role from role_grant where organization_id = %s and to_on = '2020-04-10' order by role",
        joint["id"],
    )
    assert [(row["person_id"], row["role"]) for row in posts] == [
        (ann.person_id, "joint_member"), (town.ben.person_id, "joint_secretary"),
    ]  # fmt: skip
    with office.house.db.reading() as tx:
        assert affiliations.joint_of(tx, TENANT, town.branch, date(2017, 4, 10)) == joint["id"]
        # it stands above nobody: whoever approves and deliberates stays who it was
        above = "select ancestor_id from org_closure where descendant_id = %s"
        assert joint["id"] not in {row["ancestor_id"] for row in tx.rows(above, (town.branch,))}
        assert organizations.deliberates(tx, TENANT, town.branch) != joint["id"]
