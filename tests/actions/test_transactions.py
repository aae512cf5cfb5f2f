"""The transaction: what is read leaves nothing behind, and what the server has prepared stays prepared."""

from __future__ import annotations

import psycopg
import pytest

from service.store import database
from service.wiring import House

ASKED = "select %s::int + 1 as asked"


def test_what_is_written_while_reading_is_undone(house: House) -> None:
    with house.db.reading() as tx:
        tx.run("insert into tenant (id, name, demo) values (77, '读', false)")
    database.release()
    with house.db.reading() as tx:
        assert tx.row("select 1 as x from tenant where id = 77") is None


def test_reading_keeps_statements_prepared(house: House) -> None:
    """psycopg's own rollback forgets them all: every page that somebody reads would make the next decision dear."""
    for number in range(6):
        with house.db.reading() as tx:
            assert tx.value(ASKED, (number,)) == number + 1
        database.release()
    with house.db.reading() as tx:
        prepared = tx.rows("select statement from pg_prepared_statements")
    database.release()
    assert any("as asked" in row["statement"] for row in prepared)


def test_a_failed_transaction_gives_a_usable_connection_back(house: House) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero), house.db.transaction() as tx:
        tx.value("select 1 / 0")
    with house.db.reading() as tx:
        assert tx.value(ASKED, (1,)) == 2


def test_a_lost_connection_is_not_handed_out_again(house: House) -> None:
    with pytest.raises(psycopg.OperationalError), house.db.transaction() as tx:
        tx.value("select pg_terminate_backend(pg_backend_pid())")
    with house.db.reading() as tx:
        assert tx.value(ASKED, (1,)) == 2
