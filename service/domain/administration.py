"""Three separate administrators (三员分立): who looks after which section of 系统管理, and where everybody begins.

System: accounts, organisations, calendar, jobs. Security: posts, second factors, substitutions, recusals, tokens.
Audit: the logs. None of them reads business data, and nobody may hold two of the three posts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from service.domain.errors import Forbidden

if TYPE_CHECKING:
    from service.domain.people import Actor

SYSTEM: Final = "sys_admin"
SECURITY: Final = "security_admin"
AUDIT: Final = "audit_admin"
PRIVACY: Final = "privacy_officer"
ADMINISTRATORS: Final = frozenset({SYSTEM, SECURITY, AUDIT})

# Section of the pages below /admin -> who sees it, in the order of the sub-navigation. One line a page.
SECTIONS: Final[dict[str, frozenset[str]]] = {
    "organizations": frozenset({SYSTEM}),
    "affiliations": frozenset({SYSTEM}),
    "people": frozenset({SYSTEM}),
    "imports": frozenset({SYSTEM}),
    "accounts": frozenset({SYSTEM, SECURITY}),
    "calendar": frozenset({SYSTEM}),
    "posts": frozenset({SECURITY}),
    "substitutions": frozenset({SECURITY}),
    "recusals": frozenset({SECURITY}),
    "deliveries": frozenset({SYSTEM}),
    "access": frozenset({AUDIT, PRIVACY}),
    "acts": frozenset({AUDIT}),
    "retention": frozenset({PRIVACY}),
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


def seats(actor: Actor, on: date) -> list[UUID]:
    """Return the organisations below which a system administrator looks after organisations and people.

    Raises Forbidden.
    """
    found = [grant.organization_id for grant in actor.grants if grant.role == SYSTEM and grant.in_force(on)]
    if not found:
        raise Forbidden("not_administrator")
    return found
