"""The web door on a real database, with the small town behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from service import config, wiring
from service.actions import operators, passwords
from service.actions.deploy import deploy
from service.domain.people import Actor
from service.store import database as database_module
from service.web import app as web
from tests.conftest import TestDatabase
from tests.town import Town, make_town, start_case
from tests.web.browser import PASSWORD, Browser

DIAGRAMS = Path(__file__).resolve().parent.parent / "diagrams"
SECRET = "test-secret-test-secret-test-secret-42"


def environment(database: TestDatabase, home: Path) -> dict[str, str]:
    """Return the environment of a service on a test database."""
    return {
        "YANGGUANG_HOME": str(home),
        "DATABASE_URL": database.owner_url,
        "DATABASE_APP_URL": database.app_url,
        "YANGGUANG_SECRET": SECRET,
    }


@contextmanager
def open_house(variables: dict[str, str]) -> Iterator[wiring.House]:
    """Open a house with the web door on it; nothing is pushed, each request has its own context."""
    built = wiring.build(config.load(variables), 8, operators.names())
    web.build(built)
    yield built
    built.engine.close()
    with built.app.app_context():
        database_module.disconnect_all()


@pytest.fixture(scope="module")
def house(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.House]:
    """Give a house with the web door on it."""
    with open_house(environment(database, tmp_path_factory.mktemp("home"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(house: wiring.House, town: Town) -> Flask:
    """Give the application with the town behind it."""
    return house.app


@pytest.fixture(scope="module")
def town(house: wiring.House) -> Town:
    """Give the small town; everybody has the same password."""
    with house.app.app_context():
        with house.db.transaction() as tx:
            made = make_town(tx)
            tx.run("update account set password_hash = %s", (passwords.hash_password(PASSWORD),))
            for who, name in ((made.ann, "demo_branch_secretary_1"), (made.applicant, "demo_applicant_1")):
                tx.run("update account set login = %s where id = %s", (name, who.account_id))
        files = {
            (f"forms/{path.name}" if path.suffix == ".json" else path.name): path.read_bytes()
            for path in sorted((DIAGRAMS / "approval").iterdir())
        }
        deploy(house.db, house.engine, made.tenant, files, None)
    return made


@pytest.fixture(scope="module")
def login(house: wiring.House) -> Callable[[Actor], str]:
    """Give the login name of an actor."""

    def of(actor: Actor) -> str:
        with house.app.app_context(), house.db.reading() as tx:
            return str(tx.value("select login from account where id = %s", (actor.account_id,)))

    return of


@pytest.fixture(scope="module")
def sign_in(app: Flask, login: Callable[[Actor], str]) -> Callable[..., Browser]:
    """Give a function that signs somebody in."""

    def enter(actor: Actor, lang: str = "zh-CN") -> Browser:
        browser = Browser(app, lang)
        assert browser.sign_in(login(actor)).status_code == 200
        return browser

    return enter


@pytest.fixture(scope="module")
def ann(sign_in: Callable[..., Browser], town: Town) -> Browser:
    """Give the branch secretary's browser."""
    return sign_in(town.ann)


@pytest.fixture(scope="module")
def ben(sign_in: Callable[..., Browser], town: Town) -> Browser:
    """Give the browser of the commissioner of the same branch."""
    return sign_in(town.ben)


@pytest.fixture(scope="module")
def cleo(sign_in: Callable[..., Browser], town: Town) -> Browser:
    """Give the browser of the other branch's secretary."""
    return sign_in(town.cleo)


@pytest.fixture(scope="module")
def dora(sign_in: Callable[..., Browser], town: Town) -> Browser:
    """Give the browser of the street office."""
    return sign_in(town.dora)


@pytest.fixture(scope="module")
def auditor(sign_in: Callable[..., Browser], town: Town) -> Browser:
    """Give the auditor's browser."""
    return sign_in(town.auditor)


@pytest.fixture
def case(house: wiring.House, town: Town) -> tuple[UUID, UUID]:
    """Start the approval flow in ann's branch; give its instance and ann's first task."""
    with house.app.app_context():
        started = start_case(house, town.ann, "proc_approval", town.branch)
    return started.instance_id, started.opened[0]
