"""The transaction: the only place in the house that commits.

`Tx` gives the pool's own driver connection to the statements of this room and of reads/: on the hot path SQLAlchemy's
work per statement and per session would cost more than the rest of the request (measured; see ARCHITECTURE,
"Decisions").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

import psycopg
import sqlalchemy as sa
from procrastinate.exceptions import ConnectorException
from psycopg.pq import TransactionStatus
from psycopg.rows import RowMaker, dict_row
from psycopg.types.json import set_json_dumps, set_json_loads
from sqlalchemy.util import ScopedRegistry

from service.store import codec
from service.store.models import db
from service.store.sealing import Sealer

Row = dict[str, Any]
Params = Mapping[str, Any] | Sequence[Any]
# serialization_failure, deadlock_detected, lock_not_available
COLLISIONS = ("40001", "40P01", "55P03")

set_json_dumps(codec.dumps)
set_json_loads(codec.loads)


class Tx:
    """One open transaction: run statements, get rows as dicts."""

    def __init__(
        self, connection: psycopg.Connection[Any], sealer: Sealer | None = None, vault: Sealer | None = None
    ) -> None:
        self.connection = connection
        self.cursors: dict[str, psycopg.Cursor[Row]] | None = None
        """Those of hot statements, where the connection is a pooled one."""
        self._sealer = sealer
        self._vault = vault
        # Whose sensitive data of which kind this transaction showed: the door logs it before it answers.
        self.seen: set[tuple[UUID, str]] = set()

    @property
    def sealer(self) -> Sealer:
        """Return what closes fields about people."""
        if self._sealer is None:
            raise RuntimeError("this transaction was opened without a sealer")
        return self._sealer

    @property
    def vault(self) -> Sealer:
        """Return what closes class L4: with a key of its own."""
        if self._vault is None:
            raise RuntimeError("this transaction was opened without a vault")
        return self._vault

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """Run a statement and return all its rows."""
        return self.connection.cursor(row_factory=dict_row).execute(sql, params).fetchall()

    def row(self, sql: str, params: Params = ()) -> Row | None:
        """Run a statement and return its first row, or None."""
        return self.connection.cursor(row_factory=dict_row).execute(sql, params).fetchone()

    def hot(self, sql: str, params: Params = ()) -> list[Row]:
        """Run a statement that every decision runs and return its rows.

        Its cursor stays with the pooled connection and knows how to read each column: that saves a sixth of the
        driver's work. It keeps its last result, too, so this is for small ones.
        """
        if self.cursors is None or isinstance(self.connection, Attempt):
            return self.rows(sql, params)
        cursor = self.cursors.get(sql)
        if cursor is None:
            cursor = self.cursors[sql] = self.connection.cursor(row_factory=_SameColumns())
        return cursor.execute(sql, params).fetchall()

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
        except BaseException:  # whoever goes on after a refusal shall not commit the half of a step
            attempt.undo()
            raise
        finally:
            self.connection = previous
            attempt.release()

    def run_many(self, sql: str, params: Sequence[Params]) -> None:
        """Run a statement once per set of parameters, in one round trip."""
        with self.connection.cursor() as cursor:
            cursor.executemany(sql, params)


class _SameColumns:
    """Make dicts of the rows of one statement, whose columns are asked for only once.

    They cannot change: PostgreSQL refuses a prepared statement whose result has other columns than before.
    """

    def __init__(self) -> None:
        self._maker: RowMaker[Row] | None = None

    def __call__(self, cursor: Any) -> RowMaker[Row]:
        if self._maker is None:
            if cursor.description is None:
                return dict_row(cursor)
            self._maker = dict_row(cursor)
        return self._maker


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
        if self._set and self._connection.info.transaction_status in _OPEN:
            self._connection.execute("rollback to savepoint attempt")

    def release(self) -> None:
        """Forget the savepoint; a failed transaction is rolled back as a whole anyway."""
        if self._set and self._connection.info.transaction_status == TransactionStatus.INTRANS:
            self._connection.execute("release savepoint attempt")


_OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)

# The pooled connection of each app context. Not a session: nothing here is an object-relational one, and a session's
# own bookkeeping of a transaction costs as much as three statements.
_held: ScopedRegistry[sa.pool.PoolProxiedConnection] = ScopedRegistry(
    lambda: db.engine.raw_connection(), db.session.registry.scopefunc
)


class Database:
    """Hand out transactions of the app context's connection."""

    def __init__(self, sealer: Sealer | None = None, vault: Sealer | None = None) -> None:
        self._sealer = sealer
        self._vault = vault

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Commit on a clean exit, roll back on any exception."""
        try:
            tx = self._tx()
            yield tx
            tx.connection.commit()
        finally:
            release()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Give a transaction that is never committed.

        The connection stays held, so that a door may read who asks and then what they ask in one transaction; the app
        context's end gives it back.
        """
        try:
            yield self._tx()
        except BaseException:
            release()
            raise

    @staticmethod
    def recover() -> None:
        """Forget a broken connection and the whole pool behind it; the next statement connects anew."""
        if _held.has():
            _held().invalidate()
        disconnect_all()

    def _tx(self) -> Tx:
        held = _held()
        tx = Tx(cast(psycopg.Connection[Any], held.driver_connection), self._sealer, self._vault)
        tx.cursors = held.info.setdefault("cursors", {})
        return tx


def release() -> None:
    """Give this context's connection back to the pool; what was not committed is rolled back.

    Not by psycopg: after a rollback of its own it forgets every prepared statement, because a table might be gone. The
    service makes and drops none, and every page that is read ends in a rollback: without this, PostgreSQL would plan
    every statement anew, at three times its own cost.
    """
    if not _held.has():
        return
    held = _held()
    _held.clear()
    connection = held.driver_connection
    if connection is not None and connection.pgconn.transaction_status in _OPEN:
        connection.pgconn.exec_(b"rollback")
    if connection is None or connection.closed:
        held.invalidate()
    held.close()


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
    """Give up this context's connection and close the pool; a forked child must not share its parent's sockets."""
    release()
    db.engine.dispose()


def is_lost_connection(error: BaseException) -> bool:
    """Tell whether an error means that the database went away, not that the statement was wrong."""
    if is_collision(error):
        return False
    cause = _cause(error)
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) or isinstance(
        error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError
    )


def is_collision(error: BaseException) -> bool:
    """Tell whether two transactions were in each other's way, so that a second try may well go through."""
    return getattr(_cause(error), "sqlstate", None) in COLLISIONS


def _cause(error: BaseException) -> BaseException:
    """Return the driver's error: SQLAlchemy carries it along, the job queue raises its own from it."""
    if isinstance(error, ConnectorException) and error.__cause__ is not None:
        return error.__cause__
    found: BaseException = getattr(error, "orig", None) or error
    return found
