"""A copy of one's own data at the door: one's own values in clear, logged, behind the second factor, never replayed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from service.domain.idcard import make_test_number
from service.store import sensitive
from service.wiring import House
from tests.town import Town
from tests.web.browser import Browser

NUMBER, OTHER = make_test_number(date(1990, 5, 17), 43), make_test_number(date(1991, 6, 18), 44)


@pytest.fixture(scope="module", autouse=True)
def on_record(house: House, town: Town) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        for who, number in ((town.applicant, NUMBER), (town.activist, OTHER)):
            sensitive.write(tx, house.sealer, town.tenant, who.person_id, id_number=number)


def test_a_copy_holds_one_s_own_values_and_is_logged(house: House, town: Town, sign_in: Callable[..., Browser]) -> None:
    person = sign_in(town.applicant)
    answer = person.post("/me/copy", {})
    assert answer.status_code == 200
    assert NUMBER in answer.text and OTHER not in answer.text and town.activist.name not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert town.applicant.name in (answer.json or {})["mark"]
    with house.app.app_context(), house.db.reading() as tx:
        rows = tx.rows("select actor_id, subject_id, result from access_log where purpose = 'copy'")
        kept = tx.rows("select 1 from idempotency_key where body like %s", (f"%{NUMBER}%".encode(),))
    me = town.applicant.person_id
    assert [(row["actor_id"], row["subject_id"], row["result"]) for row in rows] == [(me, me, "allowed")]
    assert kept == []


def test_everybody_gets_their_own(town: Town, ann: Browser) -> None:
    text = ann.post("/me/copy", {}).text
    assert town.ann.name in text and NUMBER not in text and OTHER not in text


def test_nobody_gets_nothing(app: Flask) -> None:
    assert Browser(app).post("/me/copy", {}).status_code == 401
