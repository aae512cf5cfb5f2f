"""Refused attempts: whoever is signed in and is told "no" or "nothing here for you" leaves a row in the access log."""

from __future__ import annotations

from uuid import UUID

import structlog
from flask import g, request

from service.domain.errors import Forbidden, NotFound, SignedOut, YangguangError
from service.store import access_log
from service.store.database import is_collision, is_lost_connection
from service.web import door

ADDRESS_BYTES = 16
log = structlog.get_logger("yangguang.web")


def origin() -> access_log.Origin:
    """Return where this request came from; the address only as a keyed hash."""
    address = request.remote_addr
    hashed = door.house().sealer.index(address, "ip")[:ADDRESS_BYTES] if address else None
    rule = request.url_rule.rule if request.url_rule else "-"
    return access_log.Origin(g.get("request_id", ""), hashed, f"{request.method} {rule}")


def note(error: YangguangError) -> None:
    """Write a refused attempt down.

    A thing that is hidden and one that does not exist get the same answer, hence the same row. Nothing was shown, so a
    database that is away at this moment changes the answer to nobody.
    """
    if isinstance(error, SignedOut) or not isinstance(error, Forbidden | NotFound) or "visitor" not in g:
        return
    target = (request.view_args or {}).get("id")
    known = target if isinstance(target, UUID) else None
    of_person = request.blueprint == "people"
    try:
        with door.house().db.transaction() as tx:
            access_log.record(
                tx,
                door.actor(),
                access_log.DENIED,
                subject=known if of_person else None,
                target=known,
                code=error.code,
                origin=origin(),
            )
    except Exception as failure:
        if not (is_lost_connection(failure) or is_collision(failure)):
            raise
        log.error("denied attempt not logged", code=error.code, kind=type(failure).__name__)
