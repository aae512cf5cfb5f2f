"""A year of the town: each morning the clock is moved, the worker works, people begin things and do their tasks."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Protocol
from uuid import UUID

from service.actions import clocks, instances, tasks
from service.actions.tenants import FIRST
from service.demo.year import crafts, odds
from service.demo.year.deeds import Deeds
from service.demo.year.diary import Diary, Wish
from service.demo.year.pen import Sheet, fill
from service.demo.year.staff import Staff
from service.desk import Desk, office_calendar, open_release
from service.domain import clock, starting
from service.domain.errors import Invalid, YangguangError
from service.domain.people import Actor
from service.engine import Engine
from service.store import releases
from service.store.database import Database, Row, Tx

OPEN: Final = """select t.id, t.instance_id, t.process_key as task_process, t.node, t.title, t.role, t.organization_id,
       t.assignee_id, t.claimed_at, t.due_at, t.earliest_on, t.exclude, t.data, t.created_at, t.status as task_status,
       i.release_id, i.process_key, i.organization_id as instance_org, i.person_id, i.starter_id, i.variables,
       i.subject_name, i.status,
       coalesce(i.business_key, i.variables->'enterprise'->>'enterprise_name', '') as known_as
  from task t join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id and i.status = 'running'
 where t.tenant_id = %s and t.status = 'open'
 order by t.due_at, i.process_key, t.node, i.organization_id, i.person_id, known_as, t.created_at, t.assignee_id,
          t.id"""
GONE: Final = frozenset(("task_cancelled", "task_not_found", "task_already_completed", "instance_ended"))
TRIES: Final = 8
ROUNDS: Final = 12  # what is done at once brings the next task on the same day, so often at most
TENACITY: Final = 5  # days on which a task that was refused is tried again


class House(Protocol):
    """What the simulation needs of the house, inside an application context."""

    @property
    def db(self) -> Database: ...
    @property
    def engine(self) -> Engine: ...


class Worker(Protocol):
    """Who does the jobs: the worker's own, at once."""

    failed: list[str]

    def work(self) -> int: ...
    def night(self) -> None: ...


@dataclass(slots=True)
class Tally:
    """What happened, as far as the tables do not tell it."""

    done: int = 0
    started: Counter[str] = field(default_factory=Counter)
    refused: dict[UUID, str] = field(default_factory=dict)
    """Why an open task could not be done, by its id."""
    nobody: dict[UUID, str] = field(default_factory=dict)
    not_started: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    jobs: int = 0
    days: int = 0


class Year:
    """The simulation: `first` is its first morning."""

    def __init__(self, house: House, worker: Worker, seed: int, first: date, share: float) -> None:
        self.house, self.worker, self.seed = house, worker, seed
        self.diary = Diary(FIRST, first, seed, share)
        self.staff = Staff(FIRST, first)
        self.deeds = Deeds(house.db, house.engine, self.staff, FIRST, seed)
        self.tally = Tally()
        self._plans: dict[UUID, date | None] = {}
        self._tried: Counter[UUID] = Counter()
        self._put_off: list[int] = []

    def live(self, days: int, show: Callable[[str, int, int], None]) -> None:
        """Let the days pass."""
        for offset in range(days):
            today = self.diary.first + timedelta(days=offset)
            self._day(today, office_calendar_works(self.house.db, today))
            show(f"{today.isoformat()}  已办 {self.tally.done} 项", offset + 1, days)
        self.tally.days = days

    def _day(self, today: date, working: bool) -> None:
        clocks.move_clock(self.house.db, FIRST, today.isoformat())
        self.tally.jobs += self.worker.work()
        self.worker.night()
        with self.house.db.reading() as tx:
            self.staff.read(tx, today)
        self._put_off.append((today - self.diary.first).days)
        if working:
            for at in self._put_off:
                self._begin(at, today)
            self._put_off.clear()
            self.tally.jobs += self.worker.work()
        for _ in range(ROUNDS):
            done = self._work(today, working)
            self.tally.jobs += self.worker.work()
            if not done:
                break

    # --- beginning ---------------------------------------------------------------------------------------------------

    def _begin(self, at: int, today: date) -> None:
        self.deeds.day(at, today)
        with self.house.db.transaction() as tx:
            wishes = list(self.diary.wishes(tx, at, today))
        for number, wish in enumerate(wishes):
            self._start(wish, Random(f"{self.seed}/start/{wish.process}/{at}/{number}"))

    def _start(self, wish: Wish, rng: Random) -> None:
        why = "没有人可以发起"
        refused: list[str] = []
        for _ in range(TRIES):
            try:
                with self.house.db.transaction() as tx:
                    actor = self._starter(tx, wish, rng)
                    if actor is None:
                        if self._fill(tx, wish):
                            continue
                        break
                    answers = self._start_answers(tx, wish, actor, rng, refused)
                    person = wish.person_id
                    instances.start_in(
                        tx, self.house.engine, actor, wish.process, wish.organization_id, person, answers
                    )
                self.tally.started[wish.process] += 1
                return
            except YangguangError as error:
                why = _told(error)
                refused += _said(error)
                if not isinstance(error, Invalid):
                    break
            except Exception as error:  # what the house does wrong is a finding like any other
                self.tally.broken.append(f"{wish.process} 发起时出错：{_broken(error)}")
                return
        self.tally.not_started.append(f"{self.staff.day} {wish.process} {why}")

    def _starter(self, tx: Tx, wish: Wish, rng: Random) -> Actor | None:
        """Return who begins it: the person it is about, or whoever holds the post, or another post that may."""
        if wish.role is None:
            return self.staff.actor(tx, wish.person_id) if wish.person_id else None
        release = releases.current(tx, FIRST, wish.process)
        roles = [wish.role, *starting.roles(release["properties"] if release else {})]
        for role in dict.fromkeys(roles):
            holders = [who for who in self.staff.holders(role, wish.organization_id) if who != wish.person_id]
            if holders:
                return self.staff.actor(tx, rng.choice(holders))
        return None

    def _fill(self, tx: Tx, wish: Wish) -> bool:
        """Fill the post that should have begun it."""
        if wish.role is None:
            return False
        post = {"role": wish.role, "organization_id": wish.organization_id, "assignee_id": None, "exclude": []}
        return self.staff.fill(tx, {**post, "person_id": wish.person_id})

    def _start_answers(self, tx: Tx, wish: Wish, actor: Actor, rng: Random, refused: list[str]) -> dict[str, Any]:
        release = releases.current(tx, FIRST, wish.process)
        assert release is not None
        desk = open_release(tx, self.house.engine, FIRST, release["id"])
        form = release["properties"].get("start_form")
        if form is None:
            return {}
        row: Row = {
            "instance_org": wish.organization_id, "person_id": wish.person_id, "starter_id": actor.person_id,
            "variables": {}, "data": {},
        }  # fmt: skip
        return fill(self._sheet(tx, desk, form, row, rng, refused), wish.given)

    def _sheet(self, tx: Tx, desk: Desk, form: str, row: Row, rng: Random, refused: list[str]) -> Sheet:
        return Sheet(tx, self.house.engine, desk.model, form, row, self.staff.day, rng, FIRST, refused)

    # --- working -----------------------------------------------------------------------------------------------------

    def _work(self, today: date, working: bool) -> int:
        """Do what is planned for today; return how much that was."""
        with self.house.db.transaction() as tx:
            rows = tx.rows(OPEN, (FIRST,))
        done = 0
        for row in rows:
            plan = self._plans.get(row["id"], row["id"])
            if plan == row["id"]:
                plan = self._plans[row["id"]] = self._plan(row, today)
            if not isinstance(plan, date) or plan > today or not (working or row["assignee_id"]):
                continue
            done += self._do(row, today)
        return done

    def _plan(self, row: Row, today: date) -> date | None:
        """Decide when a task is done: mostly at once, sometimes at the last moment or late; None when never."""
        rng = self._rng(row, "when")
        if rng.random() * 100 >= odds.SELDOM.get(row["node"], 100):
            return None
        begun = max(today, row["earliest_on"] or today)
        span = max((clock.office_day(row["due_at"]) - begun).days, 0)
        luck = rng.random()
        if luck < 0.75:
            return begun + timedelta(days=rng.randint(0, min(span, 5)))
        if luck < 0.94:
            return begun + timedelta(days=rng.randint(0, min(span, 90)))
        return begun + timedelta(days=min(span, 120) + rng.randint(1, 12))

    def _rng(self, row: Row, what: str) -> Random:
        """Return the dice of a task: known by what it is about, not by its number."""
        about = row["person_id"] or f"{row['instance_org']}/{row['known_as']}"
        born = clock.office_day(row["created_at"])
        signer = row["assignee_id"] or ""
        return Random(f"{self.seed}/{what}/{row['process_key']}/{row['node']}/{about}/{signer}/{born}")

    def _do(self, row: Row, today: date) -> int:
        rng = self._rng(row, f"do/{self._tried[row['id']]}")
        key, why = row["id"], ""
        refused: list[str] = []
        for _ in range(TRIES):
            try:
                with self.house.db.transaction() as tx:
                    actor = self.staff.for_task(tx, row, rng)
                    if actor is None:
                        if self.staff.fill(tx, row):
                            continue
                        self.tally.nobody[key] = f"{row['role']} {row['node']}"
                        return 0
                    answers = self._answers(tx, row, rng, refused)
                    tasks.complete_in(tx, self.house.engine, actor, key, answers)
                self.tally.done += 1
                self.tally.refused.pop(key, None)
                self.tally.nobody.pop(key, None)
                return 1
            except YangguangError as error:
                why = _told(error)
                if error.code in GONE:  # by what somebody else did meanwhile
                    return 0
                refused += _said(error)
            except Exception as error:
                why = _broken(error)
                break
        self._tried[key] += 1
        self.tally.refused[key] = why
        self._plans[key] = today + timedelta(days=1) if self._tried[key] < TENACITY else None
        return 0

    def _answers(self, tx: Tx, row: Row, rng: Random, refused: list[str]) -> dict[str, Any]:
        desk = open_release(tx, self.house.engine, FIRST, row["release_id"])
        form = desk.model.nodes[row["task_process"]][row["node"]].properties.get("form")
        if form is None:
            return {}
        sheet = self._sheet(tx, desk, form, row, rng, refused)
        return fill(sheet, crafts.given(sheet))


def _said(error: YangguangError) -> list[str]:
    if isinstance(error, Invalid):
        return [f"{problem.pointer} {problem.code}" for problem in error.problems]
    return [error.code]


def _told(error: YangguangError) -> str:
    """Return what the person is told, with the field it is told at."""
    if isinstance(error, Invalid):
        return "；".join(f"{problem.pointer} {problem.message()}" for problem in error.problems)
    return error.message()


def _broken(error: Exception) -> str:
    """Say where something broke that nobody foresaw."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({where.filename.rpartition('/')[2]}:{where.lineno})"


def office_calendar_works(db: Database, day: date) -> bool:
    """Tell whether a day is a working day of the town."""
    with db.reading() as tx:
        return office_calendar(tx, FIRST).is_working(day)
