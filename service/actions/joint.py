"""Joint committees (联合党委): which organisations belong to one, and the tasks that ask one (`scope` = `joint`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.actions.organizations import living
from service.domain import clock
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.instances import Change
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.store import admin_log
from service.store import affiliations as store
from service.store.database import Row, Tx

SCOPE: Final = "joint"
KIND: Final = "joint_committee"


def placed(tx: Tx, tenant: int, organization: UUID, change: Change) -> Change:
    """Address what a step opens for a joint committee: that of the task's organisation, or of the nearest above it.

    Without one the task stays at the organisation itself: it is seen, not lost. Other steps ask the database nothing.
    """
    if all(task.level != SCOPE for task in change.opened):
        return change
    today = clock.today()
    opened = []
    for task in change.opened:
        if task.level == SCOPE:
            home = task.home or organization
            task = replace(task, level="", home=store.joint_of(tx, tenant, home, today) or home)
        opened.append(task)
    return replace(change, opened=tuple(opened))


def affiliate_in(tx: Tx, actor: Actor, given: Mapping[str, Any]) -> None:
    """Let an organisation join a joint committee inside the caller's transaction.

    Raises Forbidden, NotFound, Invalid, Conflict (it belonged to it on one of these days already).
    """
    why = reason_of(given["reason"])
    store.lock(tx, actor.tenant)
    member, joint = (living(tx, actor, given[key]) for key in ("organization_id", "joint_id"))
    if joint["kind"] != KIND:
        raise Invalid.at("/joint_id", "joint_kind")
    if member["id"] == joint["id"] or member["kind"] == KIND:
        raise Invalid.at("/organization_id", "joint_itself")
    start: date = given["from_on"]
    if start > clock.today():
        raise Invalid.at("/from_on", "organization_day")
    if before := store.touching(tx, actor.tenant, member["id"], joint["id"], start):
        if before["to_on"] is None:
            raise Conflict("joint_standing")
        raise Conflict("joint_overlaps", from_on=before["from_on"], to_on=before["to_on"])
    store.add(tx, actor.tenant, member["id"], joint["id"], start)
    _record(tx, actor, "organization.affiliated", member, joint, {"from_on": start}, why)


def leave_in(tx: Tx, actor: Actor, given: Mapping[str, Any]) -> None:
    """End an organisation's part in a joint committee; what is open there stays there.

    Raises Forbidden, NotFound, Invalid.
    """
    why = reason_of(given["reason"])
    store.lock(tx, actor.tenant)
    member, joint = (living(tx, actor, given[key]) for key in ("organization_id", "joint_id"))
    row = store.standing(tx, actor.tenant, member["id"], joint["id"])
    if row is None:
        raise NotFound("joint_not_member")
    last: date = given["to_on"]
    if not row["from_on"] <= last <= clock.today():
        raise Invalid.at("/to_on", "joint_day")
    store.end(tx, actor.tenant, member["id"], joint["id"], last)
    _record(tx, actor, "organization.left", member, joint, {"to_on": last}, why)


def _record(tx: Tx, actor: Actor, kind: str, member: Row, joint: Row, facts: Mapping[str, Any], why: str) -> None:
    after = {"committee": joint["id"], **facts}
    admin_log.record(tx, actor.tenant, actor.person_id, kind, member["id"], None, after, why)
