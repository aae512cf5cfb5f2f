"""Signers (加签, 减签): colleagues whose opinion is asked before a task is decided.

Whoever may decide a task may ask named colleagues to sign first. Each gets an item of their own, says 同意 or 不同意 or
declines with a reason; the task is not decided while somebody asked has not answered. The decision stays where it was,
the process does not move, and an opinion binds nobody: it is shown beside the form and kept in history.

- Asked are people with an account and a post of the business at or above the case's organisation, so that they may see
  the case anyway; sight ends with the post. Never: oneself, the person recorded, whoever separation of duties keeps
  from the task, whoever is asked already or has signed. Tasks of the person concerned are nobody else's to discuss.
- An answer given stays. Only who has not answered can be removed (减签), with a reason.
- Who has signed a node has acted in it: a later node whose `exclude` names it is not theirs.
- Requests end with their task (returned, withdrawn, cancelled, overtaken by a term); they do not come back with it.
- A suspended case takes no request and no answer. The holder of the post changes: the requests stay, the successor
  sees them. A signer who loses the post can no longer answer and is to be removed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service.domain import form_messages
from service.domain.assignment import NO_BUSINESS, OWN_TASK_ROLES, Refusal
from service.domain.errors import Invalid, Problem
from service.domain.people import Actor

MOST: Final = 20  # people asked on one task at a time
SHORTEST: Final = 4
# Posts that administer or draw, and the applicants' own: they are not asked about business.
NO_SIGNER: Final = NO_BUSINESS | OWN_TASK_ROLES | {"process_editor", "process_releaser"}
OPINIONS: Final = ("agree", "disagree", "decline")


def is_countersigned(properties: Mapping[str, str]) -> bool:
    """Tell whether several people decide a node."""
    return str(properties.get("sign", "one")) != "one"


@dataclass(frozen=True, slots=True)
class Asking:
    """A task as far as asking is concerned: whose it is, and who is out of the question."""

    role: str
    person_id: UUID | None
    exclude: Collection[UUID]
    taken: Collection[UUID]


def why_not_ask(task: Asking) -> Refusal | None:
    """Return why nobody can be asked on a task at all, or None."""
    if task.role in OWN_TASK_ROLES:
        return Refusal("signers_own_task", {})
    if len(task.taken) >= MOST:
        return Refusal("signers_many", {"most": MOST})
    return None


def why_not(task: Asking, actor: Actor, person: UUID, posts: Collection[str]) -> str | None:
    """Return the code of why one person cannot be asked, or None when they can.

    `posts` are those held at or above the case's organisation that are of the business.
    """
    if person == actor.person_id:
        return "signer_self"
    if person == task.person_id:
        return "signer_subject"
    if person in task.exclude:
        return "signer_excluded"
    if person in task.taken:
        return "signer_twice"
    return None if posts else "signer_no_post"


def check_people(task: Asking, actor: Actor, people: Collection[UUID], posts: Mapping[UUID, Collection[str]]) -> None:
    """Refuse a list of people of whom one cannot be asked; each is named by its place."""
    wrong: list[Problem] = []
    if not people:
        wrong.append(form_messages.problem("/people", "minItems", {"limit": 1}))
    if len(people) + len(task.taken) > MOST:
        wrong.append(form_messages.problem("/people", "maxItems", {"limit": MOST - len(task.taken)}))
    seen: set[UUID] = set()
    for index, person in enumerate(people):
        code = "signer_twice" if person in seen else why_not(task, actor, person, posts.get(person, ()))
        seen.add(person)
        if code is not None:
            wrong.append(Problem(f"/people/{index}", code))
    if wrong:
        raise Invalid(wrong)


def words(text: str, pointer: str, needed: bool = True) -> str:
    """Return a text as it is kept; one that says nothing is refused where something has to be said."""
    said = text.strip()
    if needed and len(said) < SHORTEST:
        raise Invalid([form_messages.problem(pointer, "minLength", {"limit": SHORTEST})])
    return said


def check_due(due: date | None, today: date) -> None:
    """Refuse a day that is over."""
    if due is not None and due < today:
        raise Invalid.at("/due", "past_date", today=today.isoformat())


def why_not_sign(
    actor: Actor, person_id: UUID | None, way_up: Collection[UUID], exclude: Collection[UUID], on: date
) -> Refusal | None:
    """Return why somebody who was asked may not answer any more, or None when they may."""
    if actor.person_id == person_id:
        return Refusal("task_own_case", {})
    if person_id is not None and person_id in actor.recused_from:
        return Refusal("task_recused", {})
    if actor.person_id in exclude:
        return Refusal("signer_excluded", {})
    posts = {grant.role for grant in actor.grants if grant.organization_id in way_up and grant.in_force(on)}
    return None if posts - NO_SIGNER else Refusal("signer_post_gone", {})
