"""Run the worker: `python -m service.worker`."""

from __future__ import annotations

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import structlog

from service import config
from service.wiring import build as build_house
from service.worker import jobs
from service.worker.lanes import STALLED_SECONDS, THREADS, Lanes
from service.worker.rounds import rounds

log = structlog.get_logger()


async def work() -> None:
    """Work on jobs until told to stop; the jobs in hand are finished first."""
    settings = config.load()
    house = build_house(settings, pool_size=THREADS + 1)  # the rounds
    assert settings.app_url is not None
    app = jobs.build(house, settings.app_url.replace("postgresql+psycopg://", "postgresql://"))
    loop = asyncio.get_running_loop()
    # Jobs are plain functions in threads, and asyncio's own pool is too small for all lanes on a small machine.
    loop.set_default_executor(ThreadPoolExecutor(THREADS + 2, thread_name_prefix="job"))
    async with app.open_async():
        lanes = Lanes(app, rounds(house, app, STALLED_SECONDS))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, lanes.stop)
        log.info("worker.ready")
        try:
            await lanes.run()
        finally:
            house.engine.close()


def main() -> int:
    """Run the worker in this process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asyncio.run(work())
    return 0


if __name__ == "__main__":
    sys.exit(main())
