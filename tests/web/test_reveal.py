"""Sealed values: masks on the page, the value for a purpose, the person sees who looked and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from service.domain.idcard import make_test_number
from service.store import sensitive
from service.store.database import Row
from service.wiring import House
from tests.town import Town
from tests.web.browser import Browser

NUMBER = make_test_number(date(1990, 5, 17), 43)
PHONE = "13900002468"
WHY: dict[str, Any] = {"purpose": "contact", "note": "约定谈话时间"}


@pytest.fixture(scope="module", autouse=True)
def on_record(house: House, town: Town) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        sensitive.write(
            tx,
            house.sealer,
            town.tenant,
            town.applicant.person_id,
            id_number=NUMBER,
            phone=PHONE,
            birth_date=date(1990, 5, 17),
        )


def logged(house: House) -> list[Row]:
    with house.app.app_context(), house.db.reading() as tx:
        return tx.rows("select * from access_log where result = 'allowed' order by id")


def test_the_page_shows_masks_to_everybody(town: Town, ann: Browser, auditor: Browser) -> None:
    for browser, may in ((ann, True), (auditor, False)):
        answer = browser.get(f"/people/{town.applicant.person_id}")
        shown = {field["field"]: field["masked"] for field in answer.json["sealed"]["fields"]}
        assert shown == {"id_number": "0" + "*" * 16 + NUMBER[-1], "phone": "139****2468", "birth_date": "1990-05"}
        assert answer.json["sealed"]["may_reveal"] is may
        assert NUMBER not in answer.text and PHONE not in answer.text


def test_a_value_is_shown_for_a_purpose_and_logged(house: House, town: Town, ann: Browser) -> None:
    before = len(logged(house))
    path = f"/people/{town.applicant.person_id}/reveal"
    for field, value in (("id_number", NUMBER), ("phone", PHONE), ("birth_date", "1990-05-17")):
        answer = ann.post(path, {"field": field, **WHY})
        assert (answer.status_code, answer.json) == (200, {"value": value})
        assert answer.headers["Cache-Control"] == "no-store"
    rows = logged(house)[before:]
    assert [row["fields"] for row in rows] == [["id_number"], ["phone"], ["birth_date"]]
    assert {(row["subject_id"], row["actor_id"], row["purpose"], row["note"], row["data_class"]) for row in rows} == {
        (town.applicant.person_id, town.ann.person_id, "contact", "约定谈话时间", "L3")
    }


@pytest.mark.parametrize(
    ("more", "pointer"),
    [({}, "/purpose"), ({"purpose": "contact"}, "/note"), ({"purpose": "contact", "note": " 要 "}, "/note"),
     ({"purpose": "curiosity", "note": "想看一看"}, "/purpose")],
)  # fmt: skip
def test_without_a_reason_nothing_is_shown(
    house: House, town: Town, ann: Browser, more: dict[str, str], pointer: str
) -> None:
    before = len(logged(house))
    answer = ann.post(f"/people/{town.applicant.person_id}/reveal", {"field": "phone", **more})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert len(logged(house)) == before


def test_the_wrong_person_is_refused_and_that_is_logged(
    house: House, town: Town, cleo: Browser, auditor: Browser, sign_in: Callable[..., Browser]
) -> None:
    path = f"/people/{town.applicant.person_id}/reveal"
    assert cleo.post(path, {"field": "phone", **WHY}).status_code == 404
    assert auditor.post(path, {"field": "phone", **WHY}).status_code == 403
    assert sign_in(town.activist).post(path, {"field": "phone", **WHY}).status_code == 404
    with house.app.app_context(), house.db.reading() as tx:
        rows = tx.rows("select actor_id, code from access_log where result = 'denied' and action like %s order by id",
                       ("POST %/reveal",))  # fmt: skip
    assert [(row["actor_id"], row["code"]) for row in rows[-3:]] == [
        (town.cleo.person_id, "person_not_found"),
        (town.auditor.person_id, "reveal_not_yours"),
        (town.activist.person_id, "person_not_found"),
    ]


def test_a_value_that_is_not_on_record(town: Town, ann: Browser) -> None:
    answer = ann.post(f"/people/{town.activist.person_id}/reveal", {"field": "phone", **WHY})
    assert (answer.status_code, answer.json["code"]) == (404, "nothing_on_record")


def test_the_value_is_not_remembered_for_repeats(house: House, town: Town, ann: Browser) -> None:
    path = f"/people/{town.applicant.person_id}/reveal"
    before = len(logged(house))
    for _ in range(2):
        assert ann.post(path, {"field": "phone", **WHY}, Idempotency_Key="once").json == {"value": PHONE}
    assert len(logged(house)) == before + 2
    with house.app.app_context(), house.db.reading() as tx:
        assert tx.value("select count(*) from idempotency_key where key = 'once'") == 0


def test_the_person_sees_who_looked_and_why(
    house: House, town: Town, dora: Browser, sign_in: Callable[..., Browser]
) -> None:
    assert dora.post(f"/people/{town.applicant.person_id}/reveal", {"field": "id_number", **WHY}).status_code == 200
    own = sign_in(town.applicant)
    mine = own.get("/me").json
    assert mine["access"][0]["who"] == "于测宁（街道组织办）"
    assert mine["access"][0]["why"] == "身份证号：联系本人：约定谈话时间"
    before = len(mine["access"])
    assert own.post(f"/people/{town.applicant.person_id}/reveal", {"field": "phone"}).json == {"value": PHONE}
    assert len(own.get("/me").json["access"]) == before, "one's own look is logged, but no news"


def test_whoever_keeps_out_of_the_matter_keeps_out_of_this(town: Town) -> None:
    from dataclasses import replace

    from service.domain import reveals

    line = {town.branch, town.town}
    today = date(2017, 4, 10)
    assert reveals.may(town.ann, town.applicant.person_id, line, today)
    recused = replace(town.ann, recused_from=frozenset({town.applicant.person_id}))
    assert not reveals.may(recused, town.applicant.person_id, line, today)
    assert not reveals.may(town.cleo, town.applicant.person_id, line, today)


@pytest.mark.parametrize("number", [NUMBER, f" {NUMBER[:6]} {NUMBER[6:]}", PHONE, "139-0000-2468"])
def test_people_are_found_by_a_whole_number(house: House, town: Town, ann: Browser, number: str) -> None:
    before = len(logged(house))
    answer = ann.post("/people/search", {"number": number})
    assert [row["id"] for row in answer.json["items"]] == [str(town.applicant.person_id)]
    (row,) = logged(house)[before:]
    assert (row["purpose"], row["subject_id"]) == ("search", town.applicant.person_id)


def test_a_search_shows_nobody_else(house: House, town: Town, ann: Browser, cleo: Browser, auditor: Browser) -> None:
    before = len(logged(house))
    assert cleo.post("/people/search", {"number": NUMBER}).json == {"items": []}
    assert ann.post("/people/search", {"number": NUMBER[:17]}).json == {"items": []}
    assert [row["subject_id"] for row in logged(house)[before:]] == [None, None]
    assert auditor.post("/people/search", {"number": NUMBER}).status_code == 403
    refused = ann.get(f"/people?q={PHONE}")
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/q")
