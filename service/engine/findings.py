"""What the linter says about one element: where, how bad, in both languages, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a diagram, a table or a form."""

    rule: str
    severity: Severity
    file: str
    element: str | None
    line: int | None
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
