"""One demo town for all tests of this folder: made once, in a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service import config, demo, wiring
from service.actions import operators
from service.actions.deploy import deploy, read_files
from service.actions.tenants import ensure_tenant
from service.store import database as database_module
from service.wiring import House
from tests.conftest import TestDatabase


@pytest.fixture(scope="session")
def settings(make_database: Callable[[], TestDatabase], tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    """Give settings for a database of our own, as the unprivileged role."""
    made = make_database()
    return config.load(
        {
            "YANGGUANG_HOME": str(tmp_path_factory.mktemp("home")),
            "DATABASE_URL": made.owner_url,
            "DATABASE_APP_URL": made.app_url,
            "YANGGUANG_SECRET": "test-secret-test-secret-test-secret-42",
        }
    )


@pytest.fixture(scope="session")
def house(settings: config.Settings, project: Path) -> Iterator[House]:
    """Give a house with the demo town in it."""
    built = wiring.build(settings, 4, operators.names())
    with built.app.app_context():
        tenant = ensure_tenant(built.db, demo=True)
        deploy(built.db, built.engine, tenant, read_files(project / "bpmn", project / "forms"), None)
        demo.generate(built)
        yield built
        built.engine.close()
        database_module.disconnect_all()
