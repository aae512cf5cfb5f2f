"""What administrators do with the accounts of others: open and close, passwords, locks, second factors, tokens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import accounts as actions
from service.actions import identities
from service.domain import administration
from service.domain.errors import Forbidden
from service.reads import account as reads
from service.store import accounts as store
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.account import (
    AccountPage,
    AccountQuery,
    AwaitedIdentity,
    NewAccount,
    OpenedAccount,
    SomeAccount,
    TemporaryPassword,
    Tokens,
    Without,
    WithoutQuery,
)
from service.web.schemas.instances import Move

accounts = Resource("accounts", "账号管理 · Accounts of others", in_person=True)


@accounts.read("", AccountPage, query=AccountQuery, post=True)
def page(query: dict[str, Any]) -> Response:
    """账号名册（系统、安全管理员）。 List the accounts of everybody."""
    asked = query.get("q") or "", query.get("state") or "", query.get("cursor"), query["limit"]
    with door.house().db.reading() as tx:
        return present(reads.everybody(tx, door.actor(), *asked, language()))


@accounts.read("/without", Without, query=WithoutQuery, post=True)
def without(query: dict[str, Any]) -> Response:
    """还没有账号的人员（系统管理员）。 List people who have no account."""
    with door.house().db.reading() as tx:
        return present({"items": reads.without(tx, door.actor(), query.get("q") or "")})


@accounts.act("", OpenedAccount, body=NewAccount, status=201)
def open_account(given: dict[str, Any]) -> Response:
    """开通账号（系统管理员）。 Open an account; its temporary password is shown this once and kept for no repeat."""
    actor = door.actor()
    with door.house().db.transaction() as tx:
        made, password = actions.open_for(tx, actor, given["person_id"], given["login"], given["reason"])
        return present({"account": reads.of_somebody(tx, actor, made, language()), "password": password}, 201)


@accounts.act("/<uuid:id>/close", SomeAccount, body=Move)
def close(given: dict[str, Any], id: UUID) -> Response:
    """停用账号（系统、安全管理员）。 Close an account; its sessions and tokens end at once."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.close(tx, actor, id, given["reason"]), lambda tx, _: reads.of_somebody(tx, actor, id, lang)
    )


@accounts.act("/<uuid:id>/reopen", SomeAccount, body=Move)
def reopen(given: dict[str, Any], id: UUID) -> Response:
    """重新启用账号（系统管理员）。 Open a closed account again."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.reopen(tx, actor, id, given["reason"]), lambda tx, _: reads.of_somebody(tx, actor, id, lang)
    )


@accounts.act("/<uuid:id>/password", TemporaryPassword, body=Move)
def reset_password(given: dict[str, Any], id: UUID) -> Response:
    """重置密码（系统管理员）。 Give a temporary password, shown this once and kept for no repeat."""
    with door.house().db.transaction() as tx:
        return present({"password": actions.reset_password(tx, door.actor(), id, given["reason"])})


@accounts.act("/<uuid:id>/unlock", status=204, body=Move)
def unlock(given: dict[str, Any], id: UUID) -> Response:
    """解除锁定（安全管理员）。 Let a locked account log in again."""
    actor = door.actor()
    return decide(lambda tx: actions.unlock(tx, actor, id, given["reason"]), None, 204)


@accounts.act("/<uuid:id>/factor", status=204, body=Move)
def reset_factor(given: dict[str, Any], id: UUID) -> Response:
    """清除动态验证码（安全管理员）。 Take a lost second factor from an account."""
    actor = door.actor()
    return decide(lambda tx: actions.reset_factor(tx, actor, id, given["reason"]), None, 204)


@accounts.act("/<uuid:id>/sessions", status=204, body=Move)
def end_sessions(given: dict[str, Any], id: UUID) -> Response:
    """结束全部登录（安全管理员）。 End all sessions of an account."""
    actor = door.actor()
    return decide(lambda tx: actions.end_sessions(tx, actor, id, given["reason"]), None, 204)


@accounts.act("/<uuid:id>/identity", status=204, body=AwaitedIdentity)
def await_identity(given: dict[str, Any], id: UUID) -> Response:
    """预登记统一身份（系统管理员）。 Write down by what the identity provider will name an account."""
    actor, provider = door.actor(), door.house().settings.identity
    asked = given["what"], given["named"], given["reason"]
    return decide(lambda tx: identities.await_(tx, actor, id, provider, *asked), None, 204)


@accounts.act("/<uuid:id>/identity/remove", status=204, body=Move)
def forget_identity(given: dict[str, Any], id: UUID) -> Response:
    """解除统一身份（安全管理员）。 Unlink somebody's account from the identity provider; its sessions end."""
    actor = door.actor()
    return decide(lambda tx: identities.forget(tx, actor, id, given["reason"]), None, 204)


@accounts.read("/tokens", Tokens, post=True)
def tokens() -> Response:
    """全部令牌（安全管理员）。 List the API tokens of everybody."""
    actor = door.actor()
    if administration.SECURITY not in actor.roles():
        raise Forbidden()
    with door.house().db.reading() as tx:
        return present({"items": [reads.token(row) for row in store.tokens(tx, actor.tenant)]})


@accounts.act("/tokens/<uuid:id>/revoke", status=204)
def revoke_token(id: UUID) -> Response:
    """撤销令牌（安全管理员）。 End anybody's API token."""
    actor = door.actor()
    if administration.SECURITY not in actor.roles():
        raise Forbidden()
    return decide(lambda tx: actions.revoke_token(tx, actor, id), None, 204)
