"""Moving cases to another release through the door: who may, tried, done by the job, undone, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from service.actions import migration, stretches
from service.actions.deploy import deploy
from service.store.ids import new_id
from service.wiring import House
from tests.town import Town, complete_task, start_case
from tests.web.browser import Browser
from tests.web.conftest import DIAGRAMS

KEY = "/processes/proc_approval"
APPROVE = {"answers": {"decision": "approve", "reason": "情况属实，同意上报。"}}
RENAMED = (b"ut_check", b"ut_first_check")
REWORDED = ("初审".encode(), "支部初审".encode())


@pytest.fixture(scope="module")
def dora(sign_in: Callable[..., Browser], town: Town) -> Browser:
    return sign_in(town.dora)


def release(house: House, town: Town, *changes: tuple[bytes, bytes]) -> None:
    """Release the approval with a few words exchanged in its diagram."""
    files = {
        (f"forms/{path.name}" if path.suffix == ".json" else path.name): path.read_bytes()
        for path in sorted((DIAGRAMS / "approval").iterdir())
    }
    for old, new in changes:
        files["approval.bpmn"] = files["approval.bpmn"].replace(old, new)
    mark = b"<!-- " + new_id().hex.encode() + b" -->"  # the same bytes again would be no new release
    files["approval.bpmn"] = files["approval.bpmn"].replace(b"</bpmn:definitions>", mark + b"</bpmn:definitions>")
    with house.app.app_context():
        deploy(house.db, house.engine, town.tenant, files, None)


def read(house: House, sql: str, *params: object) -> list[dict[str, Any]]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows(sql, params)


def newest(dora: Browser) -> dict[str, Any]:
    processes = dora.get("/processes/releases").json["items"]
    found: dict[str, Any] = next(each for each in processes if each["key"] == "proc_approval")["releases"][0]
    return found


def carry_out(house: House, plan: str, town: Town) -> None:
    with house.app.app_context():
        migration.work(house.db, house.engine, town.tenant, UUID(plan))


def at_check(house: House, town: Town) -> tuple[UUID, UUID]:
    """Start a case and bring it to its second step."""
    with house.app.app_context():
        started = start_case(house, town.ann, "proc_approval", town.branch)
        answers = {"subject_line": "购置图书", "amount": 100}
        done = complete_task(house, town.ann, started.opened[0], answers)
        assert done
    task = read(house, "select id from task where instance_id = %s and status = 'open'", started.instance_id)[0]["id"]
    return started.instance_id, task


def wish(case: UUID, to: str, **more: Any) -> dict[str, Any]:
    return {"to": to, "instances": [str(case)], "dry_run": False, **more}


def frozen(house: House, case: UUID) -> list[Any]:
    """Return everything that a case is, as its rows say it."""
    return [
        read(house, "select release_id, state, status, milestone, variables from instance where id = %s", case),
        read(
            house,
            """select id, node, title, role, organization_id, assignee_id, claimed_at, status, due_at, exclude, data,
                      draft from task where instance_id = %s order by id""",
            case,
        ),
        read(house, "select id, node, name, due_at, interrupting from timer where instance_id = %s order by id", case),
        read(house, "select id, node, message, key from subscription where instance_id = %s order by id", case),
    ]


def test_tried_done_shown_and_undone(dora: Browser, ben: Browser, house: House, town: Town) -> None:
    case, task = at_check(house, town)
    ben.post(f"/tasks/{task}/claim")
    ben.send("PUT", f"/tasks/{task}/draft", {"answers": {"decision": "approve"}})
    old = read(house, "select release_id from instance where id = %s", case)[0]["release_id"]
    before = frozen(house, case)
    release(house, town, RENAMED, REWORDED)
    to = newest(dora)

    tried = dora.post(f"{KEY}/migrations", wish(case, to["id"], dry_run=True)).json
    assert tried["counts"]["refused"] == 1 and tried["total"] == 1 and tried["id"] is None
    group = tried["groups"][0]
    assert (group["code"], group["grade"], group["n"]) == ("node_missing", "refuse", 1) and "初审" in group["text"]
    assert group["cases"][0]["id"] == str(case) and group["advice"]

    differences = dora.get(f"{KEY}/differences?from={old}&to={to['id']}").json
    gone = next(each for each in differences["items"] if each["node"] == "ut_check")
    assert (gone["change"], gone["proposal"], gone["stands"]) == ("removed", "ut_first_check", True)

    mapping = [{"from": "ut_check", "to": "ut_first_check"}]
    tried = dora.post(f"{KEY}/migrations", wish(case, to["id"], mapping=mapping, dry_run=True)).json
    assert tried["counts"]["refused"] == 0 and frozen(house, case) == before  # a trial writes nothing

    plan = dora.post(f"{KEY}/migrations", wish(case, to["id"], mapping=mapping)).json
    assert plan["status"] == "running" and plan["counts"]["waiting"] == 1
    carry_out(house, plan["id"], town)
    done = dora.get(f"{KEY}/migrations/{plan['id']}").json
    assert (done["status"], done["counts"]["done"]) == ("done", 1)

    row = read(house, "select * from task where id = %s", task)[0]
    assert (row["node"], row["title"], row["status"]) == ("ut_first_check", "支部初审", "open")
    assert row["assignee_id"] == town.ben.person_id
    assert row["due_at"] == before[1][-1]["due_at"] or row["due_at"] in {each["due_at"] for each in before[1]}
    assert ben.get(f"/tasks/{task}").json["draft"] == {"decision": "approve"}

    shown = dora.get(f"/instances/{case}/diagram").json
    assert [each["current"] for each in shown["releases"]] == [False, True]
    assert {each["node"]: each["status"] for each in shown["markers"]}["ut_first_check"] == "now"
    past = dora.get(f"/instances/{case}/diagram?release={old}").json
    assert past["xml"] != shown["xml"] and past["release"] == str(old)
    assert {each["node"]: each["status"] for each in past["markers"]} == {
        "start": "done", "ut_submit": "done", "ut_check": "now",
        **{each["node"]: "done" for each in past["markers"] if each["node"].startswith("gw")},
    }  # fmt: skip
    assert dora.get(f"/instances/{case}/diagram?release={uuid4()}").status_code == 404
    history = dora.get(f"/instances/{case}/history").json["items"]
    assert "从第" in history[-1]["text"] and history[-1]["type"] == "instance.migrated"
    assert dora.get(f"/instances/{case}/verify").json["ok"]
    assert any(step["title"] == "迁移到另一版流程" for step in dora.get(f"/instances/{case}").json["timeline"])

    undone = dora.post(f"{KEY}/migrations/{plan['id']}/undo").json
    assert undone["status"] == "undoing"
    carry_out(house, plan["id"], town)
    assert dora.get(f"{KEY}/migrations/{plan['id']}").json["counts"]["undone"] == 1
    assert frozen(house, case) == before
    assert dora.get(f"/instances/{case}/verify").json["ok"]
    assert ben.post(f"/tasks/{task}/complete", APPROVE).status_code == 200


def test_what_was_done_since_stays(dora: Browser, ben: Browser, house: House, town: Town) -> None:
    release(house, town)
    case, task = at_check(house, town)
    release(house, town, REWORDED)
    plan = dora.post(f"{KEY}/migrations", wish(case, newest(dora)["id"])).json
    carry_out(house, plan["id"], town)
    assert ben.post(f"/tasks/{task}/complete", APPROVE).status_code == 200
    dora.post(f"{KEY}/migrations/{plan['id']}/undo")
    carry_out(house, plan["id"], town)
    kept = dora.get(f"{KEY}/migrations/{plan['id']}").json
    assert kept["counts"]["kept"] == 1
    assert next(group for group in kept["groups"] if group["code"] == "undo_acted")["text"].endswith("不能原样撤回。")
    # what was done before the migration is read with the form it had; a decision made since with its own
    for each in read(house, "select id, status from task where instance_id = %s", case):
        assert dora.get(f"/tasks/{each['id']}").status_code == 200


def test_the_wrong_people(ann: Browser, ben: Browser, cleo: Browser, auditor: Browser, app: Flask, case: Any) -> None:
    nobody = Browser(app)
    plan = uuid4()
    body = wish(case[0], str(uuid4()), dry_run=True)
    for path, given in (
        (f"{KEY}/migrations", body),
        (f"{KEY}/migrations", {**body, "dry_run": False}),
        (f"{KEY}/migrations/{plan}/stop", None),
        (f"{KEY}/migrations/{plan}/continue", None),
        (f"{KEY}/migrations/{plan}/undo", None),
    ):
        answers = [browser.post(path, given) for browser in (ann, ben, cleo, auditor)]
        assert {(answer.status_code, answer.json["code"]) for answer in answers} == {(403, "may_not_migrate")}, path
        assert nobody.post(path, given).status_code == 401
    ids = f"from={plan}&to={plan}"
    for path in ("/processes/releases", f"{KEY}/differences?{ids}", f"{KEY}/migrations", f"{KEY}/migrations/{plan}"):
        assert {browser.get(path).status_code for browser in (ann, ben, cleo, auditor)} == {403}, path
        assert nobody.get(path).status_code == 401


def test_wrong_wishes(dora: Browser, house: House, town: Town, case: tuple[UUID, UUID]) -> None:
    to = newest(dora)["id"]
    assert dora.post(f"{KEY}/migrations", wish(case[0], str(uuid4()))).json["errors"][0]["pointer"] == "/to"
    same = dora.post(f"{KEY}/migrations", wish(case[0], to, **{"from": [to]})).json
    assert same["errors"][0]["pointer"] == "/from/0"
    mapped = dora.post(f"{KEY}/migrations", wish(case[0], to, mapping=[{"from": "no_such", "to": "nor_this"}])).json
    assert [each["pointer"] for each in mapped["errors"]] == ["/mapping/0/from", "/mapping/0/to"]
    assert dora.post("/processes/proc_none/migrations", wish(case[0], to)).status_code == 404
    assert dora.post(f"{KEY}/migrations", wish(uuid4(), to)).json["code"] == "migrate_nothing"
    assert dora.get(f"{KEY}/migrations/{uuid4()}").status_code == 404
    assert dora.post(f"{KEY}/migrations/{uuid4()}/undo").status_code == 404
    assert dora.get(f"{KEY}/differences?from={to}&to={uuid4()}").status_code == 422


def test_stopped_gone_on_with_and_repeated(dora: Browser, house: House, town: Town) -> None:
    release(house, town)
    cases = [at_check(house, town)[0] for _ in range(3)]
    release(house, town, REWORDED)
    to = newest(dora)["id"]
    body = {"to": to, "instances": [str(case) for case in cases], "dry_run": False}
    key = uuid4().hex
    plan = dora.post(f"{KEY}/migrations", body, Idempotency_Key=key).json
    assert dora.post(f"{KEY}/migrations", body, Idempotency_Key=key).json["id"] == plan["id"]
    second = dora.post(f"{KEY}/migrations", body)
    assert (second.status_code, second.json["code"]) == (409, "migration_running")
    path = f"{KEY}/migrations/{plan['id']}"
    assert dora.post(f"{path}/stop").json["status"] == "stopped"
    carry_out(house, plan["id"], town)
    assert dora.get(path).json["counts"]["waiting"] == 3  # a job that comes after the stop does nothing
    assert dora.post(f"{path}/stop").json["code"] == "migration_not_running"
    assert dora.post(f"{path}/continue").json["status"] == "running"
    with house.app.app_context():  # a stretch that ends, as if it were killed between two cases
        assert stretches.one(house.db, migration.job(house.engine, town.tenant, UUID(plan["id"])))
    assert dora.get(path).json["counts"]["done"] == 1
    carry_out(house, plan["id"], town)
    assert dora.get(path).json["counts"]["done"] == 3 and dora.get(path).json["status"] == "done"
    assert dora.post(f"{path}/continue").json["code"] == "migration_not_stopped"
    migrated = "select count(*) as n from history where type = 'instance.migrated' and instance_id = any(%s)"
    assert read(house, migrated, cases)[0]["n"] == 3
    assert dora.get(f"{KEY}/migrations").json["items"][0]["id"] == plan["id"]
