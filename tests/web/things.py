"""Prepared things: made when first needed, made anew after somebody changed one; and what several tests prepare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask import Flask

from service.domain import clock
from service.domain.deliveries import REFUSED, Failure
from service.domain.people import Actor
from service.store.database import Tx
from service.store.ids import new_id
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import TENANT, Town
from tests.web.browser import Browser

ASKED: Final = {"subject_line": "购置图书", "amount": 1}
WHY: Final = "材料有误，需要更正。"
GONE: Final = Failure("web_refused", again=False, given_up=REFUSED, host="hooks.example.cn", status=410)


class Things:
    """What every maker of things has in hands; `make_x` makes the thing x."""

    house: House
    town: Town
    app: Flask
    people: dict[str, Actor]
    browsers: dict[str, Browser]
    _sign_in: Callable[..., Browser]
    _things: dict[str, Any]

    def maker(self, kind: str) -> Browser:
        """Return the browser of whoever makes a thing at the door."""
        return self.browsers[kind]

    def thing(self, name: str) -> Any:
        """Return a prepared thing, fresh or as it was made."""
        if name not in self._things:
            with self.house.app.app_context():
                self._things[name] = getattr(self, f"make_{name}")()
        return self._things[name]

    def spend(self) -> None:
        """Forget all things: somebody has changed one."""
        self._things.clear()


def about_a_person(name: str, mark: str = "") -> dict[str, bytes]:
    """Return a test diagram made to be about a person instead of an organisation; a mark makes it another release."""
    files, plain = diagram_files(name), b'name="subject" value="organization"'
    files[f"{name}.bpmn"] = (
        files[f"{name}.bpmn"]
        .replace(plain, b'name="subject" value="person"')
        .replace(b"</bpmn:definitions>", b"<!-- %s --></bpmn:definitions>" % mark.encode())
    )
    return files


def keeps_out(tx: Tx, who: Actor, other: Actor) -> UUID:
    """Let somebody keep out of somebody's cases."""
    row = new_id()
    tx.run(
        """insert into recusal (tenant_id, id, person_id, other_id, relation, declared_by, from_on, created_at)
           values (%s, %s, %s, %s, 'kin', %s, '2020-01-01', now())""",
        (TENANT, row, who.person_id, other.person_id, who.person_id),
    )
    return row


def stands_in(tx: Tx, principal: Actor, substitute: Actor, process: str | None, in_days: int = 0) -> UUID:
    """Let somebody stand in for somebody, from a day on for a week."""
    row, day = new_id(), clock.today() + timedelta(days=in_days)
    tx.run(
        """insert into substitution (tenant_id, id, principal_id, substitute_id, from_on, to_on, process_key, reason,
             set_by, created_at) values (%s, %s, %s, %s, %s, %s, %s, '外出学习', %s, now())""",
        (TENANT, row, principal.person_id, substitute.person_id, day, day + timedelta(days=6), process,
         principal.person_id),
    )  # fmt: skip
    return row
