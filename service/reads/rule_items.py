"""A points scheme as the page of rules shows it: its frame, its bands, what adds and what takes away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from service.domain import labels
from service.domain.messages import is_english
from service.domain.page_words import word
from service.domain.points_scheme import Item, Scheme
from service.domain.rule_compare import Said, labelled

_GROUPS = ("frame", "bands", "added", "taken")


def groups(scheme: Scheme, lang: str) -> list[dict[str, Any]]:
    """Return the scheme in groups of rows, shaped like the rules of a pack."""
    english = is_english(lang)
    base = word("scheme_base_said", lang, year=_n(scheme.base_per_year), month=_n(scheme.base_per_month))
    total = word("scheme_range", lang, low=_n(scheme.total_min), high=_n(scheme.total_max))
    frame = [
        _row("base", word("scheme_base", lang), base),
        _row("bonus_cap", word("scheme_cap", lang), word("scheme_points", lang, n=_n(scheme.bonus_cap))),
        _row("total", word("scheme_total", lang), total),
        _row("floor", word("scheme_floor", lang), word("scheme_points", lang, n=_n(scheme.floor))),
        _row("verify_days", word("scheme_verify", lang), word("scheme_days", lang, n=scheme.verify_days)),
        _row("late_days", word("scheme_late", lang), word("scheme_days", lang, n=scheme.late_days)),
    ]
    bands = [
        _row(f"band_{band.code}", band.name_en if english else band.name, word("scheme_from", lang, n=_n(band.minimum)))
        for band in scheme.bands
    ]
    items = [
        [_item(item, lang) for item in scheme.items.values() if item.deducts is deducts] for deducts in (False, True)
    ]
    rows = zip(_GROUPS, (frame, bands, *items), strict=True)
    return [{"key": key, "name": word(f"scheme_{key}", lang), "rules": found} for key, found in rows if found]


def said(scheme: Scheme, lang: str) -> tuple[dict[str, str], list[Said]]:
    """Return the names of all groups, and every row of the scheme to be held against another scheme's."""
    return {key: word(f"scheme_{key}", lang) for key in _GROUPS}, [
        Said(
            row["id"], group["key"], row["title"], row["article"], row["value"], row["text"],
            labelled(row, lang) | {f"/{fact['label']}": (fact["label"], fact["words"]) for fact in row["facts"]},
        )
        for group in groups(scheme, lang)
        for row in group["rules"]
    ]  # fmt: skip


def _item(item: Item, lang: str) -> dict[str, Any]:
    english = is_english(lang)
    unit = item.unit_en if english else item.unit
    each = word("scheme_each", lang, unit=unit, n=f"{item.points:+f}".rstrip("0").rstrip("."))
    most = word("scheme_no_cap", lang) if item.cap is None else word("scheme_most", lang, n=_n(item.cap))
    names = {role: labels.role_name(role, lang) for role in (*item.recorder, *item.verifier)}
    joint = ", " if english else "、"
    facts = (
        (word("scheme_evidence", lang), item.evidence),
        (word("scheme_recorder", lang), joint.join(names[role] for role in item.recorder)),
        (word("scheme_verifier", lang), joint.join(names[role] for role in item.verifier)),
    )
    return {
        **_row(item.code, item.name_en if english else item.name, f"{each}{', ' if english else '，'}{most}"),
        "article": item.code,
        "facts": [{"label": label, "words": said} for label, said in facts if said],
    }


def _row(key: str, title: str, value: str) -> dict[str, Any]:
    return {
        "id": key, "title": title, "value": value, "start": "", "direction": "", "kind": "points", "strength": "plain",
        "strength_name": "", "article": "", "text": "", "check": "", "facts": [], "uses": [],
    }  # fmt: skip


def _n(number: Decimal) -> str:
    return f"{number.normalize():f}"
