"""Whole answers to a form, made from its schema: every choice once, the ends of numbers, what is optional left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from service.domain.errors import InvalidDefinition
from service.domain.outcome import JSON
from service.engine.forms import Form, compile_form
from service.engine.samples import choices, mapping, sample, variables

_MAX_ANSWERS = 40
_REPAIRS = 4
_TOO_MUCH = frozenset(("unevaluatedProperties", "additionalProperties", "falseSchema", "not"))


def answers(key: str, form: Mapping[str, Any]) -> list[dict[str, JSON]]:
    """Return answers that the form takes, shortest first; where none can be made, one that looks right."""
    schema = mapping(mapping(form).get("schema"))
    fields: dict[str, Mapping[str, Any]] = {}
    for name, drawn, _ in variables(schema):
        fields[name] = {**drawn, **fields.get(name, {})}
    full = {name: sample(drawn) for name, drawn in fields.items()}
    try:
        compiled = compile_form(key, form)
    except InvalidDefinition:
        return [full]
    found: dict[str, dict[str, JSON]] = {}
    for draft in _drafts(fields, full, found):
        valid = _repaired(compiled, draft, full)
        if valid is not None:
            found.setdefault(json.dumps(valid, sort_keys=True), valid)
        if len(found) == _MAX_ANSWERS:
            break
    return list(found.values()) or [full]


def _drafts(
    fields: Mapping[str, Mapping[str, Any]], full: dict[str, JSON], found: Mapping[str, dict[str, JSON]]
) -> Iterator[dict[str, JSON]]:
    """Yield first drafts, then every value of a field that only some of the answers found so far may have."""
    yield {}
    yield full
    for name, drawn in fields.items():
        for value in _values(drawn):
            yield {name: value}
            yield {**full, name: value}
    for name, drawn in fields.items():
        having = next((answer for answer in list(found.values()) if name in answer), None)
        for value in _values(drawn) if having is not None else ():
            yield {**having, name: value}  # type: ignore[dict-item]


def _values(drawn: Mapping[str, Any]) -> list[JSON]:
    """Return the values of a field that a diagram may treat differently."""
    listed = choices(drawn)
    if listed:
        return sorted(listed, key=str)
    kind = drawn.get("type")
    if kind == "boolean":
        return [False, True]
    if kind in ("integer", "number"):
        return [drawn[end] for end in ("minimum", "maximum") if isinstance(drawn.get(end), int | float)]
    if kind == "array" and not drawn.get("minItems"):
        return [[]]
    return []


def _repaired(form: Form, draft: dict[str, JSON], full: Mapping[str, JSON]) -> dict[str, JSON] | None:
    """Return a draft with what the form still asks for and without what it refuses; None when that does not do."""
    made = dict(draft)
    for _ in range(_REPAIRS):
        problems = form.check(made)
        if not problems:
            return made
        for problem in problems:
            name = problem.pointer.lstrip("/").split("/")[0]
            if problem.keyword == "required" and name in full:
                made[name] = full[name]
            elif problem.keyword in _TOO_MUCH:
                made.pop(name, None)
    return None
