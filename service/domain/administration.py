"""Three separate administrators (三员分立): who looks after which section of 系统管理, and where everybody begins.

System: accounts, organisations, calendar, jobs. Security: posts, second factors, substitutions, recusals, tokens.
Audit: the logs. None of them reads business data, and nobody may hold two of the three posts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

SYSTEM: Final = "sys_admin"
SECURITY: Final = "security_admin"
AUDIT: Final = "audit_admin"
PRIVACY: Final = "privacy_officer"
ADMINISTRATORS: Final = frozenset({SYSTEM, SECURITY, AUDIT})

# Section of the pages below /admin -> who sees it, in the order of the sub-navigation. One line a page.
SECTIONS: Final[dict[str, frozenset[str]]] = {
    "organizations": frozenset({SYSTEM}),
    "imports": frozenset({SYSTEM}),
    "calendar": frozenset({SYSTEM}),
    "deliveries": frozenset({SYSTEM}),
}


def sections(roles: Collection[str]) -> list[str]:
    """Return the sections of 系统管理 that posts open."""
    return [name for name, holders in SECTIONS.items() if not holders.isdisjoint(roles)]


def home(roles: Collection[str]) -> str:
    """Return the page to begin with: those who get no tasks do not land on an empty inbox."""
    held = frozenset(roles)
    if held and held <= ADMINISTRATORS | {PRIVACY} and sections(held):
        return "/admin"
    return "/cases" if held == {"auditor"} else "/tasks"
