"""The privacy officer reads requests, and what an open one may concern; nothing else (compliance 6)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from service.actions import instances, passwords
from service.actions.deploy import deploy
from service.wiring import House
from tests.town import TENANT, Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.things import about_a_person


def started(house: House, town: Town) -> tuple[UUID, UUID]:
    with house.app.app_context(), house.db.transaction() as tx:
        made = instances.start_in(
            tx, house.engine, town.ann, "proc_approval", town.branch, town.applicant.person_id, {}
        )
    return made.instance_id, made.opened[0]


def test_an_open_request_opens_what_it_may_concern(house: House, town: Town, sign_in: Callable[..., Browser]) -> None:
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, about_a_person("approval"), None)
        with house.db.transaction() as tx:
            made = person(tx, "钱示护", town.other_branch, "full_member", ("privacy_officer", town.town))
            hashed = passwords.hash_password(PASSWORD)
            tx.run("update account set password_hash = %s where id = %s", (hashed, made.account_id))
    officer = sign_in(made)
    case, _ = started(house, town)
    request, task = started(house, town)
    about = f"/people/{town.applicant.person_id}"
    assert [officer.get(path).status_code for path in (f"/instances/{case}", about)] == [404, 404]
    assert officer.get("/instances").json["items"] == []
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update task set role = 'privacy_officer', organization_id = %s where id = %s", (town.town, task))
    paths = [f"/instances/{case}", f"/instances/{request}", f"/tasks/{task}", about]
    assert [officer.get(path).status_code for path in paths] == [200] * 4
    assert officer.get(f"/people/{town.activist.person_id}").status_code == 404, "others stay hidden"
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update task set status = 'completed', completed_at = now() where id = %s", (task,))
    assert [officer.get(path).status_code for path in paths] == [404, 200, 200, 404], "until it is answered"
