"""Joint committees: who belongs to one is kept with its days, and a step with `scope` = `joint` goes there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import passwords
from service.actions.deploy import deploy
from service.domain import clock
from service.store import affiliations, reshaping
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import TENANT, Town, complete_task, person, start_case
from tests.web.browser import PASSWORD, Browser

PATH = "/admin/affiliations"
WHY = "街道党工委批复。"


@pytest.fixture(scope="module")
def keeper(house: House, town: Town, sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of a system administrator."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = person(tx, "钱联合", town.other_branch, "full_member", ("sys_admin", town.town))
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where id = %s", (hashed, made.account_id))
    return sign_in(made)


@pytest.fixture(scope="module")
def joint(keeper: Browser, town: Town) -> str:
    """Found a joint committee."""
    made = {"parent_id": str(town.town), "level": "base", "kind": "joint_committee", "name": "西城汇社区联合党委"}
    answer = keeper.post("/admin/organizations", {**made, "on": clock.today().isoformat(), "reason": WHY})
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def pair(organization: Any, joint: str, **more: Any) -> dict[str, Any]:
    return {"organization_id": str(organization), "joint_id": joint, "reason": WHY, **more}


def test_a_step_for_the_joint_committee_goes_there(keeper: Browser, joint: str, house: House, town: Town) -> None:
    files = diagram_files("approval")
    check = b'<spiffworkflow:property name="role" value="org_commissioner" />\n          '
    wanted = check + b'<spiffworkflow:property name="scope" value="branch" />'
    assert wanted in files["approval.bpmn"]
    files["approval.bpmn"] = files["approval.bpmn"].replace(wanted, wanted.replace(b'"branch"', b'"joint"'))
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, files, None)

    def second_task() -> UUID:
        with house.app.app_context():
            first = start_case(house, town.ann, "proc_approval", town.branch).opened[0]
            done = complete_task(house, town.ann, first, {"subject_line": "购置图书", "amount": 1})
            with house.db.reading() as tx:
                return UUID(str(tx.value("select organization_id from task where id = %s", (done.opened[0],))))

    assert second_task() == town.branch  # nowhere to go: it is seen, not lost
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    saved = keeper.post(PATH, pair(town.base, joint, from_on=yesterday))
    assert saved.status_code == 200 and saved.json["items"][0]["joint"] == "西城汇社区联合党委", saved.json
    assert second_task() == UUID(joint)  # by way of the organisation above the branch
    ended = keeper.post(f"{PATH}/end", pair(town.base, joint, to_on=yesterday))
    assert ended.status_code == 200 and ended.json["items"][0]["to_on"] == yesterday
    assert second_task() == town.branch
    with house.app.app_context(), house.db.reading() as tx:
        kinds = tx.rows("select kind from admin_event where target = %s order by seq", (str(town.base),))
        assert [row["kind"] for row in kinds] == ["organization.affiliated", "organization.left"]
        day = clock.today() - timedelta(days=1)
        assert affiliations.joint_of(tx, TENANT, town.branch, day) == UUID(joint)


def test_what_is_no_membership_is_refused(keeper: Browser, joint: str, town: Town) -> None:
    day = clock.today()
    later = (day + timedelta(days=1)).isoformat()
    for body, status in (
        (pair(town.branch, str(town.base), from_on=day.isoformat()), 422),  # no joint committee
        (pair(joint, joint, from_on=day.isoformat()), 422),
        (pair(town.branch, joint, from_on=later), 422),
        ({**pair(town.branch, joint, from_on=day.isoformat()), "reason": " "}, 422),
    ):
        assert keeper.post(PATH, body).status_code == status, body
    assert keeper.post(f"{PATH}/end", pair(town.branch, joint, to_on=day.isoformat())).status_code == 404
    assert keeper.post(PATH, pair(town.branch, joint, from_on=day.isoformat())).status_code == 200
    assert keeper.post(PATH, pair(town.branch, joint, from_on=day.isoformat())).status_code == 409
    assert keeper.post(f"{PATH}/end", pair(town.branch, joint, to_on=later)).status_code == 422


def test_who_left_may_join_again_and_both_times_stand(keeper: Browser, joint: str, house: House, town: Town) -> None:
    """Each membership is kept; days that one was already a member on are refused in a sentence."""
    today = clock.today()
    first, last, again = (today - timedelta(days=days) for days in (30, 20, 10))
    home = town.other_branch
    assert keeper.post(PATH, pair(home, joint, from_on=first.isoformat())).status_code == 200
    assert keeper.post(f"{PATH}/end", pair(home, joint, to_on=last.isoformat())).status_code == 200
    for day in (first, last, first - timedelta(days=1)):
        refused = keeper.post(PATH, pair(home, joint, from_on=day.isoformat()))
        assert (refused.status_code, refused.json["code"]) == (409, "joint_overlaps")
        assert last.isoformat() in refused.json["detail"]
    assert keeper.post(PATH, pair(home, joint, from_on=again.isoformat())).status_code == 200
    assert keeper.post(PATH, pair(home, joint, from_on=today.isoformat())).json["code"] == "joint_standing"
    mine = [row for row in keeper.get(PATH).json["items"] if row["organization_id"] == str(home)]
    assert [(row["from_on"], row["to_on"]) for row in mine] == [
        (again.isoformat(), None),
        (first.isoformat(), last.isoformat()),
    ]
    with house.app.app_context(), house.db.reading() as tx:
        member = [affiliations.joint_of(tx, TENANT, home, day) is not None for day in (first, last, again)]
        between = affiliations.joint_of(tx, TENANT, home, last + timedelta(days=1))
    assert member == [True] * 3 and between != UUID(joint)
    # it merges into another that was a member at other times: no day counts twice
    heir = town.base
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("delete from org_affiliation where organization_id = %s", (heir,))
        affiliations.add(tx, TENANT, heir, UUID(joint), last - timedelta(days=3))
        affiliations.end(tx, TENANT, heir, UUID(joint), last + timedelta(days=3))
        reshaping.pass_on_rest(tx, TENANT, home, heir)
        found = tx.rows("select from_on, to_on from org_affiliation where organization_id = %s order by 1", (heir,))
    assert [(row["from_on"], row["to_on"]) for row in found] == [
        (last - timedelta(days=3), last + timedelta(days=3)),
        (again, None),
    ]
