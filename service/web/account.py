"""账号与安全: what people do with their own account. Answers that hold a secret are never kept for a repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import Response

from service.actions import accounts as actions
from service.actions import identities, passwords, second_factor
from service.actions.sessions import token_hash
from service.domain import accounts as rules
from service.reads import account as reads
from service.store.database import Tx
from service.web import door, oidc
from service.web.failures import TooManyRequests
from service.web.resource import Resource, empty, present
from service.web.schemas.account import (
    Account,
    Away,
    Code,
    Enrolment,
    LanguageChoice,
    MadeToken,
    NewToken,
    PasswordChange,
    PasswordProof,
    RecoveryCodes,
)

Done = TypeVar("Done")
account = Resource("account", "账号与安全 · One's own account")


@account.read("", Account, own=True)
def page() -> Response:
    """我的账号。 Show one's own account: second factor, sessions, API tokens."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), door.visitor().row))


@account.act("/password", status=204, body=PasswordChange, own=True)
def change_password(given: dict[str, Any]) -> Response:
    """修改密码。 Change one's own password; other sessions end."""
    with _busy_said():
        actions.prove_password(door.house().db, door.actor(), given["current"])
        with passwords.slot():
            _run(lambda tx: actions.change_password(tx, door.actor(), _session(), given["current"], given["password"]))
    return empty()


@account.act("/language", status=204, body=LanguageChoice, own=True)
def choose_language(given: dict[str, Any]) -> Response:
    """选择语言。 Say in which language one is greeted on another computer."""
    _run(lambda tx: actions.choose_language(tx, door.actor(), given["language"]))
    return empty()


@account.act("/sessions/<uuid:id>/revoke", status=204, own=True)
def end_session(id: UUID) -> Response:
    """结束一处登录。 End one of one's own sessions."""
    _run(lambda tx: actions.end_session(tx, door.actor(), id))
    return empty()


@account.act("/sessions/revoke", status=204, own=True)
def end_other_sessions() -> Response:
    """结束其他登录。 End all of one's own sessions but this one."""
    _run(lambda tx: actions.end_other_sessions(tx, door.actor(), _session()))
    return empty()


@account.act("/factor", Enrolment, body=PasswordProof, own=True)
def begin_factor(given: dict[str, Any]) -> Response:
    """开通动态验证码第一步。 Draft a second factor: a QR code for the authenticator."""
    _prove(given["current"])
    secret, address = _run(lambda tx: actions.begin_factor(tx, door.actor()))
    return present({"secret": secret, "address": address, "picture": second_factor.picture(address)})


@account.act("/factor/confirm", RecoveryCodes, body=Code, own=True)
def confirm_factor(given: dict[str, Any]) -> Response:
    """开通动态验证码第二步。 Switch the second factor on by a first code; recovery codes are shown this once."""
    hashed = token_hash(door.visitor().token)
    return present(
        {"codes": _run(lambda tx: actions.adopt_factor(tx, door.actor(), _session(), hashed, given["code"]))}
    )


@account.act("/factor/show", status=204, body=Code, own=True)
def show_code(given: dict[str, Any]) -> Response:
    """再次输入验证码。 Show the second factor; what asks for it may be done within five minutes."""
    actions.prove_code(door.house().db, door.actor(), token_hash(door.visitor().token), given["code"])
    return empty()


@account.act("/factor/codes", RecoveryCodes, own=True)
def renew_codes() -> Response:
    """重新生成恢复码。 Make new recovery codes; the old ones end. Wants the second factor shown anew."""
    door.require_second_factor()
    return present({"codes": _run(lambda tx: actions.renew_codes(tx, door.actor()))})


@account.act("/factor/off", status=204, own=True)
def drop_factor() -> Response:
    """停用动态验证码。 Switch the second factor off, where the post allows it. Wants it shown anew."""
    door.require_second_factor()
    _run(lambda tx: actions.drop_factor(tx, door.actor()))
    return empty()


@account.act("/identity", Away, body=PasswordProof, own=True)
def link(given: dict[str, Any]) -> Response:
    """绑定统一身份认证。 Begin to link the account; the browser goes to the address, and the provider sends it back."""
    door.require_second_factor()
    address, flow = oidc.provider().begin()
    _prove(given["current"])
    return oidc.remember(present({"address": address}), flow, oidc.SECURITY, door.actor().account_id)


@account.act("/identity/remove", status=204, own=True)
def unlink() -> Response:
    """解除绑定。 Unlink the account from the identity provider; other sessions end. Wants the second factor."""
    door.require_second_factor()
    local = door.house().settings.local_login
    _run(lambda tx: identities.unlink(tx, door.actor(), _session(), local))
    return empty()


@account.act("/tokens", MadeToken, body=NewToken, status=201, own=True)
def make_token(given: dict[str, Any]) -> Response:
    """新建令牌。 Make an API token; its secret is shown this once."""
    door.require_second_factor()
    _prove(given["current"])
    row, secret = _run(lambda tx: actions.make_token(tx, door.actor(), given["name"], given["scope"], given["days"]))
    return present({"id": row, "token": secret}, 201)


@account.act("/tokens/<uuid:id>/revoke", status=204, own=True)
def revoke_token(id: UUID) -> Response:
    """撤销令牌。 End an API token of one's own."""
    _run(lambda tx: actions.revoke_token(tx, door.actor(), id))
    return empty()


def _session() -> UUID:
    found: UUID = door.visitor().row["session_id"]
    return found


def _prove(password: str) -> None:
    """Make sure that it is the owner: by the password, unless the identity provider has just said so."""
    row = door.visitor().row
    if rules.needs_password(row["by_provider"], row["created_at"], datetime.now(UTC)):
        with _busy_said():
            actions.prove_password(door.house().db, door.actor(), password)


def _run(act: Callable[[Tx], Done]) -> Done:
    with door.house().db.transaction() as tx:
        return act(tx)


@contextmanager
def _busy_said() -> Iterator[None]:
    try:
        yield
    except passwords.Busy:
        raise TooManyRequests(seconds=passwords.PATIENCE_SECONDS) from None
