"""A database that goes away is known as such, whoever wraps the driver's error."""

from __future__ import annotations

import psycopg
import sqlalchemy as sa
from procrastinate.exceptions import ConnectorException

from service.store.database import is_collision, is_lost_connection


def queued(error: Exception) -> ConnectorException:
    """Wrap an error as the job queue does."""
    try:
        raise ConnectorException from error
    except ConnectorException as wrapped:
        return wrapped


def test_who_wraps_it_does_not_matter() -> None:
    lost, collided = psycopg.OperationalError("gone"), psycopg.errors.DeadlockDetected("both")
    for wrap in (lambda error: error, queued, lambda error: sa.exc.OperationalError("select 1", {}, error)):
        assert is_lost_connection(wrap(lost)) and not is_collision(wrap(lost))
        assert is_collision(wrap(collided)) and not is_lost_connection(wrap(collided))


def test_a_wrong_statement_is_neither() -> None:
    for wrong in (psycopg.errors.UndefinedColumn("x"), queued(psycopg.errors.UndefinedColumn("x")), ValueError()):
        assert not is_lost_connection(wrong) and not is_collision(wrong)
