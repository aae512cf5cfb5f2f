"""The releases that an instance has been on: what happened before a migration is read and drawn on the old one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.desk import Desk, open_release
from service.engine import Engine, Model
from service.store import codec
from service.store.database import Tx

Place = tuple[str, str]  # process and node


@dataclass(frozen=True, slots=True)
class Era:
    """A stretch of history on one release: the rows up to `last`, which is its migration (None: it goes on)."""

    release_id: UUID
    last: int | None = None
    until: datetime | None = None
    moved: tuple[tuple[Place, Place], ...] = ()  # where it stood at the end, and what that became


@dataclass(frozen=True, slots=True)
class Course:
    """All eras of an instance, oldest first; most have one."""

    eras: tuple[Era, ...]
    open: Callable[[UUID], Desk]

    @property
    def now(self) -> Era:
        """Return the era that goes on."""
        return self.eras[-1]

    def at(self, seq: int) -> Era:
        """Return the era of a history row."""
        return next((era for era in self.eras if era.last is None or seq <= era.last), self.now)

    def then(self, moment: datetime | None) -> Era:
        """Return the era of a moment, the present one for none."""
        if moment is None:
            return self.now
        return next((era for era in self.eras if era.until is None or moment <= era.until), self.now)

    def model(self, seq: int) -> Model:
        """Return the model on which a history row happened."""
        return self.open(self.at(seq).release_id).model

    def on(self, release_id: UUID) -> Era | None:
        """Return the latest era on a release."""
        return next((era for era in reversed(self.eras) if era.release_id == release_id), None)

    def place_in(self, era: Era, place: Place, seq: int) -> Place:
        """Follow a place through the migrations between a history row and a later era."""
        for each in self.eras[: self.eras.index(era)]:
            if each.last is not None and seq <= each.last:
                place = dict(each.moved).get(place, place)
        return place


def read(tx: Tx, engine: Engine, tenant: int, instance_id: UUID, release_id: UUID) -> Course:
    """Read the eras of an instance from its history."""
    rows = tx.rows(
        """select seq, recorded_at, payload from history where tenant_id = %s and instance_id = %s
              and type in ('instance.migrated', 'instance.reverted') and payload is not null order by seq""",
        (tenant, instance_id),
    )
    eras = [_era(row["seq"], row["recorded_at"], codec.loads(bytes(row["payload"]))) for row in rows]
    desks: dict[UUID, Desk] = {}

    def open_(release: UUID) -> Desk:
        if release not in desks:
            desks[release] = open_release(tx, engine, tenant, release)
        return desks[release]

    return Course((*eras, Era(release_id)), open_)


def _era(seq: int, at: datetime, payload: dict[str, Any]) -> Era:
    moved = tuple(((old, node), (new, to)) for old, node, new, to in payload.get("moved", ()))
    return Era(UUID(payload["from"]), seq, at, moved)
