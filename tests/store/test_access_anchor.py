"""The chain of the access log: what is changed, dropped or slipped in behind an anchor is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from service.store import access_anchor, access_log
from service.wiring import House
from tests.conftest import TestDatabase
from tests.store.test_resealing import house
from tests.town import TENANT, Town, make_town

__all__ = ["house"]


@pytest.fixture
def owner(database: TestDatabase) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("alter table access_log disable trigger user")
        yield connection
        connection.execute("alter table access_log enable trigger user")


@pytest.fixture(scope="module")
def town(house: House) -> Town:
    with house.db.transaction() as tx:
        return make_town(tx)


def test_what_happens_to_a_row_is_found(
    house: House,
    town: Town,
    owner: psycopg.Connection[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def looks(n: int) -> None:
        with house.db.transaction() as tx:
            for _ in range(n):
                access_log.record(tx, town.ann, access_log.ALLOWED, fields=["phone"], purpose="contact")

    def anchored() -> int:
        with house.db.transaction() as tx:
            return access_anchor.anchor(tx, TENANT)

    def ok() -> bool:
        with house.db.reading() as tx:
            return access_anchor.verify(tx, TENANT).ok

    looks(3)
    assert anchored() == 0, "what is young may still have company on the way"
    monkeypatch.setattr(access_anchor, "WAIT", timedelta(seconds=-1))
    monkeypatch.setattr(access_anchor, "BATCH", 2)
    assert (anchored(), anchored(), anchored(), ok()) == (2, 1, 0, True)
    looks(1)
    assert ok() and anchored() == 1 and ok()
    owner.execute("update access_log set note = 'x' where id = (select id from access_log order by id limit 1)")
    assert not ok()
    owner.execute("update access_log set note = '' where id = (select id from access_log order by id limit 1)")
    assert ok()
    owner.execute(
        """insert into access_log select (jsonb_populate_record(l, jsonb_build_object('id',
             '00000000-0000-7000-8000-000000000001'))).* from access_log l limit 1"""
    )
    assert not ok()
    owner.execute("delete from access_log where id = '00000000-0000-7000-8000-000000000001'")
    assert ok()
    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
        tx.run("update access_anchor set rows = 0")
    owner.execute("delete from access_log where id = (select id from access_log order by id limit 1)")
    assert not ok()
