"""A simulated year of a demo town: all shipped processes, a staff that answers forms by their own schemas, real timers.

The real actions, the real worker's jobs and the real calendar; only the clock is moved and the people are dice, which
fall the same way for the same seed. It finds what hangs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from service.actions.tenants import FIRST
from service.demo.year import report, stuck
from service.demo.year.report import Report
from service.demo.year.run import House, Worker, Year
from service.domain import clock

__all__ = ["Report", "simulate", "write"]

write = report.write


def simulate(
    house: House,
    worker: Worker,
    days: int = 365,
    seed: int = 2017,
    share: float = 1.0,
    show: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> Report:
    """Let days pass in a demo town and say what they came to; the town's clock stands at the last one afterwards.

    `share`: in how many of the branches that happens which happens in every branch (points, closing).
    """
    since = clock.now()
    first: date = clock.today()
    year = Year(house, worker, seed, first, share)
    year.live(days, show)
    tally = year.tally
    facts = {
        "days": days, "done": tally.done, "jobs": tally.jobs, "started": sum(tally.started.values()),
        "newcomers": year.deeds.newcomers, "withdrawn": year.deeds.withdrawn, "sittings": year.deeds.sittings,
        "filled": year.staff.filled.total(),
    }  # fmt: skip
    with house.db.reading() as tx:
        broken = [*tally.broken, *(f"后台任务失败：{each}" for each in worker.failed)]
        hanging = stuck.find(tx, FIRST, tally.refused, tally.nobody, broken)
        last = first + timedelta(days=days - 1)
        now: datetime = clock.now()
        return report.make(
            tx, house.engine, first, last, since, now, seed, facts, dict(year.staff.filled), tally.not_started, hanging
        )
