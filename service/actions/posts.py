"""Grant a post, end it, confirm it, hand it over (岗位)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.domain import clock
from service.domain import posts as rules
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.store import admin_log, posts
from service.store.database import Row, Tx


def grant_in(
    tx: Tx,
    actor: Actor,
    person_id: UUID,
    role: str,
    organization_id: UUID,
    from_on: date,
    to_on: date | None,
    review_by: date | None,
    reason: str,
) -> UUID:
    """Grant a post inside the caller's transaction.

    Raises Forbidden, Invalid, NotFound, Conflict.
    """
    today = clock.today()
    rules.check_grants(actor, person_id, today)
    review = review_by or rules.review_of(from_on)
    rules.check_new(role, from_on, to_on, review, today)
    return _grant(tx, actor, person_id, role, organization_id, from_on, to_on, review, reason_of(reason))


def end_in(tx: Tx, actor: Actor, key: UUID, to_on: date | None, reason: str) -> None:
    """End a post after a day, by default yesterday: it is gone at once. What its holder claimed goes back to the post.

    Raises Forbidden, Invalid, NotFound, Conflict.
    """
    row = _held(tx, actor, key)
    why, today = reason_of(reason), clock.today()
    last = to_on or today - timedelta(days=1)
    if to_on is not None and to_on < today:
        raise Invalid.at("/to_on", "past_date", today=today.isoformat())
    _check_last(tx, actor, row, last)
    _end(tx, actor, row, last, None, why)


def confirm_in(tx: Tx, actor: Actor, key: UUID, review_by: date, reason: str) -> None:
    """Confirm that a post is still held rightly, until a day.

    Raises Forbidden, Invalid, NotFound.
    """
    row = _held(tx, actor, key)
    if row["person_id"] == actor.person_id:
        raise Forbidden("post_to_oneself")
    rules.check_review(review_by, clock.today())
    posts.review(tx, actor.tenant, key, review_by)
    admin_log.record(
        tx, actor.tenant, actor.person_id, "post.confirmed", key, {"review_by": row["review_by"]},
        {"review_by": review_by}, reason.strip(),
    )  # fmt: skip


def hand_over_in(tx: Tx, actor: Actor, key: UUID, person_id: UUID, reason: str) -> UUID:
    """Hand a post over to another person from today on; open tasks and claims follow. Return the new post.

    Raises Forbidden, Invalid, NotFound, Conflict.
    """
    row = _held(tx, actor, key)
    rules.check_grants(actor, person_id, clock.today())
    why, today = reason_of(reason), clock.today()
    if person_id == row["person_id"]:
        raise Invalid.at("/person_id", "post_same_person")
    new = _grant(
        tx, actor, person_id, row["role"], row["organization_id"], today, row["to_on"], rules.review_of(today), why
    )
    _end(tx, actor, row, today - timedelta(days=1), person_id, why)
    return new


def _held(tx: Tx, actor: Actor, key: UUID) -> Row:
    """Lock a post that is in force or to come, for the security administrator."""
    rules.check_grants(actor, None, clock.today())
    row = posts.lock(tx, actor.tenant, key)
    if row is None:
        raise NotFound("post_not_found")
    if row["to_on"] is not None and row["to_on"] < clock.today():
        raise Conflict("post_over")
    return row


def _grant(
    tx: Tx,
    actor: Actor,
    person_id: UUID,
    role: str,
    organization_id: UUID,
    from_on: date,
    to_on: date | None,
    review_by: date,
    why: str,
) -> UUID:
    if not posts.lock_person(tx, actor.tenant, person_id):
        raise Invalid.at("/person_id", "person_not_found")
    if not posts.has_organization(tx, actor.tenant, organization_id):
        raise Invalid.at("/organization_id", "bad_value")
    held = posts.roles_between(tx, actor.tenant, person_id, from_on, to_on)
    if any(row["role"] == role and row["organization_id"] == organization_id for row in held):
        raise Conflict("post_held")
    rules.check_exclusive(role, [row["role"] for row in held])
    key = posts.add(tx, actor.tenant, person_id, role, organization_id, from_on, to_on, review_by, actor.person_id)
    facts: Mapping[str, Any] = {
        "person": person_id,
        "role": role,
        "organization": organization_id,
        "from_on": from_on,
        "to_on": to_on,
        "review_by": review_by,
    }
    admin_log.record(tx, actor.tenant, actor.person_id, "post.granted", key, None, facts, why)
    return key


def _end(tx: Tx, actor: Actor, row: Row, last: date, heir: UUID | None, why: str) -> None:
    posts.end(tx, actor.tenant, row["id"], last)
    passed = posts.pass_on(tx, actor.tenant, row, heir) if last < clock.today() else 0
    after = {"to_on": last, "claims": passed, **({"heir": heir} if heir else {})}
    kind = "post.handed_over" if heir else "post.ended"
    admin_log.record(tx, actor.tenant, actor.person_id, kind, row["id"], {"to_on": row["to_on"]}, after, why)


def _check_last(tx: Tx, actor: Actor, row: Row, last: date) -> None:
    """Keep the town from being without anybody who could grant posts."""
    if row["role"] == rules.SECURITY and posts.holders(tx, actor.tenant, rules.SECURITY, max(last, clock.today())) < 2:
        raise Conflict("post_last")
