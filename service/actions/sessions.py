"""Log in, in one step or two, and log out. Times of sessions and locks are real ones: no demo calendar moves them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from service.actions import passwords, second_factor
from service.domain import accounts
from service.domain.errors import Forbidden, Invalid, Problem, SignedOut, YangguangError
from service.store import access_log, attempts, sessions
from service.store import accounts as account_store
from service.store.database import Database, Row, Tx

LIFETIME = timedelta(hours=12)
IDLE = accounts.IDLE
TOUCH = timedelta(minutes=5)
HALF_IN = timedelta(minutes=5)
FAILURES = 5
LOCKED = timedelta(minutes=15)
# An office shares one address: only failures count, and many of them.
PLACE_FAILURES = 50
PLACE_WITHIN = timedelta(minutes=10)


class TooMany(Exception):
    """Too many wrong log-ins came from this place; `seconds` says when to come back."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the browser gets: a secret for its cookie, of which only the hash is stored."""

    token: str
    token_hash: bytes
    pending: bool
    """The password was right; the second factor is still to come."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a log-in comes from."""

    user_agent: str
    address: str
    logged: access_log.Origin = field(default_factory=access_log.Origin)  # what a refused one is logged with

    @property
    def key(self) -> bytes:
        """Return what failures from this address are counted under; the address itself is not stored."""
        return hashlib.sha256(f"log-in/{self.address}".encode()).digest()


def log_in(db: Database, login: str, password: str, origin: Origin, old_token: str | None = None) -> Ticket:
    """Open a login session; half open when the account has a second factor.

    Raises SignedOut (wrong login or password, or a locked account), Forbidden (closed account), TooMany,
    passwords.Busy.
    """
    with passwords.slot(), db.transaction() as tx:
        _refuse_storm(tx, origin)
        account = sessions.account_for_login(tx, login.strip())
        refusal = _refusal(tx, account, password)
        if account is not None and refusal is None:
            if old_token:
                sessions.close_session(tx, token_hash(old_token))
            ticket = _open(tx, account, origin, pending=account["totp"] is not None)
        elif isinstance(refusal, SignedOut):
            attempts.count(tx, origin.key, PLACE_WITHIN)
        if account is not None and refusal is not None:
            note(tx, account, refusal, origin)
    # Raised only now: the failure just counted has to be committed.
    if refusal is not None:
        raise refusal
    return ticket


def show_code(db: Database, token: str, code: str, origin: Origin) -> Ticket:
    """Finish a log-in with the second factor; the browser gets a new secret.

    Raises SignedOut (no half-open session), Invalid (wrong code), Forbidden (locked account).
    """
    refusal: YangguangError | None = None
    with db.transaction() as tx:
        account = sessions.account_half_in(tx, token_hash(token))
        if account is None:
            raise SignedOut("log_in_again")
        refusal = code_refusal(tx, account, code)
        if refusal is None:
            sessions.close_session(tx, token_hash(token))
            ticket = _open(tx, account, origin, False, True, account["by_provider"], account["provider_session"])
        else:
            note(tx, account, refusal, origin)
    if refusal is not None:
        raise refusal
    return ticket


def note(tx: Tx, account: Row, refusal: YangguangError, origin: Origin) -> None:
    """Write down that somebody was not let into an account. A name that nobody has may be a password: it is not."""
    code = "account_locked" if locked(account) else refusal.code
    access_log.record_login(tx, account["tenant_id"], account["id"], account["person_id"], code, origin.logged)


def open_by_provider(tx: Tx, account: Row, origin: Origin, proven: bool, session: bytes | None) -> Ticket:
    """Open a login session for an account that the identity provider named; `proven`: with a second factor there.

    Half open when the account has a second factor that was not shown.
    """
    return _open(tx, account, origin, account["totp"] is not None and not proven, proven, True, session)


def _open(
    tx: Tx,
    account: Row,
    origin: Origin,
    pending: bool = False,
    proven: bool = False,
    by_provider: bool = False,
    provider_session: bytes | None = None,
) -> Ticket:
    token = secrets.token_urlsafe(32)
    ticket = Ticket(token, token_hash(token), pending)
    lifetime, place = HALF_IN if pending else LIFETIME, accounts.shortened(origin.address)
    csrf = secrets.token_urlsafe(24)
    new = sessions.NewSession(
        ticket.token_hash, csrf, lifetime, origin.user_agent, place, pending, proven, by_provider, provider_session
    )
    sessions.open_session(tx, account, new)
    return ticket


def _refuse_storm(tx: Tx, origin: Origin) -> None:
    since = attempts.exhausted(tx, origin.key, PLACE_FAILURES, PLACE_WITHIN)
    if since is not None:
        raise TooMany(max(1, int((since + PLACE_WITHIN - datetime.now(UTC)).total_seconds()) + 1))


def _refusal(tx: Tx, account: Row | None, password: str) -> YangguangError | None:
    """Check a password under the account's lock, and count a wrong one.

    An unknown name, a wrong password and a locked account get one answer after the same work: neither does it tell
    which names there are, nor, while an account is locked, that a guess was right.
    """
    right = passwords.verify(account["password_hash"] if account else None, password)
    wrong = SignedOut("bad_credentials")
    if account is None or locked(account):
        return wrong
    if right:
        return None if account["active"] else Forbidden("account_closed")
    _count(tx, account, wrong)
    return wrong


def password_refusal(tx: Tx, account: Row, password: str) -> YangguangError | None:
    """Check the password of somebody who is signed in; a wrong one counts as at the log-in."""
    if (closed := locked(account)) or passwords.verify(account["password_hash"], password):
        return closed
    return _count(tx, account, Invalid([Problem("/current", "password_wrong")]))


def code_refusal(tx: Tx, account: Row, code: str) -> YangguangError | None:
    """Check a code of the second factor and use it up; a wrong one counts like a wrong password."""
    if (closed := locked(account)) or second_factor.accept(tx, account, code):
        return closed
    return _count(tx, account, Invalid([Problem("/code", "code_wrong")]))


def locked(account: Row) -> YangguangError | None:
    """Return the refusal while an account is locked."""
    if account["locked_until"] and account["locked_until"] > datetime.now(UTC):
        return Forbidden("account_locked", until=account["locked_until"])
    return None


def _count(tx: Tx, account: Row, wrong: YangguangError) -> YangguangError:
    """Count a wrong password or code; the last one allowed locks the account."""
    until = datetime.now(UTC) + LOCKED if account["failed_count"] + 1 >= FAILURES else None
    sessions.record_failure(tx, account, until)
    return Forbidden("account_locked", until=until) if until else wrong


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


def note_token(db: Database, row: Row) -> None:
    """Remember that an API token is in use, at most every few minutes."""
    used = row["seen_at"]
    if used is None or datetime.now(UTC) - used > TOUCH:
        with db.transaction() as tx:
            account_store.use_token(tx, row["tenant_id"], row["session_id"])


def token_hash(token: str) -> bytes:
    """Return what is stored of a cookie."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
