"""A rule pack on its way to a release: how a new text begins, and what is still wrong with it.

A text in force is corrected in a version that says what was wrong; a rule that has changed begins a pack of its own,
and the pack before it ends on the day before. What is not yet in force is changed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from service.domain.calendar import parse_day
from service.domain.errors import Conflict, Invalid, Problem
from service.domain.messages import CATALOGUE, EN, ZH
from service.domain.messages import text as sentence
from service.domain.rule_releases import check_release
from service.domain.rule_schema import check_pack

Pack = Mapping[str, Any]
CORRECTION: Final = "correction"
SUCCESSOR: Final = "successor"
_NUMBERED: Final = re.compile(r"_(v?)(\d{1,4})$")
# What a successor does not take over: it says of the old text when it was made, mended and ended.
_OWN: Final = frozenset({"version", "correction", "issued", "revised", "effective_to"})
# Where people look for what a release would get wrong.
_PLACES: Final = {
    "pack_same_day": "/effective_from",
    "rule_pack_gap": "/effective_from",
    "rule_pack_changed": "/correction",
}
# A text that can be compared all the same: only its reason or its days are still to be put right.
STILL_READABLE: Final = frozenset({*_PLACES, "rule_pack_missing", "pack_correction", "pack_sentence"})


def begin(base: Pack, kind: str, first: date | None, taken: Collection[str], today: date) -> dict[str, Any]:
    """Return the text that a draft begins with: the newest one as a correction, or as a pack from a day on.

    Raises Conflict (a points scheme has no rules to edit), Invalid (no first day).
    """
    if "rules" not in base:
        raise Conflict("rule_draft_points")
    if kind == CORRECTION:
        since = parse_day(base.get("effective_from"))
        if since is not None and since > today:
            return dict(base)
        mended = {"version": int(base.get("version", 1)) + 1, "correction": ""}
        kept = {key: said for key, said in base.items() if key not in mended}
        return {"id": kept.pop("id"), **mended, **kept}
    if first is None:
        raise Invalid.at("/effective_from", "rule_draft_day")
    fresh = {key: said for key, said in base.items() if key not in _OWN}
    return fresh | {"id": next_id(str(base["id"]), first, taken), "effective_from": first.isoformat()}


def next_id(base: str, first: date, taken: Collection[str]) -> str:
    """Name a pack after the one that it follows: by its year, or by the next number."""
    found = _NUMBERED.search(base)
    stem = base[: found.start()] if found else base
    if found and not found[1] and len(found[2]) == 4:
        names = [f"{stem}_{first.year}", *(f"{stem}_{first.year}_{turn}" for turn in range(2, 100))]
    else:
        names = [f"{stem}_v{turn}" for turn in range(int(found[2]) + 1 if found else 2, 10_000)]
    return next(name for name in names if name not in taken)


def ended(key: str, text: Pack, released: Mapping[str, Pack]) -> dict[str, dict[str, Any]]:
    """Return the packs that a new one ends, each with its last day: those of its family that would go on beside it."""
    first = parse_day(text.get("effective_from"))
    found: dict[str, dict[str, Any]] = {}
    if first is None or key in released:
        return found
    for name, old in released.items():
        since, until = parse_day(old.get("effective_from")), parse_day(old.get("effective_to"))
        if old.get("family") != text.get("family") or since is None or since >= first:
            continue
        if until is None or until >= first:
            found[name] = _with_end(old, first - timedelta(days=1))
    return found


def problems(key: str, text: Pack, released: Mapping[str, Pack], today: date) -> list[Problem]:
    """Return what is wrong with a draft, each under the key where it stands: the schema's, then the release's."""
    if found := check_pack(key, text):
        return [_plainly(problem) for problem in found]
    wanted = {**released, **ended(key, text, released), key: text}
    barred = check_release(wanted, released, today)
    return [_plainly(replace(problem, pointer=_PLACES.get(problem.code, ""))) for problem in barred]


def placed(problem: Problem, texts: Iterable[Pack]) -> Problem:
    """Put what a diagram says against a rule under that rule, by the name that people know."""
    for text in texts:
        for rule, row in (text.get("rules") or {}).items():
            if row and rule in problem.params.values():
                said = str(row["title"]), str(row.get("title_en") or row["title"])
                zh, en = problem.message_zh.replace(rule, said[0]), problem.message_en.replace(rule, said[1])
                return replace(problem, pointer=f"/rules/{rule}", message_zh=zh, message_en=en)
    return problem


def _plainly(problem: Problem) -> Problem:
    """Say what is wrong without the words of the file: whoever fills in a form has never seen it."""
    code = f"{problem.code}_form"
    if code not in CATALOGUE:
        return problem
    zh, en = (sentence(code, lang, **problem.params) for lang in (ZH, EN))
    return replace(problem, message_zh=zh, message_en=en)


def _with_end(old: Pack, until: date) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in old.items():
        if name != "effective_to":
            said[name] = value
        if name == "effective_from":
            said["effective_to"] = until.isoformat()
    return said
