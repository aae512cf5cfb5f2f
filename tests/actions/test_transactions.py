"""The transaction: what is read leaves nothing behind, and what the server has prepared stays prepared."""

from __future__ import annotations

from contextlib import suppress

import psycopg
import pytest

from service.domain.errors import Conflict
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


def test_a_part_that_is_refused_leaves_nothing_to_who_goes_on(house: House) -> None:
    """A step may call operators and be refused then: whoever swallows the refusal must not commit their rows."""
    with house.db.transaction() as tx:
        with suppress(Conflict), tx.attempt():
            tx.run("insert into tenant (id, name, demo) values (78, '半', false)")
            raise Conflict("task_not_ready")
        tx.run("insert into tenant (id, name, demo) values (79, '全', false)")
    with house.db.reading() as tx:
        assert [row["id"] for row in tx.rows("select id from tenant where id in (78, 79)")] == [79]
    database.release()
