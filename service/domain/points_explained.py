"""How a total of the ledger comes about: the sum line by line, why an entry counts what it does, what would change it.

It explains one person's own figures only. Nothing here compares people, and nothing here decides.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from service.domain.points import (
    COUNTED,
    ZERO,
    Entry,
    Item,
    Scheme,
    balance,
    base_points,
    months_as_activist,
    standing,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sum: its code (points_words.py says it), what it adds, what the sentence needs."""

    code: str
    points: Decimal
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry counts what it does."""

    code: str
    counts: Decimal


@dataclass(frozen=True, slots=True)
class Room:
    """What an item may still add this year, under its own cap and under that of the whole bonus."""

    item: Item
    left: Decimal


def sum_up(scheme: Scheme, cycle: int, entries: Iterable[Entry], activist_on: date | None, until: date) -> list[Step]:
    """Return the sum line by line; the points of all lines but the last add up to the last."""
    every = list(entries)
    base = base_points(scheme, cycle, activist_on, until)
    found = balance(scheme, every, base)
    counting = [entry for entry in standing(every) if entry.status in COUNTED]
    raw = sum((entry.points for entry in counting if entry.points > 0), ZERO)
    minus = sum((-entry.points for entry in counting if entry.points < 0), ZERO)
    taken = {entry.item for entry in counting if entry.points < 0}
    under_items = sum((use.used for code, use in found.uses.items() if code not in taken), ZERO)
    months = months_as_activist(cycle, activist_on, until) if activist_on else 0
    steps = [
        Step("base", base, {"months": months, "each": scheme.base_per_month, "year": scheme.base_per_year}),
        Step("bonus", raw, {"n": sum(entry.points > 0 for entry in counting)}),
        Step("item_caps", under_items - raw),
        Step("bonus_cap", found.bonus - under_items, {"cap": scheme.bonus_cap}),
        Step("deduction", -minus, {"n": sum(entry.points < 0 for entry in counting)}),
        Step("deduction_caps", minus - found.deduction),
        Step(
            "bounds",
            found.total - (base + found.bonus - found.deduction),
            {"least": scheme.total_min, "most": scheme.total_max},
        ),
    ]
    kept = [step for step in steps if step.points or step.code in ("base", "bonus", "deduction")]
    return [*kept, Step("total", found.total)]


def reasons(scheme: Scheme, entries: Iterable[Entry]) -> dict[Hashable, Why]:
    """Return why each entry counts what it does."""
    every = list(entries)
    undone = {entry.reverses_id for entry in every if entry.reverses_id is not None}
    found = balance(scheme, every, ZERO)
    used: dict[str, Decimal] = {}
    said: dict[Hashable, Why] = {}
    for entry in every:
        if entry.reverses_id is not None or entry.status == "reversal":
            said[entry.id] = Why("reversal", ZERO)
        elif entry.id in undone or entry.status == "reversed":
            said[entry.id] = Why("reversed", ZERO)
        elif entry.id not in found.counted:
            said[entry.id] = Why("disputed" if entry.status == "disputed" else "not_yet", ZERO)
    for entry in standing(every):
        if entry.id not in found.counted:
            continue
        before, counts = used.get(entry.item, ZERO), found.counted[entry.id]
        used[entry.item] = found.cap_after[entry.id]
        under_item = used[entry.item] - before
        code = "counted" if abs(counts) == abs(entry.points) else "item_cap"
        said[entry.id] = Why("bonus_cap" if abs(counts) < under_item else code, counts)
    return said


def rooms(scheme: Scheme, entries: Iterable[Entry]) -> list[Room]:
    """Return what each item may still add this year; what the system records by itself is none of it."""
    found = balance(scheme, entries, ZERO)
    left = scheme.bonus_cap - found.bonus
    open_: list[Room] = []
    for item in scheme.items.values():
        if item.deducts or item.cap is None or left <= ZERO:
            continue
        use = found.uses.get(item.code)
        room = min(left, item.cap - (use.used if use else ZERO))
        if room > ZERO:
            open_.append(Room(item, room))
    return open_


def changes(
    scheme: Scheme, cycle: int, entries: Sequence[Entry], activist_on: date | None, today: date
) -> list[tuple[str, dict[str, Any]]]:
    """Return what would change a total, as codes of points_words.py; nothing in it asks for more than facts."""
    last = date(cycle, 12, 31)
    until = min(today, last)
    base = base_points(scheme, cycle, activist_on, until)
    found = balance(scheme, entries, base)
    said: list[tuple[str, dict[str, Any]]] = []
    more = base_points(scheme, cycle, activist_on, last) - base
    if more > ZERO:
        said.append(("change_months", {"each": scheme.base_per_month, "more": more}))
    if today <= last:
        said.append(("change_facts", {"left": scheme.bonus_cap - found.bonus, "days": scheme.late_days}))
    disputed = [entry for entry in standing(entries) if entry.status == "disputed"]
    if disputed:
        stands = balance(scheme, entries, base, with_disputed=True).total
        said.append(("change_disputed", {"n": len(disputed), "total": stands}))
    said.append(("change_wrong", {}))
    return said
