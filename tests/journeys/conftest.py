"""One running product for the journeys of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import open_way
from tests.journeys.product import Product


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the real product with a fresh demo town, and stop it afterwards."""
    running = Product(open_way(tmp_path_factory.mktemp("product")) / "home")
    running.home.mkdir()
    running.start()
    yield running
    running.stop()
