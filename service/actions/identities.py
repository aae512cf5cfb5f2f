"""Log in by the identity provider, and say which account a person of the provider's is.

An account is found by the provider's own name for a person (`sub`) and by nothing else. That name comes to an account
in one of two ways: the owner links it while signed in, or the system administrator has written down the name, or a
verified address, beforehand. A name or an address that merely looks alike opens nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from uuid import UUID

from service.actions import accounts, sessions
from service.actions.sessions import Origin, Ticket
from service.actions.tenants import FIRST
from service.config import Identity
from service.domain import administration
from service.domain.errors import Conflict, Forbidden, NotFound, SignedOut, YangguangError
from service.domain.identity import Claims
from service.domain.people import Actor
from service.store import access_log, admin_log, identities
from service.store import sessions as session_store
from service.store.database import Database, Row, Tx
from service.store.identities import EMAIL, SUBJECT


def log_in(db: Database, claims: Claims, origin: Origin, trusted: Collection[str], old_token: str | None) -> Ticket:
    """Open a login session for whom the provider has named; half open when the account has a second factor.

    `trusted` are the provider's words for a log-in with two factors that counts as ours. Raises SignedOut (no account
    is linked), Forbidden (locked or closed account).
    """
    try:
        return _log_in(db, claims, origin, trusted, old_token)
    except (SignedOut, Forbidden, Conflict) as refusal:
        # In a transaction of its own: what was refused is undone, that it was refused is not.
        with db.transaction() as tx:
            _note(tx, claims, refusal, origin)
        raise


def _log_in(db: Database, claims: Claims, origin: Origin, trusted: Collection[str], old_token: str | None) -> Ticket:
    with db.transaction() as tx:
        account = _account(tx, claims)
        proven = not claims.marks.isdisjoint(trusted)
        if old_token:
            session_store.close_session(tx, sessions.token_hash(old_token))
        return sessions.open_by_provider(tx, account, origin, proven, session_key(claims.issuer, claims.session))


def _account(tx: Tx, claims: Claims) -> Row:
    account = identities.account_of(tx, claims.issuer, SUBJECT, claims.subject)
    if account is None and claims.email is not None:
        account = identities.account_of(tx, claims.issuer, EMAIL, claims.email)
        if account is not None:
            _check_open(account)
            # From now on the name counts: an address may change hands.
            put = (account["id"], claims.issuer, SUBJECT, claims.subject)
            if not identities.put(tx, account["tenant_id"], *put, linked=True):
                raise Conflict("oidc_taken")
            _record(tx, account["tenant_id"], account["person_id"], "identity.linked", account["id"], "awaited email")
            return account
    if account is None:
        raise SignedOut("oidc_unlinked")
    _check_open(account)
    identities.use(tx, account["tenant_id"], account["identity_id"])
    if not account["linked"]:
        _record(tx, account["tenant_id"], account["person_id"], "identity.linked", account["id"], "awaited subject")
    return account


def _note(tx: Tx, claims: Claims, refusal: YangguangError, origin: Origin) -> None:
    """Write a refused log-in down: whose account the provider named, or that it is nobody's; never the name itself."""
    account = identities.account_of(tx, claims.issuer, SUBJECT, claims.subject)
    if account is None and claims.email is not None:
        account = identities.account_of(tx, claims.issuer, EMAIL, claims.email)
    if account is not None:
        sessions.note(tx, account, refusal, origin)
    else:
        access_log.record_login(tx, FIRST, None, None, refusal.code, origin.logged)


def _check_open(account: Row) -> None:
    if not account["active"]:
        raise Forbidden("account_closed")
    if refusal := sessions.locked(account):
        raise refusal


def link(tx: Tx, actor: Actor, claims: Claims) -> None:
    """Link one's own account to whom the provider has named; the door has seen password and second factor before.

    Raises Conflict: it belongs to another account, or this one is linked already.
    """
    account = _own_account(actor)
    there = identities.account_of(tx, claims.issuer, SUBJECT, claims.subject)
    if there is not None and there["id"] == account and there["linked"]:
        return
    present = identities.of_account(tx, actor.tenant, account)
    if present is not None and present["linked"]:
        raise Conflict("oidc_is_linked")
    if not identities.put(tx, actor.tenant, account, claims.issuer, SUBJECT, claims.subject, linked=True):
        raise Conflict("oidc_taken")
    _record(tx, actor.tenant, actor.person_id, "identity.linked", account, "by its owner")


def unlink(tx: Tx, actor: Actor, session: UUID, local: bool) -> None:
    """Unlink one's own account; other sessions end.

    Raises NotFound, Conflict where nothing else would open the account.
    """
    if not local:
        raise Conflict("oidc_only_way")
    account = _own_account(actor)
    if not identities.remove(tx, actor.tenant, account):
        raise NotFound("oidc_not_linked")
    session_store.revoke_all(tx, actor.tenant, account, but=session)
    _record(tx, actor.tenant, actor.person_id, "identity.unlinked", account)


def await_(tx: Tx, actor: Actor, account: UUID, provider: Identity | None, what: str, value: str, reason: str) -> None:
    """Write down, as the system administrator, by what the provider will name somebody's account.

    Raises Forbidden (not this administrator, or the own account), NotFound, Conflict (taken, linked already, or
    no provider).
    """
    found = accounts.others(tx, actor, account, administration.SYSTEM)
    if provider is None:
        raise Conflict("oidc_off")
    present = identities.of_account(tx, actor.tenant, account)
    if present is not None and present["linked"]:
        raise Conflict("oidc_is_linked")
    if not identities.put(tx, actor.tenant, found["id"], provider.issuer, what, value, linked=False):
        raise Conflict("oidc_taken")
    _record(tx, actor.tenant, actor.person_id, "identity.awaited", account, what, reason)


def forget(tx: Tx, actor: Actor, account: UUID, reason: str) -> None:
    """Unlink somebody's account as the security administrator; its sessions end.

    Raises Forbidden, NotFound.
    """
    accounts.others(tx, actor, account, administration.SECURITY)
    if not identities.remove(tx, actor.tenant, account):
        raise NotFound("oidc_not_linked")
    session_store.revoke_all(tx, actor.tenant, account)
    _record(tx, actor.tenant, actor.person_id, "identity.unlinked", account, None, reason)


def end_from_there(db: Database, issuer: str, subject: str | None, session: str | None) -> int:
    """End what the provider says has ended: one session of it, or all that it opened for a person."""
    with db.transaction() as tx:
        account = None if session or not subject else identities.account_of(tx, issuer, SUBJECT, subject)
        tenant, who = (account["tenant_id"], account["id"]) if account else (0, None)
        return session_store.end_of_provider(tx, session_key(issuer, session), tenant, who)


def session_key(issuer: str, session: str | None) -> bytes | None:
    """Return what is stored of the provider's own session, so that it can end ours."""
    return None if session is None else hashlib.sha256(f"{issuer}\n{session}".encode()).digest()


def _own_account(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise NotFound()
    return actor.account_id


def _record(
    tx: Tx, tenant: int, who: UUID | None, kind: str, account: UUID, how: str | None = None, reason: str = ""
) -> None:
    admin_log.record(tx, tenant, who, kind, account, None, {"how": how} if how else None, reason)
