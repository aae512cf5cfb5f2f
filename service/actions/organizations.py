"""The tree of organisations: found, rename, move, dissolve; each with a day, a reason and a row in two logs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from service.actions.pinyin import pinyin
from service.domain import administration, clock, labels
from service.domain.errors import Conflict, Invalid, NotFound, StaleVersion
from service.domain.organizations import may_contain
from service.domain.people import Actor
from service.store import admin_log, following
from service.store import organizations as store
from service.store.database import Row, Tx
from service.store.ids import new_id

MAX_NAME = 60


def found_in(tx: Tx, actor: Actor, given: Mapping[str, Any]) -> UUID:
    """Found an organisation below another; return it.

    Raises Forbidden, NotFound, Invalid (level, name, day), Conflict.
    """
    parent = living(tx, actor, given["parent_id"])
    name = name_of(tx, actor.tenant, parent["id"], given["name"])
    if not may_contain(parent["level"], given["level"]):
        raise Invalid.at("/level", "organization_level")
    if given["kind"] not in labels.ORG_KINDS:
        raise Invalid.at("/kind", "bad_value")
    row = {
        "id": new_id(),
        "parent": parent["id"],
        "level": given["level"],
        "kind": given["kind"],
        "name": name,
        "pinyin": pinyin(name),
        "on": day_of(given["on"]),
    }
    store.add(tx, actor.tenant, row)
    after = {"name": name, "parent": parent["name"], "level": given["level"]}
    note(tx, actor, row["id"], "founded", row["on"], ({}, after), given["reason"])
    return UUID(str(row["id"]))


def rename_in(tx: Tx, actor: Actor, organization: UUID, given: Mapping[str, Any]) -> None:
    """Give an organisation another name; the old one stays on record.

    Raises Forbidden, NotFound, StaleVersion, Invalid, Conflict.
    """
    row = living(tx, actor, organization, given["version"])
    name = name_of(tx, actor.tenant, row["parent_id"], given["name"], organization)
    store.rename(tx, actor.tenant, organization, name, pinyin(name))
    facts = ({"name": row["name"]}, {"name": name})
    note(tx, actor, organization, "renamed", day_of(given["on"]), facts, given["reason"])


def move_in(tx: Tx, actor: Actor, organization: UUID, given: Mapping[str, Any]) -> None:
    """Put an organisation, with what stands below it, under another one; open tasks follow.

    Raises Forbidden, NotFound, StaleVersion, Invalid (below itself; a level that does not fit), Conflict.
    """
    row = living(tx, actor, organization, given["version"])
    parent = living(tx, actor, given["parent_id"])
    if row["parent_id"] is None or store.is_below(tx, actor.tenant, parent["id"], organization):
        raise Invalid.at("/parent_id", "organization_circle")
    if not may_contain(parent["level"], row["level"]):
        raise Invalid.at("/parent_id", "organization_level")
    if parent["id"] == row["parent_id"]:
        raise Invalid.at("/parent_id", "organization_same")
    if store.name_taken(tx, actor.tenant, parent["id"], row["name"], organization):
        raise Invalid.at("/parent_id", "organization_name_taken")
    old = store.find(tx, actor.tenant, row["parent_id"], administration.seats(actor, clock.today()))
    carry(tx, actor, row, parent["id"])
    tasks = store.move(tx, actor.tenant, organization, parent["id"])
    facts = ({"parent": old["name"] if old else ""}, {"parent": parent["name"], "tasks": tasks})
    note(tx, actor, organization, "moved", day_of(given["on"]), facts, given["reason"])


def carry(tx: Tx, actor: Actor, row: Row, parent: UUID) -> None:
    """Write into the cases that wait for an office above an organisation that it goes under another one."""
    cases = store.waiting_above(tx, actor.tenant, row["id"])
    following.note(tx, actor.tenant, cases, (row["parent_id"], parent), actor.person_id, "moved")


def dissolve_in(tx: Tx, actor: Actor, organization: UUID, given: Mapping[str, Any]) -> None:
    """End an organisation that nobody belongs to and nothing waits for; old cases go on naming it.

    Raises Forbidden, NotFound, StaleVersion, Invalid, Conflict (organization_in_use: what has to move first).
    """
    row = living(tx, actor, organization, given["version"])
    left = store.in_use(tx, actor.tenant, organization, clock.today())
    if row["parent_id"] is None or any(left.values()):
        raise Conflict("organization_in_use", **left)
    day = day_of(given["on"])
    store.dissolve(tx, actor.tenant, organization, day)
    note(tx, actor, organization, "dissolved", day, ({"name": row["name"]}, {}), given["reason"])


def living(tx: Tx, actor: Actor, organization: UUID, version: int | None = None) -> Row:
    """Return an organisation that the administrator looks after and that still exists, with the tree locked."""
    seats = administration.seats(actor, clock.today())
    store.lock_tree(tx, actor.tenant)
    row = store.find(tx, actor.tenant, organization, seats)
    if row is None:
        raise NotFound("organization_not_found")
    if row["dissolved_on"] is not None:
        raise Conflict("organization_dissolved")
    if version is not None and row["version"] != version:
        raise StaleVersion("organization_stale")
    return row


def name_of(tx: Tx, tenant: int, parent: UUID | None, name: str, but: UUID | None = None) -> str:
    """Return a name as it is kept.

    Raises Invalid: empty, long, taken below the same parent.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid.at("/name", "required")
    if len(name) > MAX_NAME:
        raise Invalid.at("/name", "import_long", most=MAX_NAME)
    if store.name_taken(tx, tenant, parent, name, but):
        raise Invalid.at("/name", "organization_name_taken")
    return name


def day_of(on: date) -> date:
    """Return the day from which a change counts; it is not to come."""
    if on > clock.today():
        raise Invalid.at("/on", "organization_day")
    return on


def note(
    tx: Tx,
    actor: Actor,
    organization: UUID,
    kind: str,
    on: date,
    facts: tuple[Mapping[str, Any], Mapping[str, Any]],
    reason: str,
) -> None:
    """Keep what an organisation was before a change and after it, in its own history and in the administrators' log."""
    who = actor.person_id
    store.note(tx, actor.tenant, organization, kind, on, facts, reason, who, clock.now())
    after = {**facts[1], "on": on}
    admin_log.record(tx, actor.tenant, who, f"organization.{kind}", organization, facts[0], after, reason)
