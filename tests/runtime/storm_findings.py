"""What must be true after the storm: everything that was promised is there once, nothing else, and all of it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from service.desk import open_release
from service.domain import clock
from service.domain.errors import InstanceEnded
from service.engine import Engine
from service.engine.state import load
from service.engine.step import Waits, waits_of
from service.engine.workflow import ScriptEngine
from service.store import codec
from service.store.database import Tx
from tests.runtime.storm_people import Told
from tests.town import TENANT

PROCESSES = ["proc_approval", "proc_storm", "proc_storm_part"]
# How often a case of the storm passes what can be lost or doubled: a call of two parts passes each, then itself.
PASSES = {"gw_split": 1, "ev_poke": 1, "tm_nudge": 1, "st_poke": 1, "ut_prepare": 1, "ca_parts": 3, "gw_join": 1}
PASSES |= {"ut_close": 1, "message.received": 1, "child.ended": 2}


@dataclass(frozen=True)
class Ground:
    """The database of the product, seen from beside it."""

    address: str
    engine: Engine

    @contextmanager
    def snapshot(self) -> Iterator[Tx]:
        """Give one moment's view of everything."""
        with psycopg.connect(self.address) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield Tx(connection)

    def running(self) -> int:
        """Return how many cases have not ended."""
        with self.snapshot() as tx:
            return int(
                tx.value(
                    "select count(*) from instance where process_key = any(%s) and status <> 'ended'", (PROCESSES,)
                )
            )

    def unrest(self) -> list[str]:
        """Return jobs that are not done and timers that are due: nothing, soon after the last kill."""
        with self.snapshot() as tx:
            jobs = tx.rows(
                """select j.id, j.task_name, j.status, j.attempts, j.scheduled_at, w.last_heartbeat
                     from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
                    where j.status in ('todo', 'doing') and j.queue_name <> 'ops' order by j.id"""
            )
            timers = tx.rows("select instance_id, node, due_at from timer where due_at <= %s", (clock.now(),))
        return [str(dict(row)) for row in (*jobs, *timers)]

    def stuck(self) -> list[str]:
        """Return jobs that nobody will ever finish, and those that were given up."""
        with self.snapshot() as tx:
            rows = tx.rows(
                """select j.id, j.queue_name, j.task_name, j.status, j.attempts from procrastinate_jobs j
                     left join procrastinate_workers w on w.id = j.worker_id
                    where j.status not in ('todo', 'doing', 'succeeded') or (j.status = 'doing'
                          and (w.id is null or w.last_heartbeat < now() - interval '10 seconds'))"""
            )
        return [str(dict(row)) for row in rows]


def differing_waits(ground: Ground) -> list[str]:
    """Compare, case by case, what the engine's state waits for with the rows that people and the clock see."""
    wrong = []
    with ground.snapshot() as tx:
        for row in tx.rows(
            """select i.id, i.release_id, i.state, i.status,
                      array(select t.id from task t where t.instance_id = i.id and t.status = 'open') as tasks,
                      array(select m.id from timer m where m.instance_id = i.id) as timers,
                      array(select s.id from subscription s where s.instance_id = i.id) as messages,
                      array(select c.parent_task_id from instance c
                             where c.parent_id = i.id and c.status = 'running') as calls
                 from instance i where i.process_key = any(%s)""",
            (PROCESSES,),
        ):
            waits = _waits(tx, ground.engine, row["release_id"], bytes(row["state"]))
            for kind in ("tasks", "timers", "messages", "calls"):
                kept = Counter(row[kind])
                wanted = Counter(list(getattr(waits, kind)))
                if kept != wanted:
                    wrong.append(f"{row['id']} {kind}: rows {kept - wanted}, engine {wanted - kept}")
            if row["status"] not in ("running", "ended"):
                wrong.append(f"{row['id']} is {row['status']}")
    return wrong


def _waits(tx: Tx, engine: Engine, release: UUID, state: bytes) -> Waits:
    model = open_release(tx, engine, TENANT, release).model
    with engine._evaluator.step():
        try:
            case = load(state, model, ScriptEngine(engine._evaluator, clock.now()))
        except InstanceEnded:
            return Waits()
        return waits_of(case)


def broken_promises(ground: Ground, told: list[Told]) -> list[str]:
    """Compare what people were told with what the history says: each decision and each start, once, as answered."""
    with ground.snapshot() as tx:
        done = tx.rows(
            """select h.task_id, h.actor_id, h.payload from history h join instance i on i.id = h.instance_id
                where h.type = 'task.completed' and i.process_key = any(%s)""",
            (PROCESSES,),
        )
        begun = tx.rows(
            "select id, starter_id, process_key from instance where process_key = any(%s) and parent_id is null",
            (PROCESSES,),
        )
    kept = Counter(
        (f"/tasks/{row['task_id']}/complete", str(row["actor_id"]), codec.dumps(_answers(row["payload"])))
        for row in done
    )
    promised = Counter(
        (each.path, each.who, codec.dumps(each.asked["answers"]))
        for each in told
        if each.path != "/instances" and not each.code
    )
    kept.update((str(row["id"]), str(row["starter_id"]), row["process_key"]) for row in begun)
    promised.update(
        (each.answer["instance"]["id"], each.who, each.asked["process"])
        for each in told
        if each.path == "/instances" and not each.code
    )
    twice = [f"promised twice: {what}" for what, n in promised.items() if n > 1]
    lost = [f"promised, not kept: {what}" for what in (promised - kept)]
    made = [f"kept, not promised: {what}" for what in (kept - promised)]
    return twice + lost + made


def _answers(payload: Any) -> Any:
    return codec.loads(bytes(payload))["answers"]


def unfinished(ground: Ground) -> list[str]:
    """Return whatever did not come to its end, or came to it by doing something twice."""
    wrong = []
    with ground.snapshot() as tx:
        for row in tx.rows(
            "select id, status, fault from instance where process_key = any(%s) and status <> 'ended'", (PROCESSES,)
        ):
            wrong.append(f"not ended: {dict(row)}")
        for row in tx.rows(
            """select t.instance_id, t.node, t.status from task t join instance i on i.id = t.instance_id
                where i.process_key = any(%s)
                      and (t.status = 'open' or (t.status = 'cancelled' and t.node <> 'ut_race'))
               union all select instance_id, node, 'timer' from timer
               union all select instance_id, node, 'subscription' from subscription""",
            (PROCESSES,),
        ):
            wrong.append(f"left over: {dict(row)}")
        storms = {row["id"] for row in tx.rows("select id from instance where process_key = 'proc_storm'")}
        passed: dict[UUID, Counter[str]] = {storm: Counter() for storm in storms}
        for row in tx.rows(
            """select h.instance_id, h.type, h.payload from history h join instance i on i.id = h.instance_id
                where i.process_key = 'proc_storm' and h.type in
                      ('instance.advanced', 'message.received', 'child.ended')"""
        ):
            counts = passed[row["instance_id"]]
            counts[row["type"]] += 1
            counts.update(each[0] for each in codec.loads(bytes(row["payload"])).get("passed", ()))
        for storm, counts in passed.items():
            odd = {what: counts[what] for what, times in PASSES.items() if counts[what] != times}
            if odd:
                wrong.append(f"{storm} passed {odd}")
    return wrong


def wrong_results(ground: Ground) -> list[str]:
    """Return parents to whom a part handed back something else than what was decided in it."""
    with ground.snapshot() as tx:
        decided = {
            str(row["instance_id"]): _answers(row["payload"])
            for row in tx.rows(
                """select h.instance_id, h.payload from history h join instance i on i.id = h.instance_id
                    where i.process_key = 'proc_storm_part' and h.type = 'task.completed'"""
            )
        }
        handed = [
            codec.loads(bytes(row["payload"]))
            for row in tx.rows("select payload from history where type = 'child.ended'")
        ]
    return [f"handed back {each}" for each in handed if decided.get(each["child"]) != each["result"]]
