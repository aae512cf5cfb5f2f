"""The job behind a register: enter its signed rows, or take entered ones back, one a transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog

from service.actions import roster_entry, stretches
from service.actions.stretches import STRETCH, Work
from service.domain import clock
from service.domain.errors import YangguangError
from service.engine import Engine
from service.store import imports as staged
from service.store import notices, queue
from service.store import rosters as store
from service.store.database import Database, Row, Tx
from service.store.notices import NewNotice

log = structlog.get_logger()
# status of the run -> status of the rows that are its work
TODO = {"entering": "signed", "undoing": "entered"}


def work(db: Database, engine: Engine, tenant: int, run: UUID, stretch: float = STRETCH) -> None:
    """Enter rows, or take them back, for a while, and queue the rest."""
    stretches.work(db, job(engine, tenant, run), stretch)


def job(engine: Engine, tenant: int, run: UUID) -> Work:
    """Return a register as work for stretches."""

    def take(tx: Tx) -> Row | None:
        status = store.status(tx, tenant, run)
        if status not in TODO:
            return None
        row = store.next_row(tx, tenant, run, TODO[status])
        if row is None:
            _finish(tx, tenant, run, status)
        return row

    def do(tx: Tx, row: Row) -> None:
        if row["instance_id"] is None:
            roster_entry.forward(tx, engine, tenant, run, row)
        else:
            roster_entry.back(tx, tenant, run, row, store.ended_by(tx, tenant, run))

    def fail(tx: Tx, row: Row, error: Exception) -> None:
        status = "kept" if row["instance_id"] else "refused"
        store.set_row(tx, tenant, run, row["number"], status, found=_said(error, run))

    return Work(take, do, fail, lambda tx: queue.enter_roster(tx, tenant, run))


def _said(error: Exception, run: UUID) -> dict[str, Any]:
    if isinstance(error, YangguangError):
        return {"code": error.code, "params": {key: str(value) for key, value in error.params.items()}}
    log.exception("roster.row_failed", run=str(run))
    return {"code": "roster_failed", "params": {}}


def _finish(tx: Tx, tenant: int, run: UUID, status: str) -> None:
    row = staged.lock(tx, tenant, run, store.KIND)
    if row is None:
        return
    who = row["ended_by"] or row["created_by"]
    staged.end(tx, tenant, run, "done" if status == "entering" else "undone", who, clock.now())
    counts = store.counts(tx, tenant, [run])[run]
    kind = "roster_done" if status == "entering" else "roster_undone"
    params = {"name": row["file_name"], **{key: counts[key] for key in ("entered", "refused", "undone", "kept")}}
    notices.send(tx, tenant, None, clock.now(), [NewNotice(row["created_by"], kind, params)])
