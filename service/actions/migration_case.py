"""Move one case to another release, or put it back, under its lock: what the trial has judged is what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service.actions.catching_up import catch_up
from service.actions.steps import write
from service.desk import Desk, open_release
from service.domain import clock, moves, phrases
from service.domain.instances import Event, Standing, address
from service.domain.migration import Found, Migrated
from service.domain.withdrawal import NEUTRAL
from service.engine import Engine
from service.store import instances, queue, releases, waits
from service.store import migration as store
from service.store import migration_waits as kept
from service.store import moves as facts
from service.store import withdrawal as past
from service.store.database import Row, Tx


def judge(tx: Tx, engine: Engine, tenant: int, row: Row, new: Desk, mapping: Mapping[str, str]) -> Migrated:
    """Ask the engine about one case."""
    if row["status"] not in store.ALIVE:
        return Migrated((Found("case_ended"),))
    old = open_release(tx, engine, tenant, row["release_id"])
    said = engine.migrate(old.model, new.model, bytes(row["state"]), mapping)
    if said.outcome is not None and row["fault"] is not None:
        return replace(said, found=(*said.found, Found("fault_cleared")))
    return said


def forward(tx: Tx, engine: Engine, tenant: int, plan: Row, item: Row) -> None:
    """Move one case, or say why it stays."""
    at = clock.now()
    row = instances.lock_instance(tx, tenant, item["instance_id"])
    found = _in_the_way(row, plan, item)
    if found is None and row is not None:
        new = open_release(tx, engine, tenant, plan["to_release"])
        said = judge(tx, engine, tenant, row, new, plan["mapping"])
        if said.outcome is not None:
            before = kept.waits_before(tx, tenant, row)
            seq = _migrate(tx, engine, tenant, row, new, plan, said, at)
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


def _migrate(tx: Tx, engine: Engine, tenant: int, row: Row, new: Desk, plan: Row, said: Migrated, at: datetime) -> int:
    """Write one migration under the instance's lock; return the number of its history row."""
    outcome = said.outcome
    assert outcome is not None
    event = _event(tx, tenant, "instance.migrated", row["release_id"], plan, at)
    moved = [[one.process, one.node, one.to_process, one.to] for one in said.moved]
    event = replace(event, payload={**event.payload, "mapping": plan["mapping"], "moved": moved})
    status = "suspended" if row["status"] == "suspended" else "running"
    change = moves.moved(row, at, status, (event,), outcome)
    # One that stands still cannot be tried again yet: it keeps its fault until it is resumed.
    write(tx, tenant, row, replace(change, fault=row["fault"]) if status == "suspended" else change)
    instance_id = row["instance_id"]
    kept.set_release(tx, tenant, instance_id, plan["to_release"])
    standing = Standing(row["person_id"], row["starter_id"], stand_in_id=row["stand_in_id"])
    tasks = [address(task, standing, new.frame(), at, None, ()) for task in said.tasks]
    kept.retarget(tx, tenant, instance_id, row["instance_org"], tasks, said.readdressed, said, at)
    if row["fault"] is not None and status == "running":
        catch_up(tx, engine, tenant, instance_id)
    elif status == "running" and waits.has_due_timer(tx, tenant, instance_id, at):
        queue.fire_timers(tx, tenant, instance_id)
    return int(row["history_seq"]) + 1


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


def back(tx: Tx, engine: Engine, tenant: int, plan: Row, item: Row) -> None:
    """Put one case back, or say why it stays."""
    at = clock.now()
    row = instances.lock_instance(tx, tenant, item["instance_id"])
    earlier = past.state_before(tx, tenant, item["instance_id"], item["seq"])
    found = _stays(tx, tenant, row, plan, item) if row is not None else (Found("undo_lost"),)
    if found is None and row is not None and earlier is not None:
        before = item["before"]
        event = _event(tx, tenant, "instance.reverted", plan["to_release"], plan, at, item["from_release"])
        event = replace(event, payload={**event.payload, "undone": item["seq"]})
        stands = "faulted" if before["fault"] else "running"
        status = "suspended" if row["status"] == "suspended" else stands
        change = replace(
            moves.unchanged(row, at, status, (event,), fault=before["fault"]),
            state=earlier,
            milestone=before["milestone"],
        )
        write(tx, tenant, row, change)
        kept.set_release(tx, tenant, row["instance_id"], item["from_release"])
        kept.put_back(tx, tenant, row["instance_id"], before)
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
    claimed = kept.claimed_since(tx, tenant, row["instance_id"], item["at"])
    if claimed is not None:
        return (Found("undo_claimed", params={"who": claimed["who"], "title": claimed["title"]}),)
    return None
