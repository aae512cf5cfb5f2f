"""What a context panel consists of: facts, or a table; every figure says what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.domain.figures import figure, heading
from service.domain.page_words import word

Panel = dict[str, Any]
Fact = dict[str, Any]


def fact(code: str, value: object, lang: str) -> Fact:
    """Shape one fact."""
    return {"label": word(code, lang), "value": figure(code, value, lang)}


def facts(title: str, shown: Iterable[Fact], lang: str) -> Panel:
    """Shape a panel of facts."""
    return {"kind": "facts", "title": word(title, lang), "facts": list(shown)}


def facts_of(title: str, shown: Iterable[tuple[str, object]], lang: str) -> Panel:
    """Shape a panel of facts from the codes of their labels."""
    return facts(title, [fact(code, value, lang) for code, value in shown], lang)


def table(title: str, columns: Iterable[tuple[str, str]], shown: Sequence[Mapping[str, Any]], lang: str) -> Panel:
    """Shape a panel with a table; a column's key is also its label's code, "end" aligns figures."""
    named = [
        {"key": key, "label": heading(key, lang), "align": align} if align else {"key": key, "label": word(key, lang)}
        for key, align in columns
    ]
    return {"kind": "table", "title": title, "columns": named, "rows": list(shown)}
