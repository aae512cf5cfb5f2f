"""Lanes: groups of queues with threads of their own, so that a full queue never holds up another.

Ten thousand messages must not make a term late, and a web address that hangs must not hold up anything at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final

import procrastinate
from procrastinate.worker import Worker

from service.store import queue

# A dead node's jobs are taken over within this many seconds; the worker beats three times as often.
STALLED_SECONDS: Final = 6
HEARTBEAT_SECONDS: Final = 2
POLL_SECONDS: Final = 1.0
STOP_SECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class Lane:
    """Queues that share a number of threads; one lane of all defers what comes round by the clock."""

    name: str
    queues: tuple[str, ...]
    at_once: int
    clockwork: bool = False


LANES: Final = (
    Lane("clock", (queue.OPS, queue.TIMERS), 3, clockwork=True),
    Lane("engine", (queue.ENGINE,), 2),
    Lane("outside", (queue.OUTSIDE,), 4),
)
THREADS: Final = sum(lane.at_once for lane in LANES)


class _Worker(Worker):
    """Procrastinate's worker; only one of a process needs to look at the clock.

    The others' deferrer waits for ever instead of ending: a worker stops watching its side tasks, the heartbeat among
    them, when the first of them ends.
    """

    def __init__(self, app: procrastinate.App, lane: Lane) -> None:
        super().__init__(
            app,
            queues=list(lane.queues),
            name=lane.name,
            concurrency=lane.at_once,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            delete_jobs="successful",
            install_signal_handlers=False,
            shutdown_graceful_timeout=STOP_SECONDS,
        )
        self._clockwork = lane.clockwork

    async def _periodic_deferrer(self) -> None:
        if self._clockwork:
            await super()._periodic_deferrer()  # type: ignore[no-untyped-call]
        else:
            await asyncio.Event().wait()


class Lanes:
    """All lanes of one worker process."""

    def __init__(self, app: procrastinate.App, rounds: Coroutine[Any, Any, None]) -> None:
        self._workers = [_Worker(app, lane) for lane in LANES]
        self._rounds = rounds

    def stop(self) -> None:
        """Take no more jobs; run() returns when those in hand are finished."""
        for worker in self._workers:
            worker.stop()  # type: ignore[no-untyped-call]

    async def run(self) -> None:
        """Work until stopped. A lane that ends by itself has lost the database: the others end with it."""
        runs = [worker.run() for worker in self._workers]  # type: ignore[no-untyped-call]
        tasks = [asyncio.create_task(run) for run in runs]
        rounds = asyncio.create_task(self._rounds)
        await asyncio.wait([*tasks, rounds], return_when=asyncio.FIRST_COMPLETED)
        self.stop()
        rounds.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
