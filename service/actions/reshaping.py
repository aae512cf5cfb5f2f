"""Merge an organisation into another, or split one: people, posts, open cases and what stands below go along by a plan.

The plan is the same function that shows it and does it. Cases about the organisation itself (a closing of points, a
round of recommendation) know it by heart: they have to end before it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from service.actions import organizations as tree
from service.actions.pinyin import pinyin
from service.domain import clock, reshaping
from service.domain.errors import Conflict, Invalid
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.domain.reshaping import Plan
from service.store import admin_log, following, posts, register
from service.store import organizations as org_store
from service.store import reshaping as store
from service.store.database import Row, Tx
from service.store.ids import new_id


def plan_merge(tx: Tx, actor: Actor, organization: UUID, into: UUID) -> Plan:
    """Return what merging an organisation into another would do.

    Raises Forbidden, NotFound, Conflict (dissolved), Invalid (the other one is no match).
    """
    source, target = tree.living(tx, actor, organization), tree.living(tx, actor, into)
    return _merging(tx, actor, source, target)


def _merging(tx: Tx, actor: Actor, source: Row, target: Row) -> Plan:
    if source["id"] == target["id"] or source["parent_id"] is None:
        raise Invalid.at("/into_id", "organization_circle")
    if source["level"] != target["level"]:
        raise Invalid.at("/into_id", "organization_other_level")
    today = clock.today()
    here, there = (store.posts(tx, actor.tenant, each["id"], today) for each in (source, target))
    filled = [_held(row) for row in there]
    decided = []
    for row in here:
        ends = reshaping.ends_because(_held(row), filled, actor.person_id)
        decided.append((row, ends))
        if ends is None:
            filled.append(_held(row))
    below = store.children(tx, actor.tenant, source["id"])
    cases = store.cases(tx, actor.tenant, source["id"])
    return Plan(
        store.people(tx, actor.tenant, source["id"]),
        below,
        cases,
        store.open_tasks(tx, actor.tenant, cases),
        store.own_matters(tx, actor.tenant, source["id"]),
        decided,
        target["level"] != "branch" or reshaping.is_led(filled),
        [row["name"] for row in below if org_store.name_taken(tx, actor.tenant, target["id"], row["name"])],
    )


def merge_in(tx: Tx, actor: Actor, organization: UUID, given: Mapping[str, Any]) -> None:
    """Merge an organisation into another of its level, and dissolve it.

    Raises Forbidden, NotFound, StaleVersion, Invalid, Conflict (own matters open, names that are taken).
    """
    source, why = tree.living(tx, actor, organization, given["version"]), reason_of(given["reason"])
    target, day = tree.living(tx, actor, given["into_id"]), tree.day_of(given["on"])
    plan = _merging(tx, actor, source, target)
    if plan.own:
        raise Conflict("organization_own_matters", n=sum(row["n"] for row in plan.own))
    if plan.taken:
        raise Conflict("organization_names_clash", names=plan.taken)
    _carry(tx, actor, plan, source["id"], target["id"], why, "merged")
    store.pass_on_rest(tx, actor.tenant, source["id"], target["id"])
    org_store.dissolve(tx, actor.tenant, source["id"], day)
    facts = _counted(plan)
    tree.note(
        tx, actor, source["id"], "merged", day, ({"name": source["name"]}, {"name": target["name"], **facts}), why
    )
    tree.note(tx, actor, target["id"], "absorbed", day, ({"name": source["name"]}, facts), why)


def plan_split(tx: Tx, actor: Actor, organization: UUID, chosen: Sequence[UUID], below: Sequence[UUID]) -> Plan:
    """Return what splitting some people and organisations off would take along.

    Raises Forbidden, NotFound, Conflict (dissolved).
    """
    return _splitting(tx, actor, tree.living(tx, actor, organization), chosen, below)


def _splitting(tx: Tx, actor: Actor, source: Row, chosen: Sequence[UUID], below: Sequence[UUID]) -> Plan:
    people = store.people(tx, actor.tenant, source["id"], chosen)
    going = {row["id"] for row in people}
    here = [row for row in store.posts(tx, actor.tenant, source["id"], clock.today()) if row["person_id"] in going]
    decided = [(row, reshaping.ends_because(_held(row), (), actor.person_id)) for row in here]
    cases = store.cases(tx, actor.tenant, source["id"], [*going])
    led = source["level"] != "branch" or reshaping.is_led([_held(row) for row, ends in decided if ends is None])
    return Plan(
        people,
        store.children(tx, actor.tenant, source["id"], below),
        cases,
        store.open_tasks(tx, actor.tenant, cases),
        [],
        decided,
        led,
    )


def split_in(tx: Tx, actor: Actor, organization: UUID, given: Mapping[str, Any]) -> UUID:
    """Split people, and what stands below, off into a new organisation beside the old one; return it.

    Raises Forbidden, NotFound, StaleVersion, Invalid (name, day, nobody goes), Conflict.
    """
    source, why = tree.living(tx, actor, organization, given["version"]), reason_of(given["reason"])
    if source["parent_id"] is None:
        raise Invalid.at("/people", "organization_circle")
    name = tree.name_of(tx, actor.tenant, source["parent_id"], given["name"])
    day = tree.day_of(given["on"])
    plan = _splitting(tx, actor, source, given["people"], given["children"])
    if not plan.people and not plan.children:
        raise Invalid.at("/people", "organization_nobody_goes")
    new = {
        "id": new_id(),
        "parent": source["parent_id"],
        "level": source["level"],
        "kind": source["kind"],
        "name": name,
        "pinyin": pinyin(name),
        "on": day,
    }
    org_store.add(tx, actor.tenant, new)
    _carry(tx, actor, plan, source["id"], UUID(str(new["id"])), why, "split")
    facts = _counted(plan)
    tree.note(tx, actor, new["id"], "split_off", day, ({"name": source["name"]}, {"name": name, **facts}), why)
    tree.note(tx, actor, source["id"], "split", day, ({"name": source["name"]}, {"name": name, **facts}), why)
    return UUID(str(new["id"]))


def _carry(tx: Tx, actor: Actor, plan: Plan, old: UUID, new: UUID, why: str, because: str) -> None:
    """Take people, posts, cases and what stands below to another organisation."""
    for row, ends in plan.posts:
        _carry_post(tx, actor, row, new, ends, why)
    register.set_branch(tx, actor.tenant, [row["id"] for row in plan.people], new)
    following.follow(tx, actor.tenant, plan.cases, old, new, plan.following(), actor=actor.person_id, because=because)
    for row in plan.children:
        tree.carry(tx, actor, {"id": row["id"], "parent_id": old}, new)
        org_store.move(tx, actor.tenant, row["id"], new)


def _carry_post(tx: Tx, actor: Actor, row: Row, new: UUID, ends: str | None, why: str) -> None:
    today = clock.today()
    posts.end(tx, actor.tenant, row["id"], today - timedelta(days=1))
    kind, after = "post.ended", {"organization": new, "because": ends}
    if ends is None:
        review = row["review_by"] or today
        start = max(row["from_on"], today)
        post = posts.add(
            tx, actor.tenant, row["person_id"], row["role"], new, start, row["to_on"], review, actor.person_id
        )
        kind, after = "post.carried", {"organization": new, "post": post}
    else:
        posts.pass_on(tx, actor.tenant, row, None)
    before = {"organization": row["organization_id"], "role": row["role"], "person": row["person_id"]}
    admin_log.record(tx, actor.tenant, actor.person_id, kind, row["id"], before, after, why)


def _held(row: Row) -> reshaping.Held:
    return reshaping.Held(row["id"], row["person_id"], row["role"])


def _counted(plan: Plan) -> dict[str, int]:
    return {
        "people": len(plan.people),
        "children": len(plan.children),
        "cases": len(plan.cases),
        "tasks": plan.tasks,
        "posts": len(plan.following()),
        "ended": len(plan.posts) - len(plan.following()),
    }
