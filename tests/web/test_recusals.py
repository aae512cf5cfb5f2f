"""Keeping out of somebody's cases: declared, then barred at assignment and at completion, also through a substitute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from service.domain.people import Actor
from service.wiring import House
from tests.town import Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.test_substitutions import ASKED, todo, wish


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


@pytest.fixture(autouse=True)
def nothing_left(house: House) -> Iterator[None]:
    """Let each test begin without substitutions and recusals."""
    yield
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("delete from substitution")
        tx.run("delete from recusal")


@pytest.fixture
def about(house: House, town: Town, case: tuple[UUID, UUID]) -> tuple[UUID, UUID]:
    """Give a case about the activist, with ann's first task."""
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update instance set person_id = %s where id = %s", (town.activist.person_id, case[0]))
    return case


def declare(browser: Browser, other: Actor, **more: Any) -> Any:
    return browser.post("/recusals", {"other_id": str(other.person_id), "relation": "kin", **more})


def test_declared_then_barred(
    ann: Browser, town: Town, sign_in: Callable[..., Browser], about: tuple[UUID, UUID]
) -> None:
    instance, task = about
    assert ann.post(f"/tasks/{task}/claim", {}).status_code == 200
    made = declare(ann, town.activist)
    assert made.status_code == 201 and made.json["relation"] == "kin" and not made.json["can_lift"]
    assert declare(ann, town.activist).json["code"] == "recusal_standing"
    again = sign_in(town.ann)
    page = again.get(f"/tasks/{task}").json
    assert page["claimed_by"] is None, "what was claimed goes back to the post"
    assert not page["can"]["complete"] and "回避" in page["can"]["why_not"]
    assert todo(again, instance) == []
    assert again.post(f"/tasks/{task}/complete", {"answers": ASKED}).json["code"] == "task_recused"


def test_a_substitute_inherits_the_bar(
    ann: Browser, town: Town, newcomers: dict[str, Actor], sign_in: Callable[..., Browser], about: tuple[UUID, UUID]
) -> None:
    instance, task = about
    declare(ann, town.activist)
    ann.post("/substitutions", wish(newcomers["fay"]))
    fay = sign_in(newcomers["fay"])
    assert todo(fay, instance) == []
    assert fay.post(f"/tasks/{task}/complete", {"answers": ASKED}).json["code"] == "task_principal_barred"


def test_a_recused_substitute_is_barred(
    ann: Browser, town: Town, newcomers: dict[str, Actor], sign_in: Callable[..., Browser], about: tuple[UUID, UUID]
) -> None:
    instance, task = about
    assert declare(sign_in(newcomers["fay"]), town.activist).status_code == 201
    ann.post("/substitutions", wish(newcomers["fay"]))
    fay = sign_in(newcomers["fay"])
    assert todo(fay, instance) == []
    assert fay.post(f"/tasks/{task}/complete", {"answers": ASKED}).json["code"] == "task_recused"
    assert todo(sign_in(town.ann), instance) != [], "the principal is not barred by it"


def test_only_the_security_administrator_lifts(
    ann: Browser, town: Town, newcomers: dict[str, Actor], sign_in: Callable[..., Browser], cleo: Browser
) -> None:
    key = declare(ann, town.activist).json["id"]
    lift = {"reason": "登记错了，已核实"}
    assert ann.post(f"/recusals/{key}/lift", lift).json["code"] == "recusal_not_lifted"
    assert cleo.post(f"/recusals/{key}/lift", lift).status_code == 404
    guard = sign_in(newcomers["guard"])
    (seen,) = guard.get("/recusals/all").json["items"]
    assert seen["relation"] is None, "what kind of relation it is stays between the two"
    assert ann.get("/recusals/all").status_code == 403
    assert guard.post(f"/recusals/{key}/lift", lift).json["status"] == "over"
    assert guard.post(f"/recusals/{key}/lift", lift).json["code"] == "recusal_over"


def test_nobody_declares_for_others(ann: Browser, town: Town) -> None:
    refused = declare(ann, town.activist, person_id=str(town.ben.person_id))
    assert refused.json["code"] == "recusal_not_yours"
    assert declare(ann, town.ann).status_code == 422


def test_people_to_choose_from(ann: Browser, cleo: Browser, town: Town) -> None:
    assert [each["label"] for each in ann.get("/recusals/options?q=陈示").json["items"]] == ["陈示远"]
    assert cleo.get("/recusals/options?q=陈示").json["items"] == []
    assert ann.get("/recusals/options").json["items"] == []
