"""The census of activists (A15) as it is shipped: register, what branches find, differences as tasks, the report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, jobs
from service.actions.deploy import deploy, read_files
from service.domain import clock
from service.domain.errors import Forbidden, InvalidAnswers
from service.domain.people import Actor
from service.reads import panels
from service.store import cases
from service.store.database import Row
from service.wiring import House
from tests.actions.test_returns import read
from tests.actions.test_transfer_shipped import Office
from tests.content.files import ROOT
from tests.town import TENANT, Town, person

DAY = "2018-03-01"
SIGNED = {"signed_on": DAY, "signed": "sign"}
SEEN = {"checked_on": DAY, "seen": True}


@pytest.fixture(scope="module")
def office(house: House, town: Town) -> Any:
    deploy(house.db, house.engine, town.tenant, read_files(ROOT / "bpmn", ROOT / "forms"), None)
    clock.stop_at(datetime(2018, 3, 1, 1, 0, tzinfo=UTC))
    with house.db.transaction() as tx:
        eve = person(tx, "冯示二", town.other_branch, "full_member", ("org_commissioner", town.other_branch))
        tx.run("update person set activist_on = '2017-10-08' where id = %s", (town.activist.person_id,))
        cases.set_contacts(tx, TENANT, town.activist.person_id, [town.ann.person_id], date(2017, 10, 8))
    yield Office(house, town, eve, town.dora)
    clock.use_offset(timedelta(0))


def shown(office: Office, instance: UUID, node: str, *names: str) -> list[dict[str, Any]]:
    """Return the panels of an open task."""
    task: Row = office.open(instance, node)
    case = office.case(instance)
    row = {
        **task,
        "instance_org": case["organization_id"],
        "person_id": case["person_id"],
        "variables": case["variables"],
    }
    with office.house.db.reading() as tx:
        return panels.build(tx, TENANT, [*names], row, "zh-CN")


def part(office: Office, census: UUID, branch: UUID) -> UUID:
    """Return the part of a branch."""
    sql = "select id from instance where parent_id = %s and organization_id = %s"
    found: UUID = read(office.house, sql, census, branch)[0]["id"]
    return found


def begin(office: Office, actor: Actor, due: str) -> UUID:
    said = {"census_name": "2018年入党积极分子摸底", "begun_on": DAY, "due_on": due}
    with office.house.db.transaction() as tx:
        return instances.start_in(
            tx, office.house.engine, actor, "proc_activist_census", office.town.town, None, said
        ).instance_id


def test_differences_become_tasks_and_the_town_gets_its_figures(office: Office) -> None:
    town = office.town
    with office.house.db.transaction() as tx:
        overdue = person(tx, "许示晚", town.other_branch, "activist")  # confirmed in 2016, never reviewed, no contact
    with pytest.raises(Forbidden):
        begin(office, town.ann, "2018-03-31")
    with pytest.raises(InvalidAnswers):
        begin(office, town.dora, "2018-02-28")
    census = begin(office, town.dora, "2018-03-31")
    here, there = part(office, census, town.branch), part(office, census, town.other_branch)
    # The register stands beside the form: nobody types it again.
    (register,) = shown(office, here, "ut_reconcile", "register")
    assert [(row["name"], row["contacts"], row["activist_on"]) for row in register["rows"]] == [
        ("陈示远", "王示例", "2017-10-08")
    ]
    wrong = [{"kind": "left", "person_id": str(overdue.person_id), "note": "不是本支部的同志。"}]
    with pytest.raises(InvalidAnswers):
        office.do(town.ben, here, "ut_reconcile", **SEEN, differences=wrong)
    office.do(
        town.ben, here, "ut_reconcile", **SEEN,
        differences=[{"kind": "unlisted", "name": "何示新", "note": "一月已确定为积极分子，名册漏登。"}],
    )  # fmt: skip
    with pytest.raises(Forbidden):
        office.do(town.ben, here, "ut_branch_sign", **SIGNED)
    office.do(town.ann, here, "ut_branch_sign", **SIGNED)
    office.do(office.eve, there, "ut_reconcile", **SEEN)
    office.do(town.cleo, there, "ut_branch_sign", **SIGNED)
    fixes = read(
        office.house,
        """select i.id, i.person_id, i.variables -> 'difference' ->> 'kind' as kind from instance i
            where i.parent_id = any(%s) order by kind""",
        [here, there],
    )
    assert [(row["kind"], row["person_id"]) for row in fixes] == [
        ("no_contact", overdue.person_id),
        ("no_review", overdue.person_id),
        ("unlisted", None),
    ]
    (facts,) = shown(office, fixes[2]["id"], "ut_fix", "difference")
    assert [each["value"] for each in facts["facts"]] == [
        "在培养但名册上没有", "何示新", "一月已确定为积极分子，名册漏登。",
    ]  # fmt: skip
    for row, who, how in zip(
        fixes, (office.eve, office.eve, town.ben), ("corrected", "process", "corrected"), strict=True
    ):
        office.do(who, row["id"], "ut_fix", fixed_on=DAY, fix=how, note="已按程序办理。")
        jobs.child_ended(office.house.db, office.house.engine, TENANT, row["id"])
    for each in (here, there):
        assert office.case(each)["status"] == "ended"
        jobs.child_ended(office.house.db, office.house.engine, TENANT, each)
    (table,) = shown(office, census, "ut_close_census", "census")
    assert [(row["branch"], row["listed_n"], row["differences_n"]) for row in table["rows"]] == [
        ("后田社区第一党支部", "1", "1"),
        ("后田社区第二党支部", "1", "2"),
    ]
    office.do(
        town.dora,
        census,
        "ut_close_census",
        closed_on=DAY,
        findings="名册与实际基本一致，缺联系人的已补，考察四月补做。",
    )
    said = office.case(census)["variables"]
    assert [said[name] for name in ("branches_n", "activists_n", "differences_n", "corrected_n")] == [2, 2, 3, 2]
    assert (said["missing_contact_n"], said["missing_review_n"]) == (1, 1)
    with office.house.db.transaction() as tx:
        committee = person(tx, "魏示会", town.branch, "full_member", ("town_committee", town.town))
    office.do(
        committee, census, "ut_analyse", analysed_on=DAY, structure="三十五岁以下占六成，比上年增加。",
        problems="联系人调整不及时。", measures="四月底前补齐联系人，六月集中培训。",
    )  # fmt: skip
    assert office.case(census)["status"] == "ended"  # in 2018 the district had no part in it
    # Nothing follows for the person.
    assert office.person(overdue)["stage"] == "activist"


def test_whoever_is_late_is_urged_and_the_census_goes_on(office: Office) -> None:
    census = begin(office, office.town.dora, "2018-03-31")
    clock.stop_at(datetime(2018, 4, 1, 1, 0, tzinfo=UTC))
    jobs.fire_timers(office.house.db, office.house.engine, TENANT, census)
    told = read(
        office.house,
        "select person_id from notice where kind = 'activist_census_late' and instance_id = %s order by person_id",
        census,
    )
    assert [row["person_id"] for row in told] == sorted([office.town.ben.person_id, office.eve.person_id])
    assert office.case(census)["status"] == "running"
    clock.stop_at(datetime(2018, 3, 1, 1, 0, tzinfo=UTC))
