"""The session: log in, who am I, log out."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from service.actions import passwords
from service.actions import sessions as actions
from service.reads import session as reads
from service.web import door
from service.web.failures import TooManyRequests
from service.web.language import language
from service.web.resource import Resource, empty, present
from service.web.schemas.session import DemoAccounts, Me, SignIn

session = Resource("session", "登录 · Who is signed in")


@session.endpoint("POST", "", Me, body=SignIn, public=True)
def log_in(given: dict[str, Any]) -> Response:
    """登录。 Log in; the answer sets the cookie. An Idempotency-Key is ignored here: a log-in is never replayed."""
    agent, old = request.user_agent.string, request.cookies.get(door.COOKIE)
    try:
        ticket = actions.log_in(door.house().db, given["login"], given["password"], agent, old)
    except passwords.Busy:
        raise TooManyRequests(seconds=passwords.PATIENCE_SECONDS) from None
    answer = _me(door.enter(ticket.token))
    secure = door.house().settings.secure
    answer.set_cookie(door.COOKIE, ticket.token, httponly=True, samesite="Lax", secure=secure, path="/")
    return answer


@session.read("", Me)
def who_am_i() -> Response:
    """我是谁。 Tell who is signed in, with the posts in force today."""
    return _me(door.visitor())


@session.endpoint("DELETE", "", status=204)
def log_out() -> Response:
    """退出。 Log out."""
    actions.log_out(door.house().db, door.visitor().token)
    answer = empty()
    answer.delete_cookie(door.COOKIE, path="/", httponly=True, samesite="Lax")
    return answer


@session.read("/demo", DemoAccounts, public=True)
def demo_accounts() -> Response:
    """演示账号。 List the demo accounts, in a demo town only."""
    with door.house().db.reading() as tx:
        return present(reads.demo_accounts(tx, language()))


def _me(visitor: door.Visitor) -> Response:
    with door.house().db.reading() as tx:
        return present(reads.me(tx, visitor.actor, visitor.row, language()))
