"""Which fields of a form are chosen from lists (x-source), and which are filled by the service (readOnly)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def of_field(schema: Schema, field: str) -> str | None:
    """Return the source of a field, named by its path: contacts, nominees.person_id, items.0.person_id."""
    found: Schema | None = schema
    for part in field.split("."):
        if part.isdigit():
            continue
        found = dict(_properties(found or {})).get(part) if found is not None else None
    source = (found or {}).get("x-source")
    return str(source) if source else None


def chosen(schema: Schema, answers: Any, pointer: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield every value of the answers that had to be chosen: its JSON pointer, its source, the value."""
    if isinstance(answers, list):
        for index, item in enumerate(answers):
            yield from chosen(schema, item, f"{pointer}/{index}")
        return
    if not isinstance(answers, Mapping):
        return
    for name, part in _properties(schema):
        if name not in answers:
            continue
        value, where = answers[name], f"{pointer}/{name}"
        source = part.get("x-source")
        if source and isinstance(value, list):
            yield from ((f"{where}/{index}", str(source), item) for index, item in enumerate(value))
        elif source:
            yield where, str(source), value
        else:
            yield from chosen(part, value, where)


def fields(schema: Schema) -> dict[str, Schema]:
    """Return every field of a form, those that appear under a condition included; what is no schema has none.

    The linter asks before it knows that a form is sound.
    """
    named, conditions = schema.get("properties", {}), schema.get("allOf", ())
    found = (
        {name: part for name, part in named.items() if isinstance(part, Mapping)} if isinstance(named, Mapping) else {}
    )
    for condition in (*(conditions if isinstance(conditions, list) else ()), schema):
        for branch in ("then", "else"):
            if isinstance(condition, Mapping) and isinstance(condition.get(branch), Mapping):
                found |= fields(condition[branch])
    return found


def given(schema: Schema) -> list[str]:
    """Return the fields that the service fills and that are never taken from a client."""
    return [name for name, part in _properties(schema) if part.get("readOnly")]


def _properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the properties of an object or of an array's items, those behind a condition included."""
    body = schema["items"] if isinstance(schema.get("items"), Mapping) else schema
    yield from body.get("properties", {}).items()
    for branch in (*body.get("allOf", ()), body):
        for word in ("then", "else"):
            if isinstance(branch.get(word), Mapping):
                yield from branch[word].get("properties", {}).items()
