"""How late timers fire: with nothing else to do, and behind ten thousand jobs in another queue; what idling costs."""

from __future__ import annotations

import os
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from service.actions.deploy import deploy
from service.store import queue
from service.wiring import House
from service.worker.lanes import LANES
from tests.actions.conftest import diagram_files
from tests.actions.conftest import house as house
from tests.conftest import TestDatabase
from tests.town import Town, make_town, start_case
from tests.worker.test_worker import until, worker

pytestmark = pytest.mark.bench

TIMERS, SPREAD = 60, 15.0
BACKLOG = 10_000
LATE_IDLE, LATE_BUSY = 2.0, 5.0
IDLE_CPU = 3.0  # % of one core


@pytest.fixture(scope="module")
def town(house: House) -> Town:
    """Give the small town with the process of the storm."""
    with house.db.transaction() as tx:
        made = make_town(tx)
    deploy(house.db, house.engine, made.tenant, diagram_files("storm"), None)
    return made


def test_timers_are_in_time_when_idle(database: TestDatabase, house: House, town: Town) -> None:
    with worker(database, house):
        at_work(house)
        late = lateness(house, arm(house, town))
    assert tell("idle", late) < LATE_IDLE


def test_a_backlog_elsewhere_holds_no_timer_up(database: TestDatabase, house: House, town: Town) -> None:
    with worker(database, house):
        at_work(house)
        with house.db.transaction() as tx:
            queue.deliver_messages(tx, town.tenant, "msg_nobody", {f"key {n}": {} for n in range(BACKLOG)})
        late = lateness(house, arm(house, town))
        left = waiting(house)
        print(f"\n{left} of {BACKLOG} jobs were still waiting when the last timer had fired")
        with house.db.transaction() as tx:
            tx.run("delete from procrastinate_jobs where status = 'todo'")
    assert tell(f"behind {BACKLOG} jobs", late) < LATE_BUSY
    assert left > 0, "the backlog was worked off too soon to be in anybody's way"


def test_idling_costs_next_to_nothing(database: TestDatabase, house: House, town: Town) -> None:
    with worker(database, house) as idle:
        time.sleep(8)
        before, began = cpu_seconds(idle.pid), time.monotonic()
        time.sleep(20)
        share = 100 * (cpu_seconds(idle.pid) - before) / (time.monotonic() - began)
    print(f"\nan idle worker: {share:.1f} % of a core")
    assert share < IDLE_CPU


def at_work(house: House) -> None:
    """Wait until the worker has begun to work."""

    def beating() -> int:
        with house.db.reading() as tx:
            return int(tx.value("select count(*) from procrastinate_workers"))

    until(house, lambda: beating() >= len(LANES))


def arm(house: House, town: Town) -> dict[UUID, datetime]:
    """Start cases whose timers fall due one after another; return when each is due."""
    chance, first = random.Random(7), datetime.now(UTC) + timedelta(seconds=10)
    armed = {}
    for n in range(TIMERS):
        due = first + timedelta(seconds=chance.uniform(0, SPREAD))
        answers = {
            "token": f"{first:%H%M%S}-{n}",
            "nudge_at": due.isoformat(),
            "race_at": (due + timedelta(days=1)).isoformat(),
            "parts": [{"branch_id": str(town.branch)}],
        }
        armed[start_case(house, town.ann, "proc_storm", town.branch, answers).instance_id] = due
    assert datetime.now(UTC) < first, "the machine is too slow for this measurement"
    return armed


def lateness(house: House, armed: dict[UUID, datetime]) -> list[float]:
    """Wait until every timer has fired; return by how many seconds each was late."""

    def fired() -> dict[UUID, datetime]:
        with house.db.reading() as tx:
            rows = tx.rows(
                "select instance_id, recorded_at from history where type = 'timer.fired' and instance_id = any(%s)",
                (list(armed),),
            )
        return {row["instance_id"]: row["recorded_at"] for row in rows}

    until(house, lambda: len(fired()) == len(armed), 120)
    return sorted((at - armed[instance]).total_seconds() for instance, at in fired().items())


def waiting(house: House) -> int:
    with house.db.reading() as tx:
        return int(tx.value("select count(*) from procrastinate_jobs where status = 'todo' and queue_name <> 'ops'"))


def tell(when: str, late: list[float]) -> float:
    """Print the measurement; return the worst."""
    p99 = late[min(len(late) - 1, int(len(late) * 0.99))]
    middle = statistics.median(late)
    print(f"\n{len(late)} timers {when}: late by {middle:.2f} s p50, {p99:.2f} s p99, {late[-1]:.2f} s max")
    assert late[0] >= 0, "a timer fired before its time"
    return late[-1]


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
