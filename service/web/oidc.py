"""The way to the identity provider and back: pages that a browser passes through, no interface for programs.

What one log-in remembers (state, nonce, verifier) travels in a sealed cookie of ten minutes, so nobody fills a table by
clicking. Whatever fails ends on a page of ours that says it in a sentence.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID

import orjson
import structlog
from flask import Flask, Response, redirect, request

from service.actions import identities
from service.domain.errors import SignedOut, YangguangError
from service.domain.identity import Claims, Flow, ProviderError
from service.store.sealing import SealBroken
from service.web import door, errors
from service.web.failures import Unavailable
from service.web.requests import raw_body
from service.web.session import REFUSALS, origin, with_cookie

if TYPE_CHECKING:
    from service.provider import Provider

COOKIE: Final = "yg_oidc"
SECONDS: Final = 600
# No row keeps it: the cookie is sealed for this place, and opens in no other.
PLACE: Final = (UUID(int=0), "oidc.flow")
SECURITY: Final = "/account/security"
log = structlog.get_logger("yangguang.web")


def register(app: Flask) -> None:
    """Add the addresses that the browser passes through."""
    for path, verb, view in (
        ("/oidc/start", "GET", start),
        ("/oidc/callback", "GET", callback),
        ("/oidc/leave", "GET", leave),
        ("/oidc/ended", "POST", ended),
    ):
        app.add_url_rule(path, f"oidc.{view.__name__}", _through_door(view), methods=[verb])


def _through_door(view: Callable[[], Response]) -> Callable[[], Response]:
    def guarded() -> Response:
        return door.second_try(view)

    return guarded


def provider() -> Provider:
    """Return the identity provider.

    Raises ProviderError("oidc_off") where the town has none.
    """
    found = door.house().provider
    if found is None:
        raise ProviderError("oidc_off")
    return found


def start() -> Response:
    """Send the browser to the provider to log in."""
    to = inside(request.args.get("to", ""))
    try:
        address, flow = provider().begin()
    except YangguangError as error:
        return _refused(error, to, linking=False)
    return remember(_go(address), flow, to, None)


def remember(answer: Response, flow: Flow, to: str, account: UUID | None) -> Response:
    """Give the browser what it has to bring back; `account` is the one that wants to be linked."""
    kept = {"s": flow.state, "n": flow.nonce, "v": flow.verifier, "t": int(time.time()), "to": to, "a": account}
    sealed = door.house().sealer.seal(orjson.dumps(kept).decode(), *PLACE)
    secure = door.house().settings.secure
    value = base64.urlsafe_b64encode(sealed).decode()
    name = door.cookie(COOKIE)
    answer.set_cookie(name, value, max_age=SECONDS, httponly=True, samesite="Lax", secure=secure, path="/")
    return answer


def callback() -> Response:
    """Take the browser back from the provider: log in, or link the account that asked for it."""
    kept: dict[str, Any] = {}
    try:
        kept = _kept()
        claims = provider().finish(Flow(kept["s"], kept["n"], kept["v"]), request.args.to_dict())
        answer = _link(kept, claims) if kept["a"] else _log_in(kept, claims)
    except YangguangError as error:
        answer = _refused(error, kept.get("to", "/"), linking=bool(kept.get("a")))
    secure = door.house().settings.secure
    answer.delete_cookie(door.cookie(COOKIE), path="/", httponly=True, samesite="Lax", secure=secure)
    return answer


def _kept() -> dict[str, Any]:
    """Open what the browser was given at the start."""
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(door.cookie(COOKIE), ""))
        kept: dict[str, Any] = orjson.loads(door.house().sealer.open(sealed, *PLACE))
    except (SealBroken, binascii.Error, ValueError):
        raise ProviderError("oidc_expired") from None
    if not 0 <= time.time() - kept["t"] <= SECONDS:
        raise ProviderError("oidc_expired")
    return kept


def _log_in(kept: dict[str, Any], claims: Claims) -> Response:
    house = door.house()
    assert house.settings.identity is not None
    trusted, old = house.settings.identity.trusted, request.cookies.get(door.cookie())
    ticket = identities.log_in(house.db, claims, origin(), trusted, old)
    if ticket.pending:
        return with_cookie(_go(f"/login?{urlencode({'step': 'code', 'to': kept['to']})}"), ticket)
    return with_cookie(_go(kept["to"]), ticket)


def _link(kept: dict[str, Any], claims: Claims) -> Response:
    """Link the account that asked; it has to be signed in still, in this browser."""
    try:
        who = door.enter(request.cookies.get(door.cookie()))
    except SignedOut:
        raise ProviderError("oidc_other") from None
    if str(who.row["account_id"]) != kept["a"]:
        raise ProviderError("oidc_other")
    with door.house().db.transaction() as tx:
        identities.link(tx, who.actor, claims)
    return _go(f"{SECURITY}?linked=1")


def leave() -> Response:
    """Go on with a log-out at the provider, where it offers that; our own session has ended before."""
    try:
        return _go(provider().leave() or "/login")
    except YangguangError:
        return _go("/login")


def ended() -> Response:
    """Hear from the provider itself that a session there has ended (back-channel log-out): ours ends with it."""
    try:
        raw_body()
        subject, session = provider().ended(request.form.get("logout_token", ""))
    except ProviderError as error:
        return errors.handle(error) if error.code == "oidc_unreachable" else Response(status=400)
    house = door.house()
    assert house.settings.identity is not None
    identities.end_from_there(house.db, house.settings.identity.issuer, subject, session)
    return Response(status=200, headers={"Cache-Control": "no-store"})


def _refused(error: YangguangError, to: str, linking: bool) -> Response:
    """Send the browser to the page that says what was wrong."""
    if isinstance(error, Unavailable):
        raise error
    code = "account_blocked" if error.code == "account_locked" else error.code
    code = code if code in REFUSALS else "oidc_bad_answer"
    log.warning("log-in by the identity provider refused", code=error.code, why=error.params.get("why"))
    if linking:
        return _go(f"{SECURITY}?{urlencode({'refused': code})}")
    return _go(f"/login?{urlencode({'refused': code, 'to': to})}")


def _go(address: str) -> Response:
    answer: Any = redirect(address, 302)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer  # type: ignore[no-any-return]


_INSIDE: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def inside(to: str) -> str:
    """Return an address of our own pages, or the first page: nobody is sent on to a stranger's."""
    if len(to) > 2000 or not _INSIDE.fullmatch(to) or to.startswith(("/login", "/oidc", "/api")):
        return "/"
    return to
