"""A town with an identity provider: a real one in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from flask import Flask

from service import config, provider, wiring
from service.actions import operators
from service.domain.people import Actor
from service.store import database as database_module
from service.web import app as web
from tests.conftest import TestDatabase
from tests.ports import free_port
from tests.town import Town
from tests.town import person as add_person
from tests.web.browser import Browser
from tests.web.conftest import environment
from tests.web.identity_provider import Provider, running
from tests.web.oidc.journey import Journey


@pytest.fixture(scope="session")
def idp() -> Iterator[Provider]:
    """Give the running provider."""
    with running(f"http://127.0.0.1:{free_port()}") as made:
        yield made


@pytest.fixture(scope="module")
def house(database: TestDatabase, idp: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.House]:
    """Give a house whose town has an identity provider."""
    given = environment(database, tmp_path_factory.mktemp("home")) | {
        **idp.variables,
        "YANGGUANG_OIDC_MFA": "mfa",
    }
    built = wiring.build(config.load(given), 8, operators.names())
    web.build(built)
    yield built
    built.engine.close()
    with built.app.app_context():
        database_module.disconnect_all()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let keys be asked for anew at once, in life some seconds lie between; close what was opened."""
    monkeypatch.setattr(provider, "AGAIN", 0.0)
    yield
    while Journey.opened:
        Journey.opened.pop().close()


@pytest.fixture
def someone(house: wiring.House, town: Town) -> Actor:
    """Give somebody with an account and no post, linked to nothing."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = add_person(tx, "某示例", town.branch, "full_member")
        tx.run(
            """update account set password_hash = (select password_hash from account where id = %s) where id = %s""",
            (town.ann.account_id, made.account_id),
        )
    return made


@pytest.fixture
def linked(someone: Actor, app: Flask, sign_in: Callable[..., Browser]) -> tuple[Actor, str]:
    """Give somebody who has linked the own account, and their name at the provider."""
    name = uuid4().hex
    answer = Journey(app, sign_in(someone)).link(name)
    assert answer.headers["Location"] == "/account/security?linked=1"
    return someone, name
