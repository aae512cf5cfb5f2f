"""Answers to a form: valid against its schema, chosen from what may be chosen, reduced to what the process may know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.actions import sources
from service.domain import form_messages
from service.domain.errors import InvalidAnswers
from service.domain.people import Actor
from service.engine import Engine, Model
from service.store.database import Row, Tx


def check_answers(
    tx: Tx, engine: Engine, model: Model, form: str | None, answers: Mapping[str, Any], row: Row, actor: Actor
) -> None:
    """Check answers against their form.

    Raises InvalidAnswers naming each field with a JSON pointer below /answers.
    """
    if form is None:
        if answers:
            raise InvalidAnswers.at(f"/answers/{next(iter(answers))}", "unknown_field")
        return
    found = engine.check_answers(model, form, answers)
    problems = [
        form_messages.problem(f"/answers{problem.pointer}", problem.keyword, problem.params) for problem in found
    ]
    if not problems:
        schema = model.bundle.forms[form]["schema"]
        problems = sources.check(tx, schema, answers, row, actor)
    if problems:
        raise InvalidAnswers(problems)


def process_variables(model: Model, form: str | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that go into process data: never texts, never what its class keeps out."""
    if form is None:
        return {}
    properties = model.bundle.forms[form]["schema"].get("properties", {})
    return {
        name: value for name, value in answers.items() if properties.get(name, {}).get("x-variable", True) is not False
    }


def decision_text(model: Model, form: str | None, field: str | None, answers: Mapping[str, Any]) -> str | None:
    """Return the title of the choice that carries the decision, for lists and timelines."""
    if form is None or field is None or field not in answers:
        return None
    schema = model.bundle.forms[form]["schema"].get("properties", {}).get(field, {})
    for choice in schema.get("oneOf", ()):
        if choice.get("const") == answers[field]:
            return str(choice.get("title", answers[field]))
    return str(answers[field])
