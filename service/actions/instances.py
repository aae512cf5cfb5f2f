"""Start a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from service.actions.forms import accept_answers, keep_answers
from service.actions.steps import Cause, begin, start_data
from service.desk import open_release
from service.domain import clock, starting
from service.domain.errors import Conflict, Forbidden, InvalidAnswers, NotFound
from service.domain.instances import Event
from service.domain.people import Actor, Substitution
from service.engine import Engine
from service.store import people, releases, starts, substitutions
from service.store.database import Row, Tx
from service.store.ids import new_id

SELF = "self"  # property `subject`: the process is about whoever starts it, in the own branch; no post is needed


@dataclass(frozen=True, slots=True)
class Started:
    """What became of a start."""

    instance_id: UUID
    opened: tuple[UUID, ...]
    ended: bool


def start_in(
    tx: Tx,
    engine: Engine,
    actor: Actor,
    process_key: str,
    organization_id: UUID,
    person_id: UUID | None,
    answers: Mapping[str, Any],
) -> Started:
    """Start a process at an organisation where the actor, or whom they stand in for, holds a post that may start it.

    In the caller's transaction. What is begun in another's stead is theirs; the substitute is named beside them.
    Raises NotFound, Forbidden, InvalidAnswers.
    """
    release = releases.current(tx, actor.tenant, process_key)
    if release is None or release["properties"].get("start", "manual") != "manual":
        raise NotFound("process_not_found", process=process_key)
    properties = release["properties"]
    principal: Substitution | None = None
    if properties.get("subject") == SELF:
        _check_self(tx, actor, organization_id, person_id)
        person_id = actor.person_id
    else:
        principal = starting.check(actor, process_key, starting.roles(properties), organization_id, person_id)
        _check_level(tx, actor.tenant, properties, organization_id)
    person = _subject(tx, actor, properties, organization_id, person_id)
    if person_id is not None and person_id in actor.recused_from:
        raise Forbidden("task_recused")
    if properties.get("unique") == "person" and person_id is not None:
        _check_unique(tx, actor.tenant, process_key, person_id)
    desk = open_release(tx, engine, actor.tenant, release["id"])
    form = properties.get("start_form")
    row: Row = {
        "instance_org": organization_id,
        "person_id": person_id,
        "variables": {},
        "data": {},
        "starter_id": principal.principal_id if principal else actor.person_id,
        "stand_in_id": actor.person_id if principal else None,
    }
    barred = actor.recused_from | (principal.recused_from if principal else frozenset())
    accepted = accept_answers(tx, engine, desk.model, form, answers, row, replace(actor, recused_from=barred))
    data = start_data(organization_id, row["starter_id"], person_id, clock.now())
    data |= accepted.variables
    key = data.get(properties.get("business_key") or "")
    names = people.subject_names(tx, actor.tenant, [str(organization_id)], [])
    subject = person["name"] if person else names[str(organization_id)]
    instance_id = new_id()
    row["title"] = release["name"]
    said = keep_answers(tx, actor, desk.model, form, accepted.answers, instance_id, row)
    event = Event(
        "instance.started",
        clock.today(),
        {**said, "process": process_key},
        actor_id=actor.person_id,
        on_behalf_of=principal.principal_id if principal else None,
    )
    cause = Cause(event, actor.person_id, actor.name, answers=accepted.answers, form=form)
    outcome = begin(
        tx,
        engine,
        actor.tenant,
        release["id"],
        process_key,
        instance_id,
        organization_id,
        person_id,
        subject,
        data,
        cause,
        None if key is None else str(key),
    )
    if principal is not None:
        substitutions.tell(tx, actor.tenant, principal.principal_id, actor.name, clock.now())
    return Started(instance_id, tuple(task.id for task in outcome.opened), outcome.ended)


def _check_level(tx: Tx, tenant: int, properties: Mapping[str, Any], organization_id: UUID) -> None:
    """Refuse a start at an organisation of the wrong level."""
    level = starts.level_of(tx, tenant, organization_id)
    wanted = properties.get("start_scope")
    if wanted and level != wanted:
        raise Forbidden("may_not_start")


def _check_self(tx: Tx, actor: Actor, organization_id: UUID, person_id: UUID | None) -> None:
    """Refuse a start about anybody else, or anywhere but in the own branch."""
    me = starts.person_at(tx, actor.tenant, actor.person_id, organization_id)
    if person_id not in (None, actor.person_id) or me is None or me["branch_id"] != organization_id:
        raise Forbidden("only_oneself")


def _check_unique(tx: Tx, tenant: int, process_key: str, person_id: UUID) -> None:
    """Refuse a second running instance about the same person, also when two people start at once."""
    starts.lock_person(tx, tenant, person_id)
    running = starts.running_about(tx, tenant, process_key, person_id)
    if running is not None:
        raise Conflict("already_running", who=running["subject_name"], key=running["business_key"] or "")


def _subject(
    tx: Tx, actor: Actor, properties: Mapping[str, Any], organization_id: UUID, person_id: UUID | None
) -> Row | None:
    """Return the person a process is about; they belong to the organisation that starts it."""
    if properties.get("subject") not in ("person", SELF):
        if person_id is not None:
            raise InvalidAnswers.at("/person_id", "unknown_field")
        return None
    if person_id is None:
        raise InvalidAnswers.at("/person_id", "required")
    person = starts.person_at(tx, actor.tenant, person_id, organization_id)
    if person is None:
        raise InvalidAnswers.at("/person_id", "bad_value")
    if person_id in actor.recused_from:
        raise Forbidden("task_recused")
    return person
