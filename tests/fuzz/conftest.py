"""The real product with its demo town, and beside it in the same database the small town and the cast of the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from service import config, wiring
from service.actions import operators, passwords
from service.domain import clock
from service.domain.people import Actor
from service.store import database
from service.store.embedded import EmbeddedPostgres
from service.web import app as web
from tests.conftest import TestDatabase, open_way
from tests.fuzz.live import LiveCast
from tests.fuzz.sealed import Sealed, seal
from tests.journeys.product import Product, shared_folder
from tests.town import make_town
from tests.web.browser import PASSWORD, Browser

# Nobody is to be told that they write too fast: that answer would hide what stands behind it.
VARIABLES = {"WRITES_PER_SECOND": "100000"}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the real product: supervisor, PostgreSQL, two web processes, a worker."""
    running = Product(open_way(tmp_path_factory.mktemp("fuzzed")) / "home", variables=VARIABLES)
    running.settle_in(shared_folder(tmp_path_factory))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def kept(product: Product) -> TestDatabase:
    """Give the addresses of the product's database."""
    server = EmbeddedPostgres(product.home / "db").attach()
    return TestDatabase("yangguang", server.owner_url, server.app_url)


@pytest.fixture(scope="module")
def house(product: Product, kept: TestDatabase) -> Iterator[wiring.House]:
    """Give a house on the product's database, with a web door of its own for what the cast prepares."""
    variables = {
        "YANGGUANG_HOME": str(product.home),
        "DATABASE_URL": kept.owner_url,
        "DATABASE_APP_URL": kept.app_url,
        **VARIABLES,
    }
    built = wiring.build(config.load(variables), 4, operators.names())
    web.build(built)
    yield built
    built.engine.close()
    with built.app.app_context():
        database.disconnect_all()


@pytest.fixture(scope="module")
def cast(house: wiring.House, product: Product) -> LiveCast:
    """Give the people and things of the matrix; the town's calendar is the demo's."""
    with house.app.app_context(), house.db.transaction() as tx:
        offset: timedelta = tx.value("select clock_offset from tenant")
        clock.use_offset(offset)
        town = make_town(tx)
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where password_hash = '!'", (hashed,))

    def sign_in(actor: Actor) -> Browser:
        browser = Browser(house.app)
        with house.app.app_context(), house.db.reading() as tx:
            login = str(tx.value("select login from account where id = %s", (actor.account_id,)))
        assert browser.sign_in(login).status_code == 200
        return browser

    return LiveCast(house, town, house.app, sign_in)


@pytest.fixture(scope="module")
def sealed(house: wiring.House, cast: LiveCast) -> Sealed:
    """Give the sealed values that nobody may meet by chance."""
    return seal(house, cast)


@pytest.fixture(scope="module")
def logs(product: Product) -> Path:
    """Give the folder of the product's logs."""
    return product.home / "log"
