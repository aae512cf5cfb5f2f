"""Keeping out of somebody's cases (回避): declare it, lift it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import recusals as actions
from service.reads import recusals as reads
from service.web import door
from service.web.resource import Resource, decide, present
from service.web.schemas.recusals import LiftRecusal, NewRecusal, Recusal, RecusalOptions, RecusalQuery, Recusals

recusals = Resource("recusals", "回避 · Keeping out of somebody's cases")


@recusals.read("", Recusals)
def mine() -> Response:
    """我的回避。 List whose cases the reader keeps out of."""
    with door.house().db.reading() as tx:
        return present(reads.mine(tx, door.actor()))


@recusals.act("", Recusal, body=NewRecusal, status=201)
def declare(given: dict[str, Any]) -> Response:
    """申报回避。 Declare that one keeps out of somebody's cases; the security administrator, for anybody."""
    actor = door.actor()
    said = {"person_id": actor.person_id, **given}
    return decide(
        lambda tx: actions.declare_in(tx, actor, **said), lambda tx, key: reads.one(tx, actor, key), status=201
    )


@recusals.act("/<uuid:id>/lift", Recusal, body=LiftRecusal)
def lift(given: dict[str, Any], id: UUID) -> Response:
    """解除回避。 Lift a recusal; the one whom it keeps out cannot."""
    actor = door.actor()
    return decide(lambda tx: actions.lift_in(tx, actor, id, given["reason"]), lambda tx, _: reads.one(tx, actor, id))


@recusals.read("/options", RecusalOptions, query=RecusalQuery)
def options(query: dict[str, Any]) -> Response:
    """可选项。 List people by name."""
    actor = door.actor()
    with door.house().db.reading() as tx:
        return present({"items": reads.options(tx, actor, query.get("q") or "", actions.sees_others(actor))})


@recusals.read("/all", Recusals, post=True)
def everybody() -> Response:
    """全部回避。 List everybody's recusals that are in force or to come."""
    actor = door.actor()
    actions.check_sees_others(actor)
    with door.house().db.reading() as tx:
        return present(reads.everybody(tx, actor))
