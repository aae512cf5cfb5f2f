"""The access log: who was refused stands in it, and nobody changes it."""

from __future__ import annotations

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


@pytest.mark.parametrize("statement", ["update access_log set note = 'x'", "delete from access_log"])
def test_nobody_changes_it(database: TestDatabase, house: House, town: Town, cleo: Browser, statement: str) -> None:
    cleo.get(f"/people/{town.applicant.person_id}")
    for url, reason in ((database.app_url, psycopg.errors.InsufficientPrivilege),
                        (database.owner_url, psycopg.errors.RestrictViolation)):  # fmt: skip
        with psycopg.connect(url.replace("+psycopg", "")) as connection, pytest.raises(reason):
            connection.execute(statement)
