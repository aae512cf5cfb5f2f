"""The simulated year, short: a small town, the worker's own jobs, nothing hangs, the same dice fall the same way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service import config, demo, wiring
from service.actions import operators
from service.actions.deploy import deploy, read_files
from service.actions.tenants import FIRST, ensure_tenant
from service.demo.year import Report, simulate, stuck, write
from service.domain import clock
from service.reads.history import strays, verify_all
from service.store import database as database_module
from service.store.database import Tx
from service.store.embedded import EmbeddedPostgres
from service.wiring import House
from service.worker.inline import inline
from tests.conftest import TestDatabase

DAYS, SHORT = 40, 3


@contextmanager
def at_home(made: TestDatabase, home: Path) -> Iterator[House]:
    """Give a house on a database."""
    settings = config.load(
        {
            "YANGGUANG_HOME": str(home),
            "DATABASE_URL": made.owner_url,
            "DATABASE_APP_URL": made.app_url,
            "YANGGUANG_SECRET": "test-secret-test-secret-test-secret-42",
        }
    )
    built = wiring.build(settings, 4, operators.names(), operators.examples())
    with built.app.app_context():
        try:
            yield built
        finally:
            built.engine.close()
            database_module.disconnect_all()


@pytest.fixture(scope="module")
def town(make_database: Callable[[], TestDatabase], tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """Give the home of a small town that nobody has lived in, in a database to be copied."""
    made, home = make_database(), tmp_path_factory.mktemp("year")
    with at_home(made, home) as house:
        tenant = ensure_tenant(house.db, demo=True)
        deploy(house.db, house.engine, tenant, read_files(project / "bpmn", project / "forms"), None)
        demo.generate(house, small=True)
    (home / "database").write_text(made.name)
    return home


def live(postgres: EmbeddedPostgres, town: Path, days: int, look: Callable[[Tx, Report], None] | None = None) -> Report:
    """Let some days pass in a copy of the town."""
    copy = f"year_{days}_{len(postgres.databases())}"
    postgres.create_database(copy, (town / "database").read_text())
    made = TestDatabase(copy, postgres.url(copy, "owner"), postgres.url(copy, "app"))
    with at_home(made, town) as house:
        from service.actions.clocks import move_clock

        move_clock(house.db, FIRST, "2017-04-10")
        with inline(house) as worker:
            report = simulate(house, worker, days, seed=5)
        if look is not None:
            with house.db.reading() as tx:
                look(tx, report)
    postgres.drop_database(copy)
    return report


def plain(report: Report) -> Any:
    """Return a report without what is drawn anew each time: ids."""
    said = report.as_json()
    return json.loads(json.dumps(said, default=str))


def test_forty_days_leave_nothing_hanging(postgres: EmbeddedPostgres, town: Path) -> None:
    def look(tx: Tx, report: Report) -> None:
        assert verify_all(tx, FIRST) == [] and strays(tx, FIRST) == []
        assert tx.value("select count(*) from procrastinate_jobs where status <> 'todo'") == 0
        # A case whose waits are lost is found: that is what the command is for.
        case = tx.value("select instance_id from task where status = 'open' order by id limit 1")
        for table in ("task", "timer", "subscription"):
            tx.run(f"delete from {table} where instance_id = %s", (case,))
        assert case in {each.instance_id for each in stuck.find(tx, FIRST, {}, {}, [])}

    report = live(postgres, town, DAYS, look)
    assert report.stuck == [] and report.healthy
    assert report.not_started == []
    running = {process.key: process for process in report.processes if process.statuses}
    assert {
        "proc_membership_case", "proc_recommendation_round", "proc_recommendation_branch", "proc_stage_opening",
        "proc_points_entry", "proc_points_notice", "proc_enterprise_census", "proc_enterprise_visit",
        "proc_activist_training", "proc_data_subject_request",
    } <= running.keys()  # fmt: skip
    assert report.facts["done"] > 200 and report.facts["jobs"] > 50 and report.facts["newcomers"] == 2
    assert sum(process.kept + process.late for process in report.processes) == report.facts["done"]
    assert sum(post["done"] for post in report.roles.values()) == report.facts["done"]
    assert running["proc_points_notice"].outcomes["本人知悉"] > 0
    text = write(report)
    assert "没有卡住的个案" in text and "积分纪实" in text and "党支部书记" in text
    assert clock.today() == report.last


def test_the_same_seed_gives_the_same_days(postgres: EmbeddedPostgres, town: Path) -> None:
    first, second = (plain(live(postgres, town, SHORT)) for _ in range(2))
    assert first == second and first["facts"]["done"] > 0
