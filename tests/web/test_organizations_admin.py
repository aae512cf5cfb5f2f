"""The tree of organisations at the door: found, rename, move with its tasks, dissolve, and who may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from service.actions import passwords
from service.domain.organizations import closure
from service.store import admin_log
from service.wiring import House
from tests.town import Town, person
from tests.web.browser import PASSWORD, Browser

ON = {"on": "2017-01-10", "reason": "街道党工委批复。"}
PATH = "/admin/organizations"


@pytest.fixture(scope="module")
def keeper(house: House, town: Town, sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of a system administrator."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = person(tx, "钱管理", town.other_branch, "full_member", ("sys_admin", town.town))
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where id = %s", (hashed, made.account_id))
    return sign_in(made)


def found(keeper: Browser, parent: object, level: str, name: str) -> dict[str, Any]:
    kind = {"base": "general_branch", "branch": "branch", "group": "party_group", "area": "area_committee"}[level]
    answer = keeper.post(PATH, {"parent_id": str(parent), "level": level, "kind": kind, "name": name, **ON})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def check_closure(house: House) -> None:
    with house.app.app_context(), house.db.reading() as tx:
        parents = {row["id"]: row["parent_id"] for row in tx.rows("select id, parent_id from organization")}
        wanted = {(edge.ancestor, edge.descendant, edge.depth) for edge in closure(parents)}
        have = {
            (row["ancestor_id"], row["descendant_id"], row["depth"]) for row in tx.rows("select * from org_closure")
        }
    assert have == wanted


def test_an_organisation_is_founded_and_renamed(keeper: Browser, house: House, town: Town) -> None:
    made = found(keeper, town.base, "branch", "后田社区第三党支部")
    again = keeper.post(
        PATH, {"parent_id": str(town.base), "level": "branch", "kind": "branch", "name": made["name"], **ON}
    )
    assert again.status_code == 422 and again.json["errors"][0]["pointer"] == "/name"
    upside = keeper.post(
        PATH, {"parent_id": made["id"], "level": "base", "kind": "general_branch", "name": "倒挂", **ON}
    )
    assert upside.status_code == 422 and upside.json["errors"][0]["pointer"] == "/level"
    renamed = keeper.post(f"{PATH}/{made['id']}/rename", {"version": 1, "name": "后田阳光党支部", **ON})
    assert renamed.status_code == 200 and renamed.json["name"] == "后田阳光党支部"
    change = renamed.json["changes"][0]
    assert (change["kind"], change["before"], change["after"]) == ("renamed", "后田社区第三党支部", "后田阳光党支部")
    stale = keeper.post(f"{PATH}/{made['id']}/rename", {"version": 1, "name": "又一个", **ON})
    assert stale.status_code == 409
    future = {"version": 2, "name": "又一个", **ON, "on": "2199-01-01"}
    assert keeper.post(f"{PATH}/{made['id']}/rename", future).status_code == 422
    with house.app.app_context(), house.db.reading() as tx:
        kinds = [row["kind"] for row in admin_log.page(tx, town.tenant, target=made["id"])]
    assert kinds == ["organization.renamed", "organization.founded"]
    check_closure(house)


def test_a_branch_moves_and_its_tasks_follow(
    keeper: Browser, house: House, town: Town, case: tuple[UUID, UUID]
) -> None:
    area = found(keeper, town.town, "area", "第二片区联合党委")
    base = found(keeper, area["id"], "base", "西田社区党总支")
    group = found(keeper, town.branch, "group", "第一党小组")
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update task set organization_id = %s where id = %s", (town.base, case[1]))
        version = tx.value("select version from organization where id = %s", (town.branch,))
    moved = keeper.post(f"{PATH}/{town.branch}/move", {"version": version, "parent_id": base["id"], **ON})
    assert moved.status_code == 200, moved.json
    assert moved.json["changes"][0]["after"] == "西田社区党总支"
    check_closure(house)
    with house.app.app_context(), house.db.reading() as tx:
        assert str(tx.value("select organization_id from task where id = %s", (case[1],))) == base["id"]
        noted = tx.rows("select * from history where type = 'case.carried' and instance_id = %s", (case[0],))
        assert len(noted) == 1 and "西田社区党总支" in bytes(noted[0]["payload"]).decode()
    for target in (str(town.branch), group["id"]):
        circle = keeper.post(f"{PATH}/{town.branch}/move", {"version": version + 1, "parent_id": target, **ON})
        assert circle.status_code == 422, circle.json
    back = keeper.post(f"{PATH}/{town.branch}/move", {"version": version + 1, "parent_id": str(town.base), **ON})
    assert back.status_code == 200
    check_closure(house)


def test_only_what_is_empty_is_dissolved(keeper: Browser, house: House, town: Town) -> None:
    full = keeper.post(f"{PATH}/{town.other_branch}/dissolve", {"version": 1, **ON})
    assert full.status_code == 409 and "人员" in full.json["detail"]
    made = found(keeper, town.base, "branch", "临时党支部")
    done = keeper.post(f"{PATH}/{made['id']}/dissolve", {"version": 1, **ON})
    assert done.status_code == 200 and done.json["dissolved_on"] == "2017-01-10"
    assert keeper.post(f"{PATH}/{made['id']}/rename", {"version": 2, "name": "复活", **ON}).status_code == 409
    listed = {item["id"]: item for item in keeper.get(PATH).json["items"]}
    assert listed[made["id"]]["dissolved_on"] == "2017-01-10"
    assert listed[made["id"]]["depth"] == listed[str(town.base)]["depth"] + 1


def test_nobody_else_and_nothing_above(
    keeper: Browser, ann: Browser, auditor: Browser, sign_in: Callable[..., Browser], town: Town
) -> None:
    assert keeper.get(f"{PATH}/{town.county}").status_code == 404  # above the town that this administrator looks after
    bodies = {
        "": {"parent_id": str(town.base), "level": "branch", "kind": "branch", "name": "别人建的", **ON},
        f"/{town.branch}/rename": {"version": 1, "name": "别人改的", **ON},
        f"/{town.branch}/move": {"version": 1, "parent_id": str(town.base), **ON},
        f"/{town.branch}/dissolve": {"version": 1, **ON},
    }
    for browser in (ann, auditor, sign_in(town.dora), sign_in(town.applicant)):
        assert browser.get(PATH).status_code == browser.get(f"{PATH}/{town.branch}").status_code == 403
        for path, body in bodies.items():
            assert browser.post(f"{PATH}{path}", body).status_code == 403
