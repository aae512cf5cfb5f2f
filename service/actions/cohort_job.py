"""The job of a batch: each person by the very action that a single one would be done by, one a transaction.

It acts with the posts that whoever decided holds on the day of doing: the batch adds no right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from service.actions import instances, stretches, tasks
from service.actions.cohorts import judge_one, told
from service.actions.stretches import STRETCH, Work
from service.domain import clock, cohorts, labels, messages
from service.domain.cohorts import Step, Wish
from service.domain.errors import Forbidden, Invalid, YangguangError
from service.domain.people import Actor, Grant
from service.engine import Engine
from service.store import cohorts as store
from service.store import notices, queue
from service.store.database import Database, Row, Tx
from service.store.notices import NewNotice

log = structlog.get_logger()


def work(db: Database, engine: Engine, tenant: int, run_id: UUID, stretch: float = STRETCH) -> None:
    """Do people of a batch for a while, one a transaction, and queue the rest; a kill loses and doubles none."""
    stretches.work(db, job(engine, tenant, run_id), stretch)


def job(engine: Engine, tenant: int, run_id: UUID) -> Work:
    """Return a run as work for stretches."""
    made = _Job(engine, tenant, run_id)
    return Work(made.take, made.do, made.fail, made.again)


class _Job:
    """The people of one batch; how it stands, and what its owner may do, is read anew for each of them."""

    def __init__(self, engine: Engine, tenant: int, run_id: UUID) -> None:
        self._engine, self._tenant, self._id = engine, tenant, run_id
        self._run: Row = {}

    def take(self, tx: Tx) -> Row | None:
        run = store.find(tx, self._tenant, self._id)
        if run is None or run["status"] != "running":
            return None
        self._run = run
        item = store.next_item(tx, self._tenant, self._id)
        if item is None:
            store.set_status(tx, self._tenant, self._id, "done", clock.now())
        return item

    def do(self, tx: Tx, item: Row) -> None:
        actor = self._actor(tx)
        if actor is None:
            raise Forbidden("cohort_no_post")
        kind = self._run["kind"]
        step = Step(self._run["process_key"], self._run["node"]) if self._run["node"] else None
        wish = Wish(kind, (item["person_id"],), step=step, answers=self._run["answers"] or {})
        done = {"start": self._begin, "remind": self._remind, "file": self._file}[kind]
        done(tx, actor, wish, item)

    def _actor(self, tx: Tx) -> Actor | None:
        row = store.doer(tx, self._tenant, self._run["started_by"], clock.today())
        if row is None:
            return None
        grants = tuple(Grant(role, home) for role, home in zip(row["roles"], row["organizations"], strict=True))
        return Actor(self._tenant, row["id"], row["name"], row["account_id"], grants, frozenset(row["recused"]))

    def _begin(self, tx: Tx, actor: Actor, wish: Wish, item: Row) -> None:
        row = judge_one(tx, self._engine, actor, wish)
        person, home = row["person_id"], row["branch_id"]
        made = instances.start_in(tx, self._engine, actor, cohorts.CASE, home, person, wish.answers)
        self._note(tx, item, "done", "cohort_started", {}, made.instance_id)

    def _remind(self, tx: Tx, actor: Actor, wish: Wish, item: Row) -> None:
        row = judge_one(tx, self._engine, actor, wish)
        params = {
            "subject": row["name"],
            "title": row["title"],
            "who": actor.name,
            "due": clock.office_day(row["due_at"]).isoformat(),
        }
        sent = [NewNotice(person, "step_urged", params) for person in told(tx, actor, [row], clock.today())(row)]
        notices.send(tx, self._tenant, row["instance_id"], clock.now(), sent)
        said = {"title": row["title"], "role": labels.role_term(row["role"])}
        self._note(tx, item, "done", "cohort_told", said, row["instance_id"], row["task_id"])

    def _file(self, tx: Tx, actor: Actor, wish: Wish, item: Row) -> None:
        row = judge_one(tx, self._engine, actor, wish)
        done = tasks.complete_in(tx, self._engine, actor, row["task_id"], wish.answers)
        self._note(tx, item, "done", "cohort_filed", {"title": row["title"]}, done.instance_id)

    def _note(
        self,
        tx: Tx,
        item: Row,
        status: str,
        code: str,
        params: Mapping[str, Any],
        instance_id: UUID | None = None,
        task_id: UUID | None = None,
    ) -> None:
        said = (messages.text(code, messages.ZH, **params), messages.text(code, messages.EN, **params))
        store.set_item(tx, self._tenant, item, status, code, said, clock.now(), instance_id, task_id)

    def fail(self, tx: Tx, item: Row, error: Exception) -> None:
        if isinstance(error, Invalid) and error.problems:
            problem = error.problems[0]
            said = (problem.message(messages.ZH), problem.message(messages.EN))
            store.set_item(tx, self._tenant, item, "refused", problem.code, said, clock.now())
        elif isinstance(error, YangguangError):
            self._note(tx, item, "refused", error.code, error.params)
        else:
            log.error("cohort.person_failed", run=str(self._id), exc_info=error)
            self._note(tx, item, "refused", "cohort_failed", {})

    def again(self, tx: Tx) -> None:
        queue.do_for_many(tx, self._tenant, self._id)
