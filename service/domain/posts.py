"""Posts as they are given and taken (岗位): role @ organisation, from a day to a day, looked at again by a day.

Only the security administrator grants, never to himself. Whoever holds one of the three administrators' posts holds no
other of them; whoever drafts processes does not release them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from service.domain import labels
from service.domain.calendar import add_years
from service.domain.errors import Conflict, Forbidden, Invalid
from service.domain.people import Actor

SECURITY: Final = "security_admin"
ADMINISTRATORS: Final = frozenset({"sys_admin", "security_admin", "audit_admin"})
LOOKING_ON: Final = ADMINISTRATORS
NOT_GRANTED: Final = frozenset({"applicant", "system"})
# Sets of posts of which one person holds at most one at a time.
EXCLUSIVE: Final = (ADMINISTRATORS, frozenset({"process_editor", "process_releaser"}))

JOINT: Final = "joint"  # a joint committee's post: no level of the tree, but a place that a step may ask for
_BRANCH: Final = ("branch", "base")  # a community may be one branch by itself
_TRAINING: Final = ("county", "town", "area", "base")
# On which levels of the tree a post stands (seed.md 1.2); what a person is in a case stands on none.
STANDS_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "applicant": (),
    "party_group_leader": ("group", "branch"),
    "contact_person": _BRANCH,
    "introducer": _BRANCH,
    "branch_secretary": _BRANCH,
    "branch_deputy": _BRANCH,
    "org_commissioner": _BRANCH,
    "publicity_commissioner": _BRANCH,
    "discipline_commissioner": _BRANCH,
    "branch_assembly": _BRANCH,
    "vote_teller": _BRANCH,
    "vote_monitor": _BRANCH,
    "league_secretary": ("branch", "base", "town"),
    "base_committee_reviewer": ("base", "area"),
    "joint_secretary": (JOINT,),
    "joint_member": (JOINT,),
    "area_coordinator": ("area",),
    "town_org_office": ("town",),
    "membership_officer": ("town",),
    "town_committee": ("town",),
    "town_secretary": ("town",),
    "linked_leader": ("town",),
    "county_org_dept": ("county",),
    "training_admin": _TRAINING,
    "exam_invigilator": _TRAINING,
    "supervision_committee": ("base",),
    "process_editor": ("town",),
    "process_releaser": ("town",),
    "auditor": ("county", "town"),
    "privacy_officer": ("town",),
    "sys_admin": ("town",),
    "security_admin": ("town",),
    "audit_admin": ("town",),
    "system": (),
}


def check_grants(actor: Actor, person_id: UUID | None, on: date) -> None:
    """Refuse whoever may not grant a post to a person (None: look after posts at all)."""
    if not actor.holds(SECURITY, on):
        raise Forbidden("post_not_granter")
    if person_id == actor.person_id:
        raise Forbidden("post_to_oneself")


def check_sees(actor: Actor, on: date) -> None:
    """Refuse whoever does not look after posts."""
    if not actor.roles(on) & LOOKING_ON:
        raise Forbidden("post_not_granter")


def check_new(role: str, from_on: date, to_on: date | None, review_by: date, on: date) -> None:
    """Refuse a post that nobody can hold, or days that are upside down."""
    if role in NOT_GRANTED or role not in labels.ROLES:
        raise Invalid.at("/role", "bad_value")
    if from_on < on:
        raise Invalid.at("/from_on", "past_date", today=on.isoformat())
    if to_on is not None and to_on < from_on:
        raise Invalid.at("/to_on", "substitution_days")
    check_review(review_by, from_on)


def check_review(review_by: date, from_on: date) -> None:
    """Refuse a day of review that is over or too far: a post is looked at again at least every two years."""
    if not from_on <= review_by <= add_years(from_on, 2):
        raise Invalid.at("/review_by", "post_review")


def review_of(from_on: date) -> date:
    """Return when a post is looked at again, if nothing else is said."""
    return add_years(from_on, 1)


def check_exclusive(role: str, held: Collection[str]) -> None:
    """Refuse a second post of a set of which one person holds only one."""
    for apart in EXCLUSIVE:
        other = sorted((apart & set(held)) - {role})
        if role in apart and other:
            raise Conflict("post_exclusive", role=labels.role_term(role), other=labels.role_term(other[0]))
