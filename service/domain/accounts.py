"""Accounts: which passwords will do, who needs a second factor, and how a browser and its place are named.

Length and what is known to be guessed count; no rule asks for capitals or signs, and no password expires by itself
(NIST SP 800-63B, 5.1.1).
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from service.domain import administration
from service.domain.errors import Problem

SHORTEST: Final = 10
LONGEST: Final = 200
FRESH: Final = timedelta(minutes=5)
IDLE: Final = timedelta(hours=2)

# Whoever decides for many, sees much or holds keys shows a second factor (in a demo town: may).
SECOND_FACTOR_ROLES: Final = frozenset(
    {
        "town_org_office",
        "town_secretary",
        "membership_officer",
        "process_releaser",
        "auditor",
        "privacy_officer",
        *administration.ADMINISTRATORS,
    }
)

# What guessers try first, of ten characters and more once digits and signs at both ends are gone or kept.
_COMMON: Final = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("ascii").split())
_ROWS: Final = (
    "0123456789" * 2,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
)


def password_problem(password: str, login: str, name: str, pinyin: str = "") -> Problem | None:
    """Return why a password will not do, None when it will."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < SHORTEST:
        return Problem("/password", "password_short", {"least": SHORTEST})
    if len(password) > LONGEST:
        return Problem("/password", "password_long", {"most": LONGEST})
    own = {re.sub(r"[\W_]", "", part.casefold()) for part in (login, name, pinyin) if part}
    if any(core and _leaves_little(plain, core) for core in own):
        return Problem("/password", "password_own_name")
    if _is_common(plain):
        return Problem("/password", "password_common")
    return None


def _leaves_little(password: str, core: str) -> bool:
    """Tell whether a password is a name with a few characters around it."""
    bare = re.sub(r"[\W_]", "", password)
    return core in bare and len(bare) - len(core) * bare.count(core) < 5


def _is_common(password: str) -> bool:
    bare = re.sub(r"[\W_]", "", password)
    word = re.sub(r"^[\d\W_]+|[\d\W_]+$", "", password)
    if password in _COMMON or bare in _COMMON or (word in _COMMON and len(password) - len(word) < 6):
        return True
    if len(set(password)) < 4 or re.fullmatch(r"(.{1,5}?)\1+", password):
        return True
    return any(bare in row or bare in row[::-1] for row in _ROWS)


def needs_second_factor(roles: Collection[str], strict: bool) -> bool:
    """Tell whether somebody with these posts must have a second factor; `strict` is what the town says."""
    return strict and not SECOND_FACTOR_ROLES.isdisjoint(roles)


def first_duty(roles: Collection[str], must_change: bool, has_factor: bool, strict: bool) -> str | None:
    """Return what a person has to do before anything else: `password`, `factor`, or None."""
    if must_change:
        return "password"
    if not has_factor and needs_second_factor(roles, strict):
        return "factor"
    return None


def needs_password(by_provider: bool, since: datetime, now: datetime) -> bool:
    """Tell whether the owner is asked for the password: not where the identity provider has named them just now."""
    return not (by_provider and is_fresh(since, now))


def is_fresh(proven_at: datetime | None, now: datetime) -> bool:
    """Tell whether the second factor was shown within the last minutes."""
    return proven_at is not None and timedelta(0) <= now - proven_at <= FRESH


def shortened(address: str | None) -> str:
    """Return the network of an address: enough to know a place again, too little to find a person."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is None:
            return f"{ipaddress.ip_network((known, 48), strict=False).network_address}*"
        known = known.ipv4_mapped
    return ".".join([*str(known).split(".")[:3], "*"])


_BROWSERS: Final = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("360SE", "360"),
    ("QQBrowser", "QQ"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Name a browser and its system, as far as it says: `Chrome · Windows`; an empty text when it says nothing."""
    found = [next((name for mark, name in table if mark in user_agent), None) for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name)
