"""A worker dies in the middle of a job: another one, already running, takes the job over by itself."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from service.store import instances
from service.store.models import db
from service.wiring import House
from service.worker.lanes import LANES, STALLED_SECONDS
from tests.conftest import TestDatabase
from tests.town import Town, complete_task
from tests.worker.test_worker import open_tasks, start, until, worker
from tests.worker.test_worker import town as town

BOUND = 20.0  # about 8 seconds on a machine of one's own


def test_a_dead_workers_job_is_taken_over(database: TestDatabase, house: House, town: Town) -> None:
    parent, parts = start(house, town, datetime.now(UTC) + timedelta(days=1))
    with worker(database, house) as doomed, db.engine.connect() as other:
        until(house, lambda: _one(house, "select count(*) from procrastinate_workers") == len(LANES))
        held = _hold(other, town.tenant, parent)
        for actor, (_, task) in zip((town.ann, town.cleo), parts, strict=True):
            complete_task(house, actor, task, {"shelf": "甲"})
        until(
            house,
            lambda: _one(
                house, "select count(*) from procrastinate_jobs where status = 'doing' and lock = %s", str(parent)
            ),
        )
        with worker(database, house):
            until(house, lambda: _one(house, "select count(*) from procrastinate_workers") == 2 * len(LANES))
            doomed.kill()
            doomed.wait()
            killed = time.monotonic()
            held.rollback()
            until(house, lambda: open_tasks(house, parent), 60)
            took = time.monotonic() - killed
    print(f"\na dead worker's jobs: taken over and done after {took:.1f} s (stalled after {STALLED_SECONDS} s)")
    assert took < BOUND
    assert _one(house, "select count(*) from history where instance_id = %s and type = 'child.ended'", parent) == 2


def _hold(connection: Any, tenant: int, instance: Any) -> Any:
    """Lock an instance, so that a job about it stands still."""
    transaction = connection.begin()
    params = {"tenant": tenant, "instance": instance}
    connection.connection.driver_connection.execute(instances.LOCK_INSTANCE, params)
    return transaction


def _one(house: House, sql: str, *params: Any) -> Any:
    with house.db.reading() as tx:
        return tx.value(sql, params)
