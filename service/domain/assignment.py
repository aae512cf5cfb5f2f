"""Who may act on a task: role @ organisation, one person, and what keeps somebody out (seed.md 1.2, design 6).

Every refusal is a code with parameters, so that a screen can say "why not me" and an auditor can ask it later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from service.domain.errors import Forbidden, Invalid, Problem, SignedOut, TaskNotYours, TooEarly
from service.domain.people import Actor

LEVELS: Final = ("county", "town", "area", "base", "branch", "group")
SCOPES: Final = frozenset({"self", "person", *LEVELS})
OWN_TASK_ROLES: Final = frozenset({"applicant"})
# Administrators of the system hold no business post; an auditor reads and never acts.
NO_BUSINESS: Final = frozenset({"sys_admin", "security_admin", "audit_admin", "auditor"})


class OpenTask(Protocol):
    """A task as far as the right to act on it is concerned."""

    @property
    def role(self) -> str: ...
    @property
    def organization_id(self) -> UUID: ...
    @property
    def assignee_id(self) -> UUID | None: ...
    @property
    def exclude(self) -> Collection[UUID]: ...
    @property
    def earliest_on(self) -> date | None: ...
    @property
    def person_id(self) -> UUID | None: ...  # the person the case is about


@dataclass(frozen=True, slots=True)
class TaskView:
    """A plain task for rules and tests."""

    role: str
    organization_id: UUID
    assignee_id: UUID | None = None
    exclude: Collection[UUID] = ()
    earliest_on: date | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation on the way up from an instance's own."""

    id: UUID
    level: str


@dataclass(frozen=True, slots=True)
class Address:
    """To whom a task goes: a role at an organisation, or one person in that role."""

    role: str
    organization_id: UUID
    person_id: UUID | None = None


def resolve(role: str, scope: str, way_up: Sequence[Place], subject: UUID | None, data: Mapping[str, Any]) -> Address:
    """Address a task. `way_up` begins with the instance's organisation and ends at the root.

    Where no organisation of the wanted level stands above, the task stays at the instance's own: it is seen, not lost.
    """
    home = way_up[0].id
    if scope == "person":
        return Address(role, home, subject)
    if scope.startswith("data:"):
        return Address(role, home, _uuid(data.get(scope[5:])))
    if scope not in SCOPES:
        raise Invalid([Problem("/scope", "bad_value")])
    if scope == "self":
        return Address(role, home)
    return Address(role, next((place.id for place in way_up if place.level == scope), home))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not act: a code of messages.py and its parameters."""

    code: str
    params: Mapping[str, Any]


def why_not(task: OpenTask, actor: Actor, on: date, names: Mapping[str, Any] | None = None) -> Refusal | None:
    """Return why an actor may not complete a task, or None when they may. The first reason in this order counts:

    the post, the own case, recusal, separation of duties, then the lawful day.
    """
    shown = dict(names or {})
    if refusal := _not_addressed(task, actor, on, shown):
        return refusal
    if task.person_id == actor.person_id and task.role not in OWN_TASK_ROLES:
        return Refusal("task_own_case", shown)  # nobody decides on the own case
    if task.person_id is not None and task.person_id in actor.recused_from:
        return Refusal("task_recused", shown)
    if actor.person_id in task.exclude:
        return Refusal("task_excluded", shown)
    if task.earliest_on is not None and on < task.earliest_on:
        return Refusal("too_early", {**shown, "earliest": task.earliest_on})
    return None


def _not_addressed(task: OpenTask, actor: Actor, on: date, shown: dict[str, Any]) -> Refusal | None:
    if task.assignee_id is not None:
        if task.assignee_id == actor.person_id:
            return None
        return Refusal("task_not_subject" if task.role in OWN_TASK_ROLES else "task_claimed", shown)
    if task.role in NO_BUSINESS:
        return Refusal("no_business_data", shown)
    if actor.grant_for(task.role, (task.organization_id,), on) is None:
        return Refusal("task_no_role", shown)
    return None


def check_complete(task: OpenTask, actor: Actor | None, on: date, names: Mapping[str, Any] | None = None) -> None:
    """Refuse whoever may not complete a task on a day."""
    if actor is None:
        raise SignedOut()
    refusal = why_not(task, actor, on, names)
    if refusal is None:
        return
    if refusal.code == "too_early":
        raise TooEarly(**{"article": "", **refusal.params})
    raise TaskNotYours(refusal.code, **refusal.params)


def check_verifier(recorder: UUID | None, verifier: UUID) -> None:
    """Keep the recorder of a fact from verifying it."""
    if recorder == verifier:
        raise Forbidden("task_same_recorder")


def check_release(drafted_by: UUID | None, released_by: UUID) -> None:
    """Keep people from releasing their own draft (four eyes)."""
    if drafted_by == released_by:
        raise Forbidden("own_release")


def check_approver(introducers: Collection[UUID], approver: UUID) -> None:
    """Keep an introducer from approving."""
    if approver in introducers:
        raise TaskNotYours("task_excluded", node="入党介绍人")


def _uuid(value: object) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value)) if value else None
    except ValueError:
        return None
