"""Play what is running in the town through the real actions, at moments of the past days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from service.actions import instances, jobs, tasks
from service.actions.tenants import FIRST
from service.demo.values import NOW, Town
from service.domain import clock
from service.domain.people import Actor, Grant
from service.engine import Engine
from service.store.database import Database, Row, Tx


class Player:
    """People of the town who act."""

    def __init__(self, tx: Tx, engine: Engine, town: Town) -> None:
        self.tx, self.engine, self.town = tx, engine, town
        self.holders = town.holders()
        self.by_branch = town.by_branch()
        self._ended: list[tuple[datetime, UUID]] = []
        self._people = {person.id: person for person in town.people}
        levels = {org.id: org.level for org in town.orgs}
        self._grants: dict[UUID, list[Grant]] = {}
        for post in town.posts:
            grant = Grant(post.role, post.organization_id, levels[post.organization_id], post.from_on)
            self._grants.setdefault(post.person_id, []).append(grant)

    def actor(self, person: UUID) -> Actor:
        """Return a person as the one who acts."""
        name = self._people[person].name
        return Actor(FIRST, person, name, grants=tuple(self._grants.get(person, ())))

    def holder(self, organization: UUID, role: str, place: int = 0) -> UUID:
        """Return who holds a post."""
        return self.holders[organization, role][place]

    def start(
        self,
        at: datetime,
        person: UUID,
        process: str,
        organization: UUID,
        answers: Mapping[str, Any],
        about: UUID | None = None,
    ) -> UUID:
        """Start a process, about somebody or not."""
        clock.stop_at(at)
        started = instances.start_in(self.tx, self.engine, self.actor(person), process, organization, about, answers)
        return started.instance_id

    def complete(self, at: datetime, person: UUID, instance: UUID, node: str, answers: Mapping[str, Any]) -> None:
        """Complete the open task of a node."""
        clock.stop_at(at)
        task = self.open_tasks(instance)[node]
        tasks.complete_in(self.tx, self.engine, self.actor(person), task, answers)

    def open_tasks(self, instance: UUID) -> dict[str, UUID]:
        """Return the open tasks of an instance by node."""
        rows = self.tx.rows(
            "select node, id from task where tenant_id = %s and instance_id = %s and status = 'open'",
            (FIRST, instance),
        )
        return {row["node"]: row["id"] for row in rows}

    def children(self, instance: UUID) -> list[Row]:
        """Return the own instances that an instance has started."""
        return self.tx.rows(
            """select id, organization_id, person_id, status from instance
                where tenant_id = %s and parent_id = %s order by organization_id, person_id, id""",
            (FIRST, instance),
        )

    def ended(self, at: datetime, child: UUID) -> None:
        """Remember that a child has ended, to be handed back to its parent when all of them are known."""
        self._ended.append((at + timedelta(seconds=1), child))

    def hand_back(self) -> None:
        """Give ended children's results to their parents in the order of time, as the worker would have done."""
        for at, child in sorted(self._ended):
            clock.stop_at(at)
            jobs.child_ended(cast(Database, Within(self.tx)), self.engine, FIRST, child)
        self._ended.clear()


class Within:
    """Let a job run inside our transaction instead of one of its own."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        yield self._tx


def on(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    """Return a moment of spring 2017."""
    return datetime(2017, month, day, hour, minute, tzinfo=NOW.tzinfo)


def iso(day: date) -> str:
    """Return a day as forms carry it."""
    return day.isoformat()
