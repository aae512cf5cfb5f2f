"""Sealed answers: taken out of everything that is kept, opened for a purpose by who has to, each look on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from service.actions import passwords
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.people import Actor
from service.store import vault
from service.store.database import Row
from service.store.sealing import SealBroken
from service.wiring import House
from tests.town import TENANT, Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.things import about_a_person

TEXT, SECRET = "他在谈话中说到家里的难处", "反映人是隔壁单元的住户"
WHY = {"purpose": "decide", "note": "办理本件"}
ANSWERS = {"subject_line": "谈话", "amount": 1, "note": TEXT, "informants": SECRET}


def sealing_files() -> dict[str, bytes]:
    """Return the approval with a first form that asks for class L3 and class L4."""
    files = about_a_person("approval", "sealing")
    name = "forms/approval_submit.schema.json"
    schema = orjson.loads(files[name])
    said = {"x-variable": False, "x-purpose": "了解情况", "x-article": "第七条"}
    schema["properties"]["note"] |= {"x-class": "L3", **said}
    schema["properties"]["informants"] = {
        "title": "反映人",
        "type": "string",
        "maxLength": 300,
        "x-class": "L4",
        **said,
    }
    files[name] = orjson.dumps(schema)
    return files


@pytest.fixture(scope="module")
def people(house: House, town: Town) -> dict[str, Actor]:
    """Deploy the sealing approval, and give a second keeper, a reader to be named and the privacy officer."""
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, sealing_files(), None)
        with house.db.transaction() as tx:
            made = {
                "keeper": person(tx, "郑示副", town.branch, "full_member", ("branch_secretary", town.branch)),
                "reader": person(tx, "卫示查", town.branch, "full_member", ("discipline_commissioner", town.branch)),
                "privacy": person(tx, "钱示护", town.branch, "full_member", ("privacy_officer", town.town)),
            }
            hashed = passwords.hash_password(PASSWORD)
            tx.run("update account set password_hash = %s where password_hash = '!'", (hashed,))
    return made


@pytest.fixture
def open_case(people: dict[str, Actor], town: Town, ann: Browser) -> tuple[str, str]:
    """Start a case about the applicant; give it and ann's task."""
    body = {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}}
    made = ann.post("/instances", {**body, "person_id": str(town.applicant.person_id)})
    assert made.status_code == 201, made.text
    instance = made.json["id"] if "id" in made.json else made.json["instance"]["id"]
    tasks = ann.get("/tasks?box=todo").json["items"]
    return instance, next(row["id"] for row in tasks if row["instance_id"] == instance)


@pytest.fixture
def sealed(open_case: tuple[str, str], ann: Browser) -> dict[str, str]:
    """Complete the first task; give the ids of what was sealed, by class."""
    instance, task = open_case
    assert ann.post(f"/tasks/{task}/complete", {"answers": ANSWERS}).status_code == 200
    (step,) = [step for step in ann.get(f"/instances/{instance}").json["timeline"] if step["sealed"]]
    return {"instance": instance, **{each["data_class"]: each["id"] for each in step["sealed"]}}


def rows(house: House, sql: str, *params: Any) -> list[Row]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows(sql, params)


def test_nothing_that_is_kept_says_it(
    house: House, ann: Browser, dora: Browser, open_case: tuple[str, str], sealed: dict[str, str]
) -> None:
    instance, task = open_case
    for path in (f"/instances/{instance}", f"/instances/{instance}/history", f"/tasks/{task}"):
        for browser in (ann, dora):
            said = browser.get(path).text
            assert TEXT not in said and SECRET not in said, path
    (kept,) = rows(
        house, "select payload from history where instance_id = %s and type = 'task.completed'", UUID(instance)
    )
    payload = orjson.loads(bytes(kept["payload"]))
    assert payload["answers"] == {"subject_line": "谈话", "amount": 1}
    assert [each["fields"] for each in payload["sealed"]] == [["/note"], ["/informants"]]
    assert ann.get(f"/instances/{instance}/verify").json["ok"]
    with house.app.app_context(), house.db.reading() as tx:
        for each in payload["sealed"]:
            row = vault.find(tx, TENANT, UUID(each["id"]))
            assert row is not None and vault.digest_holds(tx, row, each["digest"])
            assert not vault.digest_holds(tx, row, "00")


def test_a_draft_keeps_what_is_typed_but_class_l4(
    house: House, ann: Browser, ben: Browser, open_case: tuple[str, str]
) -> None:
    _, task = open_case
    assert ann.send("PUT", f"/tasks/{task}/draft", {"answers": ANSWERS}).status_code == 200
    assert ann.get(f"/tasks/{task}").json["draft"] == {k: v for k, v in ANSWERS.items() if k != "informants"}
    assert TEXT not in ben.get(f"/tasks/{task}").text
    (kept,) = rows(house, "select draft from task where id = %s", UUID(task))
    assert TEXT.encode() not in bytes(kept["draft"])


def test_who_withdraws_gets_the_own_words_back(
    ann: Browser, open_case: tuple[str, str], sealed: dict[str, str]
) -> None:
    _, task = open_case
    assert ann.post(f"/tasks/{task}/withdraw", {"reason": "写错了，重写一次。"}).status_code == 200
    assert ann.get(f"/tasks/{task}").json["draft"] == {k: v for k, v in ANSWERS.items() if k != "informants"}


def test_who_works_on_it_opens_class_l3_for_a_purpose(
    house: House, town: Town, dora: Browser, cleo: Browser, auditor: Browser, sealed: dict[str, str]
) -> None:
    path = f"/sealed/{sealed['L3']}/open"
    assert [error["pointer"] for error in dora.post(path, {}).json["errors"]] == ["/purpose"]
    assert [error["pointer"] for error in dora.post(path, {"purpose": "decide"}).json["errors"]] == ["/note"]
    shown = dora.post(path, WHY)
    assert shown.json == {"fields": [{"title": "理由", "value": TEXT}]}
    assert shown.headers["Cache-Control"] == "no-store"
    (look,) = rows(house, "select * from access_log where target_id = %s and result = 'allowed'", UUID(sealed["L3"]))
    assert (look["actor_id"], look["subject_id"]) == (town.dora.person_id, town.applicant.person_id)
    assert (look["data_class"], look["purpose"], look["note"]) == ("L3", "decide", "办理本件")
    assert (cleo.post(path, WHY).status_code, auditor.post(path, WHY).status_code) == (404, 403)


def test_class_l4_is_opened_by_who_is_named_for_a_time(
    house: House, town: Town, people: dict[str, Actor], dora: Browser, ann: Browser,
    sign_in: Callable[..., Browser], sealed: dict[str, str],
) -> None:  # fmt: skip
    keeper, reader, privacy = (sign_in(people[name]) for name in ("keeper", "reader", "privacy"))
    path = f"/sealed/{sealed['L4']}"
    for browser in (dora, keeper):
        assert browser.post(f"{path}/open", WHY).json["code"] == "sealed_not_named", "a post is no permission"
    assert reader.get(path).json["readers"][0]["name"] == town.ann.name
    assert ann.post(f"{path}/open", WHY).json["fields"] == [{"title": "反映人", "value": SECRET}]
    until = (clock.today() + timedelta(days=3)).isoformat()
    wish = {"person_id": str(people["reader"].person_id), "until": until, "reason": "核实需要"}
    assert reader.post(f"{path}/readers", wish).status_code == 403
    own = {**wish, "person_id": str(people["keeper"].person_id)}
    assert keeper.post(f"{path}/readers", own).json["code"] == "sealed_not_oneself"
    late = {**wish, "until": (clock.today() + timedelta(days=91)).isoformat()}
    assert keeper.post(f"{path}/readers", late).status_code == 422
    assert keeper.post(f"{path}/readers", wish).status_code == 200
    assert reader.post(f"{path}/open", WHY).json["fields"][0]["value"] == SECRET
    kinds = [row["kind"] for row in rows(
        house, "select kind from notice where person_id = %s order by created_at", people["privacy"].person_id
    )]  # fmt: skip
    assert kinds == ["sealed_read", "sealed_read"], "the privacy officer is told of each look"
    assert SECRET not in privacy.get("/me/notices").text
    looks = rows(house, "select * from access_log where target_id = %s and data_class = 'L4'", UUID(sealed["L4"]))
    assert [look["actor_id"] for look in looks] == [town.ann.person_id, people["reader"].person_id]
    stop = {"person_id": wish["person_id"], "reason": "核实完毕"}
    assert keeper.post(f"{path}/readers/end", stop).status_code == 200
    assert reader.post(f"{path}/open", WHY).status_code == 403
    acts = rows(house, "select kind from admin_event where target = %s order by seq", sealed["L4"])
    assert [act["kind"] for act in acts] == ["sealed.named", "sealed.ended"]


def test_a_naming_ends_by_itself(house: House, ann: Browser, sealed: dict[str, str]) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run(
            "update sealed_reader set until = %s where record_id = %s",
            (clock.today() - timedelta(days=1), UUID(sealed["L4"])),
        )
    assert ann.post(f"/sealed/{sealed['L4']}/open", WHY).json["code"] == "sealed_not_named"


def test_another_key_opens_none_of_class_l4(house: House, sealed: dict[str, str]) -> None:
    (row,) = rows(house, "select id, body from sealed_record where id = %s", UUID(sealed["L4"]))
    with pytest.raises(SealBroken):
        house.sealer.open(bytes(row["body"]), row["id"], "sealed_record.body")
    assert SECRET in house.vault.open(bytes(row["body"]), row["id"], "sealed_record.body")


def test_sealed_answers_that_were_exchanged_are_found(house: House, sealed: dict[str, str]) -> None:
    """Who has the key but not the past cannot make history say something else."""
    key = UUID(sealed["L3"])
    with house.app.app_context(), house.db.transaction() as tx:
        assert key not in vault.astray(tx, TENANT)
        row = vault.find(tx, TENANT, key)
        assert row is not None
        plain = tx.sealer.open(bytes(row["body"]), key, "sealed_text.body").replace("难处", "好处")
        tx.run("update sealed_text set body = %s where id = %s", (tx.sealer.seal(plain, key, "sealed_text.body"), key))
        assert vault.astray(tx, TENANT) == [key]
        tx.run("update sealed_text set body = %s where id = %s", (row["body"], key))
