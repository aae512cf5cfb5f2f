"""What comes round every second or two: timers that are due are looked for, a dead worker's jobs are taken over.

These are no jobs. A job a second is a row written, told, fetched and deleted a second, day and night, in a town where
nothing happens. What several workers do at once here is harmless: a due timer is claimed by one of them (SKIP LOCKED),
and of two who take a job over one finds that it is done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import procrastinate
import structlog
from procrastinate.exceptions import ConnectorException

from service.actions import jobs
from service.domain import clock
from service.store import waits
from service.store.database import is_lost_connection
from service.wiring import House

SWEEP_SECONDS: Final = 1.0
RESCUE_SECONDS: Final = 2.0

log = structlog.get_logger()


def sweep(house: House) -> None:
    """Hand the timers that are due to jobs, in every town by its own clock."""
    with house.app.app_context():
        with house.db.reading() as tx:
            tenants = [(row["id"], row["clock_offset"]) for row in waits.tenants(tx)]
        for tenant, offset in tenants:
            clock.use_offset(offset)
            jobs.sweep_timers(house.db, tenant)


async def rescue(app: procrastinate.App, stalled_seconds: float) -> None:
    """Put back what a worker held that beats no more."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_seconds):
        try:
            await app.job_manager.retry_job(job)
        except ConnectorException as error:
            # The job ended meanwhile, or another worker was faster.
            log.warning("rescue.put_off", reason=str(error.__cause__))
        else:
            log.warning("job.rescued", job=job.id, task=job.task_name)


async def rounds(house: House, app: procrastinate.App, stalled_seconds: float) -> None:
    """Go round until cancelled."""
    await asyncio.gather(
        _every(SWEEP_SECONDS, "sweep", lambda: asyncio.to_thread(sweep, house)),
        _every(RESCUE_SECONDS, "rescue", lambda: rescue(app, stalled_seconds)),
    )


async def _every(seconds: float, name: str, act: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again; what fails is told, and the next time may go well."""
    while True:
        began = time.monotonic()
        try:
            await act()
        except Exception as error:
            if is_lost_connection(error) or isinstance(error, ConnectorException):
                log.warning(f"{name}.put_off", reason=type(error).__name__)
            else:
                log.exception(f"{name}.failed")
        await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
