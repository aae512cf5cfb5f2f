"""All rules of the linter, and findings made of them."""

from __future__ import annotations

from typing import Any

from service.engine import lint_rules_drawing, lint_rules_work
from service.engine.findings import Finding
from service.engine.lint_rule import Rule

RULES: dict[str, Rule] = {**lint_rules_drawing.RULES, **lint_rules_work.RULES}


def finding(rule: str, file: str, element: str | None, line: int | None, **params: Any) -> Finding:
    """Make a finding from its rule and parameters."""
    text = RULES[rule]
    return Finding(
        rule=rule,
        severity=text.severity,
        file=file,
        element=element,
        line=line,
        zh=text.zh.format(**params),
        en=text.en.format(**params),
        hint_zh=text.hint_zh.format(**params),
        hint_en=text.hint_en.format(**params),
        params=params,
    )
