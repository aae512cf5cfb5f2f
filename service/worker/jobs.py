"""The jobs and how they meet the actions: one app context, one tenant's clock, one action a job.

This Procrastinate application is the only one that opens connections of its own; the web side queues on the caller's
(service/store/queue.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from procrastinate import RetryStrategy

from service.actions import cohort_job, cohorts, jobs, migration, publications, retention, roster_job, stranded
from service.domain import clock
from service.store import access_anchor, attempts, posts, queue, repeats, sessions, waits
from service.wiring import House
from service.worker import outside

log = structlog.get_logger()

# Deadlocks and lost connections pass; a diagram that is wrong does not, and stays visible as a failed job.
RETRY = RetryStrategy(max_attempts=8, exponential_wait=2)


def build(house: House, conninfo: str) -> procrastinate.App:
    """Return the worker's application with every job registered."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo, min_size=1, max_size=8))
    _register_engine_jobs(app, house)
    _register_clockwork(app, house)
    return app


def _job(app: procrastinate.App, house: House, name: str, queue_name: str) -> Callable[[Callable[..., Any]], None]:
    """Make an action a job: one app context, hence one database session, per run, and the tenant's clock."""

    def register(action: Callable[..., Any]) -> None:
        def run(tenant: int, **args: Any) -> None:
            with house.app.app_context():
                _use_clock(house, tenant)
                action(tenant, **args)

        app.task(name=name, queue=queue_name, retry=RETRY)(run)

    return register


def _use_clock(house: House, tenant: int) -> None:
    with house.db.reading() as tx:
        offsets: dict[int, timedelta] = {row["id"]: row["clock_offset"] for row in waits.tenants(tx)}
    clock.use_offset(offsets.get(tenant, timedelta(0)))


def _register_engine_jobs(app: procrastinate.App, house: House) -> None:
    def fire(tenant: int, instance: str) -> None:
        jobs.fire_timers(house.db, house.engine, tenant, UUID(instance))

    def go_on(tenant: int, instance: str) -> None:
        jobs.go_on(house.db, house.engine, tenant, UUID(instance))

    def child(tenant: int, child: str) -> None:
        jobs.child_ended(house.db, house.engine, tenant, UUID(child))

    def deliver(tenant: int, message: str, key: str, payload: dict[str, Any], event: str | None = None) -> None:
        known = None if event is None else UUID(event)  # jobs of before had none
        jobs.deliver_message(house.db, house.engine, tenant, message, key, payload, known)

    def signal(tenant: int, node: str, payload: dict[str, Any], event: str) -> None:
        jobs.deliver_signal(house.db, house.engine, tenant, UUID(node), payload, UUID(event))

    def outward(tenant: int, delivery: str) -> None:
        outside.deliver(house, tenant, UUID(delivery))

    def migrate(tenant: int, plan: str) -> None:
        migration.work(house.db, house.engine, tenant, UUID(plan))

    def many(tenant: int, run: str) -> None:
        cohort_job.work(house.db, house.engine, tenant, UUID(run))

    def enter(tenant: int, run: str) -> None:
        roster_job.work(house.db, house.engine, tenant, UUID(run))

    _job(app, house, queue.FIRE_TIMERS, queue.TIMERS)(fire)
    _job(app, house, queue.GO_ON, queue.ENGINE)(go_on)
    _job(app, house, queue.MIGRATE_CASES, queue.ENGINE)(migrate)
    _job(app, house, queue.ENTER_ROSTER, queue.ENGINE)(enter)
    _job(app, house, queue.DO_FOR_MANY, queue.ENGINE)(many)
    _job(app, house, queue.DELIVER_OUTSIDE, queue.OUTSIDE)(outward)
    _job(app, house, queue.CHILD_ENDED, queue.ENGINE)(child)
    _job(app, house, queue.DELIVER_MESSAGE, queue.ENGINE)(deliver)
    _job(app, house, queue.DELIVER_SIGNAL, queue.ENGINE)(signal)


def _register_clockwork(app: procrastinate.App, house: House) -> None:
    """Register what comes round by the clock, every few minutes or once a night."""
    for name in ("sweep_timers", "rescue"):  # now rounds.py; a job that the version before has left is done with
        app.task(name=name, queue=queue.OPS)(lambda timestamp: None)

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="anchor_access", queue=queue.OPS, queueing_lock="anchor_access")
    def anchor(timestamp: int) -> None:
        with house.app.app_context():
            with house.db.reading() as tx:
                tenants = [row["id"] for row in waits.tenants(tx)]
            for tenant in tenants:
                with house.db.transaction() as tx:
                    access_anchor.anchor(tx, tenant)

    @app.periodic(cron="41 2 * * *")
    @app.task(name="keep_no_longer", queue=queue.OPS, queueing_lock="keep_no_longer")
    def keep_no_longer(timestamp: int) -> None:
        with house.app.app_context():
            with house.db.reading() as tx:
                tenants = [row["id"] for row in waits.tenants(tx)]
            for tenant in tenants:
                done = retention.run(house.db, tenant)
                log.info("retention", tenant=tenant, **asdict(done))

    @app.periodic(cron="23 1 * * *")
    @app.task(name="take_down_notices", queue=queue.OPS, queueing_lock="take_down_notices")
    def take_down_notices(timestamp: int) -> None:
        with house.app.app_context():
            with house.db.reading() as tx:
                tenants = [(row["id"], row["clock_offset"]) for row in waits.tenants(tx)]
            for tenant, offset in tenants:
                clock.use_offset(offset)
                down = publications.take_down_left(house.db, tenant)
                if down:
                    log.info("notices.taken_down", tenant=tenant, n=down)

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="release_claims", queue=queue.OPS, queueing_lock="release_claims")
    def release_claims(timestamp: int) -> None:
        with house.app.app_context():
            with house.db.reading() as tx:
                tenants = [(row["id"], row["clock_offset"]) for row in waits.tenants(tx)]
            for tenant, offset in tenants:
                clock.use_offset(offset)
                with house.db.transaction() as tx:
                    released = posts.release_claims(tx, tenant, clock.today())
                if released:
                    log.info("claims.released", tenant=tenant, n=released)

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="tell_stranded", queue=queue.OPS, queueing_lock="tell_stranded")
    def tell_stranded(timestamp: int) -> None:
        with house.app.app_context():
            with house.db.reading() as tx:
                tenants = [(row["id"], row["clock_offset"]) for row in waits.tenants(tx)]
            for tenant, offset in tenants:
                clock.use_offset(offset)
                if told := stranded.tell(house.db, tenant):
                    log.info("steps.stranded", tenant=tenant, n=told)

    @app.periodic(cron="17 3 * * *")
    @app.task(name="tidy", queue=queue.OPS, queueing_lock="tidy")
    def tidy(timestamp: int) -> None:
        with house.app.app_context(), house.db.transaction() as tx:
            repeats.forget_old(tx)
            waits.forget_heard(tx)
            sessions.forget_ended(tx)
            attempts.forget_old(tx)
            cohorts.forget_old(tx)
