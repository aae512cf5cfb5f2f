"""The session: log in, who am I, log out."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request

from service.actions import passwords
from service.actions import sessions as actions
from service.domain import messages
from service.domain.errors import Forbidden, SignedOut
from service.reads import session as reads
from service.web import attempts, door, errors
from service.web.failures import TooManyRequests
from service.web.language import language
from service.web.resource import Resource, empty, present
from service.web.schemas.account import Code
from service.web.schemas.session import DemoAccounts, Me, SignIn, Ways, WaysQuery

# What may be said of a log-in by the identity provider that was refused: the page asks by the code.
REFUSALS: Final = frozenset(
    {
        *(f"oidc_{why}" for why in ("unlinked", "expired", "refused", "unreachable", "bad_answer", "other", "taken")),
        *("oidc_is_linked", "account_closed", "account_blocked", "unavailable"),
    }
)
session = Resource("session", "登录 · Who is signed in")


@session.endpoint("POST", "", Me, body=SignIn, public=True)
def log_in(given: dict[str, Any]) -> Response:
    """登录。 Log in; the answer sets the cookie. An Idempotency-Key is ignored here: a log-in is never replayed."""
    if not door.house().settings.local_login:
        raise Forbidden("local_login_off")
    try:
        ticket = actions.log_in(
            door.house().db, given["login"], given["password"], origin(), request.cookies.get(door.cookie())
        )
    except passwords.Busy:
        raise TooManyRequests(seconds=passwords.PATIENCE_SECONDS) from None
    except actions.TooMany as storm:
        raise TooManyRequests("place_blocked", seconds=storm.seconds) from None
    if ticket.pending:
        return with_cookie(errors.handle(SignedOut("code_needed")), ticket)
    return with_cookie(_me(door.enter(ticket.token)), ticket)


@session.act("/code", Me, body=Code, public=True)
def show_code(given: dict[str, Any]) -> Response:
    """登录第二步：动态验证码。 Finish a log-in that was answered with `code_needed`; the answer sets a new cookie."""
    half_open = request.cookies.get(door.cookie())
    if not half_open:
        raise SignedOut("log_in_again")
    ticket = actions.show_code(door.house().db, half_open, given["code"], origin())
    return with_cookie(_me(door.enter(ticket.token)), ticket)


def origin() -> actions.Origin:
    """Return where a log-in comes from."""
    return actions.Origin(request.user_agent.string, request.remote_addr or "", attempts.origin())


def with_cookie(answer: Response, ticket: actions.Ticket) -> Response:
    """Hand the browser the secret of its session."""
    secure = door.house().settings.secure
    answer.set_cookie(door.cookie(), ticket.token, httponly=True, samesite="Lax", secure=secure, path="/")
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
    secure = door.house().settings.secure
    answer.delete_cookie(door.cookie(), path="/", httponly=True, samesite="Lax", secure=secure)
    return answer


@session.read("/ways", Ways, query=WaysQuery, public=True)
def ways(query: dict[str, Any]) -> Response:
    """登录方式。 Tell how one may log in, and, for a log-in that was refused on its way back, why."""
    settings = door.house().settings
    code = query.get("refused")
    return present(
        {
            "local": settings.local_login,
            "provider": settings.identity and settings.identity.name,
            "refused": messages.text(code, language()) if code in REFUSALS else None,
        }
    )


@session.read("/demo", DemoAccounts, public=True)
def demo_accounts() -> Response:
    """演示账号。 List the demo accounts, in a demo town only."""
    with door.house().db.reading() as tx:
        return present(reads.demo_accounts(tx, language()))


def _me(visitor: door.Visitor) -> Response:
    with door.house().db.reading() as tx:
        return present(reads.me(tx, visitor.actor, visitor.row, language(), door.first_duty(visitor)))
