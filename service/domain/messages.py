"""The sentences people read, Chinese first, English second, made from a code and plain parameters.

A sentence says what happened and what to do. 您 to everyone, no exclamation marks, no engine words.
Sentences about a form's fields stand in form_messages.py, because the browser shares that table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from service.domain import sentences

ZH: Final = "zh-CN"
EN: Final = "en"
SHOWN_ZONE: Final = timezone(timedelta(hours=8))

# code -> (Chinese, English), subject by subject in sentences/. Placeholders are str.format names; `ago` is made from
# `ago_seconds`.
CATALOGUE: Final[dict[str, tuple[str, str]]] = sentences.ALL


def is_english(lang: str) -> bool:
    """Tell whether a language tag asks for English; everything else reads Chinese."""
    return lang.lower().startswith("en")


def text(code: str, lang: str = ZH, /, **params: Any) -> str:
    """Make the sentence of a code; an unknown code still gives a sentence, never an exception."""
    english = is_english(lang)
    pair = CATALOGUE.get(code) or CATALOGUE["error"]
    shown = {name: _show(value, english) for name, value in params.items()}
    if "ago_seconds" in params:
        shown["ago"] = ago(float(params["ago_seconds"]), lang)
    return pair[english].format_map(_Lenient(shown))


def ago(seconds: float, lang: str = ZH) -> str:
    """Say how long ago something was, in the largest unit that fits."""
    english = is_english(lang)
    whole = max(0, int(seconds))
    for size, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute"), (1, "秒", "second")):
        if whole >= size:
            count = whole // size
            return f"{count} {en}{'s' if count > 1 else ''} ago" if english else f"{count} {zh}前"
    return "just now" if english else "刚刚"


class _Lenient(dict[str, str]):
    """Stand in for a parameter that the caller forgot: a sentence with a gap beats no sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


@dataclass(frozen=True, slots=True)
class Term:
    """A parameter that has a word of its own in each language, such as a role; the reader's language picks."""

    zh: str
    en: str


def _show(value: Any, english: bool) -> str:
    if isinstance(value, Term):
        return value.en if english else value.zh
    if isinstance(value, datetime):
        return value.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M") if value.tzinfo else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return (", " if english else "、").join(_show(item, english) for item in value)
    return str(value)
