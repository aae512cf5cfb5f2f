"""The accounts that a visitor of the demo town may try first; one password for all, useless anywhere else."""

from __future__ import annotations

from typing import Final, TypedDict
from unicodedata import east_asian_width

from service.demo.values import Town
from service.domain.labels import role_name, stage_name

# The log-in page says the same one (reads/session.py; a test keeps them equal).
PASSWORD: Final = "yangguang-demo"

# One of each post, and the people of three branches, so that a round can be played with what is printed.
FIRST_OF: Final = (
    "town_org_office",
    "town_secretary",
    "town_committee",
    "membership_officer",
    "training_admin",
    "exam_invigilator",
    "area_coordinator",
    "base_committee_reviewer",
    "county_org_dept",
    "auditor",
    "process_editor",
    "process_releaser",
    "sys_admin",
    "security_admin",
    "audit_admin",
    "privacy_officer",
)
BRANCH_ROLES: Final = ("branch_secretary", "org_commissioner", "vote_teller")
FIRST_BRANCH_ROLES: Final = ("party_group_leader", "contact_person")
BRANCHES: Final = 3


class Account(TypedDict):
    """An account as the log-in page lists it."""

    login: str
    name: str
    role_name: str
    organization: str


class Accounts(list[Account]):
    """A list of accounts that prints as a table."""

    def __str__(self) -> str:
        widths = [max(_width(row[key]) for row in self) for key in ("login", "role_name", "name")]
        lines = [
            "  ".join(
                (
                    _pad(row["login"], widths[0]),
                    _pad(row["role_name"], widths[1]),
                    _pad(row["name"], widths[2]),
                    row["organization"],
                )
            )
            for row in self
        ]
        return "\n".join([*lines, f"密码 · password: {PASSWORD}"])


def accounts(town: Town | None = None) -> Accounts:
    """Return the accounts worth trying; without a town those of the default seed."""
    if town is None:
        from service.demo.town import make_roster

        town, _ = make_roster(2017, 1)
    orgs = {org.id: org.name for org in town.orgs}
    people = {person.login: person for person in town.people if person.login}
    posts: dict[tuple[str, str], str] = {}
    for post in town.posts:
        posts.setdefault((str(post.person_id), post.role), orgs[post.organization_id])
    found = Accounts()
    for role, number in _wanted():
        person = people.get(f"demo_{role}_{number}")
        if person is None:
            continue
        branch = orgs[person.branch_id] if person.branch_id else ""
        where = posts.get((str(person.id), role), branch)
        name = stage_name(role) if role in ("applicant", "activist") else role_name(role)
        found.append(Account(login=f"demo_{role}_{number}", name=person.name, role_name=name, organization=where))
    return found


def _wanted() -> list[tuple[str, int]]:
    office = [(FIRST_OF[0], 1), (FIRST_OF[0], 2), *((role, 1) for role in FIRST_OF[1:])]
    branches = [(role, number) for number in range(1, BRANCHES + 1) for role in BRANCH_ROLES]
    first = [(role, 1) for role in FIRST_BRANCH_ROLES]
    people = [(stage, number) for stage in ("applicant", "activist") for number in (1, 2)]
    return [*office, *branches, *first, *people]


def logins() -> list[str]:
    """Return the logins worth trying."""
    return [f"demo_{role}_{number}" for role, number in _wanted()]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
