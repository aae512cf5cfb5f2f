"""The door itself: who asks, from where, and a second try where the database stumbled. Every endpoint goes through it.

Below this room nothing knows a cookie: views hand an `Actor` on.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from service.actions import sessions as session_actions
from service.domain import accounts, clock
from service.domain.errors import Conflict, Forbidden, SignedOut, YangguangError
from service.domain.people import Actor, Grant, Substitution
from service.store import sessions
from service.store.database import Row, is_collision, is_lost_connection
from service.web import pace
from service.web.failures import Csrf, Unavailable
from service.web.requests import repeat_key
from service.wiring import House

COOKIE: Final = "yg_session"
NO_OFFSET: Final = timedelta(0)
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
View = Callable[..., Response]
log = structlog.get_logger("yangguang.web")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is signed in at this browser."""

    actor: Actor
    row: Row
    token: str

    @property
    def by_token(self) -> bool:
        """Tell whether a program asks, with an API token."""
        return bool(self.row["scope"] != "session")


def house() -> House:
    """Return the database, the engine and the settings of this application."""
    found: House = current_app.extensions["yangguang"]
    return found


def cookie(name: str = COOKIE) -> str:
    """Return a cookie's name; behind HTTPS the browser itself keeps it to this host and to HTTPS (`__Host-`)."""
    return f"__Host-{name}" if house().settings.secure else name


def visitor() -> Visitor:
    """Return who is signed in; only views behind the guard may ask."""
    found: Visitor = g.visitor
    return found


def actor() -> Actor:
    """Return who acts."""
    return visitor().actor


def guard(view: View, public: bool, own: bool = False, in_person: bool = False) -> View:
    """Let a view be reached only through the door.

    `own` marks what belongs to the account itself: reached also by somebody who has a duty to do first (a password of
    their own, a second factor), and by nobody's API token. `in_person` marks what no API token changes: a stolen token
    of an administrator must not make passwords, posts or accounts.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Response:
        return second_try(lambda: _enter(view, public, own, in_person, args, kwargs))

    return guarded


def _enter(view: View, public: bool, own: bool, in_person: bool, args: Any, kwargs: Any) -> Response:
    clock.use_offset(NO_OFFSET)  # threads are reused; the last visitor's calendar must not stay
    if request.method not in SAFE:
        check_origin()
    if not public:
        g.visitor = _whoever_asks()
        unsafe = request.method not in SAFE
        if unsafe and not g.visitor.by_token:
            _check_csrf(g.visitor)
        if g.visitor.by_token and (own or (in_person and unsafe)):
            raise Forbidden("not_by_token")
        _check_rights(g.visitor, own, unsafe)
        if unsafe:
            repeat_key()
    return view(*args, **kwargs)


def _whoever_asks() -> Visitor:
    """Tell who asks: a program with a token in the header, or a browser with its cookie."""
    given = request.headers.get("Authorization", "")
    scheme, _, token = given.partition(" ")
    if scheme.lower() == "bearer":
        return enter_by_token(token.strip())
    return enter(request.cookies.get(cookie()))


def _check_rights(who: Visitor, own: bool, unsafe: bool) -> None:
    """Refuse what this session or token is not good for, and writes that come too fast."""
    if unsafe and who.row["scope"] == "read":
        raise Forbidden("token_read_only")
    if not own and (duty := first_duty(who)):
        raise Forbidden(f"{duty}_first")
    if unsafe:
        pace.take(who.row["account_id"], house().settings.writes)


def first_duty(who: Visitor) -> str | None:
    """Return what this visitor has to do before anything else: `password`, `factor`, or None."""
    row = who.row
    return accounts.first_duty(row["roles"], row["must_change"], row["has_factor"], row["strict"])


def require_second_factor() -> None:
    """Refuse unless the second factor was shown within the last minutes; whoever has none passes.

    Raises Forbidden("code_again"): the page asks for a code and repeats the request.
    """
    row = visitor().row
    if visitor().by_token:
        raise Forbidden("not_by_token")
    if row["has_factor"] and not accounts.is_fresh(row["proven_at"], datetime.now(UTC)):
        raise Forbidden("code_again")


def enter(token: str | None) -> Visitor:
    """Tell who is behind a cookie, and set the clock of the tenant.

    Raises SignedOut.
    """
    if not token:
        raise SignedOut()
    with house().db.reading() as tx:
        row = sessions.who(tx, session_actions.token_hash(token))
    if row is None:
        raise SignedOut()
    session_actions.keep_alive(house().db, token, row["seen_at"])
    return _visitor(row, token)


def enter_by_token(token: str) -> Visitor:
    """Tell whose API token this is.

    Raises SignedOut when it opens nothing (any more).
    """
    with house().db.reading() as tx:
        row = sessions.who_by_token(tx, session_actions.token_hash(token))
    if row is None:
        raise SignedOut("token_unknown")
    session_actions.note_token(house().db, row)
    return _visitor(row, token)


def _visitor(row: Row, token: str) -> Visitor:
    clock.use_offset(row["clock_offset"])
    grants = tuple(Grant(role, home) for role, home in zip(row["roles"], row["organizations"], strict=True))
    who = Actor(
        row["tenant_id"],
        row["person_id"],
        row["name"],
        row["account_id"],
        grants,
        frozenset(row["recused"]),
        tuple(map(_substitution, row["standing"])),
    )
    return Visitor(who, row, token)


def _substitution(found: Row) -> Substitution:
    posts = tuple(Grant(role, UUID(home)) for role, home in found["posts"] or ())
    home = found["organization"]
    return Substitution(
        UUID(found["principal"]),
        found["name"],
        posts,
        found["process"],
        found["node"],
        UUID(home) if home else None,
        frozenset(map(UUID, found["recused"] or ())),
    )


def _check_csrf(who: Visitor) -> None:
    sent = request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(sent.encode(), who.row["csrf"].encode()):
        raise Csrf()


def check_origin() -> None:
    """Refuse a request that another site's page makes; programs that are no browser send neither header."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise Csrf()
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in (
        request.host,
        urlsplit(house().settings.public_url).netloc,
    ):
        raise Csrf()


def second_try(attempt: Callable[[], Response]) -> Response:
    """Try again, once and silently, what the database dropped: collisions always, a lost connection for reads."""
    try:
        return attempt()
    except (YangguangError, HTTPException):
        raise
    except Exception as error:
        if not _recovered(error):
            raise
    try:
        return attempt()
    except (YangguangError, HTTPException):
        raise
    except Exception as error:
        if is_collision(error):
            raise Conflict("instance_busy") from error
        if is_lost_connection(error):
            house().db.recover()
            raise Unavailable() from error
        raise


def _recovered(error: Exception) -> bool:
    """Prepare a second try, if there may be one.

    A lost connection says nothing about a commit that was on its way, so a decision is not repeated by itself: the
    browser repeats it with its Idempotency-Key.
    """
    if is_collision(error):
        log.info("collision", sqlstate=getattr(error, "sqlstate", None))
        return True
    if not is_lost_connection(error):
        return False
    house().db.recover()
    log.warning("connection lost", kind=type(error).__name__)
    if request.method not in SAFE:
        raise Unavailable() from error
    return True
