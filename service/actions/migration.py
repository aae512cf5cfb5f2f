"""Move running cases to another release of their process: tried first, then done by a job, one case a transaction.

The trial and the deed are the same function on the same state, so that what the trial says is what happens. Nothing of
a case is run: its waits keep their ids, drafts and terms (service/engine/migration.py). A case and its parts (own
instances of a call) are separate: each is moved or stays by itself, because a part hands back its result by the release
it is on. A case that has failed is tried again on the new release: that is how a faulty diagram is mended. An undo puts
the kept state back byte for byte, as long as nothing has been done since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from service.actions import stretches
from service.actions.migration_case import back, forward, judge
from service.actions.stretches import STRETCH, Work
from service.desk import Desk, open_release
from service.domain import clock, moves
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from service.domain.migration import Found, Migrated, Wish
from service.domain.people import Actor
from service.engine import Engine
from service.store import migration as store
from service.store import queue, releases
from service.store.database import Database, Row, Tx

log = structlog.get_logger()
MAX_CASES = 5_000
PAGE = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial found: each case with what there is to know about it."""

    wish: Wish
    cases: tuple[tuple[Row, tuple[Found, ...]], ...]


def seats(actor: Actor) -> tuple[UUID, ...]:
    """Return the organisations for whose cases somebody may decide the release.

    Raises Forbidden for whoever does not hold the town office's post: who may steer any case there, may do this.
    """
    found = tuple(
        grant.organization_id for grant in actor.grants if grant.role == moves.OFFICE and grant.in_force(clock.today())
    )
    if not found:
        raise Forbidden("may_not_migrate")
    return found


def try_in(tx: Tx, engine: Engine, actor: Actor, process_key: str, wish: Wish) -> Tried:
    """Say for every case whether it can go and what changes; nothing is written, nothing is locked.

    Raises Forbidden, NotFound, Invalid, Conflict (too many cases at once).
    """
    below = seats(actor)
    wish = _checked(tx, engine, actor.tenant, process_key, wish)
    new = open_release(tx, engine, actor.tenant, wish.to)
    cases = tuple(
        (_without_state(row), _say(tx, engine, actor, row, new, wish).found)
        for row in _chosen(tx, actor.tenant, below, wish)
    )
    return Tried(wish, cases)


def _say(tx: Tx, engine: Engine, actor: Actor, row: Row, new: Desk, wish: Wish) -> Migrated:
    if moves.why_not_steer(actor, None, row["person_id"], [g.organization_id for g in actor.grants], clock.today()):
        return Migrated((Found("own_case"),))
    return judge(tx, engine, actor.tenant, row, new, wish.mapping)


def _chosen(tx: Tx, tenant: int, below: Sequence[UUID], wish: Wish) -> Iterator[Row]:
    """Yield the cases of a wish, a page at a time: no more states are held than one page has."""
    after, n = None, 0
    while True:
        page = store.candidates(tx, tenant, wish.froms, below, wish.only, wish.organization, after, PAGE)
        n += len(page)
        if n > MAX_CASES:
            raise Conflict("migrate_too_many", most=MAX_CASES)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1]["instance_id"]


def _without_state(row: Row) -> Row:
    return {
        key: row[key] for key in ("instance_id", "release_id", "parent_id", "subject_name", "process_key", "status")
    }


def _checked(tx: Tx, engine: Engine, tenant: int, process_key: str, wish: Wish) -> Wish:
    """Return a wish with its releases named, all of the same process; its mapping leads from nodes to nodes."""
    known = {row["id"]: row for row in store.releases_of(tx, tenant, process_key, ())}
    if not known:
        raise NotFound("process_not_found", process=process_key)
    if wish.to not in known:
        raise Invalid.at("/to", "release_unknown")
    froms = wish.froms or tuple(key for key in known if key != wish.to)
    for place, key in enumerate(froms):
        if key not in known or key == wish.to:
            raise Invalid.at(f"/from/{place}", "release_unknown" if key not in known else "release_same")
    _check_mapping(tx, engine, tenant, wish, froms)
    return replace(wish, froms=tuple(froms))


def _check_mapping(tx: Tx, engine: Engine, tenant: int, wish: Wish, froms: Sequence[UUID]) -> None:
    if not wish.mapping:
        return
    targets = _nodes(open_release(tx, engine, tenant, wish.to))
    sources: set[str] = set()
    for key in froms:
        sources |= _nodes(open_release(tx, engine, tenant, key))
    problems = []
    for place, (old, new) in enumerate(wish.mapping.items()):
        if old not in sources:
            problems.append(Problem(f"/mapping/{place}/from", "node_unknown", {"node": old}))
        if new not in targets:
            problems.append(Problem(f"/mapping/{place}/to", "node_unknown", {"node": new}))
    if problems:
        raise Invalid(problems)


def _nodes(desk: Desk) -> set[str]:
    return {node for nodes in desk.model.nodes.values() for node in nodes}


# --- plans -----------------------------------------------------------------------------------------------------------


def start_in(tx: Tx, engine: Engine, actor: Actor, process_key: str, wish: Wish) -> UUID:
    """Decide to move cases; a job does it. Those that cannot go are told apart by the job, with reasons.

    Raises Forbidden, NotFound, Invalid, Conflict.
    """
    below = seats(actor)
    releases.lock_keys(tx, actor.tenant)
    wish = _checked(tx, engine, actor.tenant, process_key, wish)
    if store.running_plan(tx, actor.tenant, process_key) is not None:
        raise Conflict("migration_running")
    cases = [_without_state(row) for row in _chosen(tx, actor.tenant, below, wish)]
    if not cases:
        raise Conflict("migrate_nothing")
    args = (process_key, wish.froms, wish.to, wish.mapping, actor.person_id, clock.now(), cases)
    plan = store.add_plan(tx, actor.tenant, *args)
    queue.migrate_cases(tx, actor.tenant, plan)
    return plan


def find(tx: Tx, actor: Actor, process_key: str, plan_id: UUID, lock: bool = False) -> Row:
    """Return a plan to somebody who may see it.

    Raises Forbidden, NotFound.
    """
    seats(actor)
    plan = store.plan(tx, actor.tenant, plan_id, lock)
    if plan is None or plan["process_key"] != process_key:
        raise NotFound("migration_not_found")
    return plan


def stop_in(tx: Tx, actor: Actor, process_key: str, plan_id: UUID) -> None:
    """Stop a plan after the case that is just being moved; what is done stays done."""
    plan = find(tx, actor, process_key, plan_id, lock=True)
    if plan["status"] not in ("running", "undoing"):
        raise Conflict("migration_not_running")
    store.set_status(tx, actor.tenant, plan_id, "stopped", clock.now())


def go_on_in(tx: Tx, actor: Actor, process_key: str, plan_id: UUID) -> None:
    """Go on with a plan that was stopped."""
    plan = find(tx, actor, process_key, plan_id, lock=True)
    if plan["status"] != "stopped":
        raise Conflict("migration_not_stopped")
    _begin(tx, actor, plan, "running")


def undo_in(tx: Tx, actor: Actor, process_key: str, plan_id: UUID) -> None:
    """Put every case of a plan back, as far as nothing was done in it since; a job does it."""
    plan = find(tx, actor, process_key, plan_id, lock=True)
    if plan["status"] in ("running", "undoing"):
        raise Conflict("migration_running")
    _begin(tx, actor, plan, "undoing")


def _begin(tx: Tx, actor: Actor, plan: Row, status: str) -> None:
    releases.lock_keys(tx, actor.tenant)
    if store.running_plan(tx, actor.tenant, plan["process_key"]) is not None:
        raise Conflict("migration_running")
    store.set_status(tx, actor.tenant, plan["id"], status, None)
    queue.migrate_cases(tx, actor.tenant, plan["id"])


# --- the job ---------------------------------------------------------------------------------------------------------


def work(db: Database, engine: Engine, tenant: int, plan_id: UUID, stretch: float = STRETCH) -> None:
    """Move the cases of a plan for a while, one a transaction, and queue the rest; a kill loses and doubles none."""
    stretches.work(db, job(engine, tenant, plan_id), stretch)


def job(engine: Engine, tenant: int, plan_id: UUID) -> Work:
    """Return a plan as work for stretches."""
    made = _Job(engine, tenant, plan_id)
    return Work(made.take, made.do, made.fail, made.again)


class _Job:
    """The cases of one plan; how the plan stands is read anew for each of them."""

    def __init__(self, engine: Engine, tenant: int, plan_id: UUID) -> None:
        self._engine, self._tenant, self._id = engine, tenant, plan_id
        self._plan: Row = {}

    def take(self, tx: Tx) -> Row | None:
        plan = store.plan(tx, self._tenant, self._id)
        if plan is None or plan["status"] not in ("running", "undoing"):
            return None
        self._plan, ahead = plan, plan["status"] == "running"
        status = "waiting" if ahead else "done"
        item = store.next_item(tx, self._tenant, self._id, status, last_first=not ahead)
        if item is None:
            store.set_status(tx, self._tenant, self._id, "done" if ahead else "undone", clock.now())
        return item

    def do(self, tx: Tx, item: Row) -> None:
        (forward if self._plan["status"] == "running" else back)(tx, self._engine, self._tenant, self._plan, item)

    def fail(self, tx: Tx, item: Row, error: Exception) -> None:
        log.error("migration.case_failed", plan=str(self._id), exc_info=error)
        status = "refused" if item["status"] == "waiting" else "kept"
        store.set_item(tx, self._tenant, item, status, (Found("failed"),), clock.now())

    def again(self, tx: Tx) -> None:
        queue.migrate_cases(tx, self._tenant, self._id)
