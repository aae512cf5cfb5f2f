"""What a rule of the linter consists of."""

from __future__ import annotations

from dataclasses import dataclass

from service.engine.findings import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the linter."""

    severity: Severity
    zh: str
    en: str
    hint_zh: str
    hint_en: str


def error(zh: str, en: str, hint_zh: str, hint_en: str) -> Rule:
    """Make a rule that refuses the release."""
    return Rule("error", zh, en, hint_zh, hint_en)


def warning(zh: str, en: str, hint_zh: str, hint_en: str) -> Rule:
    """Make a rule that only warns."""
    return Rule("warning", zh, en, hint_zh, hint_en)
