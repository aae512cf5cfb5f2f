"""A case that is cancelled while its public notice hangs: the next night takes it down, and the chain says so."""

from __future__ import annotations

from datetime import timedelta

from service.actions import publications as actions
from service.domain import clock
from service.reads.history import verify
from service.store import publications
from service.wiring import House
from tests.actions.test_returns import read
from tests.town import TENANT, Town, start_case


def test_a_night_later_nothing_of_a_cancelled_case_hangs(house: House, town: Town) -> None:
    gone, running = (start_case(house, town.ann, "proc_approval", town.branch).instance_id for _ in range(2))
    today, who = clock.today(), town.activist.person_id
    with house.db.transaction() as tx:
        for case in (gone, running):
            for place in ("unit", "residence"):
                closes = today + timedelta(days=7)
                publications.post(tx, TENANT, case, who, "candidate", place, today, closes, {"name": "陈示远"})
        tx.run("update instance set status = 'cancelled' where id = %s", (gone,))
    assert actions.take_down_left(house.db, TENANT) == 2
    assert actions.take_down_left(house.db, TENANT) == 0
    hangs = read(house, "select instance_id from publication where fields is not null")
    assert {row["instance_id"] for row in hangs} == {running}
    types = read(house, "select type from history where instance_id = %s order by seq desc limit 1", gone)
    assert [row["type"] for row in types] == ["publication.taken_down"]
    with house.db.reading() as tx:
        assert verify(tx, town.ann, gone)["ok"]
