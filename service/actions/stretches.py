"""A long piece of work as a job: one item a transaction, for a few seconds, then the next stretch is queued.

A kill loses and doubles nothing: an item is marked in the very transaction that does it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from service.store.database import Database, Row, Tx, is_collision, is_lost_connection

log = structlog.get_logger()
STRETCH = 5.0  # seconds of work in one job; then other jobs get their turn


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done with the items of a list."""

    take: Callable[[Tx], Row | None]
    """Lock the next item; None when there is nothing left to do, which it has noted then."""
    do: Callable[[Tx, Row], None]
    fail: Callable[[Tx, Row, Exception], None]
    """Note that an item could not be done, in a transaction of its own."""
    again: Callable[[Tx], None]
    """Queue the next stretch."""


def work(db: Database, job: Work, stretch: float = STRETCH) -> None:
    """Do items for a while, each in a transaction of its own, and queue the rest."""
    until = time.monotonic() + stretch
    while time.monotonic() < until:
        if not one(db, job):
            return
    with db.transaction() as tx:
        job.again(tx)


def one(db: Database, job: Work) -> bool:
    """Do one item; tell whether there may be more."""
    item: Row | None = None
    try:
        with db.transaction() as tx:
            item = job.take(tx)
            if item is None:
                # What take() has noted (that all is done) is committed with this transaction.
                return False
            job.do(tx, item)
            return True
    except Exception as error:
        if item is None or is_collision(error) or is_lost_connection(error):
            raise
        with db.transaction() as tx:
            job.fail(tx, item, error)
        return True
