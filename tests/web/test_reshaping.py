"""Merging and splitting organisations at the door: people, posts, open cases and what stands below go as planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import instances, passwords
from service.actions import tasks as task_actions
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.people import Actor
from service.reads import course as courses
from service.reads import history, timeline
from service.store import admin_log
from service.store.database import Row
from service.store.ids import new_id
from service.wiring import House
from tests.town import TENANT, Town, person, start_case
from tests.web.browser import PASSWORD, Browser
from tests.web.test_organizations_admin import PATH, check_closure, found
from tests.web.things import about_a_person

ON = {"on": "2017-01-10", "reason": "街道党工委批复。"}


@pytest.fixture(scope="module")
def admin(house: House, town: Town) -> Actor:
    """Give the system administrator."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = person(tx, "钱管理", town.other_branch, "full_member", ("sys_admin", town.town))
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where id = %s", (hashed, made.account_id))
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, about_a_person("approval", "reshaping"), None)
    return made


@pytest.fixture(scope="module")
def keeper(admin: Actor, sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of the system administrator."""
    return sign_in(admin)


def rows(house: House, sql: str, *params: object) -> list[Row]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows(sql, params)


def add_person(house: House, name: str, branch: Any, *posts: tuple[str, Any]) -> Actor:
    with house.app.app_context(), house.db.transaction() as tx:
        return person(tx, name, UUID(str(branch)), "full_member", *((role, UUID(str(at))) for role, at in posts))


def start(house: House, secretary: Actor, branch: Any, whom: Actor) -> tuple[UUID, UUID]:
    """Start a case about somebody at their branch; the secretary takes its first task."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = instances.start_in(tx, house.engine, secretary, "proc_approval", UUID(str(branch)), whom.person_id, {})
        task_actions.claim_in(tx, secretary, made.opened[0], None)
        return made.instance_id, made.opened[0]


def posts_of(house: House, who: Actor) -> set[tuple[str, str]]:
    return {
        (row["role"], str(row["organization_id"]))
        for row in rows(
            house,
            "select * from role_grant where person_id = %s and coalesce(to_on, 'infinity') >= %s",
            who.person_id,
            clock.today(),
        )
    }


def carried(house: House, actor: Actor, case: UUID) -> list[tuple[str, str, str]]:
    """Return what the history of a case says of having been carried: title, who, from where to where."""
    with house.app.app_context(), house.db.reading() as tx:
        release = tx.value("select release_id from instance where id = %s", (case,))
        course = courses.read(tx, house.engine, TENANT, case, release)
        told = timeline.done(tx, course, TENANT, case, "zh-CN")
        assert case not in {each for each, _ in history.verify_all(tx, TENANT)} | set(history.strays(tx, TENANT))
    return [(each["title"], each["who"], each["opinion"]) for each in told if each["title"] == "个案随组织转移"]


def test_a_branch_is_merged_into_another(keeper: Browser, admin: Actor, house: House, town: Town) -> None:
    old = found(keeper, town.base, "branch", "合并前甲支部")
    new = found(keeper, town.base, "branch", "合并前乙支部")
    group = found(keeper, old["id"], "group", "第一党小组")
    lead_old = add_person(house, "甲书记", old["id"], ("branch_secretary", old["id"]), ("contact_person", old["id"]))
    lead_new = add_person(house, "乙书记", new["id"], ("branch_secretary", new["id"]))
    deputy = add_person(house, "甲副书", old["id"], ("branch_deputy", old["id"]))
    whom = add_person(house, "甲群众", old["id"])
    case, task = start(house, lead_old, old["id"], whom)

    plan = keeper.post(f"{PATH}/{old['id']}/merge/plan", {"into_id": new["id"]}).json
    assert (plan["people"], plan["cases"], plan["tasks"], plan["children"]) == (3, 1, 1, ["第一党小组"])
    assert {(each["person"], each["role_name"], each["ends"]) for each in plan["posts"]} == {
        ("甲书记", "党支部书记", "taken"),
        ("甲书记", "培养联系人", None),
        ("甲副书", "党支部副书记", None),
    }
    assert plan["led"] and plan["own"] == 0 and plan["taken"] == []
    assert str(rows(house, "select branch_id from person where id = %s", whom.person_id)[0]["branch_id"]) == old["id"]

    merged = keeper.post(f"{PATH}/{old['id']}/merge", {"version": 1, "into_id": new["id"], **ON})
    assert merged.status_code == 200 and merged.json["dissolved_on"] == ON["on"], merged.json
    check_closure(house)
    assert str(rows(house, "select branch_id from person where id = %s", whom.person_id)[0]["branch_id"]) == new["id"]
    assert (
        str(rows(house, "select parent_id from organization where id = %s", group["id"])[0]["parent_id"]) == new["id"]
    )
    (row,) = rows(house, "select organization_id from instance where id = %s", case)
    assert str(row["organization_id"]) == new["id"]
    (row,) = rows(house, "select * from task where id = %s", task)
    assert str(row["organization_id"]) == new["id"]
    assert row["assignee_id"] is None  # whoever had claimed it is secretary no more
    assert posts_of(house, lead_old) == {("contact_person", new["id"])}
    assert posts_of(house, deputy) == {("branch_deputy", new["id"])}
    assert posts_of(house, lead_new) == {("branch_secretary", new["id"])}
    assert keeper.get(f"{PATH}/{old['id']}").json["changes"][0]["kind"] == "merged"
    absorbed = keeper.get(f"{PATH}/{new['id']}").json["changes"][0]
    assert absorbed["kind"] == "absorbed" and absorbed["before"] == "合并前甲支部"
    kinds = [row["kind"] for row in rows(house, "select kind from admin_event order by seq desc limit 8")]
    assert {"organization.merged", "organization.absorbed", "post.carried", "post.ended"} <= set(kinds)
    with house.app.app_context(), house.db.reading() as tx:
        assert admin_log.verify(tx, TENANT).ok
    # the case itself says where it went, and its chain holds
    said = carried(house, admin, case)
    assert said == [("个案随组织转移", "钱管理", "组织合并，由“合并前甲支部”到“合并前乙支部”")]
    # the new secretary now does what waited at the old branch
    with house.app.app_context(), house.db.transaction() as tx:
        task_actions.claim_in(tx, lead_new, task, None)


def test_what_an_organisation_does_itself_keeps_it(keeper: Browser, house: House, town: Town) -> None:
    old, new = (found(keeper, town.base, "branch", name) for name in ("有事的支部", "没事的支部"))
    lead = add_person(house, "忙书记", old["id"], ("branch_secretary", old["id"]))
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, _plain(), None)
        start_case(house, lead, "proc_approval", UUID(old["id"]))
    assert keeper.post(f"{PATH}/{old['id']}/merge/plan", {"into_id": new["id"]}).json["own"] == 1
    refused = keeper.post(f"{PATH}/{old['id']}/merge", {"version": 1, "into_id": new["id"], **ON})
    assert refused.status_code == 409 and "未结事项" in refused.json["detail"]
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, about_a_person("approval", "reshaping again"), None)


def _plain() -> dict[str, bytes]:
    from tests.actions.conftest import diagram_files

    return diagram_files("approval")


def test_names_levels_and_circles_are_minded(keeper: Browser, town: Town) -> None:
    old, new = (found(keeper, town.base, "branch", name) for name in ("同名甲", "同名乙"))
    for each in (old, new):
        found(keeper, each["id"], "group", "一组")
    assert keeper.post(f"{PATH}/{old['id']}/merge/plan", {"into_id": new["id"]}).json["taken"] == ["一组"]
    clash = keeper.post(f"{PATH}/{old['id']}/merge", {"version": 1, "into_id": new["id"], **ON})
    assert clash.status_code == 409 and "一组" in clash.json["detail"]
    for other in (old["id"], str(town.base)):
        refused = keeper.post(f"{PATH}/{old['id']}/merge/plan", {"into_id": other})
        assert refused.status_code == 422 and refused.json["errors"][0]["pointer"] == "/into_id"


def test_a_branch_is_split(keeper: Browser, house: House, town: Town, admin: Actor) -> None:
    old = found(keeper, town.base, "branch", "拆分支部")
    group = found(keeper, old["id"], "group", "走的小组")
    lead = add_person(house, "留书记", old["id"], ("branch_secretary", old["id"]))
    goes = add_person(house, "走副书", old["id"], ("branch_deputy", old["id"]))
    whom = add_person(house, "走群众", old["id"])
    stays = add_person(house, "留群众", old["id"])
    case, task = start(house, lead, old["id"], whom)
    kept, _ = start(house, lead, old["id"], stays)
    with house.app.app_context(), house.db.transaction() as tx:  # the administrator's own post is nobody's gift
        tx.run("update person set branch_id = %s where id = %s", (old["id"], admin.person_id))
        tx.run(
            "insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on) "
            "values (%s, %s, %s, 'contact_person', %s, %s)",
            (TENANT, new_id(), admin.person_id, old["id"], clock.today() - timedelta(days=9)),
        )
    going = {
        "people": [str(each.person_id) for each in (goes, whom, admin)],
        "children": [group["id"]],
    }
    plan = keeper.post(f"{PATH}/{old['id']}/split/plan", going).json
    assert (plan["people"], plan["cases"], plan["tasks"], plan["children"]) == (3, 1, 1, ["走的小组"])
    assert {(each["person"], each["ends"]) for each in plan["posts"]} == {("走副书", None), ("钱管理", "oneself")}
    assert plan["led"] is False  # the new branch has no secretary yet

    body = {"version": 1, "name": "新拆出的支部", **going, **ON}
    made = keeper.post(f"{PATH}/{old['id']}/split", body)
    assert made.status_code == 201, made.json
    new = made.json
    assert new["level"] == "branch" and new["parent_id"] == str(town.base)
    assert new["changes"][0]["kind"] == "split_off" and new["changes"][0]["before"] == "拆分支部"
    check_closure(house)
    branches = {
        row["name"]: str(row["branch_id"])
        for row in rows(house, "select name, branch_id from person where name in ('留群众', '走群众', '走副书')")
    }
    assert branches == {"留群众": old["id"], "走群众": new["id"], "走副书": new["id"]}
    assert posts_of(house, goes) == {("branch_deputy", new["id"])}
    assert posts_of(house, admin) == {("sys_admin", str(town.town))}
    assert posts_of(house, lead) == {("branch_secretary", old["id"])}
    at = {row["id"]: str(row["organization_id"]) for row in rows(house, "select id, organization_id from instance")}
    assert at[case] == new["id"] and at[kept] == old["id"]
    (row,) = rows(house, "select * from task where id = %s", task)
    assert str(row["organization_id"]) == new["id"] and row["claimed_at"] is None
    (row,) = rows(house, "select parent_id from organization where id = %s", group["id"])
    assert str(row["parent_id"]) == new["id"]


def test_a_split_takes_somebody_along(keeper: Browser, town: Town) -> None:
    old = found(keeper, town.base, "branch", "空拆支部")
    body = {"version": 1, "name": "空拆新支部", "people": [], "children": [], **ON}
    assert keeper.post(f"{PATH}/{old['id']}/split", body).json["errors"][0]["pointer"] == "/people"
    strangers = {**body, "people": [str(town.ann.person_id)]}  # of another branch: not taken along
    assert keeper.post(f"{PATH}/{old['id']}/split", strangers).status_code == 422


def test_nobody_else_reshapes(ann: Browser, town: Town) -> None:
    for verb in ("merge", "split"):
        body = {"into_id": str(town.other_branch)} if verb == "merge" else {"people": [], "children": []}
        assert ann.post(f"{PATH}/{town.branch}/{verb}/plan", body).status_code == 403
