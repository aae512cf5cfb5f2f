"""Who may act on a task: role @ organisation, one person, and what keeps somebody out (seed.md 1.2, design 6).

Every refusal is a code with parameters, so that a screen can say "why not me" and an auditor can ask it later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from service.domain.deadlines import inside
from service.domain.errors import Forbidden, Invalid, Problem, SignedOut, TaskNotYours, TooEarly
from service.domain.people import Actor, Substitution

LEVELS: Final = ("county", "town", "area", "base", "branch", "group")
SCOPES: Final = frozenset({"self", "person", *LEVELS})
OWN_TASK_ROLES: Final = frozenset({"applicant"})
# Administrators of the system hold no business post; an auditor reads and never acts.
NO_BUSINESS: Final = frozenset({"sys_admin", "security_admin", "audit_admin", "auditor"})
# These posts administer or draw; business data is not theirs to read (three separate administrators). The privacy
# officer sees the requests of people, and of whoever has one open what it may concern (PRIVACY in reads/access.py).
BLIND: Final = NO_BUSINESS - {"auditor"} | {"process_editor", "process_releaser", "privacy_officer", "applicant"}

# What nobody does in another's stead: own affairs, and the posts that only look or look after others.
NOT_BY_SUBSTITUTE: Final = (
    OWN_TASK_ROLES | NO_BUSINESS | frozenset({"process_editor", "process_releaser", "privacy_officer"})
)


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
    @property
    def process(self) -> str: ...  # the process of the case
    @property
    def node(self) -> str: ...
    @property
    def claimed(self) -> bool: ...  # the assignee took it from the post, and holds it as long as the post


@dataclass(frozen=True, slots=True)
class TaskView:
    """A plain task for rules and tests."""

    role: str
    organization_id: UUID
    assignee_id: UUID | None = None
    exclude: Collection[UUID] = ()
    earliest_on: date | None = None
    person_id: UUID | None = None
    process: str = ""
    node: str = ""
    claimed: bool = False


def view_of(row: Mapping[str, Any], early: bool = False) -> TaskView:
    """Return what of a task's row the right to act is judged by; `early`: the lawful day is nobody's business yet."""
    return TaskView(
        role=row["role"],
        organization_id=row["organization_id"],
        assignee_id=row["assignee_id"],
        exclude=tuple(row["exclude"]),
        earliest_on=None if early else row["earliest_on"],
        person_id=row["person_id"],
        process=row["process_key"],
        node=row["node"],
        claimed=row["claimed_at"] is not None,
    )


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
        return Address(role, home, _uuid(inside(data, scope[5:])))
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


@dataclass(frozen=True, slots=True)
class Right:
    """What an actor may do with a task: nothing (`refusal`), act, or act in the stead of `principal`."""

    refusal: Refusal | None = None
    principal: Substitution | None = None


def right_to(task: OpenTask, actor: Actor, on: date, names: Mapping[str, Any] | None = None) -> Right:
    """Judge whether an actor may complete a task, for themselves or else as a substitute.

    The first reason in this order counts: the post, the own case, recusal, separation of duties, then the lawful day.
    What keeps a principal out keeps the substitute out, too; a recusal is never handed on.
    """
    shown = dict(names or {})
    principal: Substitution | None = None
    if refusal := _not_addressed(task, actor, on, shown):
        standing = [each for each in actor.substitutions if _addressed_to(task, each, on)]
        if not standing:
            return Right(refusal)
        free = [each for each in standing if not _bars(task, each.principal_id, each.recused_from)]
        if not free:
            return Right(Refusal("task_principal_barred", {**shown, "who": standing[0].principal}))
        principal = free[0]
    if code := _bars(task, actor.person_id, actor.recused_from):
        return Right(Refusal(code, shown))
    if task.earliest_on is not None and on < task.earliest_on:
        return Right(Refusal("too_early", {**shown, "earliest": task.earliest_on}), principal)
    return Right(None, principal)


def why_not(task: OpenTask, actor: Actor, on: date, names: Mapping[str, Any] | None = None) -> Refusal | None:
    """Return why an actor may not complete a task, or None when they may."""
    return right_to(task, actor, on, names).refusal


def principal_of(task: OpenTask, actor: Actor, on: date) -> Substitution | None:
    """Return in whose stead a task is an actor's, None when it is their own."""
    if _not_addressed(task, actor, on, {}) is None:
        return None
    return next((each for each in actor.substitutions if _addressed_to(task, each, on)), None)


def _bars(task: OpenTask, person: UUID, recused_from: Collection[UUID]) -> str | None:
    """Return what keeps a person out of a task that their post would let them do."""
    if task.person_id == person and task.role not in OWN_TASK_ROLES:
        return "task_own_case"  # nobody decides on the own case
    if task.person_id is not None and task.person_id in recused_from:
        return "task_recused"
    return "task_excluded" if person in task.exclude else None


def _addressed_to(task: OpenTask, standing: Substitution, on: date) -> bool:
    """Tell whether a task would be the principal's, and lies in the part that was handed over."""
    if task.role in NOT_BY_SUBSTITUTE or not standing.covers(task.process, task.node, task.organization_id):
        return False
    if task.assignee_id is not None:
        return task.assignee_id == standing.principal_id
    return any(
        post.role == task.role and post.organization_id == task.organization_id and post.in_force(on)
        for post in standing.posts
    )


def _not_addressed(task: OpenTask, actor: Actor, on: date, shown: dict[str, Any]) -> Refusal | None:
    if task.assignee_id is not None and task.assignee_id != actor.person_id:
        return Refusal("task_not_subject" if task.role in OWN_TASK_ROLES else "task_claimed", shown)
    if task.assignee_id is not None and not task.claimed:
        return None
    if task.role in NO_BUSINESS:
        return Refusal("no_business_data", shown)
    if actor.grant_for(task.role, (task.organization_id,), on) is None:
        return Refusal("task_no_role", shown)
    return None


def check_complete(
    task: OpenTask, actor: Actor | None, on: date, names: Mapping[str, Any] | None = None
) -> Substitution | None:
    """Refuse whoever may not complete a task on a day; return in whose stead they do, if in anybody's."""
    if actor is None:
        raise SignedOut()
    right = right_to(task, actor, on, names)
    refusal = right.refusal
    if refusal is None:
        return right.principal
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
