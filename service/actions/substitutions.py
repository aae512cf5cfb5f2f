"""Set and end a substitution (代理)."""

from __future__ import annotations

from uuid import UUID

from service.domain import clock
from service.domain import substitution as rules
from service.domain.assignment import NOT_BY_SUBSTITUTE
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.store import admin_log, notices, substitutions
from service.store.database import Tx
from service.store.notices import NewNotice


def set_in(tx: Tx, actor: Actor, wish: rules.Wish) -> UUID:
    """Set a substitution inside the caller's transaction; the substitute is told, and a principal who did not set it.

    Raises Forbidden, Invalid, Conflict, NotFound.
    """
    today, at = clock.today(), clock.now()
    rules.check_who(actor, wish, today)
    rules.check_days(wish, today)
    why = reason_of(wish.reason)
    if substitutions.lock_people(tx, actor.tenant, (wish.principal_id, wish.substitute_id)) < 2:
        raise NotFound("person_not_found")
    posts = substitutions.posts(tx, actor.tenant, wish.principal_id, today)
    rules.check_posts([post["role"] for post in posts])
    if wish.organization_id is not None and wish.organization_id not in {post["id"] for post in posts}:
        raise Invalid.at("/organization_id", "bad_value")
    if not substitutions.people(
        tx, actor.tenant, today, list(NOT_BY_SUBSTITUTE), wish.principal_id, "", 1, wish.substitute_id
    ):
        raise Invalid.at("/substitute_id", "substitution_person")
    rules.check_no_chain(wish, substitutions.touching(tx, actor.tenant, wish))
    key = substitutions.add(tx, actor.tenant, wish, actor.person_id, at)
    row = substitutions.find(tx, actor.tenant, key)
    assert row is not None
    admin_log.record(tx, actor.tenant, actor.person_id, "substitution.set", key, None, _facts(wish), why)
    params = {"principal": row["principal"], "who": row["substitute"], "from": wish.from_on, "to": wish.to_on}
    told = [NewNotice(wish.substitute_id, "substitution_set", params)]
    if wish.principal_id != actor.person_id:
        told.append(NewNotice(wish.principal_id, "substitution_set_for_you", params))
    notices.send(tx, actor.tenant, None, at, told)
    return key


def end_in(tx: Tx, actor: Actor, key: UUID, reason: str = "") -> None:
    """End a substitution before its time inside the caller's transaction; the other side is told.

    Raises NotFound, Conflict.
    """
    today, at = clock.today(), clock.now()
    row = substitutions.lock(tx, actor.tenant, key)
    if row is None or not rules.may_end(actor, row["principal_id"], row["substitute_id"], today):
        raise NotFound("substitution_not_found")
    if row["ended_at"] is not None or row["to_on"] < today:
        raise Conflict("substitution_over")
    substitutions.end(tx, actor.tenant, key, actor.person_id, at)
    named = substitutions.find(tx, actor.tenant, key)
    assert named is not None
    admin_log.record(
        tx, actor.tenant, actor.person_id, "substitution.ended", key, {"to_on": row["to_on"]}, {"ended_at": at}, reason
    )
    params = {"principal": named["principal"], "who": named["substitute"]}
    sides = {row["principal_id"], row["substitute_id"]} - {actor.person_id}
    notices.send(tx, actor.tenant, None, at, [NewNotice(each, "substitution_ended", params) for each in sorted(sides)])


def sees_others(actor: Actor) -> bool:
    """Tell whether somebody looks after other people's substitutions."""
    return actor.holds(rules.SECURITY, clock.today())


def check_sees_others(actor: Actor) -> None:
    """Refuse whoever does not look after other people's substitutions."""
    if not sees_others(actor):
        raise Forbidden("substitution_not_yours")


def _facts(wish: rules.Wish) -> dict[str, object]:
    return {
        "principal": wish.principal_id,
        "substitute": wish.substitute_id,
        "from_on": wish.from_on,
        "to_on": wish.to_on,
        "process": wish.process,
        "node": wish.node,
        "organization": wish.organization_id,
    }
