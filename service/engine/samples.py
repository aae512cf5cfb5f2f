"""What a form's JSON Schema tells about its variables: their names, a sample of each, what may be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.domain.outcome import JSON

_MAX_DEPTH = 8
_INSIDE = ("allOf", "anyOf", "oneOf")
_TEXTS = {
    "date": "2017-04-10",
    "date-time": "2017-04-10T09:00:00+08:00",
    "uuid": "00000000-0000-7000-8000-000000000000",
}


def variables(schema: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Yield each field with its schema, those of conditional parts included, and whether it becomes a variable."""
    if depth > _MAX_DEPTH:
        return
    for name, drawn in mapping(schema.get("properties")).items():
        if isinstance(drawn, Mapping) and drawn.keys() - {"const", "enum", "not", "pattern", "minItems", "maxItems"}:
            yield name, drawn, drawn.get("x-variable", True) is not False
    parts = [part for key in _INSIDE for part in _list(schema.get(key)) if isinstance(part, Mapping)]
    parts += [part for key in ("then", "else") if isinstance(part := schema.get(key), Mapping)]
    for part in [*parts, *mapping(schema.get("dependentSchemas")).values()]:
        if isinstance(part, Mapping):
            yield from variables(part, depth + 1)


def choices(schema: Mapping[str, Any]) -> set[JSON] | None:
    """Return the texts that a field offers; None when it takes others too."""
    if "const" in schema:
        listed = [schema["const"]]
    elif isinstance(schema.get("enum"), list):
        listed = schema["enum"]
    elif isinstance(schema.get("oneOf"), list) and all(
        isinstance(item, Mapping) and "const" in item for item in schema["oneOf"]
    ):
        listed = [item["const"] for item in schema["oneOf"]]
    else:
        return None
    return {value for value in listed if isinstance(value, str)}


def sample(schema: Mapping[str, Any], depth: int = 0) -> JSON:
    """Return a value that looks like an answer; it need not satisfy every keyword."""
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("enum", "examples"):
        if isinstance(schema.get(key), list) and schema[key]:
            return schema[key][0]
    for key in _INSIDE:
        first = next(iter(_list(schema.get(key))), None)
        if isinstance(first, Mapping) and "type" not in schema and depth < _MAX_DEPTH:
            return sample(first, depth + 1)
        if isinstance(first, Mapping) and "const" in first:
            return first["const"]
    return _of_type(schema, depth)


def _of_type(schema: Mapping[str, Any], depth: int) -> JSON:
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    if kind == "array":
        items = schema.get("items")
        return [sample(items, depth + 1)] if isinstance(items, Mapping) and depth < _MAX_DEPTH else []
    if kind == "object" or "properties" in schema:
        fields = variables(schema) if depth < _MAX_DEPTH else ()
        return {name: sample(drawn, depth + 1) for name, drawn, _ in fields}
    return _TEXTS.get(str(schema.get("format")), "文字")


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a value if it is a mapping, else an empty one: an organizer's schema may hold anything anywhere."""
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
