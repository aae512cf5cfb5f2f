"""Alembic's entry: run the migrations on the connection that schema.py hands over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from service.store.models import db


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare: object) -> bool:
    """Leave the job queue's tables to its own library."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _run(connection: sa.Connection) -> None:
    context.configure(connection=connection, target_metadata=db.metadata, include_object=_ours, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url") or "", poolclass=sa.NullPool)
    with engine.begin() as own:
        _run(own)
