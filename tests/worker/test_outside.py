"""The worker and the world outside: a kill between effect and hand-back, a receiver that hangs, a full queue."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions.deploy import deploy
from service.store import queue
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.conftest import TestDatabase
from tests.connectors.servers import Receiver, web_server
from tests.town import Town, complete_task, make_town, start_case
from tests.worker.test_worker import open_tasks, start, until, worker


@pytest.fixture(scope="module")
def town(house: House) -> Town:
    with house.db.transaction() as tx:
        made = make_town(tx, demo=False)
    for name in ("letter", "parts"):
        deploy(house.db, house.engine, made.tenant, diagram_files(name), None)
    return made


@pytest.fixture(scope="module")
def _receiver() -> Iterator[Receiver]:
    with web_server() as server:
        yield server


@pytest.fixture
def receiver(_receiver: Receiver) -> Receiver:
    _receiver.got, _receiver.plan = [], []
    return _receiver


def address(receiver: Receiver) -> str:
    return f"http://127.0.0.1:{receiver.server_address[1]}"


def settings(receiver: Receiver, seconds: int = 20) -> dict[str, str]:
    return {
        "YANGGUANG_WEBHOOK_PRIVATE_HOSTS": address(receiver),
        "YANGGUANG_WEBHOOK_SECRET": "a-secret-of-some-length",
        "YANGGUANG_WEBHOOK_SECONDS": str(seconds),
    }


def send(house: House, town: Town, receiver: Receiver) -> UUID:
    answers = {"name": "材料", "url": f"{address(receiver)}/in"}
    return start_case(house, town.ann, "proc_letter", town.branch, answers).instance_id


def status(house: House, case: UUID) -> str:
    with house.db.reading() as tx:
        return str(tx.value("select status from delivery where instance_id = %s", (case,)))


def count(house: House, case: UUID, type_: str) -> int:
    with house.db.reading() as tx:
        return int(tx.value("select count(*) from history where instance_id = %s and type = %s", (case, type_)) or 0)


def test_a_kill_between_effect_and_hand_back(
    database: TestDatabase, house: House, town: Town, receiver: Receiver
) -> None:
    """The receiver hears twice, with one key; the case takes one result."""
    case = send(house, town, receiver)
    with worker(database, house, **settings(receiver)) as doomed, house.db.transaction() as tx:
        # The hand-back has to wait for this lock, and never gets it.
        tx.row("select 1 from instance where id = %s for update", (case,))
        end = time.monotonic() + 20
        while not receiver.got and time.monotonic() < end:
            time.sleep(0.05)
        assert receiver.got
        time.sleep(0.5)
        doomed.kill()
        doomed.wait()
    assert status(house, case) == "waiting" and count(house, case, "delivery.done") == 0
    with worker(database, house, **settings(receiver)):
        until(house, lambda: status(house, case) == "done", 40)
    keys = [headers["Idempotency-Key"] for headers, _ in receiver.got]
    assert len(keys) == 2 and len(set(keys)) == 1
    assert count(house, case, "delivery.done") == 1
    assert complete_task(house, town.ann, open_tasks(house, case)[0], {"note": "齐"}).ended


def test_failures_are_tried_again_and_a_refusal_is_not(
    database: TestDatabase, house: House, town: Town, receiver: Receiver
) -> None:
    receiver.plan = [(503, {"Retry-After": "1"}, b""), 200]
    case = send(house, town, receiver)
    with worker(database, house, **settings(receiver)):
        until(house, lambda: status(house, case) == "done", 60)
        receiver.plan = [410]
        refused = send(house, town, receiver)
        until(house, lambda: status(house, refused) == "dead")
    assert len(receiver.got) == 3 and len({headers["Idempotency-Key"] for headers, _ in receiver.got[:2]}) == 1
    assert count(house, refused, "delivery.dead") == 1


def test_receivers_that_hang_hold_up_nothing_else(
    database: TestDatabase, house: House, town: Town, receiver: Receiver
) -> None:
    """Four deliveries hang, ten thousand messages wait, and a term is still on time."""
    receiver.plan = ["hang"] * 4
    with worker(database, house, **settings(receiver, 15)):
        for _ in range(4):
            send(house, town, receiver)
        until(house, lambda: len(receiver.got) == 4)
        due = datetime.now(UTC) + timedelta(seconds=9)
        parent, parts = start(house, town, due)
        for actor, (_, task) in zip((town.ann, town.cleo), parts, strict=True):
            complete_task(house, actor, task, {"shelf": "甲"})
        until(house, lambda: open_tasks(house, parent))
        with house.db.transaction() as tx:
            queue.deliver_messages(tx, town.tenant, "msg_nobody", {str(number): {} for number in range(10_000)})
        fired = until(house, lambda: moment(house, parent), 40)
        with house.db.reading() as tx:
            left = tx.value("select count(*) from procrastinate_jobs where queue_name = 'engine' and status = 'todo'")
    assert left > 1_000, "the backlog was still there"
    assert timedelta(0) <= fired - due < timedelta(seconds=3)


def moment(house: House, case: UUID) -> Any:
    with house.db.reading() as tx:
        return tx.value(
            "select recorded_at from history where instance_id = %s and type = 'timer.fired' order by seq limit 1",
            (case,),
        )


def test_a_demo_town_sends_nothing(database: TestDatabase, house: House, town: Town, receiver: Receiver) -> None:
    with house.db.transaction() as tx:
        tx.run("update tenant set demo = true where id = %s", (town.tenant,))
    case = send(house, town, receiver)
    with worker(database, house, **settings(receiver)):
        until(house, lambda: status(house, case) == "done")
    assert receiver.got == []
