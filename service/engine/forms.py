"""Answers against a form's JSON Schema: problems without a sentence, the domain finds the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One answer that does not fit: JSON pointer into the answers, the schema keyword that refused, its parameters."""

    pointer: str
    keyword: str
    params: Mapping[str, Any] = field(default_factory=dict)
