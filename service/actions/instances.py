"""Start a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.actions.forms import accept_answers, keep_answers
from service.actions.steps import Cause, begin, start_data
from service.desk import open_release
from service.domain import clock
from service.domain.errors import Conflict, Forbidden, InvalidAnswers, NotFound
from service.domain.instances import Event
from service.domain.people import Actor
from service.engine import Engine
from service.store import people, releases, starts
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
    """Start a process at an organisation where the actor holds a post that may start it, in the caller's transaction.

    Raises NotFound, Forbidden, InvalidAnswers.
    """
    release = releases.current(tx, actor.tenant, process_key)
    if release is None or release["properties"].get("start", "manual") != "manual":
        raise NotFound("process_not_found", process=process_key)
    properties = release["properties"]
    if properties.get("subject") == SELF:
        _check_self(tx, actor, organization_id, person_id)
        person_id = actor.person_id
    else:
        _check_starter(tx, actor, properties, organization_id)
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
        "starter_id": actor.person_id,
    }
    accepted = accept_answers(tx, engine, desk.model, form, answers, row, actor)
    data = start_data(organization_id, actor.person_id, person_id, clock.now())
    data |= accepted.variables
    key = data.get(properties.get("business_key") or "")
    names = people.subject_names(tx, actor.tenant, [str(organization_id)], [])
    subject = person["name"] if person else names[str(organization_id)]
    instance_id = new_id()
    row["title"] = release["name"]
    said = keep_answers(tx, actor, desk.model, form, accepted.answers, instance_id, row)
    event = Event("instance.started", clock.today(), {**said, "process": process_key}, actor_id=actor.person_id)
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
    return Started(instance_id, tuple(task.id for task in outcome.opened), outcome.ended)


def _check_starter(tx: Tx, actor: Actor, properties: Mapping[str, Any], organization_id: UUID) -> None:
    """Refuse a start by somebody without a starting post at exactly that organisation, or at the wrong level."""
    roles = start_roles(properties)
    if not any(grant.role in roles and grant.organization_id == organization_id for grant in actor.grants):
        raise Forbidden("may_not_start")
    level = starts.level_of(tx, actor.tenant, organization_id)
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


def start_roles(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the roles that may start a process (`start_role` may be a comma list)."""
    return tuple(role.strip() for role in str(properties.get("start_role", "")).split(",") if role.strip())


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
