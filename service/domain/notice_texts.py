"""The texts of notices: title and sentence, Chinese and English, made from a kind and plain parameters.

A notice says what happened, what follows and what the person may do; never a rank, never another person's figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.domain.messages import is_english
from service.domain.notice_kinds import ALL

KINDS: Final = ALL


def title(kind: str, lang: str) -> str:
    """Return the title of a kind of notice."""
    entry = KINDS.get(kind)
    return kind if entry is None else entry.title[is_english(lang)]


def text(kind: str, params: Mapping[str, Any], lang: str) -> str:
    """Make the text of a notice; what a parameter lacks is left out, never an exception."""
    entry = KINDS.get(kind)
    shown = _Shown({name: str(value) for name, value in params.items() if value is not None})
    return "" if entry is None else entry.text[is_english(lang)].format_map(shown)


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"
