"""The transaction: the only place in the house that commits.

`Tx` gives the session's own driver connection to the statements of this room and of reads/: on the hot path
SQLAlchemy's per-statement work would cost more than the rest of the request (measured; see ARCHITECTURE, "Decisions").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg.types.json import set_json_dumps, set_json_loads

from service.store import codec
from service.store.models import db

Row = dict[str, Any]
Params = Mapping[str, Any] | Sequence[Any]
# serialization_failure, deadlock_detected, lock_not_available
COLLISIONS = ("40001", "40P01", "55P03")

set_json_dumps(codec.dumps)
set_json_loads(codec.loads)


class Tx:
    """One open transaction: run statements, get rows as dicts."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """Run a statement and return all its rows."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def row(self, sql: str, params: Params = ()) -> Row | None:
        """Run a statement and return its first row, or None."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()

    def value(self, sql: str, params: Params = ()) -> Any:
        """Run a statement and return the first column of its first row, or None."""
        row = self.connection.execute(sql, params).fetchone()
        return None if row is None else row[0]

    def run(self, sql: str, params: Params = ()) -> int:
        """Run a statement and return how many rows it touched."""
        return self.connection.execute(sql, params).rowcount

    @contextmanager
    def attempt(self) -> Iterator[Attempt]:
        """Give a part of the transaction that can be undone alone.

        The savepoint is set by the first statement of the part, if there is any: most steps write nothing before they
        are absorbed, and those shall not pay two round trips for it.
        """
        attempt = Attempt(self.connection)
        previous, self.connection = self.connection, cast(Any, attempt)
        try:
            yield attempt
        finally:
            self.connection = previous
            attempt.release()

    def run_many(self, sql: str, params: Sequence[Params]) -> None:
        """Run a statement once per set of parameters, in one round trip."""
        with self.connection.cursor() as cursor:
            cursor.executemany(sql, params)


class Attempt:
    """The connection inside an attempt: sets the savepoint when it is first used."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._set = False

    def __getattr__(self, name: str) -> Any:
        if not self._set and not self._connection.broken:
            self._connection.execute("savepoint attempt")
            self._set = True
        return getattr(self._connection, name)

    def undo(self) -> None:
        """Take back what was written since the attempt began."""
        if self._set:
            self._connection.execute("rollback to savepoint attempt")

    def release(self) -> None:
        """Forget the savepoint; a failed transaction is rolled back as a whole anyway."""
        if self._set and self._connection.info.transaction_status == TransactionStatus.INTRANS:
            self._connection.execute("release savepoint attempt")


class Database:
    """Hand out transactions of the app context's session."""

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Commit on a clean exit, roll back on any exception."""
        try:
            yield self._tx()
        except BaseException:
            db.session.rollback()
            raise
        db.session.commit()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Give a transaction that is never committed.

        The session stays open, so that a door may read who asks and then what they ask in one transaction; the app
        context's end closes it.
        """
        try:
            yield self._tx()
        except BaseException:
            db.session.rollback()
            raise

    @staticmethod
    def recover() -> None:
        """Forget a broken session and the whole pool behind it; the next statement connects anew."""
        db.session().invalidate()
        disconnect_all()

    @staticmethod
    def _tx() -> Tx:
        fairy = db.session.connection().connection
        return Tx(cast(psycopg.Connection[Any], fairy.driver_connection))


def engine_options(pool_size: int) -> dict[str, Any]:
    """Return the pool for a process with that many threads (one connection a thread, none beyond)."""
    return {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_pre_ping": False,
        "pool_recycle": 1800,
        "connect_args": {"prepare_threshold": 3},
    }


def disconnect_all() -> None:
    """End this context's session and close the pool; a forked child must not share its parent's sockets."""
    db.session.remove()
    db.engine.dispose()


def is_lost_connection(error: BaseException) -> bool:
    """Tell whether an error means that the database went away, not that the statement was wrong."""
    if is_collision(error):
        return False
    cause = getattr(error, "orig", error)
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) or isinstance(
        error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError
    )


def is_collision(error: BaseException) -> bool:
    """Tell whether two transactions were in each other's way, so that a second try may well go through."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) in COLLISIONS
