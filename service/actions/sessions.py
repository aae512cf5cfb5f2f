"""Log in and log out. Times of sessions and lock-outs are real ones: no demo calendar moves them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.actions import passwords
from service.domain.errors import Forbidden, SignedOut, YangguangError
from service.store import sessions
from service.store.database import Database, Row, Tx

LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=2)
TOUCH = timedelta(minutes=5)
FAILURES = 5
LOCKED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the browser gets: a secret for its cookie, of which only the hash is stored."""

    token: str
    token_hash: bytes


def log_in(db: Database, login: str, password: str, user_agent: str, old_token: str | None = None) -> Ticket:
    """Open a login session.

    Raises SignedOut (wrong login or password), Forbidden (locked or closed account), passwords.Busy.
    """
    token = secrets.token_urlsafe(32)
    ticket = Ticket(token, token_hash(token))
    with passwords.slot(), db.transaction() as tx:
        account = sessions.account_for_login(tx, login.strip())
        refusal = _refusal(tx, account, password)
        if account is not None and refusal is None:
            if old_token:
                sessions.close_session(tx, token_hash(old_token))
            sessions.open_session(tx, account, ticket.token_hash, secrets.token_urlsafe(24), LIFETIME, user_agent)
    # Raised only now: the failure just counted has to be committed.
    if refusal is not None:
        raise refusal
    return ticket


def _refusal(tx: Tx, account: Row | None, password: str) -> YangguangError | None:
    """Check a password under the account's lock, and count a wrong one."""
    now = datetime.now(UTC)
    if account is not None and account["locked_until"] and account["locked_until"] > now:
        return Forbidden("account_locked", until=account["locked_until"])
    if passwords.verify(account["password_hash"] if account else None, password):
        return None if account and account["active"] else Forbidden("account_closed")
    if account is not None:
        last = account["failed_count"] + 1 >= FAILURES
        sessions.record_failure(tx, account, now + LOCKED if last else None)
        if last:
            return Forbidden("account_locked", until=now + LOCKED)
    return SignedOut("bad_credentials")


def log_out(db: Database, token: str) -> None:
    """End a login session."""
    with db.transaction() as tx:
        sessions.close_session(tx, token_hash(token))


def keep_alive(db: Database, token: str, seen_at: datetime) -> None:
    """Remember that a session is in use, at most every few minutes.

    Raises SignedOut when nobody used it for two hours.
    """
    unused = datetime.now(UTC) - seen_at
    if unused > IDLE:
        log_out(db, token)
        raise SignedOut()
    if unused > TOUCH:
        with db.transaction() as tx:
            sessions.touch(tx, token_hash(token))


def token_hash(token: str) -> bytes:
    """Return what is stored of a cookie."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
