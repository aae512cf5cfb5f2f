"""The real product with nothing in it but what is shipped, and a house on its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service import config, wiring
from service.actions import operators
from service.store.embedded import EmbeddedPostgres
from tests.journeys.product import Product


@pytest.fixture
def product(passable: Path) -> Iterator[Product]:
    """Give the real product with nothing in it but what is shipped."""
    home = passable / "home"
    home.mkdir()
    running = Product(home, options=("--no-demo",))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def house(product: Product) -> Iterator[wiring.House]:
    """Give a house on the product's database."""
    built = house_of(product)
    yield built
    built.engine.close()


def house_of(product: Product) -> wiring.House:
    """Build a house beside a running product, on its database."""
    server = EmbeddedPostgres(product.home / "db").attach()
    addresses = {"DATABASE_URL": server.owner_url, "DATABASE_APP_URL": server.app_url}
    return wiring.build(config.load({"YANGGUANG_HOME": str(product.home), **addresses}), 1, operators.names())
