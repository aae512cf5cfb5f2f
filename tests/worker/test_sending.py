"""A signal from one case to another, with a real worker between them."""

from __future__ import annotations

import orjson

from service.actions.deploy import deploy
from service.wiring import House
from tests.actions.test_sending import WHO, Room, file, gentle, hear, ring
from tests.conftest import TestDatabase
from tests.town import make_town
from tests.worker.test_worker import until, worker


def test_signals_and_messages_travel(database: TestDatabase, house: House) -> None:
    with house.db.transaction() as tx:
        town = make_town(tx)
    files = {f"{p.id}.bpmn": file(p) for p in (ring(), hear(), gentle())}
    deploy(house.db, house.engine, town.tenant, {**files, "forms/form_any.schema.json": orjson.dumps(WHO)}, None)
    room = Room(house, town)
    listening, hearing, ringing = room.start("proc_gentle"), room.start("proc_hear"), room.start("proc_ring")
    room.do(ringing, "ut_ring", who="ann", n=7)
    with worker(database, house):
        until(house, lambda: room.open(listening) == ["ut_bell", "ut_work"])
        until(house, lambda: room.open(hearing) == ["ut_bell", "ut_note"])
