"""Answers against a form's JSON Schema: problems without a sentence, the domain finds the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from service.domain.errors import Invalid, InvalidDefinition, Problem
from service.domain.outcome import JSON
from service.engine.data import clean, escape

# Parameters that repeat what the person typed or carry error objects; they help nobody who reads the sentence.
_NOISE = frozenset(("value", "context", "name"))


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One answer that does not fit: JSON pointer into the answers, the schema keyword that refused, its parameters."""

    pointer: str
    keyword: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a release, its validator compiled once."""

    key: str
    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    _validator: Any

    def check(self, answers: JSON) -> list[FormProblem]:
        """Return what does not fit, in the order of the schema; an empty list when everything does."""
        try:
            clean(answers)
        except Invalid as refused:
            return [FormProblem(problem.pointer, problem.code, problem.params) for problem in refused.problems]
        return [problem for error in self._validator.iter_errors(answers) for problem in _problems(error)]


def compile_form(key: str, form: Mapping[str, Any]) -> Form:
    """Compile a form; fields that the schema does not name are refused even where its author forgot to say so."""
    schema = dict(form.get("schema") or {})
    if "additionalProperties" not in schema:
        schema.setdefault("unevaluatedProperties", False)
    try:
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    except (ValueError, TypeError, jsonschema_rs.ReferencingError) as error:
        zh, en = f"表单“{key}”的 JSON Schema 有误：{str(error)[:200]}", f"form “{key}”: {str(error)[:200]}"
        raise InvalidDefinition([Problem(f"forms/{key}", "form_schema", {}, zh, en)]) from error
    return Form(key, schema, dict(form.get("ui") or {}), validator)


def compile_forms(forms: Mapping[str, Mapping[str, Any]]) -> dict[str, Form]:
    """Compile the forms of a release."""
    return {key: compile_form(key, form) for key, form in forms.items()}


def _problems(error: Any) -> Iterator[FormProblem]:
    """Turn one refusal into one problem per field: a missing or unknown field is named by its own pointer."""
    pointer = "".join(f"/{escape(str(part))}" for part in error.instance_path)
    kind = error.kind
    params = {key: value for key, value in kind.as_dict().items() if key not in _NOISE}
    if kind.name == "required":
        yield FormProblem(f"{pointer}/{escape(str(kind.property))}", "required", params)
    elif kind.name in ("unevaluatedProperties", "additionalProperties"):
        for name in kind.unexpected:
            yield FormProblem(f"{pointer}/{escape(str(name))}", kind.name, {"field": name})
    else:
        yield FormProblem(pointer, kind.name, params)
