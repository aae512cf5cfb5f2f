"""Posts: granted by the security administrator only, ended, confirmed, handed over with the open work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.domain import clock
from service.domain.people import Actor
from service.store import admin_log
from service.wiring import House
from tests.town import Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.test_substitutions import ASKED, todo


@pytest.fixture(scope="module")
def cast(house: House, town: Town) -> dict[str, Actor]:
    """Give a security administrator, a system administrator and two members without posts."""
    from service.actions import passwords

    with house.app.app_context(), house.db.transaction() as tx:
        made = {
            "guard": person(tx, "郑试安", town.branch, "full_member", ("security_admin", town.town)),
            "sys": person(tx, "何测系", town.branch, "full_member", ("sys_admin", town.town)),
            "gil": person(tx, "高例明", town.branch, "full_member"),
            "hal": person(tx, "韩试新", town.branch, "full_member"),
        }
        tx.run("update account set password_hash = %s", (passwords.hash_password(PASSWORD),))
    return made


@pytest.fixture
def guard(cast: dict[str, Actor], sign_in: Callable[..., Browser]) -> Browser:
    return sign_in(cast["guard"])


def post(whom: Actor, role: str, home: UUID, **more: Any) -> dict[str, Any]:
    return {
        "person_id": str(whom.person_id),
        "role": role,
        "organization_id": str(home),
        "from_on": clock.today().isoformat(),
        "reason": "换届后任命",
        **more,
    }


def test_handed_over_with_open_tasks_and_claims(
    guard: Browser, cast: dict[str, Actor], town: Town, house: House, sign_in: Callable[..., Browser]
) -> None:
    from tests.town import start_case

    made = guard.post("/posts", post(cast["gil"], "branch_secretary", town.branch))
    assert made.status_code == 201, made.json
    gil = sign_in(cast["gil"])
    with house.app.app_context():
        first = start_case(house, town.ann, "proc_approval", town.branch)
        second = start_case(house, town.ann, "proc_approval", town.branch)
    assert gil.post(f"/tasks/{first.opened[0]}/claim", {}).status_code == 200
    work = guard.get(f"/posts/{made.json['id']}/work").json
    assert work["claimed"] == 1 and work["open"] >= 2 and work["steps"]
    assert "subject" not in str(work)
    heir = {"person_id": str(cast["hal"].person_id), "reason": "岗位轮换"}
    handed = guard.post(f"/posts/{made.json['id']}/hand-over", heir)
    assert handed.status_code == 200 and handed.json["person"]["name"] == "韩试新"
    gil, hal = sign_in(cast["gil"]), sign_in(cast["hal"])
    assert todo(gil, first.instance_id) == []
    assert gil.post(f"/tasks/{first.opened[0]}/complete", {"answers": ASKED}).status_code == 404
    assert todo(hal, first.instance_id)[0]["claimed_by"]["name"] == "韩试新"
    for task in (first.opened[0], second.opened[0]):
        assert hal.post(f"/tasks/{task}/complete", {"answers": ASKED}).status_code == 200
    with house.app.app_context(), house.db.reading() as tx:
        assert [row["kind"] for row in admin_log.page(tx, town.tenant)][:3] == [
            "post.handed_over", "post.granted", "post.granted",
        ]  # fmt: skip
        assert admin_log.verify(tx, town.tenant).ok


def test_who_grants(
    guard: Browser, cast: dict[str, Actor], town: Town, ann: Browser, sign_in: Callable[..., Browser]
) -> None:
    gift = post(cast["gil"], "vote_teller", town.branch)
    for other in (ann, sign_in(cast["sys"])):
        assert other.post("/posts", gift).json["code"] == "post_not_granter"
    assert ann.get("/posts").status_code == 403
    assert sign_in(cast["sys"]).get("/posts").status_code == 200, "posts are facts to the system administrator"
    oneself = post(cast["guard"], "vote_teller", town.branch)
    assert guard.post("/posts", oneself).json["code"] == "post_to_oneself"


@pytest.mark.parametrize(
    ("who", "role", "code"),
    [("sys", "audit_admin", "post_exclusive"), ("sys", "sys_admin", "post_held")],
)
def test_posts_that_exclude_each_other(
    guard: Browser, cast: dict[str, Actor], town: Town, who: str, role: str, code: str
) -> None:
    assert guard.post("/posts", post(cast[who], role, town.town)).json["code"] == code


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"role": "applicant"}, "/role"),
        ({"from_on": "2010-01-01"}, "/from_on"),
        ({"to_on": "2010-01-01"}, "/to_on"),
        ({"review_by": "2100-01-01"}, "/review_by"),
    ],
)
def test_what_is_no_post(
    guard: Browser, cast: dict[str, Actor], town: Town, more: dict[str, str], pointer: str
) -> None:
    refused = guard.post("/posts", {**post(cast["gil"], "vote_teller", town.branch), **more})
    assert refused.status_code == 422 and refused.json["errors"][0]["pointer"] == pointer


def test_confirm_and_end(guard: Browser, cast: dict[str, Actor], town: Town, house: House) -> None:
    soon = (clock.today() + timedelta(days=7)).isoformat()
    key = guard.post("/posts", post(cast["gil"], "vote_monitor", town.branch, review_by=soon)).json["id"]
    assert key in {row["id"] for row in guard.get("/posts?due=true&limit=100").json["items"]}
    later = (clock.today() + timedelta(days=300)).isoformat()
    assert guard.post(f"/posts/{key}/confirm", {"review_by": later}).json["due"] is False
    assert key not in {row["id"] for row in guard.get("/posts?due=true&limit=100").json["items"]}
    assert guard.post(f"/posts/{key}/end", {"reason": "工作调动"}).json["status"] == "over"
    assert guard.post(f"/posts/{key}/end", {"reason": "工作调动"}).json["code"] == "post_over"


def test_the_last_security_administrator_stays(guard: Browser) -> None:
    (row,) = guard.get("/posts?role=security_admin").json["items"]
    assert guard.post(f"/posts/{row['id']}/end", {"reason": "不想干了"}).json["code"] == "post_last"


def test_pages_and_choices(guard: Browser) -> None:
    first = guard.get("/posts?limit=2").json
    more = guard.get(f"/posts?limit=2&cursor={first['next']}").json
    assert len(first["items"]) == 2 and not {row["id"] for row in first["items"]} & {row["id"] for row in more["items"]}
    assert guard.get("/posts?cursor=x").status_code == 422
    assert guard.get("/posts/options?kind=people&q=高例").json["items"][0]["label"] == "高例明"
    assert guard.get("/posts/options?kind=organizations&q=第一党支部").json["items"]
