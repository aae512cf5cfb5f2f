"""The form of a rule: what is asked of each kind of rule, and with which words; made from what a pack may say.

A value keeps the form in which it stands: what somebody does not touch comes back from the form as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.domain.messages import is_english
from service.domain.rule_vocabulary import CHECKS, CODES, DIRECTIONS, KEYS, STAGES, STARTS, STRENGTHS, Table
from service.domain.rules import Check, Kind, Strength

# What the form of a kind asks for at once; any other key is added to a rule by its name.
ASKED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.EARLIEST: ("value", "start"),
    Kind.DEADLINE: ("value", "every", "special_max", "start"),
    Kind.WINDOW: ("min", "max", "times", "start"),
    Kind.VOTE: ("num", "op", "factor", "den"),
    Kind.COUNT: ("exact", "min", "max", "min_days", "or_min_hours", "must_be"),
    Kind.ORDER: ("steps", "by"),
    Kind.POWER: ("by", "to", "mode"),
    Kind.DOCUMENT: ("name", "items", "filled_by"),
    Kind.DATE: ("start",),
}
_MORE: Final[Table] = {
    "every": ("每隔", "every"),
    "special_max": ("特殊情况不超过", "in special cases at most"),
    "start": ("从哪一天算起", "counted from"),
    "from": ("从哪一天算起", "counted from"),
    "start_name": ("起算日的名称", "what that day is called"),
}
_NUMBERS: Final = frozenset({"exact", "min_days", "or_min_hours", "min_hours", "times"})
_TERMS: Final = frozenset({"value", "every", "special_max"})
_STARTS: Final = frozenset({"start", "from"})
_TEXTS: Final = frozenset({"name", "start_name", "op", "factor"})
# `min: 5` counts people, `min: P5WD` days: which of them it is, the kind and the value say.
_EITHER: Final = frozenset({"min", "max"})
_TIMED: Final = frozenset({Kind.EARLIEST, Kind.DEADLINE, Kind.WINDOW})


def describe(lang: str) -> dict[str, Any]:
    """Return all that the form of a rule needs, in the language of the reader."""
    labels = {**KEYS, **_MORE}
    return {
        "kinds": [
            {"code": code, "name": name, "keys": list(ASKED[Kind(code)]), "timed": Kind(code) in _TIMED}
            for code, name in _pairs({str(kind): DIRECTIONS[kind] for kind in Kind}, lang)
        ],
        "keys": [{"key": key, "label": label, "type": type_of(key)} for key, label in _pairs(labels, lang)],
        "stages": _options(STAGES, lang),
        "strengths": _options({str(each): STRENGTHS[each] for each in Strength}, lang),
        "checks": _options({str(each): CHECKS[each] for each in Check}, lang),
        "starts": _options(STARTS, lang),
        "words": _options({**CODES, **STRENGTHS}, lang),
    }


def type_of(key: str) -> str:
    """Say what a key holds: a term, a number, either of them, a day to count from, a text, or words."""
    if key in _TERMS:
        return "term"
    if key in _EITHER:
        return "amount"
    if key in _NUMBERS:
        return "number"
    if key in _STARTS:
        return "start"
    return "text" if key in _TEXTS else "words"


def _pairs(table: Table, lang: str) -> list[tuple[str, str]]:
    english = is_english(lang)
    return [(code, pair[english]) for code, pair in table.items()]


def _options(table: Table, lang: str) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in _pairs(table, lang)]
