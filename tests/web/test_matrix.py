"""Who gets which answer: every endpoint times every kind of person; the rows are in tests/web/matrix.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from service.domain.idcard import make_test_number
from service.store import sensitive
from service.wiring import House
from tests.town import Town
from tests.web.asked import PROOF, address
from tests.web.browser import API, Browser
from tests.web.cast import KINDS, Cast
from tests.web.matrix import PUBLIC, ROWS

WHERE = (
    "{row} has no row. Add one to tests/web/matrix.py (who gets which answer) and, if it asks about a thing or sends a "
    "body, one to tests/web/asked.py."
)

BLIND = ("system", "security", "audit")  # they administer, and read nobody's case
# Whose account or post it is, and who is on record at all, they do see.
OF_ACCOUNTS = ("accounts", "register", "posts", "substitutions", "recusals", "logs")

# Sealed values of the person recorded: whoever asks for whatever gets none of them but by asking to see that one value.
CANARIES = (make_test_number(date(1990, 5, 17), 43), "13900002468", "1990-05-17")
SHOWS = "POST /people/<uuid:id>/reveal"
OWN = ("POST /me/copy", "subject")  # who takes a copy of what is kept about them gets their own values


def endpoints(app: Flask) -> set[str]:
    """Return every endpoint of the interface as `VERB /rule`."""
    return {
        f"{verb} {rule.rule.removeprefix(API)}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(API)
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


@pytest.fixture(scope="module")
def cast(house: House, town: Town, app: Flask, sign_in: Callable[..., Browser]) -> Cast:
    """Give the people and things of the matrix."""
    made = Cast(house, town, app, sign_in)
    with house.app.app_context(), house.db.transaction() as tx:
        sensitive.write(
            tx,
            house.sealer,
            town.tenant,
            town.applicant.person_id,
            id_number=CANARIES[0],
            phone=CANARIES[1],
            birth_date=date.fromisoformat(CANARIES[2]),
        )
    return made


def test_every_endpoint_has_a_row(app: Flask) -> None:
    missing = [WHERE.format(row=row) for row in sorted(endpoints(app) - set(ROWS))]
    assert not missing, "\n".join(missing)


def test_every_row_has_an_endpoint(app: Flask) -> None:
    assert sorted(set(ROWS) - endpoints(app)) == [], "nobody asks there any more: take the row away"


def test_every_endpoint_goes_through_the_door(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(API):
            verb = ((rule.methods or set()) - {"HEAD", "OPTIONS"}).pop()
            public = f"{verb} {rule.rule.removeprefix(API)}" in PUBLIC
            assert app.view_functions[rule.endpoint].public is public, rule.rule  # type: ignore[attr-defined]


@pytest.mark.parametrize("noun", ["tasks", "instances", "people"])
def test_what_nobody_may_see_nobody_may_touch(noun: str) -> None:
    """Whoever is told that there is nothing is told so everywhere: a refusal would say that there is something."""
    one = f"/{noun}/<uuid:id>"
    blind = {kind for kind, wanted in ROWS[f"GET {one}"].items() if wanted == "404"}
    told = {row: sorted(k for k in blind if ROWS[row][k] != "404") for row in ROWS if row.split(" ")[1].startswith(one)}
    assert blind and not {row: kinds for row, kinds in told.items() if kinds}


@pytest.mark.parametrize("row", [row for row in ROWS if row not in PUBLIC])
def test_who_gets_which_answer(row: str, cast: Cast, app: Flask) -> None:
    got = {kind: answer(cast, row, kind) for kind in KINDS}
    wanted = ROWS[row]
    wrong = {kind: f"{got[kind]}, expected {wanted[kind]}" for kind in KINDS if got[kind] != wanted[kind]}
    assert not wrong, row


def answer(cast: Cast, row: str, kind: str) -> str:
    """Ask as somebody; return the status, with a `+` when the answer tells of the person recorded or of their case."""
    verb, path, body, told = address(cast, row)
    browser = cast.enter(kind) if row == "DELETE /session" else cast.browsers[kind]
    if row == "POST /account/factor/confirm" and kind != "nobody":
        browser.post("/account/factor", PROOF)  # there has to be something to confirm, in whatever order tests run
    answered = browser.send(verb, path, body)
    if answered.status_code < 300 and verb != "GET":
        cast.spend()
    if kind in BLIND and row.split("/")[1] not in OF_ACCOUNTS:
        assert cast.town.applicant.name not in answered.text, f"{kind} reads business data: {row}"
    shown = row == SHOWS or (row, kind) == OWN
    assert shown or not any(each in answered.text for each in CANARIES), f"{kind} reads a sealed value: {row}"
    assert answered.headers["Cache-Control"] == "no-store", row
    tells = any(mark in answered.text for mark in told)
    return f"{answered.status_code}{'+' if tells else ''}"
