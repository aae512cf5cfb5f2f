"""Move running cases to another release of their process: tried first, then done by a job, one case a transaction.

The trial and the deed are the same function on the same state, so that what the trial says is what happens. Nothing of
a case is run: its waits keep their ids, drafts and terms (service/engine/migration.py). A case and its parts (own
instances of a call) are separate: each is moved or stays by itself, because a part hands back its result by the release
it is on. A case that has failed is tried again on the new release: that is how a faulty diagram is mended. An undo puts
the kept state back byte for byte, as long as nothing has been done since.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from service.desk import Desk, open_release
from service.domain import clock, moves, phrases
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from service.domain.instances import Event, Standing, address
from service.domain.migration import Found, Migrated, Wish
from service.domain.people import Actor
from service.domain.withdrawal import NEUTRAL
from service.engine import Engine
from service.store import instances, queue, releases, waits
from service.store import migration as store
from service.store import moves as facts
from service.store import withdrawal as past
from service.store.database import Database, Row, Tx, is_collision, is_lost_connection

log = structlog.get_logger()
MAX_CASES = 5_000
PAGE = 200
STRETCH = 5.0  # seconds of work in one job; then other jobs get their turn


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
    return _judge(tx, engine, actor.tenant, row, new, wish.mapping)


def _judge(tx: Tx, engine: Engine, tenant: int, row: Row, new: Desk, mapping: Mapping[str, str]) -> Migrated:
    """Ask the engine about one case."""
    if row["status"] not in store.ALIVE:
        return Migrated((Found("case_ended"),))
    old = open_release(tx, engine, tenant, row["release_id"])
    said = engine.migrate(old.model, new.model, bytes(row["state"]), mapping)
    if said.outcome is not None and row["fault"] is not None:
        return replace(said, found=(*said.found, Found("fault_cleared")))
    return said


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
    until = time.monotonic() + stretch
    while time.monotonic() < until:
        if not _work_once(db, engine, tenant, plan_id):
            return
    with db.transaction() as tx:
        queue.migrate_cases(tx, tenant, plan_id)


def _work_once(db: Database, engine: Engine, tenant: int, plan_id: UUID) -> bool:
    """Do one case; tell whether there may be more."""
    item: Row | None = None
    try:
        with db.transaction() as tx:
            plan = store.plan(tx, tenant, plan_id)
            if plan is None or plan["status"] not in ("running", "undoing"):
                return False
            forward = plan["status"] == "running"
            item = store.next_item(tx, tenant, plan_id, "waiting" if forward else "done", last_first=not forward)
            if item is None:
                store.set_status(tx, tenant, plan_id, "done" if forward else "undone", clock.now())
                return False
            (_forward if forward else _back)(tx, engine, tenant, plan, item)
            return True
    except Exception as error:
        if item is None or is_collision(error) or is_lost_connection(error):
            raise
        log.exception("migration.case_failed", plan=str(plan_id))
        status = "refused" if item["status"] == "waiting" else "kept"
        with db.transaction() as tx:
            store.set_item(tx, tenant, item, status, (Found("failed"),), clock.now())
        return True


def _forward(tx: Tx, engine: Engine, tenant: int, plan: Row, item: Row) -> None:
    at = clock.now()
    row = instances.lock_instance(tx, tenant, item["instance_id"])
    found = _in_the_way(row, plan, item)
    if found is None and row is not None:
        new = open_release(tx, engine, tenant, plan["to_release"])
        said = _judge(tx, engine, tenant, row, new, plan["mapping"])
        if said.outcome is not None:
            before = store.waits_before(tx, tenant, row)
            seq = migrate_one(tx, engine, tenant, row, new, plan, said, at)
            store.set_item(tx, tenant, item, "done", said.found, at, seq, before)
            return
        found = said.found
    store.set_item(tx, tenant, item, "refused", found or (Found("case_ended"),), at)


def _in_the_way(row: Row | None, plan: Row, item: Row) -> tuple[Found, ...] | None:
    if row is None or row["status"] not in store.ALIVE:
        return (Found("case_ended"),)
    if row["person_id"] is not None and row["person_id"] == plan["started_by"]:
        return (Found("own_case"),)
    if row["release_id"] == plan["to_release"]:
        return (Found("already_there"),)
    return (Found("other_release"),) if row["release_id"] != item["from_release"] else None


def migrate_one(
    tx: Tx, engine: Engine, tenant: int, row: Row, new: Desk, plan: Row, said: Migrated, at: datetime
) -> int:
    """Write one migration under the instance's lock; return the number of its history row."""
    outcome = said.outcome
    assert outcome is not None
    event = _event(tx, tenant, "instance.migrated", row["release_id"], plan, at)
    moved = [[one.process, one.node, one.to_process, one.to] for one in said.moved]
    event = replace(event, payload={**event.payload, "mapping": plan["mapping"], "moved": moved})
    change = replace(
        moves.unchanged(
            row,
            at,
            "suspended" if row["status"] == "suspended" else "running",
            (event,),
            disarmed=outcome.disarmed,
            unsubscribed=outcome.unsubscribed,
        ),
        state=outcome.state,
        armed=outcome.armed,
        subscribed=outcome.subscribed,
    )
    instances.write_step(tx, tenant, row, change)
    instance_id = row["instance_id"]
    store.set_release(tx, tenant, instance_id, plan["to_release"])
    standing = Standing(row["person_id"], row["starter_id"])
    tasks = [address(task, standing, new.frame(), at, None, ()) for task in said.tasks]
    store.retarget(tx, tenant, instance_id, row["instance_org"], tasks, said.readdressed, said, at)
    if row["status"] != "suspended":
        _retry(tx, tenant, row, at)
    return int(row["history_seq"]) + 1


def _retry(tx: Tx, tenant: int, row: Row, at: datetime) -> None:
    """Let what is due happen on the new release at once; of a case that had failed, everything the clock still owes."""
    if waits.has_due_timer(tx, tenant, row["instance_id"], at):
        queue.fire_timers(tx, tenant, row["instance_id"])
    if row["fault"] is not None:
        for child in facts.children(tx, tenant, row["instance_id"], "ended"):
            queue.child_ended(tx, tenant, child, row["instance_id"])


def _event(tx: Tx, tenant: int, type_: str, left: UUID, plan: Row, at: datetime, to: UUID | None = None) -> Event:
    arrived = to or plan["to_release"]
    versions = {key: releases.get(tx, tenant, key)["version"] for key in (left, arrived)}
    payload: dict[str, Any] = {
        "from": str(left),
        "to": str(arrived),
        "from_version": versions[left],
        "to_version": versions[arrived],
        "migration": str(plan["id"]),
    }
    return Event(type_, clock.office_day(at), payload, actor_id=plan["started_by"])


def _back(tx: Tx, engine: Engine, tenant: int, plan: Row, item: Row) -> None:
    """Put one case back, or say why it stays."""
    at = clock.now()
    row = instances.lock_instance(tx, tenant, item["instance_id"])
    earlier = past.state_before(tx, tenant, item["instance_id"], item["seq"])
    found = _stays(tx, tenant, row, plan, item) if row is not None else (Found("undo_lost"),)
    if found is None and row is not None and earlier is not None:
        before = item["before"]
        event = _event(tx, tenant, "instance.reverted", plan["to_release"], plan, at, item["from_release"])
        event = replace(event, payload={**event.payload, "undone": item["seq"]})
        status = "suspended" if row["status"] == "suspended" else before["status"]
        status = "running" if status == "suspended" and row["status"] != "suspended" else status
        change = replace(
            moves.unchanged(row, at, status, (event,), fault=before["fault"]),
            state=earlier,
            milestone=before["milestone"],
        )
        instances.write_step(tx, tenant, row, change)
        store.set_release(tx, tenant, row["instance_id"], item["from_release"])
        store.put_back(tx, tenant, row["instance_id"], before)
        store.set_item(tx, tenant, item, "undone", (), at)
        return
    store.set_item(tx, tenant, item, "kept", found or (Found("undo_lost"),), at)


def _stays(tx: Tx, tenant: int, row: Row, plan: Row, item: Row) -> tuple[Found, ...] | None:
    """Return why a case cannot simply be put back, or None when it can."""
    if row["status"] not in store.ALIVE:
        return (Found("case_ended"),)
    if row["release_id"] != plan["to_release"] or item["before"] is None:
        return (Found("undo_lost"),)
    later = facts.types_after(tx, tenant, row["instance_id"], item["seq"])
    acted = next((type_ for type_ in later if type_ not in NEUTRAL), None)
    if acted is not None:
        pair = phrases.PHRASES.get(acted, (acted, acted))
        return (Found("undo_acted", params={"event": list(pair)}),)
    claimed = store.claimed_since(tx, tenant, row["instance_id"], item["at"])
    if claimed is not None:
        return (Found("undo_claimed", params={"who": claimed["who"], "title": claimed["title"]}),)
    return None
