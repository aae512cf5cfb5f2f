"""What a rule pack may say, key by key: a pack that passes can be counted by, and every word of it can be shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from service.domain import rule_vocabulary as words
from service.domain.calendar import is_duration, parse_day
from service.domain.errors import Invalid, Problem
from service.domain.messages import Term
from service.domain.points_scheme import parse_scheme
from service.domain.rules import Check, Kind, Strength
from service.domain.votes import parse_share

_TOP: Final = frozenset(
    {
        *("id", "version", "correction", "family", "instrument", "issued", "revised", "effective_from", "effective_to"),
        *("template", "check", "rules"),
    }
)
_SCHEME: Final = frozenset(
    {"name", "name_en", "base", "bonus_cap", "total", "floor", "late_days", "verify_days", "bands", "items"}
)
_RULE: Final = frozenset(
    {
        *("title", "title_en", "stage", "kind", "strength", "article", "text", "text_en", "check", "template", "start"),
        *("start_name", "from", "value", "every", "special_max"),
    }
)
_HEAD: Final[Mapping[str, tuple[str, str]]] = {
    "id": ("编号", "its id"),
    "family": ("属于哪一类", "its family"),
    "instrument": ("文件名称", "the document"),
    "effective_from": ("施行日期", "its first day"),
}
_NEEDED: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("名称", "its name"),
    "stage": ("属于哪个阶段", "the stage it belongs to"),
    "kind": ("规则的作用", "what the rule does"),
    "article": ("条款", "the article"),
    "text": ("内容", "the text"),
}
# What these keys may say: a word of a closed list.
_CLOSED: Final[Mapping[str, Collection[str]]] = {
    "stage": tuple(words.STAGES),
    "kind": tuple(Kind),
    "strength": tuple(Strength),
    "check": tuple(Check),
}
_TERMS: Final = ("value", "every", "special_max")
_FREE: Final = frozenset(
    {"title", "title_en", "article", "text", "text_en", "name", "op", "factor", "template", "start_name"}
)
_NUMBERS: Final = frozenset({"exact", "min", "max", "min_days", "min_hours", "or_min_hours", "times"})
_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")


def check_pack(stem: str, raw: Any) -> list[Problem]:
    """Return everything wrong with a parsed pack, each under the key where it stands."""
    if not isinstance(raw, Mapping):
        return [Problem("/", "pack_shape")]
    return [*_top(stem, raw), *_rules(raw)] if raw.get("family") != "points_scheme" else _scheme(stem, raw)


def _top(stem: str, raw: Mapping[str, Any], more: frozenset[str] = frozenset()) -> Iterator[Problem]:
    known = _TOP | more
    for key in raw:
        if key not in known:
            yield _unknown("", str(key), known)
    for key, what in _HEAD.items():
        if not raw.get(key) or isinstance(raw[key], list | Mapping):
            yield Problem(f"/{key}", "pack_key_missing", {"key": key, "what": Term(*what)})
    if raw.get("id") and raw["id"] != stem:
        yield Problem("/id", "pack_name", {"stem": stem})
    if raw.get("family") and raw["family"] not in words.FAMILIES:
        yield _word("/family", raw["family"], words.FAMILIES)
    if raw.get("check") is not None and raw["check"] not in tuple(Check):
        yield _word("/check", raw["check"], tuple(Check))
    version = raw.get("version", 1)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        yield Problem("/version", "pack_number", {"value": version})
    elif version > 1 and not str(raw.get("correction") or "").strip():
        yield Problem("/correction", "pack_correction", {"version": version})
    yield from _days(raw)


def _days(raw: Mapping[str, Any]) -> Iterator[Problem]:
    for key in ("issued", "revised", "effective_from", "effective_to"):
        if raw.get(key) is not None and parse_day(raw[key]) is None:
            yield Problem(f"/{key}", "pack_day", {"value": raw[key]})
    first, last = parse_day(raw.get("effective_from")), parse_day(raw.get("effective_to"))
    if first and last and last < first:
        yield Problem("/effective_to", "pack_days_order")


def _rules(raw: Mapping[str, Any]) -> Iterator[Problem]:
    rows = raw.get("rules")
    if not isinstance(rows, Mapping) or not rows:
        yield Problem("/rules", "pack_shape")
        return
    for key, row in rows.items():
        where = f"/rules/{key}"
        if not _CODE.fullmatch(str(key)) or not (row is None or isinstance(row, Mapping)):
            yield Problem(where, "pack_shape")
        elif row is not None:
            yield from _rule(where, row)


def _rule(where: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    for key, what in _NEEDED.items():
        if not row.get(key):
            yield Problem(f"{where}/{key}", "pack_key_missing", {"key": key, "what": Term(*what)})
    for key, said in row.items():
        at = f"{where}/{key}"
        if key not in _RULE and key not in words.KEYS:
            yield _unknown(where, str(key), _RULE | frozenset(words.KEYS))
        elif key in _CLOSED:
            if said and said not in tuple(_CLOSED[key]):
                yield _word(at, said, _CLOSED[key])
        elif key in _TERMS or (key in ("min", "max") and isinstance(said, str)):
            if said is not None and said != "promptly" and not (isinstance(said, str) and is_duration(said)):
                yield Problem(at, "pack_duration", {"value": said})
        elif key in ("start", "from"):
            # A day is named by whoever draws the process; what it is called, the pack has to say.
            if not (isinstance(said, str) and said in words.STARTS) and not row.get("start_name"):
                yield Problem(f"{where}/start_name", "pack_start_unnamed", {"value": said})
        elif key in _NUMBERS:
            if not isinstance(said, int) or isinstance(said, bool) or said < 1:
                yield Problem(at, "pack_number", {"value": said})
        elif key not in _FREE:
            yield from _codes(at, said)
        elif isinstance(said, list | Mapping):
            yield Problem(at, "pack_shape")
    if any(row.get(key) is not None for key in ("num", "den", "op", "factor")) and parse_share(row) is None:
        yield Problem(f"{where}/factor", "pack_vote")
    if row.get("text") and not str(row["text"]).endswith("。"):
        yield Problem(f"{where}/text", "pack_sentence")


def _codes(where: str, said: Any) -> Iterator[Problem]:
    """Refuse codes that nobody can read; a text with a letter that is no Latin one is read as it stands."""
    for each in said if isinstance(said, list) else [said]:
        if isinstance(each, Mapping):
            yield Problem(where, "pack_shape")
        elif isinstance(each, str) and each.isascii() and each not in words.CODES and each not in words.STRENGTHS:
            yield Problem(where, "pack_code_unknown", {"value": each})


def _scheme(stem: str, raw: Mapping[str, Any]) -> list[Problem]:
    found = list(_top(stem, raw, _SCHEME))
    if not found:
        try:
            parse_scheme(raw)
        except Invalid as refused:
            found.append(Problem(f"/{refused.params.get('field', '')}", "rule_pack_broken", refused.params))
    return found


def _unknown(where: str, key: str, known: Collection[str]) -> Problem:
    near = get_close_matches(key, known, 1)
    said = Term(f"，是不是“{near[0]}”", f"; did you mean “{near[0]}”") if near else ""
    return Problem(f"{where}/{key}", "pack_key_unknown", {"key": key, "near": said})


def _word(where: str, value: Any, known: Collection[str]) -> Problem:
    return Problem(where, "pack_word_unknown", {"value": value, "words": list(known)})
