"""Operators on a real database: a town, the shipped rules, and a context as a step would give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from service.actions.deploy import deploy, read_files
from service.actions.operators import Context, call
from service.desk import open_release
from service.domain import clock
from service.domain.people import Actor
from service.store.database import Tx
from service.store.ids import new_id
from service.wiring import House
from tests.town import TENANT, Town, make_town

NOW = datetime(2017, 4, 10, 1, 0, tzinfo=UTC)
TODAY = date(2017, 4, 10)


@dataclass(frozen=True)
class Office:
    """A town with the shipped processes; `step` runs operators in a transaction that is then thrown away."""

    house: House
    town: Town
    releases: Mapping[str, UUID]

    @contextmanager
    def step(self) -> Iterator[Step]:
        """Give a step's transaction; nothing of it stays."""
        with pytest.raises(Undo), self.house.db.transaction() as tx:
            yield Step(self, tx)
            raise Undo


class Undo(Exception):
    """Throw away what a test has written."""


@dataclass(frozen=True)
class Step:
    """Calls operators as whoever, with whatever answers, in one transaction."""

    office: Office
    tx: Tx

    def instance(
        self,
        process: str,
        organization: UUID,
        person: UUID | None = None,
        parent: UUID | None = None,
        status: str = "running",
    ) -> UUID:
        """Write an instance row without an engine behind it."""
        row_id = new_id()
        self.tx.run(
            """insert into instance (tenant_id, id, release_id, process_key, subject_name, organization_id, person_id,
                 parent_id, status, state, history_seq, history_head, variables, started_at, updated_at)
               values (%s, %s, %s, %s, '', %s, %s, %s, %s, '', 0, '', '{}', %s, %s)""",
            (TENANT, row_id, self.office.releases[process], process, organization, person, parent, status, NOW, NOW),
        )
        return row_id

    def context(
        self,
        actor: Actor | None,
        instance: UUID | None = None,
        organization: UUID | None = None,
        person: UUID | None = None,
        starter: Actor | None = None,
        at: datetime = NOW,
        **answers: Any,
    ) -> Context:
        """Make the context of a step."""
        release = self.office.releases["proc_membership_case"]
        desk = open_release(self.tx, self.office.house.engine, TENANT, release)
        return Context(
            tx=self.tx,
            engine=self.office.house.engine,
            tenant=TENANT,
            instance_id=instance or new_id(),
            organization_id=organization or self.office.town.branch,
            person_id=person,
            actor_id=actor.person_id if actor else None,
            answers=answers,
            at=at,
            rules=desk.rules,
            calendar=desk.calendar,
            variables={},
            starter_id=starter.person_id if starter else None,
        )

    def run(self, context: Context, name: str, /, **params: Any) -> Any:
        """Call an operator as the engine does."""
        return call(context, name, params)

    def notices(self, person: Actor | UUID) -> list[str]:
        """Return the kinds of a person's notices, oldest first."""
        person_id = person if isinstance(person, UUID) else person.person_id
        rows = self.tx.rows("select kind from notice where person_id = %s order by created_at, id", (person_id,))
        return [row["kind"] for row in rows]


@pytest.fixture(autouse=True)
def april() -> Iterator[None]:
    """Let the business clock stand in April 2017."""
    clock.use_offset(NOW - datetime.now(UTC))
    yield
    clock.use_offset(timedelta(0))


@pytest.fixture(scope="module")
def office(house: House, project: Path) -> Office:
    """Give the town with everything the product ships."""
    with house.db.transaction() as tx:
        town = make_town(tx)
    done = deploy(house.db, house.engine, TENANT, read_files(project / "bpmn", project / "forms"), None)
    return Office(house, town, {each.process_key: each.release_id for each in done})


@pytest.fixture
def step(office: Office) -> Iterator[Step]:
    """Give a step whose writes are thrown away after the test."""
    with office.step() as made:
        yield made
