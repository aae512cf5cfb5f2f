"""What people do with their own account, and what administrators do with another's.

The system administrator opens accounts and gives temporary passwords; the security administrator unlocks, resets second
factors and ends sessions and tokens; either closes an account, so that nobody has to be waited for, and only the former
opens it again. Nobody does any of it to himself, and each act is a row of the administrators' log.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from service.actions import passwords, second_factor, sessions
from service.domain import accounts as rules
from service.domain import administration, clock, labels, personal_numbers
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.store import accounts, admin_log, ids
from service.store import sessions as session_store
from service.store.database import Database, Row, Tx

MOST_TOKENS: Final = 20
LOGIN: Final = re.compile(r"[a-z][a-z0-9._-]{2,39}")
TEMPORARY: Final = 4  # groups of four, sixteen characters: eighty bits


def _own(tx: Tx, actor: Actor) -> Row:
    found = None if actor.account_id is None else accounts.lock(tx, actor.tenant, actor.account_id)
    if found is None:
        raise NotFound()
    return found


def prove_password(db: Database, actor: Actor, password: str) -> None:
    """Make sure that it is still the owner who sits at the open session; wrong tries count as at the log-in.

    Raises Invalid (wrong), Forbidden (locked by now), passwords.Busy.
    """
    with passwords.slot(), db.transaction() as tx:
        refusal = sessions.password_refusal(tx, _own(tx, actor), password)
    # Raised only now: the failure just counted has to be committed.
    if refusal is not None:
        raise refusal


def prove_code(db: Database, actor: Actor, token_hash: bytes, code: str) -> None:
    """Take the second factor anew inside a session; it is fresh for a few minutes then.

    Raises Invalid (wrong or used), Forbidden (locked by now).
    """
    with db.transaction() as tx:
        refusal = sessions.code_refusal(tx, _own(tx, actor), code)
        if refusal is None:
            session_store.prove(tx, token_hash)
    if refusal is not None:
        raise refusal


def change_password(tx: Tx, actor: Actor, session: UUID, current: str, new: str) -> None:
    """Give oneself another password, after the present one was proven; all other sessions end.

    Raises Invalid when the new one will not do, or when the present one is no longer what was proven.
    """
    account = _own(tx, actor)
    if not passwords.verify(account["password_hash"], current):
        raise Invalid([Problem("/current", "password_wrong")])
    if current == new:
        raise Invalid([Problem("/password", "password_same")])
    problem = rules.password_problem(new, account["login"], account["name"], account["name_pinyin"])
    if problem is not None:
        raise Invalid([problem])
    accounts.set_password(tx, actor.tenant, account["id"], passwords.hash_password(new), must_change=False)
    session_store.revoke_all(tx, actor.tenant, account["id"], but=session)


def end_session(tx: Tx, actor: Actor, session: UUID) -> None:
    """End one of one's own sessions.

    Raises NotFound for anybody else's.
    """
    if not session_store.revoke(tx, actor.tenant, _own(tx, actor)["id"], session):
        raise NotFound()


def end_other_sessions(tx: Tx, actor: Actor, session: UUID) -> None:
    """End all of one's own sessions but this one."""
    session_store.revoke_all(tx, actor.tenant, _own(tx, actor)["id"], but=session)


def choose_language(tx: Tx, actor: Actor, language: str) -> None:
    """Say in which language one is greeted on another computer."""
    accounts.set_language(tx, actor.tenant, _own(tx, actor)["id"], language)


def begin_factor(tx: Tx, actor: Actor) -> tuple[str, str]:
    """Draft a second factor; return its secret and the address for the QR code.

    Raises Conflict when there is one already.
    """
    account = _own(tx, actor)
    if account["totp"] is not None:
        raise Conflict("factor_is_on")
    return second_factor.begin(tx, account)


def adopt_factor(tx: Tx, actor: Actor, session: UUID, token_hash: bytes, code: str) -> list[str]:
    """Switch the drafted second factor on; return the recovery codes, which are shown this once."""
    account = _own(tx, actor)
    if account["totp"] is not None:
        raise Conflict("factor_is_on")
    codes = second_factor.adopt(tx, account, code)
    session_store.prove(tx, token_hash)
    session_store.revoke_all(tx, actor.tenant, account["id"], but=session)
    return codes


def renew_codes(tx: Tx, actor: Actor) -> list[str]:
    """Make new recovery codes; the door has seen the second factor a moment ago."""
    account = _own(tx, actor)
    if account["totp"] is None:
        raise Conflict("factor_not_begun")
    return second_factor.renew_codes(tx, account)


def drop_factor(tx: Tx, actor: Actor) -> None:
    """Switch one's second factor off.

    Raises Forbidden where the post needs it.
    """
    account = _own(tx, actor)
    if rules.needs_second_factor(actor.roles(), account["strict"]):
        raise Forbidden("factor_stays")
    accounts.drop_factor(tx, actor.tenant, account["id"])


def make_token(tx: Tx, actor: Actor, name: str, scope: str, days: int) -> tuple[UUID, str]:
    """Make an API token; return its id and the secret, which is shown this once.

    Raises Conflict when there are too many already.
    """
    account = _own(tx, actor)
    if len(accounts.tokens(tx, actor.tenant, account["id"])) >= MOST_TOKENS:
        raise Conflict("tokens_full", most=MOST_TOKENS)
    secret, row_id = f"yg_{secrets.token_urlsafe(32)}", ids.new_id()
    hashed = sessions.token_hash(secret)
    row = {"id": row_id, "account_id": account["id"], "name": name.strip(), "scope": scope, "token_hash": hashed}
    accounts.add_token(tx, actor.tenant, row, timedelta(days=days))
    admin_log.record(tx, actor.tenant, actor.person_id, "token.made", row_id, None, {"scope": scope, "days": days})
    return row_id, secret


def revoke_token(tx: Tx, actor: Actor, token: UUID) -> None:
    """End an API token: one's own, or anybody's as the security administrator.

    Raises NotFound.
    """
    whose = None if administration.SECURITY in actor.roles() else _own(tx, actor)["id"]
    if accounts.revoke_token(tx, actor.tenant, token, whose) is None:
        raise NotFound()
    admin_log.record(tx, actor.tenant, actor.person_id, "token.revoked", token)


# --- what administrators do ------------------------------------------------------------------------------------------


def others(tx: Tx, actor: Actor, account: UUID, *roles: str) -> Row:
    """Lock somebody else's account for an administrator.

    Raises Forbidden (not this administrator, or his own account), NotFound.
    """
    if actor.roles().isdisjoint(roles):
        raise Forbidden()
    found = accounts.lock(tx, actor.tenant, account)
    if found is None:
        raise NotFound()
    if found["person_id"] == actor.person_id:
        raise Forbidden("not_oneself")
    return found


def temporary_password() -> str:
    """Return a password for one log-in, easy to read out."""
    return "-".join("".join(secrets.choice(second_factor.ALPHABET) for _ in range(4)) for _ in range(TEMPORARY))


def open_for(tx: Tx, actor: Actor, person: UUID, login: str, reason: str) -> tuple[UUID, str]:
    """Open an account for somebody on record; return it and its temporary password, which is shown this once.

    It may do nothing before the security administrator gives a post. Raises Forbidden (no system administrator, or
    for himself), NotFound, Conflict (there is one), Invalid (login, reason).
    """
    if administration.SYSTEM not in actor.roles():
        raise Forbidden()
    why, login = reason_of(reason), login.strip().lower()
    found = accounts.of_person(tx, actor.tenant, person)
    if found is None:
        raise NotFound("person_not_found")
    if person == actor.person_id:
        raise Forbidden("not_oneself")
    if found["login"]:
        raise Conflict("account_exists", login=found["login"])
    if problem := personal_numbers.found(login):
        raise Invalid.at("/login", problem)
    if not LOGIN.fullmatch(login):
        raise Invalid.at("/login", "account_login")
    account, password = ids.new_id(), temporary_password()
    row = {"id": account, "login": login, "person": person, "hash": passwords.hash_password(password)}
    if not accounts.add(tx, actor.tenant, row):
        raise Invalid.at("/login", "account_login_taken")
    admin_log.record(
        tx, actor.tenant, actor.person_id, "account.opened", account, None, {"login": login, "person": person}, why
    )
    return account, password


def close(tx: Tx, actor: Actor, account: UUID, reason: str) -> None:
    """Close an account: its sessions and tokens end at once, its person's posts stay until they are handed over.

    Raises Forbidden, NotFound, Conflict (closed already; the last administrator of a kind).
    """
    found = others(tx, actor, account, administration.SYSTEM, administration.SECURITY)
    why = reason_of(reason)
    if not found["active"]:
        raise Conflict("account_is_closed")
    last = accounts.last_of(tx, actor.tenant, found["person_id"], [*administration.ADMINISTRATORS], clock.today())
    if last:
        raise Conflict("account_last", role=labels.role_term(last))
    accounts.set_active(tx, actor.tenant, account, active=False)
    session_store.revoke_all(tx, actor.tenant, account)
    accounts.revoke_tokens(tx, actor.tenant, account)
    _record(tx, actor, "account.closed", found, why)


def reopen(tx: Tx, actor: Actor, account: UUID, reason: str) -> None:
    """Open a closed account again; password and second factor are what they were.

    Raises Forbidden, NotFound, Conflict (open; another account of the person is).
    """
    found = others(tx, actor, account, administration.SYSTEM)
    why = reason_of(reason)
    if found["active"]:
        raise Conflict("account_is_open")
    person = accounts.of_person(tx, actor.tenant, found["person_id"])
    if person is None:
        raise NotFound("person_not_found")
    if person["login"]:
        raise Conflict("account_exists", login=person["login"])
    accounts.set_active(tx, actor.tenant, account, active=True)
    _record(tx, actor, "account.reopened", found, why)


def reset_password(tx: Tx, actor: Actor, account: UUID, reason: str) -> str:
    """Give an account a temporary password, which is shown this once; its sessions end, and it has to be changed.

    Raises Forbidden (no system administrator, or his own account), NotFound.
    """
    found = others(tx, actor, account, administration.SYSTEM)
    password = temporary_password()
    accounts.set_password(tx, actor.tenant, account, passwords.hash_password(password), must_change=True)
    session_store.revoke_all(tx, actor.tenant, account)
    _record(tx, actor, "account.password_reset", found, reason)
    return password


def unlock(tx: Tx, actor: Actor, account: UUID, reason: str) -> None:
    """Let a locked account log in again."""
    found = others(tx, actor, account, administration.SECURITY)
    accounts.unlock(tx, actor.tenant, account)
    _record(tx, actor, "account.unlocked", found, reason)


def reset_factor(tx: Tx, actor: Actor, account: UUID, reason: str) -> None:
    """Take a lost second factor from an account; its sessions end."""
    found = others(tx, actor, account, administration.SECURITY)
    accounts.drop_factor(tx, actor.tenant, account)
    session_store.revoke_all(tx, actor.tenant, account)
    _record(tx, actor, "account.factor_reset", found, reason)


def end_sessions(tx: Tx, actor: Actor, account: UUID, reason: str) -> None:
    """End all sessions of an account."""
    found = others(tx, actor, account, administration.SECURITY)
    session_store.revoke_all(tx, actor.tenant, account)
    _record(tx, actor, "account.sessions_ended", found, reason)


def _record(tx: Tx, actor: Actor, kind: str, account: Row, reason: str) -> None:
    before = {"login": account["login"], "locked": account["locked_until"] is not None, "factor": bool(account["totp"])}
    admin_log.record(tx, actor.tenant, actor.person_id, kind, account["id"], before, None, reason)
