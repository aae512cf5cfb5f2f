"""The worker's own jobs done here and now, one after the other: for a calendar that is moved by hand.

The same jobs, the same queue with its locks; only nobody waits for anything. What a running worker does by its own
clock (the sweep of timers, the night's tidying) is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

import procrastinate
import structlog
from procrastinate.jobs import Job, Status

from service.store import queue
from service.wiring import House
from service.worker import jobs, rounds

log = structlog.get_logger()
QUEUES: Final = (queue.TIMERS, queue.ENGINE, queue.OUTSIDE)


class _Named(Protocol):
    def __call__(self, timestamp: int) -> None: ...


class Inline:
    """A worker without threads and without patience; `failed` says which jobs could not be done."""

    def __init__(self, house: House, app: procrastinate.App, runner: asyncio.Runner, number: int) -> None:
        self._house, self._app, self._runner, self._number = house, app, runner, number
        self.done = 0
        self.failed: list[str] = []

    def work(self) -> int:
        """Do what is due, and what comes of it, until nothing is; return how many jobs that were."""
        before = self.done
        while self._sweep():
            pass
        return self.done - before

    def night(self) -> None:
        """Do what the clock brings once a night: claims of ended posts go back, what was heard long ago goes."""
        for name in ("release_claims", "tidy"):
            self._periodic(name)

    def _sweep(self) -> bool:
        rounds.sweep(self._house)
        taken = self._runner.run(self._drain())
        self.done += taken
        return taken > 0

    def _periodic(self, name: str) -> None:
        found: Any = self._app.tasks[name].func
        found(timestamp=0)

    async def _drain(self) -> int:
        count = 0
        while (job := await self._app.job_manager.fetch_job(list(QUEUES), self._number)) is not None:
            count += 1
            await self._app.job_manager.finish_job(job, await self._run(job), delete_job=True)
        return count

    async def _run(self, job: Job) -> Status:
        """Run one job in a thread, as the worker does; what fails is not tried again, but told."""
        try:
            await asyncio.to_thread(self._app.tasks[job.task_name].func, **job.task_kwargs)
        except Exception as error:
            log.exception("job.failed", job=job.task_name)
            self.failed.append(f"{job.task_name} {job.task_kwargs}: {type(error).__name__}: {error}")
            return Status.FAILED
        return Status.SUCCEEDED


@contextmanager
def inline(house: House) -> Iterator[Inline]:
    """Give a worker on the house's queue; close its connections afterwards."""
    assert house.settings.app_url is not None
    app = jobs.build(house, house.settings.app_url.replace("postgresql+psycopg://", "postgresql://"))
    with asyncio.Runner() as runner:
        runner.run(_opened(app))
        try:
            number = runner.run(app.job_manager.register_worker())
            try:
                yield Inline(house, app, runner, number)
            finally:
                runner.run(app.job_manager.unregister_worker(number))
        finally:
            runner.run(app.close_async())


async def _opened(app: procrastinate.App) -> None:
    await app.open_async()
