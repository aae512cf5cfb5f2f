"""The models say what the migrations made: what only one of them knows is a mistake."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.store.models import db
from tests.conftest import TestDatabase


def ours(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Leave out the job queue's tables: the library that owns them brings them along."""
    return not str(name if kind == "table" else parents.get("table_name")).startswith("procrastinate_")


def test_models_and_migrations_agree(database: TestDatabase) -> None:
    engine = sa.create_engine(database.owner_url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": ours})
            found = compare_metadata(context, db.metadata)
    finally:
        engine.dispose()
    assert found == []
