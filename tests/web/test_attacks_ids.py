"""Ids in bodies: whoever writes the id of a thing that is not theirs to see gets nothing done and learns nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.actions import instances
from service.wiring import House
from tests.town import Town
from tests.web.asked import address
from tests.web.browser import Browser
from tests.web.cast import Cast
from tests.web.matrix import ROWS

MARK = "隐藏事项九三一"
# One may keep out of the matters of anybody in town, and names them.
ANYBODY = {("POST /recusals", "other_id")}


@pytest.fixture(scope="module")
def cast(house: House, town: Town, app: Flask, sign_in: Callable[..., Browser]) -> Cast:
    """Give the people and things of the matrix."""
    return Cast(house, town, app, sign_in)


@pytest.fixture(scope="module")
def hidden(cast: Cast) -> dict[str, UUID]:
    """Give things of the other branch, which nobody of the branch sees."""
    house, town = cast.house, cast.town
    with house.app.app_context(), house.db.transaction() as tx:
        person = cast.people["former"].person_id
        tx.run("update person set name = %s where id = %s", (MARK, person))
        case = instances.start_in(tx, house.engine, town.cleo, "proc_approval", town.other_branch, person, {})
    return {"person": person, "organization": town.other_branch, "case": case.instance_id, "task": case.opened[0]}


def ids(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where ids stand in a body."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from ids(value, (*path, key))
    elif isinstance(body, list):
        for at, value in enumerate(body):
            yield from ids(value, (*path, at))
    elif isinstance(body, str) and len(body) == 36 and body.count("-") == 4:
        yield path


def put(body: Any, path: tuple[str | int, ...], value: str) -> Any:
    """Return a body with something else at a place."""
    if not path:
        return value
    made = dict(body) if isinstance(body, dict) else list(body)
    made[path[0]] = put(made[path[0]], path[1:], value)
    return made


def with_hidden(cast: Cast, row: str, hidden: dict[str, UUID]) -> Iterator[tuple[str, str, str, Any]]:
    """Yield who sends what to an endpoint: the request that succeeds, with one id of it exchanged."""
    kinds = [kind for kind in ("holder", "colleague", "subject") if ROWS[row][kind].startswith("2")]
    for kind in kinds:
        for place in ids(address(cast, row)[2]):
            if (row, place[-1]) not in ANYBODY:
                for other in hidden.values():
                    verb, path, body, _ = address(cast, row)
                    yield kind, verb, path, put(body, place, str(other))


def test_no_id_of_a_hidden_thing_is_good_for_anything(cast: Cast, hidden: dict[str, UUID]) -> None:
    asked, wrong = 0, []
    for row in [row for row in ROWS if not row.startswith(("GET", "POST /session"))]:
        for kind, verb, path, body in with_hidden(cast, row, hidden):
            answer, asked = cast.browsers[kind].send(verb, path, body), asked + 1
            if answer.status_code < 300:
                cast.spend()
            if answer.status_code < 300 or MARK in answer.text:
                wrong.append((row, kind, body, answer.status_code, answer.text[:200]))
    assert asked > 30, "there are bodies with ids"
    assert not wrong


def test_a_signer_of_another_task_is_none_of_this(cast: Cast) -> None:
    with cast.house.app.app_context():
        here, there = cast.make_asked(), cast.make_asked()
    answer = cast.browsers["colleague"].post(
        f"/tasks/{here['check']}/signers/{there['signer']}/remove", {"reason": "改请他人办理。"}
    )
    assert answer.status_code == 404
