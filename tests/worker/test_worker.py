"""The worker as a real process: ended parts come back, timers fire, and what a killed worker held is taken over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import jobs
from service.actions.deploy import deploy
from service.domain.errors import Conflict
from service.reads import history
from service.reads import instances as cases
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.conftest import TestDatabase
from tests.town import Town, complete_task, make_town, start_case


@pytest.fixture(scope="module")
def town(house: House) -> Town:
    with house.db.transaction() as tx:
        made = make_town(tx)
    deploy(house.db, house.engine, made.tenant, diagram_files("parts"), None)
    return made


@contextmanager
def worker(database: TestDatabase, house: House, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process for a while."""
    process = subprocess.Popen(
        [sys.executable, "-m", "service.worker"],
        env={
            **os.environ,
            "DATABASE_URL": database.owner_url,
            "DATABASE_APP_URL": database.app_url,
            "YANGGUANG_HOME": str(house.settings.home),
            "YANGGUANG_SECRET": "test-secret-test-secret-test-secret-42",
            **more,
        },
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(house: House, ask: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Ask until the answer is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        house_tx_end(house)
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def house_tx_end(house: House) -> None:
    """End the reading transaction, so that the next one sees what others have committed."""
    from service.store import database

    database.release()


def open_tasks(house: House, instance: UUID) -> list[UUID]:
    with house.db.reading() as tx:
        rows = tx.rows("select id from task where instance_id = %s and status = 'open'", (instance,))
    return [row["id"] for row in rows]


def start(house: House, town: Town, until_at: datetime) -> tuple[UUID, list[tuple[UUID, UUID]]]:
    """Start the round of parts; return it and its children with their tasks."""
    answers = {
        "parts": [{"branch_id": str(town.branch)}, {"branch_id": str(town.other_branch)}],
        "sum_until": until_at.isoformat(),
    }
    parent = start_case(house, town.dora, "proc_parts", town.town, answers)
    with house.db.reading() as tx:
        rows = tx.rows(
            """select i.id, t.id as task from instance i join task t on t.instance_id = i.id
                where i.parent_id = %s order by i.organization_id""",
            (parent.instance_id,),
        )
    return parent.instance_id, [(row["id"], row["task"]) for row in rows]


def test_each_part_is_a_case_of_its_own(house: House, town: Town) -> None:
    parent, parts = start(house, town, datetime.now(UTC) + timedelta(days=1))
    assert len(parts) == 2
    with house.db.reading() as tx:
        case = cases.get(tx, house.engine, town.dora, parent, "zh-CN")
    assert {child["subject"]["name"] for child in case["children"]} == {"后田社区第一党支部", "后田社区第二党支部"}
    assert case["waiting"] == "2 个子个案办理中"
    assert next(line for line in case["outline"] if line["node"] == "ca_parts")["status"] == "now"


def test_ended_parts_come_back_and_the_parent_goes_on(database: TestDatabase, house: House, town: Town) -> None:
    parent, parts = start(house, town, datetime.now(UTC) + timedelta(days=1))
    for actor, (_, task) in zip((town.ann, town.cleo), parts, strict=True):
        complete_task(house, actor, task, {"shelf": "甲"})
    with worker(database, house):
        (sum_task,) = until(house, lambda: open_tasks(house, parent))
    done = complete_task(house, town.dora, sum_task, {"note": "齐"})
    assert done.ended
    with house.db.reading() as tx:
        variables = tx.value("select state from instance where id = %s", (parent,))
    assert len(variables) < 3000


def test_a_timer_fires_without_anybody_asking(database: TestDatabase, house: House, town: Town) -> None:
    with worker(database, house):
        due = datetime.now(UTC) + timedelta(seconds=8)
        parent, parts = start(house, town, due)
        for actor, (_, task) in zip((town.ann, town.cleo), parts, strict=True):
            complete_task(house, actor, task, {"shelf": "甲"})
        until(house, lambda: open_tasks(house, parent))

        def ended() -> Any:
            with house.db.reading() as tx:
                return tx.row("select updated_at from instance where id = %s and status = 'ended'", (parent,))

        row = until(house, ended)
    assert timedelta(0) <= row["updated_at"] - due < timedelta(seconds=3)
    assert open_tasks(house, parent) == []


def test_what_a_killed_worker_held_is_taken_over(database: TestDatabase, house: House, town: Town) -> None:
    parent, parts = start(house, town, datetime.now(UTC) + timedelta(days=1))
    with worker(database, house) as doomed:
        time.sleep(3)
        for actor, (_, task) in zip((town.ann, town.cleo), parts, strict=True):
            complete_task(house, actor, task, {"shelf": "甲"})
        doomed.kill()
        doomed.wait()
    with worker(database, house):
        assert until(house, lambda: open_tasks(house, parent), 40)
    with house.db.reading() as tx:
        n = tx.value("select count(*) from history where instance_id = %s and type = 'child.ended'", (parent,))
    assert n == 2


def test_a_recall_takes_the_parts_back(house: House, town: Town) -> None:
    """When the caller stops waiting, nobody is left with a task that no longer counts."""
    parent, parts = start(house, town, datetime.now(UTC) + timedelta(days=1))
    jobs.deliver_message(house.db, house.engine, town.tenant, "msg_recall", str(town.town), {})
    with house.db.reading() as tx:
        statuses = {
            row["status"]
            for row in tx.rows("select status from instance where parent_id = %s or id = %s", (parent, parent))
        }
        case = cases.get(tx, house.engine, town.dora, parts[0][0], "zh-CN")
        assert history.verify(tx, town.dora, parts[0][0])["ok"]
    assert statuses == {"ended", "cancelled"}
    assert open_tasks(house, parts[0][0]) == [] and case["waiting"] is None
    with pytest.raises(Conflict):
        complete_task(house, town.ann, parts[0][1], {"shelf": "甲"})
