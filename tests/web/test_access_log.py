"""The access log: who was refused stands in it, and nobody changes it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest

from service.store.database import Row
from service.wiring import House
from tests.conftest import TestDatabase
from tests.town import Town
from tests.web.browser import Browser

Case = tuple[UUID, UUID]


def denied(house: House) -> list[Row]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows("select * from access_log where result = 'denied' order by id")


def test_a_hidden_person_leaves_a_row(house: House, town: Town, cleo: Browser) -> None:
    before = len(denied(house))
    assert cleo.get(f"/people/{town.applicant.person_id}", X_Request_ID="asked-for-0001").status_code == 404
    (row,) = denied(house)[before:]
    assert (row["actor_id"], row["account_id"]) == (town.cleo.person_id, town.cleo.account_id)
    assert (row["subject_id"], row["target_id"]) == (town.applicant.person_id, town.applicant.person_id)
    assert (row["code"], row["action"]) == ("person_not_found", "GET /api/v1/people/<uuid:id>")
    assert row["request_id"] == "asked-for-0001"
    assert len(bytes(row["ip_hash"])) == 16
    assert b"127.0.0.1" not in bytes(row["ip_hash"])


def test_a_refused_decision_leaves_a_row(house: House, town: Town, ben: Browser, case: Case) -> None:
    before = len(denied(house))
    assert ben.post(f"/tasks/{case[1]}/claim").status_code == 403
    (row,) = denied(house)[before:]
    assert (row["actor_id"], row["target_id"], row["subject_id"]) == (town.ben.person_id, case[1], None)


def test_what_is_allowed_and_who_is_nobody_leave_none(house: House, town: Town, ann: Browser) -> None:
    before = len(denied(house))
    assert ann.get("/tasks").status_code == 200
    assert ann.get(f"/people/{town.applicant.person_id}").status_code == 200
    assert Browser(house.app).get(f"/people/{uuid4()}").status_code == 401
    assert ann.get("/people?limit=0").status_code in (200, 422)
    assert len(denied(house)) == before


def test_a_refused_log_in_leaves_a_row(house: House, town: Town, sign_in: Callable[..., Browser]) -> None:
    """Of an account that there is, with no word of what was tried; a name that nobody has may be a password."""
    sign_in(town.dora)
    before = len(denied(house))
    name = f"login_{town.dora.person_id.hex}"
    for login, password in ((name, "Geheim-47-wrong"), ("Geheim-47-nobody", "Geheim-47-wrong")):
        answer = Browser(house.app).post("/session", {"login": login, "password": password})
        assert (answer.status_code, answer.json["code"]) == (401, "bad_credentials")
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update account set locked_until = now() + interval '1 hour' where login = %s", (name,))
    assert Browser(house.app).sign_in(name).json["code"] == "bad_credentials"  # the right password, and locked
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update account set locked_until = null, active = false where login = %s", (name,))
    assert Browser(house.app).sign_in(name).json["code"] == "account_closed"
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update account set active = true where login = %s", (name,))
    rows = denied(house)[before:]
    assert [row["code"] for row in rows] == ["bad_credentials", "account_locked", "account_closed"]
    assert {row["account_id"] for row in rows} == {town.dora.account_id}
    assert {row["action"] for row in rows} == {"POST /api/v1/session"}
    assert "Geheim" not in str(rows)


@pytest.mark.parametrize("statement", ["update access_log set note = 'x'", "delete from access_log"])
def test_nobody_changes_it(database: TestDatabase, house: House, town: Town, cleo: Browser, statement: str) -> None:
    cleo.get(f"/people/{town.applicant.person_id}")
    for url, reason in ((database.app_url, psycopg.errors.InsufficientPrivilege),
                        (database.owner_url, psycopg.errors.RestrictViolation)):  # fmt: skip
        with psycopg.connect(url.replace("+psycopg", "")) as connection, pytest.raises(reason):
            connection.execute(statement)
