"""The sweep looks at what is due, not at what there is: its cost does not grow with cases or timers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.store import waits
from service.store.database import Tx
from service.store.ids import new_id
from service.wiring import House
from tests.actions.conftest import house as house

TENANT = 1
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MANY = 20_000


@pytest.fixture(scope="module")
def due(house: House) -> set[UUID]:
    """Give the instances of the few timers that are due among very many that are not."""
    with house.db.transaction() as tx:
        tx.run("insert into tenant (id, name, demo) values (%s, '城阳街道', false)", (TENANT,))
        tx.run(
            """insert into timer (tenant_id, id, instance_id, node, due_at, interrupting)
               select %s, gen_random_uuid(), gen_random_uuid(), 'tm', %s::timestamptz + make_interval(mins => n), true
                 from generate_series(1, %s) n""",
            (TENANT, NOW, MANY),
        )
        found = {_timer(tx, NOW - timedelta(minutes=n)) for n in range(5)}
        handed = _timer(tx, NOW - timedelta(hours=1))
        tx.run("update timer set deferred_at = now() - interval '6 minutes' where instance_id = %s", (handed,))
        fresh = _timer(tx, NOW - timedelta(hours=1))
        tx.run("update timer set deferred_at = now() where instance_id = %s", (fresh,))
    return found | {handed}


def _timer(tx: Tx, at: datetime) -> UUID:
    instance = new_id()
    tx.run(
        """insert into timer (tenant_id, id, instance_id, node, due_at, interrupting)
           values (%s, %s, %s, 'tm', %s, true)""",
        (TENANT, new_id(), instance, at),
    )
    return instance


class Explaining(Tx):
    """A transaction that asks the planner instead."""

    def rows(self, sql: str, params: Any = ()) -> list[Any]:
        self.plan = self.connection.execute(f"explain (analyze, format json) {sql}", params).fetchall()[0][0]
        return []


def test_due_timers_are_found_by_an_index(house: House, due: set[UUID]) -> None:
    with house.db.reading() as tx:
        asked = Explaining(tx.connection)
        waits.claim_due_timers(asked, TENANT, NOW, 500)
        tx.connection.rollback()
    steps = list(_steps(asked.plan[0]["Plan"]))
    assert "ix_timer_due" in {step.get("Index Name") for step in steps}
    assert not [step for step in steps if step["Node Type"] == "Seq Scan" and step["Actual Rows"] > 100]
    assert max(step["Actual Rows"] + step.get("Rows Removed by Filter", 0) for step in steps) < 50


def _steps(plan: dict[str, Any]) -> Any:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)


def test_due_timers_are_handed_over_once_and_again_when_their_job_got_lost(house: House, due: set[UUID]) -> None:
    with house.db.transaction() as tx:
        assert set(waits.claim_due_timers(tx, TENANT, NOW, 500)) == due
        assert waits.claim_due_timers(tx, TENANT, NOW, 500) == []
