"""A house on a real database, with a small town in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service import config, wiring
from service.actions import operators
from service.actions.deploy import deploy
from service.reads.history import strays
from service.store import database as database_module
from tests.conftest import TestDatabase
from tests.town import Town, make_town

DIAGRAMS = Path(__file__).resolve().parent.parent / "diagrams"


def settings_for(database: TestDatabase, home: Path) -> config.Settings:
    """Return settings that point at a test database, as the unprivileged role."""
    return config.load(
        {
            "YANGGUANG_HOME": str(home),
            "DATABASE_URL": database.owner_url,
            "DATABASE_APP_URL": database.app_url,
            "YANGGUANG_SECRET": "test-secret-test-secret-test-secret-42",
        }
    )


@pytest.fixture(scope="module")
def house(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.House]:
    """Give a wired house inside an app context."""
    built = wiring.build(settings_for(database, tmp_path_factory.mktemp("home")), 8, operators.names())
    with built.app.app_context():
        yield built
        built.engine.close()
        database_module.disconnect_all()


@pytest.fixture(scope="module")
def town(house: wiring.House) -> Iterator[Town]:
    """Give a town with two branches and the approval flow released; whatever was done, each state is on record."""
    with house.db.transaction() as tx:
        town = make_town(tx)
    deploy(house.db, house.engine, town.tenant, diagram_files("approval"), None)
    yield town
    with house.db.reading() as tx:
        assert strays(tx, town.tenant) == []


def diagram_files(name: str) -> dict[str, bytes]:
    """Read a diagram of tests/diagrams with its forms."""
    return {
        (f"forms/{path.name}" if path.suffix == ".json" else path.name): path.read_bytes()
        for path in sorted((DIAGRAMS / name).iterdir())
    }
