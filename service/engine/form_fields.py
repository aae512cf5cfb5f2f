"""What a form's fields say about themselves, those that appear on a condition included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.outcome import JSON

_BRANCHES = ("then", "else")


def fields(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return every top-level field of a form by name, conditional ones after the others."""
    found: dict[str, Mapping[str, Any]] = dict(schema.get("properties", {}))
    for part in (*schema.get("allOf", ()), *(schema[key] for key in _BRANCHES if key in schema)):
        for branch in (part, *(part[key] for key in _BRANCHES if key in part)):
            for name, field in branch.get("properties", {}).items():
                found.setdefault(name, field)
    return found


def with_given(schema: Mapping[str, Any], answers: Mapping[str, JSON], data: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the answers with the read-only fields taken from process data, whatever the client sent for them."""
    given = [name for name, field in fields(schema).items() if field.get("readOnly")]
    own = {name: value for name, value in answers.items() if name not in given}
    return own | {name: data[name] for name in given if name in data}


def variables(schema: Mapping[str, Any], answers: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the answers that go into process data: never a text, never what the form keeps out."""
    known = fields(schema)
    return {name: value for name, value in answers.items() if known.get(name, {}).get("x-variable", True) is not False}
