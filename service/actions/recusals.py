"""Declare and lift a recusal (回避)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.domain import clock
from service.domain import recusal as rules
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.store import admin_log, recusals
from service.store.database import Tx


def declare_in(
    tx: Tx, actor: Actor, person_id: UUID, other_id: UUID, relation: str, from_on: date | None, to_on: date | None
) -> UUID:
    """Declare that a person keeps out of another one's cases; what they claimed in them goes back to the post.

    Raises Forbidden, Invalid, Conflict.
    """
    today, at = clock.today(), clock.now()
    start = from_on or today
    rules.check_declares(actor, person_id, other_id, today)
    rules.check_days(start, to_on, today)
    if not recusals.exists(tx, actor.tenant, [person_id, other_id]):
        raise Invalid.at("/other_id", "person_not_found")
    if recusals.standing(tx, actor.tenant, person_id, other_id, today):
        raise Conflict("recusal_standing")
    key = recusals.add(tx, actor.tenant, person_id, other_id, relation, actor.person_id, start, to_on, at)
    if start <= today:
        recusals.let_go(tx, actor.tenant, person_id, other_id)
    # The class of the relation stays out of the log: it says something about a family.
    facts = {"person": person_id, "other": other_id, "from_on": start, "to_on": to_on}
    admin_log.record(tx, actor.tenant, actor.person_id, "recusal.declared", key, None, facts)
    return key


def lift_in(tx: Tx, actor: Actor, key: UUID, reason: str) -> None:
    """Lift a recusal; the one whom it keeps out cannot.

    Raises NotFound, Forbidden, Conflict, Invalid.
    """
    today = clock.today()
    row = recusals.find(tx, actor.tenant, key)
    if row is None or not (row["person_id"] == actor.person_id or sees_others(actor)):
        raise NotFound("recusal_not_found")
    if not rules.may_lift(actor, row["person_id"], today):
        raise Forbidden("recusal_not_lifted")
    why = reason_of(reason)
    if not recusals.end(tx, actor.tenant, key, actor.person_id, clock.now()):
        raise Conflict("recusal_over")
    admin_log.record(
        tx, actor.tenant, actor.person_id, "recusal.lifted", key, {"to_on": row["to_on"]}, {"to_on": today}, why
    )


def sees_others(actor: Actor) -> bool:
    """Tell whether somebody looks after other people's recusals."""
    return actor.holds(rules.SECURITY, clock.today())


def check_sees_others(actor: Actor) -> None:
    """Refuse whoever does not look after other people's recusals."""
    if not sees_others(actor):
        raise Forbidden("recusal_not_yours")
