"""Answers to a form: valid against its schema, chosen from what may be chosen, reduced to what the process may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.actions import sources
from service.domain import clock, form_messages, form_sources, recusal, sealed
from service.domain.errors import InvalidAnswers, Problem
from service.domain.people import Actor
from service.engine import Engine, Model
from service.store import vault
from service.store.database import Row, Tx


@dataclass(frozen=True, slots=True)
class Accepted:
    """Answers that hold: whole for history, reduced for the process, and the day on which it really happened."""

    answers: Mapping[str, Any]
    variables: Mapping[str, Any]
    occurred_on: date | None


def accept_answers(
    tx: Tx, engine: Engine, model: Model, form: str | None, given: Mapping[str, Any], row: Row, actor: Actor
) -> Accepted:
    """Check answers against their form and fill what the service knows better.

    Raises InvalidAnswers naming each field with a JSON pointer below /answers.
    """
    if form is None:
        if given:
            raise InvalidAnswers.at(f"/answers/{next(iter(given))}", "unknown_field")
        return Accepted({}, {}, None)
    schema = model.bundle.forms[form]["schema"]
    answers = sources.fill(schema, given, row)
    problems = [
        form_messages.problem(f"/answers{found.pointer}", found.keyword, found.params)
        for found in engine.check_answers(model, form, answers)
    ] or [
        *sources.check(tx, schema, answers, row, actor),
        *(Problem(pointer, "recused_person") for pointer in recusal.named(answers, actor.recused_from)),
    ]
    if problems:
        raise InvalidAnswers(problems)
    fields = form_sources.fields(schema)
    variables = {name: value for name, value in answers.items() if fields[name].get("x-variable", True) is not False}
    days = [answers[name] for name, field in fields.items() if field.get("x-occurred-on") and answers.get(name)]
    return Accepted(answers, variables, date.fromisoformat(days[0]) if days else None)


def keep_answers(
    tx: Tx, actor: Actor, model: Model, form: str | None, answers: Mapping[str, Any], instance_id: UUID, row: Row
) -> dict[str, Any]:
    """Seal what of answers is of class L3 or L4, and return what history keeps: the rest, and the references."""
    kept, found = sealed.take_out(model.bundle.forms[form]["schema"], answers) if form else (dict(answers), {})
    if not found:
        return {"answers": kept}
    origin = vault.Origin(
        instance_id=instance_id,
        person_id=row["person_id"],
        title=row["title"],
        author_id=actor.person_id,
        at=clock.now(),
        role=row.get("role"),
        organization_id=row.get("organization_id"),
        node=row.get("node"),
    )
    references = vault.keep(tx, actor.tenant, origin, found)
    for each in references:
        if each["class"] == sealed.L4:
            until, key = clock.today() + timedelta(days=sealed.DAYS), UUID(each["id"])
            vault.name_reader(tx, actor.tenant, key, actor.person_id, until, actor.person_id, "", origin.at)
    return {"answers": kept, vault.REFERENCES: references}


def variables_of(model: Model, process: str, node: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what answers on record gave to the process."""
    form = model.nodes[process][node].properties.get("form")
    fields = form_sources.fields(model.bundle.forms[form]["schema"]) if form else {}
    return {name: value for name, value in answers.items() if fields[name].get("x-variable", True) is not False}


def decision_text(model: Model, form: str | None, field: str | None, answers: Mapping[str, Any]) -> str | None:
    """Return the title of the choice that carries the decision, for lists and timelines."""
    if form is None or field is None or field not in answers:
        return None
    for choice in form_sources.fields(model.bundle.forms[form]["schema"]).get(field, {}).get("oneOf", ()):
        if choice.get("const") == answers[field]:
            return str(choice.get("title", answers[field]))
    return str(answers[field])
