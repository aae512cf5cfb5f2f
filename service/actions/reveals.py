"""Show a sealed value of a person, find people by a number: for a purpose, logged in the same transaction.

The caller has made sure that this actor may see the person at all; the door asks for the second factor.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from service.domain import clock, reveals
from service.domain.errors import Forbidden, Invalid, NotFound
from service.domain.people import Actor
from service.store import access_log, moves, sensitive
from service.store.database import Row, Tx
from service.store.sealing import Sealer

MIN_NOTE = 4
EXPORT = "export"


def reveal(
    tx: Tx,
    sealer: Sealer,
    actor: Actor,
    person: Row,
    field: str,
    purpose: str | None,
    note: str,
    origin: access_log.Origin,
) -> str:
    """Return a value in clear.

    Raises Forbidden (no post for it), Invalid (no purpose said), NotFound (nothing on record).
    """
    own = person["id"] == actor.person_id
    line = moves.way_up(tx, actor.tenant, person["branch_id"]) if person["branch_id"] else ()
    if not reveals.may(actor, person["id"], line, clock.today()):
        raise Forbidden("reveal_not_yours")
    if not own:
        _check_purpose(purpose, note)
    value = sensitive.open_field(tx, sealer, actor.tenant, person["id"], field)
    if value is None:
        raise NotFound("nothing_on_record")
    access_log.record(
        tx,
        actor,
        access_log.ALLOWED,
        subject=person["id"],
        data_class=access_log.L3,
        fields=[field],
        purpose=reveals.OWN if own else purpose,
        note="" if own else note.strip(),
        origin=origin,
    )
    return value


def _check_purpose(purpose: str | None, note: str) -> None:
    if purpose not in reveals.PURPOSES:
        raise Invalid.at("/purpose", "required")
    if len(note.strip()) < MIN_NOTE:
        raise Invalid.at("/note", "reveal_note")


def log_page(tx: Tx, actor: Actor, person_id: UUID, origin: access_log.Origin) -> None:
    """Write down that somebody opened a page which shows a person's points."""
    access_log.record(
        tx,
        actor,
        access_log.ALLOWED,
        subject=person_id,
        data_class=access_log.L3,
        fields=["points"],
        purpose=reveals.WORK,
        origin=origin,
    )


def log_seen(tx: Tx, actor: Actor, seen: Collection[tuple[UUID, str]], origin: access_log.Origin) -> None:
    """Write down that a page of somebody's work showed what is sensitive of people; their own they may look at."""
    for person, field in sorted(seen, key=str):
        if person != actor.person_id:
            access_log.record(
                tx,
                actor,
                access_log.ALLOWED,
                subject=person,
                data_class=access_log.L3,
                fields=[field],
                purpose=reveals.WORK,
                origin=origin,
            )


def log_copy(tx: Tx, actor: Actor, origin: access_log.Origin) -> None:
    """Write down that a person took a copy of everything that is kept about them."""
    access_log.record(
        tx,
        actor,
        access_log.ALLOWED,
        subject=actor.person_id,
        data_class=access_log.L3,
        fields=[*reveals.FIELDS, "points", "objection"],
        purpose=reveals.COPY,
        origin=origin,
    )


def log_export(
    tx: Tx,
    actor: Actor,
    what: str,
    target: UUID | None,
    origin: access_log.Origin,
    note: str = "",
    subject: UUID | None = None,
) -> None:
    """Write down that somebody took a list or a paper about people out of the house, and what for."""
    access_log.record(
        tx,
        actor,
        access_log.ALLOWED,
        subject=subject,
        fields=[what],
        purpose=EXPORT,
        note=note,
        target=target,
        origin=origin,
    )


def search(tx: Tx, sealer: Sealer, actor: Actor, number: str) -> list[UUID]:
    """Return who has exactly this identity number or phone, anywhere; the caller keeps to whom the actor may see.

    Raises Forbidden when the actor holds no post that works with such numbers.
    """
    if not any(actor.holds(role, clock.today()) for role in reveals.POSTS):
        raise Forbidden("reveal_not_yours")
    return [row["id"] for row in sensitive.find(tx, sealer, actor.tenant, number)]


def log_search(tx: Tx, actor: Actor, found: Sequence[UUID], origin: access_log.Origin) -> None:
    """Write down that somebody looked for a number, and whom they saw by it."""
    seen: Sequence[UUID | None] = found or [None]
    for person in seen:
        access_log.record(
            tx,
            actor,
            access_log.ALLOWED,
            subject=person,
            data_class=access_log.L3,
            fields=[reveals.ID_NUMBER, reveals.PHONE],
            purpose=reveals.SEARCH,
            origin=origin,
        )
