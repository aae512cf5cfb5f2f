"""The linter's look at forms: what a field that is about people must say, and where sealed answers may not go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.domain import form_sources, sealed
from service.engine.findings import Finding
from service.engine.lint_rules import finding


def lint_forms(forms: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """Check every form: known classes, purpose and article from L2 on, nothing of L3 in process data."""
    for key in sorted(forms):
        schema = forms[key].get("schema")
        if isinstance(schema, Mapping) and isinstance(schema.get("properties", {}), Mapping):
            yield from _lint(f"forms/{key}", schema)


def _lint(file: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    kept = {name for name, field in form_sources.fields(schema).items() if field.get("x-variable", True) is not False}
    for path, field in sealed.fields(schema):
        data_class = sealed.class_of(field)
        name = str(field.get("title") or path)
        if data_class not in sealed.CLASSES:
            yield finding("form-class", file, path, None, name=name, value=data_class)
        if data_class in sealed.EXPLAINED:
            missing = [word for word in ("x-purpose", "x-article") if not (field.get(word) or schema.get(word))]
            if missing:
                yield finding("form-purpose", file, path, None, name=name, value=data_class, missing="、".join(missing))
        if data_class in sealed.SEALED and path.split(".")[0] in kept:
            yield finding("form-sealed", file, path, None, name=name, value=data_class)
