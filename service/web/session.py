"""The session: log in, who am I, log out."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from service.actions import passwords
from service.actions import sessions as actions
from service.domain.errors import SignedOut
from service.reads import session as reads
from service.web import door, errors
from service.web.failures import TooManyRequests
from service.web.language import language
from service.web.resource import Resource, empty, present
from service.web.schemas.account import Code
from service.web.schemas.session import DemoAccounts, Me, SignIn

session = Resource("session", "登录 · Who is signed in")


@session.endpoint("POST", "", Me, body=SignIn, public=True)
def log_in(given: dict[str, Any]) -> Response:
    """登录。 Log in; the answer sets the cookie. An Idempotency-Key is ignored here: a log-in is never replayed."""
    try:
        ticket = actions.log_in(
            door.house().db, given["login"], given["password"], _origin(), request.cookies.get(door.COOKIE)
        )
    except passwords.Busy:
        raise TooManyRequests(seconds=passwords.PATIENCE_SECONDS) from None
    except actions.TooMany as storm:
        raise TooManyRequests("place_blocked", seconds=storm.seconds) from None
    if ticket.pending:
        return _with_cookie(errors.handle(SignedOut("code_needed")), ticket)
    return _with_cookie(_me(door.enter(ticket.token)), ticket)


@session.act("/code", Me, body=Code, public=True)
def show_code(given: dict[str, Any]) -> Response:
    """登录第二步：动态验证码。 Finish a log-in that was answered with `code_needed`; the answer sets a new cookie."""
    half_open = request.cookies.get(door.COOKIE)
    if not half_open:
        raise SignedOut("log_in_again")
    ticket = actions.show_code(door.house().db, half_open, given["code"], _origin())
    return _with_cookie(_me(door.enter(ticket.token)), ticket)


def _origin() -> actions.Origin:
    return actions.Origin(request.user_agent.string, request.remote_addr or "")


def _with_cookie(answer: Response, ticket: actions.Ticket) -> Response:
    secure = door.house().settings.secure
    answer.set_cookie(door.COOKIE, ticket.token, httponly=True, samesite="Lax", secure=secure, path="/")
    return answer


@session.read("", Me, own=True)
def who_am_i() -> Response:
    """我是谁。 Tell who is signed in, with the posts in force today."""
    return _me(door.visitor())


@session.endpoint("DELETE", "", status=204, own=True)
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
        return present(reads.me(tx, visitor.actor, visitor.row, language(), door.first_duty(visitor)))
