"""The town's identity provider (统一身份认证): OpenID Connect, authorization code with PKCE.

Authlib makes the requests' contents and checks the claims, joserfc the signatures; the few calls go straight to the
provider, never through a redirect, never for long. Knows no account, no database and no web.
"""

from __future__ import annotations

import hmac
import http.client
import json
import secrets
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from service.config import Identity
from service.domain.identity import Claims, Flow, ProviderError

# Signatures that only the provider can make; a shared secret or none at all is no signature here.
ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "Ed25519",
    "EdDSA",
)
SCOPE: Final = "openid email"
SECONDS: Final = 10
MOST: Final = 1024 * 1024
KEPT: Final = 3600.0
# Keys are asked for anew when a signature names one that we do not know, but not more often than this.
AGAIN: Final = 5.0
LEEWAY: Final = 60
SAYS_ISSUER: Final = "authorization_response_iss_parameter_supported"
LOGGED_OUT: Final = "http://schemas.openid.net/event/backchannel-logout"


class Provider:
    """The identity provider, with what it says about itself kept for an hour."""

    def __init__(self, settings: Identity, public_url: str, path: str) -> None:
        self.settings = settings
        self.redirect = f"{public_url}{path}"
        self.home = f"{public_url}/login"
        self._known: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._lock = threading.Lock()

    # --- there -------------------------------------------------------------------------------------------------------

    def begin(self) -> tuple[str, Flow]:
        """Return where to send the browser, and what to remember until it comes back.

        Raises ProviderError when the provider cannot be reached.
        """
        flow = Flow(*(secrets.token_urlsafe(32) for _ in range(3)))
        client = OAuth2Client(
            None,
            self.settings.client_id,
            scope=SCOPE,
            redirect_uri=self.redirect,
            code_challenge_method="S256",
        )
        address, _ = client.create_authorization_url(
            self._about("authorization_endpoint"), flow.state, flow.verifier, nonce=flow.nonce
        )
        return str(address), flow

    def leave(self) -> str | None:
        """Return where a log-out goes on at the provider, None when it offers no such place."""
        address = self._metadata().get("end_session_endpoint")
        if not isinstance(address, str):
            return None
        given = {"client_id": self.settings.client_id, "post_logout_redirect_uri": self.home}
        return str(add_params_to_uri(address, given))

    # --- and back ----------------------------------------------------------------------------------------------------

    def finish(self, flow: Flow, answer: Mapping[str, str]) -> Claims:
        """Redeem what the browser brought back; return what the provider has signed.

        Raises ProviderError.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
            raise ProviderError("oidc_expired")
        said = answer.get("iss")
        if said != self.settings.issuer and (said or self._metadata().get(SAYS_ISSUER)):
            raise ProviderError("oidc_bad_answer", why="iss of the answer")  # RFC 9207: another provider's answer
        if answer.get("error"):
            raise ProviderError("oidc_refused" if answer["error"] == "access_denied" else "oidc_bad_answer")
        if not answer.get("code"):
            raise ProviderError("oidc_bad_answer", why="no code")
        token = self._redeem(answer["code"], flow.verifier)
        claims = self._decoded(str(token.get("id_token", "")), flow.nonce, token.get("access_token"))
        return _claims({**self._more(claims, token), **claims})

    def ended(self, token: str) -> tuple[str | None, str | None]:
        """Read a log-out token (back-channel); return the subject and the session that it names.

        Raises ProviderError.
        """
        header, claims = self._verified(token)
        events = claims.get("events")
        recent = isinstance(claims.get("iat"), int) and abs(time.time() - claims["iat"]) < 600
        checks = (
            claims.get("iss") == self.settings.issuer,
            self.settings.client_id in _listed(claims.get("aud")),
            isinstance(events, dict) and LOGGED_OUT in events,
            "nonce" not in claims,
            header.get("typ", "logout+jwt").lower() in ("logout+jwt", "jwt"),
            recent and claims.get("exp", time.time()) > time.time() - LEEWAY,
            bool(claims.get("sub") or claims.get("sid")),
        )
        if not all(checks):
            raise ProviderError(why="log-out token")
        return claims.get("sub"), claims.get("sid")

    def _redeem(self, code: str, verifier: str) -> Mapping[str, Any]:
        body = prepare_token_request(
            "authorization_code", redirect_uri=self.redirect, code=code, code_verifier=verifier
        )
        offered = self._metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        auth = ClientAuth(self.settings.client_id, self.settings.client_secret, way)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        address, headers, body = auth.prepare("POST", self._about("token_endpoint"), headers, body)
        return _ask("POST", address, headers, body)

    def _more(self, claims: Mapping[str, Any], token: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the address that the provider tells beside the ID token; nothing when it speaks of another person."""
        address, access = self._metadata().get("userinfo_endpoint"), token.get("access_token")
        if "email" in claims or not address or not access:
            return {}
        said = _ask("GET", str(address), {"Authorization": f"Bearer {access}"})
        if said.get("sub") != claims["sub"]:
            return {}
        return {name: said[name] for name in ("email", "email_verified") if name in said}

    def _decoded(self, token: str, nonce: str, access_token: Any) -> CodeIDToken:
        """Return the claims of an ID token that is the provider's, for us, for this log-in and of now."""
        header, said = self._verified(token)
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        params = {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token}
        claims = CodeIDToken(said, header, options, params)
        try:
            claims.validate(leeway=LEEWAY)
        except JoseError as error:
            raise ProviderError(why=f"{type(error).__name__} {getattr(error, 'claim', '')}") from error
        return claims

    def _verified(self, token: str) -> tuple[Mapping[str, Any], dict[str, Any]]:
        """Check a signature; return header and claims. A key that we do not know is asked for once more."""
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        for anew in (False, True):
            try:
                read = jwt.decode(token, self._key_set(anew), registry=registry)
                return read.header, dict(read.claims)
            except (JoseError, ValueError) as error:
                broken = error
        raise ProviderError(why=type(broken).__name__) from broken

    # --- what it says about itself -----------------------------------------------------------------------------------

    def _about(self, name: str) -> str:
        return str(self._metadata()[name])

    def _metadata(self) -> Mapping[str, Any]:
        known = self._known
        if known and time.monotonic() - known[0] < KEPT:
            return known[1]
        with self._lock:
            if self._known is known:
                said = _ask("GET", get_well_known_url(self.settings.issuer, external=True))
                self._known = time.monotonic(), self._checked(said)
            return self._known[1]  # type: ignore[index]  # set by whoever held the lock

    def _checked(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Check what the provider says about itself: that it is the one we asked, and where its doors are."""
        if said.get("issuer") != self.settings.issuer:
            raise ProviderError(why="issuer of the discovery")
        meta = OpenIDProviderMetadata(said)
        try:
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if self.settings.issuer.startswith("https:"):
                    getattr(meta, f"validate_{name}")()
                elif not said.get(name):
                    raise ValueError(name)
        except ValueError as error:
            raise ProviderError(why=f"discovery: {error}") from error
        return said

    def _key_set(self, anew: bool) -> KeySet:
        kept = self._keys
        age = time.monotonic() - kept[0] if kept else KEPT
        if kept and (age < AGAIN if anew else age < KEPT):
            return kept[1]
        try:
            fresh = KeySet.import_key_set(_ask("GET", self._about("jwks_uri")))  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError) as error:
            raise ProviderError(why=f"keys: {type(error).__name__}") from error
        self._keys = time.monotonic(), fresh
        return fresh


def _claims(said: Mapping[str, Any]) -> Claims:
    acr, email, session = said.get("acr"), said.get("email"), said.get("sid")
    marks = frozenset(str(each) for each in (*_listed(said.get("amr")), acr) if each)
    verified = isinstance(email, str) and said.get("email_verified") is True
    return Claims(
        str(said["iss"]),
        str(said["sub"]),
        str(email).strip().casefold() if verified else None,
        marks,
        str(session) if session else None,
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ask(method: str, url: str, headers: Mapping[str, str] | None = None, body: str | None = None) -> dict[str, Any]:
    """Ask the provider once; its answer has to be a JSON object.

    Raises ProviderError: unreachable, or an answer that will not do.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
    more = {"context": ssl.create_default_context()} if parts.scheme == "https" else {}
    if parts.scheme not in kinds or not host:
        raise ProviderError(why="address")
    connection = kinds[parts.scheme](host, port, timeout=SECONDS, **more)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        connection.request(method, path, body, {"Accept": "application/json", **(headers or {})})
        answer = connection.getresponse()
        status, raw = answer.status, answer.read(MOST + 1)
    except (OSError, http.client.HTTPException) as error:
        raise ProviderError("oidc_unreachable", why=type(error).__name__) from error
    finally:
        connection.close()
    if status >= 500:
        raise ProviderError("oidc_unreachable", why=f"status {status}")
    try:
        said = json.loads(raw) if len(raw) <= MOST else None
    except ValueError:
        said = None
    if status != 200 or not isinstance(said, dict):
        raise ProviderError(why=f"status {status}")
    return said
