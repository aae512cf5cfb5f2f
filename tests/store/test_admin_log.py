"""The log of administrative acts: chained, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from service.store import admin_log
from service.store.database import Tx
from tests.conftest import TestDatabase


@pytest.fixture
def tx(database: TestDatabase) -> Iterator[Tx]:
    """Give a transaction of the service's own role, rolled back at the end."""
    with psycopg.connect(database.app_url.replace("postgresql+psycopg", "postgresql")) as connection:
        yield Tx(connection)
        connection.rollback()


def test_acts_are_chained_and_read_newest_first(tx: Tx) -> None:
    target = uuid4()
    admin_log.record(tx, 7, None, "post.granted", target, None, {"role": "branch_secretary"}, "换届")
    admin_log.record(tx, 7, uuid4(), "post.ended", target, {"to_on": None}, {"to_on": "2017-05-01"}, "调动")
    assert admin_log.record(tx, 8, None, "post.granted", target) == 1
    assert [row["kind"] for row in admin_log.page(tx, 7)] == ["post.ended", "post.granted"]
    assert [row["seq"] for row in admin_log.page(tx, 7, before=2)] == [1]
    found = admin_log.verify(tx, 7)
    assert found.ok and found.checked == 2


@pytest.mark.parametrize("change", ["update admin_event set kind = 'x'", "delete from admin_event"])
def test_nobody_changes_an_act(tx: Tx, change: str) -> None:
    admin_log.record(tx, 9, None, "post.granted", "somebody")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tx.run(change)
