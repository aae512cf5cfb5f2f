"""Shapes of 账号与安全: password, second factor, sessions, API tokens; and what administrators do with an account."""

from __future__ import annotations

from marshmallow import validate

from service.web.schemas import fields as f
from service.web.schemas.common import LANGUAGES
from service.web.schemas.tasks import Option, limit, search

SCOPES = ("read", "act")
LONGEST_DAYS = 366


def password() -> f.String:
    """Describe a password that is sent."""
    return f.text(most=200, metadata={"format": "password"})


def code() -> f.String:
    """Describe a code of the second factor, or a recovery code."""
    return f.text(most=40)


class Code(f.Shape):
    """Six digits of the authenticator, or a recovery code."""

    code = code()


class PasswordChange(f.Shape):
    """The present password and the new one."""

    current = password()
    password = password()


class PasswordProof(f.Shape):
    """The present password."""

    current = password()


class LanguageChoice(f.Shape):
    """In which language one is greeted."""

    language = f.choice(*LANGUAGES)


class NewToken(f.Shape):
    """An API token that is wished for."""

    current = password()
    name = f.text(most=100, validate=validate.Length(min=1, max=100, error="form_required"))
    scope = f.choice(*SCOPES)
    days = f.number(1, validate=validate.Range(min=1, max=LONGEST_DAYS, error="bad_value"))


class Token(f.Shape):
    """An API token; its secret is not stored."""

    id = f.ident()
    name = f.text()
    scope = f.choice(*SCOPES)
    created_at = f.instant()
    expires_at = f.instant()
    used_at = f.instant(null=True)
    login = f.text()
    owner = f.text()


class Session(f.Shape):
    """Where an account is signed in."""

    id = f.ident()
    device = f.text()
    place = f.text()
    created_at = f.instant()
    seen_at = f.instant()
    expires_at = f.instant()
    current = f.flag()


Factor = f.shape(
    "SecondFactor",
    {"since": f.instant(null=True), "required": f.flag(), "advised": f.flag(), "codes_left": f.number()},
)


class LinkedIdentity(f.Shape):
    """What an account is to the identity provider: linked, or awaited until the first log-in has shown it."""

    linked = f.flag()
    what = f.choice("subject", "email")
    made_at = f.instant()
    used_at = f.instant(null=True)


class AwaitedIdentity(f.Shape):
    """By what the provider will name somebody: its own name for the person, or an address that it has verified."""

    what = f.choice("subject", "email")
    named = f.text(most=255, validate=validate.Length(min=1, max=255, error="form_required"))
    reason = f.text(most=500, validate=validate.Length(min=1, max=500, error="form_required"))


class Account(f.Shape):
    """One's own account."""

    login = f.text()
    language = f.choice(*LANGUAGES)
    password_set_at = f.instant()
    password_needed = f.flag()
    factor = f.one(Factor)
    identity = f.one(LinkedIdentity, null=True)
    sessions = f.many(Session)
    tokens = f.many(Token)


Away = f.shape("Away", {"address": f.text()})
Enrolment = f.shape("SecondFactorDraft", {"secret": f.text(), "address": f.text(), "picture": f.text()})
RecoveryCodes = f.shape("RecoveryCodes", {"codes": f.many(f.text())})
MadeToken = f.shape("MadeToken", {"id": f.ident(), "token": f.text()})
TemporaryPassword = f.shape("TemporaryPassword", {"password": f.text()})
Tokens = f.items("Tokens", Token)


class AccountQuery(f.Shape):
    """Which accounts, and which page of them."""

    q = search()
    state = f.choice("open", "closed", "locked", "plain", required=False)
    cursor = f.text(most=500, required=False)
    limit = limit()


class SomeAccount(f.Shape):
    """Somebody's account as its keepers see it; `can` says what this reader may do with it."""

    id = f.ident()
    login = f.text()
    name = f.text()
    branch = f.text(null=True)
    posts = f.many(f.text())
    status = f.choice("open", "closed", "locked")
    locked_until = f.instant(null=True)
    factor = f.choice("on", "off", "wanting")
    must_change = f.flag()
    sessions = f.number()
    tokens = f.number()
    seen_at = f.instant(null=True)
    identity = f.choice("linked", "awaited", null=True)
    can = f.one(
        f.shape(
            "AccountRights",
            {
                name: f.flag()
                for name in ("password", "close", "reopen", "unlock", "factor", "sessions", "identity", "unlink")
            },
        )
    )


AccountPage = f.shape("AccountPage", {"items": f.many(SomeAccount), "next": f.text(null=True)})
OpenedAccount = f.shape("OpenedAccount", {"account": f.one(SomeAccount), "password": f.text()})
WithoutQuery = f.shape("WithoutQuery", {"q": search()})
Without = f.items("PeopleWithoutAccount", Option)


class NewAccount(f.Shape):
    """For whom, and under which login."""

    person_id = f.ident()
    login = f.text(most=40)
    reason = f.text(most=500)
