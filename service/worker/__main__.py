"""Run the worker: `python -m service.worker`."""

from __future__ import annotations

import asyncio
import signal
import sys

import structlog

from service import config
from service.wiring import build as build_house
from service.worker import jobs

log = structlog.get_logger()
CONCURRENCY = 2


async def work() -> None:
    """Work on jobs until told to stop; the job in hand is finished first."""
    settings = config.load()
    house = build_house(settings, pool_size=CONCURRENCY + 1)
    assert settings.app_url is not None
    app = jobs.build(house, settings.app_url.replace("postgresql+psycopg://", "postgresql://"))
    async with app.open_async():
        log.info("worker.ready")
        try:
            await app.run_worker_async(
                concurrency=CONCURRENCY + 1,
                fetch_job_polling_interval=jobs.POLL_SECONDS,
                update_heartbeat_interval=jobs.HEARTBEAT_SECONDS,
                stalled_worker_timeout=jobs.STALLED_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=True,
                shutdown_graceful_timeout=20,
            )
        finally:
            house.engine.close()


def main() -> int:
    """Run the worker in this process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asyncio.run(work())
    return 0


if __name__ == "__main__":
    sys.exit(main())
