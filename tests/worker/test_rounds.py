"""What comes round goes on after a failure, and what the version before has left as jobs is done with."""

from __future__ import annotations

import asyncio
import contextlib

import procrastinate
import pytest
from procrastinate.testing import InMemoryConnector

from service.wiring import House
from service.worker import jobs, rounds


def test_a_round_that_fails_is_followed_by_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    def sweep(_: House) -> None:
        seen.append("sweep")
        if len(seen) == 1:
            raise ValueError("the first time it fails")

    async def rescue(app: procrastinate.App, stalled_seconds: float) -> None:
        raise procrastinate.exceptions.ConnectorException

    monkeypatch.setattr(rounds, "sweep", sweep)
    monkeypatch.setattr(rounds, "rescue", rescue)
    monkeypatch.setattr(rounds, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(rounds, "RESCUE_SECONDS", 0.01)

    async def until_three() -> None:
        going = asyncio.create_task(rounds.rounds(house, procrastinate.App(connector=InMemoryConnector()), 6))
        while len(seen) < 3:
            assert not going.done(), going
            await asyncio.sleep(0.01)
        going.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await going

    asyncio.run(asyncio.wait_for(until_three(), 20))


def test_jobs_of_the_version_before_are_done_with(house: House) -> None:
    """A job that nobody knows would stand before people as something to be mended."""
    app = jobs.build(house, "")
    for name in ("sweep_timers", "rescue"):
        assert app.tasks[name].func(timestamp=0) is None
    assert not {"sweep_timers", "rescue"} & {name for name, _ in app.periodic_registry.periodic_tasks}
