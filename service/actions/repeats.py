"""Repeated requests: the answer is presented and stored in the transaction of the decision itself.

The key is written last and asked for only when something stood in the way: a request that goes through costs one
statement, not two, and of two parallel ones with the same key the second waits for the first at the unique index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from service.domain.errors import Conflict, Invalid, YangguangError
from service.domain.people import Actor
from service.store import repeats
from service.store.database import Database, Tx

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Repeat:
    """The Idempotency-Key of a request and the hash of everything in it that counts."""

    key: str
    request_hash: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door sends; the same for a repeat."""

    status: int
    body: bytes
    repeated: bool = False


class KeyReused(Invalid):
    """The key came with other content before."""

    default_code = "idempotency_mismatch"


class _TakenMeanwhile(Exception):
    """A parallel request with this key was faster; roll back what this one did."""


def once(
    db: Database,
    actor: Actor,
    repeat: Repeat | None,
    status: int,
    decide: Callable[[Tx], Done],
    present: Callable[[Tx, Done], bytes],
) -> Answer:
    """Decide, present and remember in one transaction; give a repeat the answer of the first time."""
    try:
        with db.transaction() as tx:
            body = present(tx, decide(tx))
            if repeat and not _remember(tx, actor, repeat, status, body):
                raise _TakenMeanwhile
        return Answer(status, body)
    except (YangguangError, _TakenMeanwhile) as error:
        known = _recall(db, actor, repeat) if repeat else None
        if known:
            return known
        if isinstance(error, _TakenMeanwhile):
            raise Conflict("instance_busy") from None
        raise


def _remember(tx: Tx, actor: Actor, repeat: Repeat, status: int, body: bytes) -> bool:
    assert actor.account_id is not None
    return repeats.remember(tx, actor.tenant, actor.account_id, repeat.key, repeat.request_hash, status, body)


def _recall(db: Database, actor: Actor, repeat: Repeat) -> Answer | None:
    """Return the stored answer.

    Raises KeyReused when the key belongs to another content.
    """
    assert actor.account_id is not None
    with db.reading() as tx:
        row = repeats.find(tx, actor.tenant, actor.account_id, repeat.key)
    if row is None:
        return None
    if bytes(row["request_hash"]) != repeat.request_hash:
        raise KeyReused
    return Answer(row["status"], bytes(row["body"]), repeated=True)
