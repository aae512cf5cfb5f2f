"""Standing in for somebody: who may set it, what it gives, what bars it, and that both names are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from service.domain import clock
from service.domain.people import Actor
from service.wiring import House
from tests.town import Town, complete_task, person, start_case
from tests.web.browser import PASSWORD, Browser
from tests.web.things import stands_in

ASKED = {"subject_line": "购置图书", "amount": 1}


@pytest.fixture(scope="module")
def newcomers(house: House, town: Town) -> dict[str, Actor]:
    """Give a security administrator, and a teller of the branch."""
    from service.actions import passwords

    with house.app.app_context(), house.db.transaction() as tx:
        made = {
            "guard": person(tx, "郑试安", town.branch, "full_member", ("security_admin", town.town)),
            "fay": person(tx, "冯例文", town.branch, "full_member", ("vote_teller", town.branch)),
        }
        tx.run("update account set password_hash = %s", (passwords.hash_password(PASSWORD),))
    return made


@pytest.fixture
def fay(newcomers: dict[str, Actor]) -> Actor:
    return newcomers["fay"]


@pytest.fixture(autouse=True)
def nothing_left(house: House) -> Iterator[None]:
    """Let each test begin without substitutions and recusals."""
    yield
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("delete from substitution")
        tx.run("delete from recusal")


def wish(whom: Actor, **more: Any) -> dict[str, Any]:
    today = clock.today().isoformat()
    return {"substitute_id": str(whom.person_id), "from_on": today, "to_on": today, "reason": "外出培训一天", **more}


def todo(browser: Browser, instance: UUID) -> list[dict[str, Any]]:
    return [row for row in browser.get("/tasks?limit=100").json["items"] if row["instance_id"] == str(instance)]


def test_a_substitute_acts_and_both_names_are_kept(
    ann: Browser, town: Town, fay: Actor, sign_in: Callable[..., Browser], case: tuple[UUID, UUID]
) -> None:
    instance, task = case
    browser = sign_in(fay)
    assert todo(browser, instance) == [] and not browser.get(f"/tasks/{task}").json["can"]["complete"]
    made = ann.post("/substitutions", wish(fay))
    assert made.status_code == 201, made.json
    assert made.json["side"] == "principal" and made.json["status"] == "running"
    (row,) = todo(browser, instance)
    assert row["in_stead_of"] == "王示例"
    before = browser.get("/session").json["counts"]["todo"]
    assert before >= 1
    page = browser.get(f"/tasks/{task}").json
    assert page["in_stead_of"] == "王示例" and page["can"]["complete"] and not page["can"]["claim"]
    assert browser.post(f"/tasks/{task}/claim", {}).json["code"] == "substitute_no_claim"
    assert browser.post(f"/tasks/{task}/complete", {"answers": ASKED}).status_code == 200
    (said,) = [
        row for row in ann.get(f"/instances/{instance}/history").json["items"] if row["type"] == "task.completed"
    ]
    assert said["on_behalf_of"] == "王示例" and said["actor"] == "冯例文"
    assert ann.get(f"/instances/{instance}/verify").json["ok"]
    (done,) = [row for row in ann.get("/substitutions").json["done"] if row["instance_id"] == str(instance)]
    assert done["who"] == "冯例文"
    told = [each for each in ann.get("/me/notices").json["items"] if each["kind"] == "done_in_your_name"]
    assert "代您办理了 1 件" in told[0]["text"]
    assert ann.post(f"/substitutions/{made.json['id']}/end", {}).json["status"] == "over"
    assert ann.post(f"/substitutions/{made.json['id']}/end", {}).json["code"] == "substitution_over"


def test_it_ends_by_itself_and_begins_on_its_day(
    ann: Browser, house: House, fay: Actor, sign_in: Callable[..., Browser], case: tuple[UUID, UUID]
) -> None:
    instance, task = case
    ann.post("/substitutions", wish(fay))
    for day in ("from_on = from_on - 2, to_on = to_on - 1", "from_on = from_on + 3, to_on = to_on + 2"):
        with house.app.app_context(), house.db.transaction() as tx:
            tx.run(f"update substitution set {day}")  # type: ignore[arg-type]
        browser = sign_in(fay)
        assert todo(browser, instance) == []
        assert browser.post(f"/tasks/{task}/complete", {"answers": ASKED}).json["code"] == "task_no_role"


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ({"process": "proc_approval"}, True),
        ({"process": "proc_other"}, False),
        ({"process": "proc_approval", "node": "ut_other"}, False),
    ],
)
def test_out_of_scope(
    scope: dict[str, str], seen: bool, ann: Browser, fay: Actor, sign_in: Callable[..., Browser],
    case: tuple[UUID, UUID],
) -> None:  # fmt: skip
    instance, task = case
    assert ann.post("/substitutions", wish(fay, **scope)).status_code == 201
    browser = sign_in(fay)
    assert bool(todo(browser, instance)) is seen
    assert browser.get(f"/tasks/{task}").json["can"]["complete"] is seen
    assert browser.post(f"/tasks/{task}/complete", {"answers": ASKED}).status_code == (200 if seen else 403)


def test_only_at_one_organization(ann: Browser, town: Town, fay: Actor, sign_in: Callable[..., Browser]) -> None:
    assert ann.post("/substitutions", wish(fay, organization_id=str(town.branch))).status_code == 201
    elsewhere = ann.post("/substitutions", wish(fay, organization_id=str(town.base)))
    assert elsewhere.status_code == 422 and elsewhere.json["errors"][0]["pointer"] == "/organization_id"


def startable(browser: Browser, process: str = "proc_approval") -> list[dict[str, Any]]:
    items = browser.get("/processes").json["items"]
    return next(list(row["organizations"]) for row in items if row["key"] == process)


def begin(browser: Browser, town: Town, **more: Any) -> Any:
    return browser.post(
        "/instances", {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}, **more}
    )


def test_a_substitute_starts_what_the_principal_could(
    ann: Browser, town: Town, fay: Actor, sign_in: Callable[..., Browser]
) -> None:
    """The case is the principal's, both names stand on it, and the principal is told."""
    assert startable(sign_in(fay)) == [] and begin(sign_in(fay), town).json["code"] == "may_not_start"
    assert not sign_in(fay).get("/session").json["can"]["start"]
    key = ann.post("/substitutions", wish(fay)).json["id"]
    browser = sign_in(fay)
    assert [(row["id"], row["in_stead_of"]) for row in startable(browser)] == [(str(town.branch), "王示例")]
    assert browser.get("/session").json["can"]["start"]
    started = begin(browser, town)
    assert started.status_code == 201, started.json
    case = started.json["instance"]
    assert case["starter"] == "冯例文 代 王示例"
    (first, *_) = ann.get(f"/instances/{case['id']}/history").json["items"]
    assert (first["actor"], first["on_behalf_of"]) == ("冯例文", "王示例")
    assert ann.get(f"/instances/{case['id']}/verify").json["ok"]
    for who in (ann, browser):  # both find it in what they have started
        assert case["id"] in {row["id"] for row in who.get("/instances?box=started&limit=100").json["items"]}
    (done,) = [row for row in ann.get("/substitutions").json["done"] if row["instance_id"] == case["id"]]
    assert (done["who"], done["title"]) == ("冯例文", "发起")
    told = [each for each in ann.get("/me/notices").json["items"] if each["kind"] == "done_in_your_name"]
    assert "冯例文" in told[0]["text"]
    assert ann.post(f"/substitutions/{key}/end", {}).status_code == 200
    assert begin(sign_in(fay), town).json["code"] == "may_not_start"


@pytest.mark.parametrize(
    ("scope", "may"),
    [
        ({"process": "proc_approval"}, True),
        ({"process": "proc_other"}, False),
        ({"process": "proc_approval", "node": "ut_submit"}, False),  # one step of it is not its start
    ],
)
def test_a_start_lies_in_the_part_handed_over(
    scope: dict[str, str], may: bool, ann: Browser, town: Town, fay: Actor, sign_in: Callable[..., Browser]
) -> None:
    assert ann.post("/substitutions", wish(fay, **scope)).status_code == 201
    browser = sign_in(fay)
    assert bool(startable(browser)) is may and browser.get("/session").json["can"]["start"] is may
    assert begin(browser, town).status_code == (201 if may else 403)


def test_who_holds_the_post_starts_in_their_own_name(ann: Browser, house: House, town: Town) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        stands_in(tx, town.cleo, town.ann, None)
    places = {row["id"]: row["in_stead_of"] for row in startable(ann)}
    assert places == {str(town.branch): None, str(town.other_branch): "孙示一"}
    assert begin(ann, town).json["instance"]["starter"] == "王示例"
    assert begin(ann, town, organization_id=str(town.other_branch)).json["instance"]["starter"] == "王示例 代 孙示一"


def test_no_chains_no_loops(ann: Browser, ben: Browser, town: Town, fay: Actor) -> None:
    assert ann.post("/substitutions", wish(town.ben)).status_code == 201
    assert ben.post("/substitutions", wish(fay)).json["code"] == "substitution_chain"
    assert ben.post("/substitutions", wish(town.ann)).json["code"] == "substitution_away"


def test_what_excludes_the_principal_excludes_the_substitute(
    ann: Browser, ben: Browser, house: House, town: Town, fay: Actor, sign_in: Callable[..., Browser]
) -> None:
    """Ann asked, in person or through Fay: neither may check it as somebody else's substitute."""
    with house.app.app_context():
        started = start_case(house, town.ann, "proc_approval", town.branch)
        task = complete_task(house, town.ann, started.opened[0], ASKED).opened[0]
        with house.db.transaction() as tx:
            tx.run("update task set exclude = array[%s::uuid] where id = %s", (town.ben.person_id, task))
    assert ben.post("/substitutions", wish(fay)).status_code == 201
    browser = sign_in(fay)
    assert todo(browser, started.instance_id) == []
    refused = browser.post(
        f"/tasks/{task}/complete", {"answers": {"decision": "approve", "reason": "情况属实，同意。"}}
    )
    assert refused.json["code"] == "task_principal_barred" and "李测试" in refused.json["detail"]


def test_a_post_given_away_gives_nothing_to_the_substitute(
    ann: Browser, house: House, town: Town, fay: Actor, sign_in: Callable[..., Browser], case: tuple[UUID, UUID]
) -> None:
    ann.post("/substitutions", wish(fay))
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update role_grant set to_on = current_date - 400 where person_id = %s", (town.ann.person_id,))
    try:
        assert todo(sign_in(fay), case[0]) == []
    finally:
        with house.app.app_context(), house.db.transaction() as tx:
            tx.run("update role_grant set to_on = null where person_id = %s", (town.ann.person_id,))


def test_who_may_set_it(
    ann: Browser, auditor: Browser, town: Town, fay: Actor, newcomers: dict[str, Actor], sign_in: Callable[..., Browser]
) -> None:
    for_ann = wish(fay, principal_id=str(town.ann.person_id))
    assert sign_in(town.ben).post("/substitutions", for_ann).json["code"] == "substitution_not_yours"
    guard = sign_in(newcomers["guard"])
    assert guard.post("/substitutions", wish(fay)).json["code"] == "substitution_nothing"
    oneself = wish(newcomers["guard"], principal_id=str(town.ann.person_id))
    assert guard.post("/substitutions", oneself).json["code"] == "substitution_to_oneself"
    made = guard.post("/substitutions", for_ann)
    assert made.status_code == 201 and made.json["side"] == "other"
    assert [row["id"] for row in guard.get("/substitutions/all").json["items"]] == [made.json["id"]]
    assert ann.get("/substitutions/all").status_code == 403
    assert auditor.post("/substitutions", wish(fay)).json["code"] == "substitution_nothing"
    assert sign_in(town.cleo).post(f"/substitutions/{made.json['id']}/end", {}).status_code == 404
    assert ann.post(f"/substitutions/{made.json['id']}/end", {}).status_code == 200


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"to_on": "2010-01-01"}, "/to_on"),
        ({"from_on": "2010-01-01"}, "/from_on"),
        ({"to_on": "2100-01-01"}, "/to_on"),
        ({"node": "ut_submit"}, "/process"),
    ],
)
def test_days_and_parts(ann: Browser, fay: Actor, more: dict[str, str], pointer: str) -> None:
    refused = ann.post("/substitutions", wish(fay, **more))
    assert refused.status_code == 422 and refused.json["errors"][0]["pointer"] == pointer


def test_choices(ann: Browser, town: Town, fay: Actor) -> None:
    found = ann.get("/substitutions/options?process=proc_approval").json
    assert {"冯例文", "李测试"} <= {each["label"] for each in found["people"]}
    assert "王示例" not in {each["label"] for each in found["people"]}
    assert found["organizations"] == [{"value": str(town.branch), "label": "后田社区第一党支部"}]
    assert found["steps"] and found["processes"]
    assert ann.get(f"/substitutions/options?principal={town.ben.person_id}").status_code == 403
