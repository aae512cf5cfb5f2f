"""The points ledger for activists (积分纪实): facts in, totals out, by a scheme that is data (points.md 3.2-3.4).

Totals are always computed from the entries, never carried along: a reversal gives its room under the cap back by
itself. Points never decide, never rank; disputed entries stay out of every total until they are settled.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Protocol

from service.domain.errors import Problem
from service.domain.points_scheme import Band, Item, Scheme, parse_scheme, scheme_on

ZERO: Final = Decimal(0)
COUNTED: Final = frozenset({"verified", "published"})
FRAUD_ITEM: Final = "N05"
VETO_PREFIX: Final = "V"

__all__ = [
    "Balance",
    "Band",
    "Circumstances",
    "ClosedCycle",
    "Draft",
    "Entry",
    "Fact",
    "Item",
    "Scheme",
    "Use",
    "balance",
    "band",
    "band_of_person",
    "base_points",
    "cap_left",
    "check",
    "is_late",
    "months_as_activist",
    "parse_scheme",
    "raw_points",
    "scheme_on",
    "standing",
    "whole_cycle",
]


class Entry(Protocol):
    """A row of the ledger; `points` is quantity times the item's points, before any cap."""

    @property
    def id(self) -> Hashable: ...
    @property
    def item(self) -> str: ...
    @property
    def event_date(self) -> date: ...
    @property
    def points(self) -> Decimal: ...
    @property
    def status(self) -> str: ...
    @property
    def reverses_id(self) -> Hashable | None: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain ledger entry."""

    id: Hashable
    item: str
    event_date: date
    points: Decimal
    status: str = "verified"
    reverses_id: Hashable | None = None


def raw_points(item: Item, quantity: Decimal) -> Decimal:
    """Return what a quantity is worth before caps, in half points."""
    return item.points * quantity


def months_as_activist(cycle: int, activist_from: date, until: date) -> int:
    """Count the months of a cycle as activist up to a day; the month of confirmation counts whole."""
    first = max(activist_from, date(cycle, 1, 1))
    last = min(until, date(cycle, 12, 31))
    return 0 if first > last else last.month - first.month + 1


def base_points(scheme: Scheme, cycle: int, activist_from: date | None, until: date) -> Decimal:
    """Return the base credited so far: five points a month as activist, sixty in a whole year."""
    if activist_from is None:
        return ZERO
    months = months_as_activist(cycle, activist_from, until)
    return min(scheme.base_per_month * months, scheme.base_per_year)


@dataclass(frozen=True, slots=True)
class Use:
    """How much of an item's yearly cap is used."""

    item: str
    used: Decimal
    cap: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """Return what is left under the cap, None without one."""
        return None if self.cap is None else max(self.cap - self.used, ZERO)


@dataclass(frozen=True, slots=True)
class Balance:
    """One person's ledger of one cycle, summed up."""

    base: Decimal
    bonus: Decimal
    deduction: Decimal
    total: Decimal
    uses: Mapping[str, Use]
    counted: Mapping[Hashable, Decimal] = field(default_factory=dict)  # entry id -> what it adds after the caps
    cap_after: Mapping[Hashable, Decimal] = field(default_factory=dict)  # entry id -> the item's use after it


def balance(scheme: Scheme, entries: Iterable[Entry], base: Decimal, with_disputed: bool = False) -> Balance:
    """Sum a cycle: items to their caps, bonus to its cap, total within 0-100; earlier events fill a cap first.

    An entry keeps the points it was recorded with: a later version of the scheme changes caps, not what was earned.
    What the scheme in force no longer has counts as it was recorded, under no cap of its own.
    """
    statuses = COUNTED | {"disputed"} if with_disputed else COUNTED
    used: dict[str, Decimal] = {}
    counted: dict[Hashable, Decimal] = {}
    cap_after: dict[Hashable, Decimal] = {}
    bonus = deduction = ZERO
    for entry in standing(entries):
        if entry.status not in statuses:
            continue
        cap = _cap(scheme, entry.item)
        before = used.get(entry.item, ZERO)
        after = before + abs(entry.points)
        after = after if cap is None else min(after, cap)
        used[entry.item], worth = after, after - before
        if entry.points < ZERO:
            worth = -worth
            deduction -= worth
        else:
            worth = min(worth, scheme.bonus_cap - bonus)
            bonus += worth
        counted[entry.id], cap_after[entry.id] = worth, after
    total = min(max(base + bonus - deduction, scheme.total_min), scheme.total_max)
    uses = {code: Use(code, amount, _cap(scheme, code)) for code, amount in used.items()}
    return Balance(base, bonus, deduction, total, uses, counted, cap_after)


def _cap(scheme: Scheme, code: str) -> Decimal | None:
    item = scheme.items.get(code)
    return item.cap if item else None


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that stand, in the order of events: neither reversed ones nor the reversals themselves."""
    every = list(entries)
    undone = {entry.reverses_id for entry in every if entry.reverses_id is not None}
    stands = [
        entry
        for entry in every
        if entry.reverses_id is None and entry.id not in undone and entry.status not in ("reversed", "reversal")
    ]
    return sorted(stands, key=lambda entry: entry.event_date)


def cap_left(scheme: Scheme, entries: Iterable[Entry], code: str) -> Decimal | None:
    """Return what is left of an item this year, None without a cap."""
    item = scheme.item(code)
    use = balance(scheme, entries, ZERO).uses.get(code)
    return item.cap if use is None else use.left


def band(scheme: Scheme, total: Decimal) -> Band:
    """Return the band of a total; bands are half-open, so 89.5 is still 重点."""
    return next((band for band in scheme.bands if total >= band.minimum), scheme.bands[-1])


@dataclass(frozen=True, slots=True)
class ClosedCycle:
    """The frozen total of a year, and whether the person was an activist during the whole of it."""

    cycle: int
    total: Decimal
    whole: bool


def band_of_person(scheme: Scheme, closed: Iterable[ClosedCycle]) -> Band | None:
    """Return the band of the last closed cycle, or None: no band yet.

    A person confirmed in July has half the base and would be "below the floor" without any fault, so bands and the
    floor apply only to a whole closed cycle `[TEMPLATE]`.
    """
    last = max(closed, key=lambda cycle: cycle.cycle, default=None)
    return band(scheme, last.total) if last and last.whole else None


def whole_cycle(cycle: int, activist_from: date | None, until: date | None = None) -> bool:
    """Tell whether somebody was an activist from the first to the last day of a cycle."""
    return (
        activist_from is not None
        and activist_from <= date(cycle, 1, 1)
        and (until is None or until >= date(cycle, 12, 31))
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact that somebody wants to record."""

    item: str
    quantity: Decimal
    event_date: date
    evidence_ref: str
    recorder: Hashable
    verifier: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a draft is checked against."""

    today: date
    cycle: int
    activist_from: date | None
    entries: Sequence[Entry] = ()
    evidence: frozenset[tuple[str, date, str]] = frozenset()  # item, day, evidence of the entries that stand
    closed_until: date | None = None
    office_agrees: bool = False
    make_up_missed: bool = True


def check(scheme: Scheme, draft: Draft, around: Circumstances) -> list[Problem]:
    """Return what keeps a fact from being recorded (B01, dmn_item_valid), each at its field."""
    if draft.item.startswith(VETO_PREFIX):
        return [Problem("/item", "points_item_veto")]
    if draft.item not in scheme.items:
        return [Problem("/item", "points_item_unknown", {"item": draft.item})]
    item = scheme.items[draft.item]
    problems = [*_check_quantity(draft), *_check_date(scheme, draft, around)]
    if not draft.evidence_ref.strip():
        problems.append(Problem("/evidence_ref", "points_evidence"))
    if (draft.item, draft.event_date, draft.evidence_ref.strip()) in around.evidence:
        problems.append(Problem("/evidence_ref", "duplicate_entry"))
    if draft.verifier is not None and draft.verifier == draft.recorder:
        problems.append(Problem("/verifier", "task_same_recorder"))
    if draft.item == "N01" and not around.make_up_missed:
        problems.append(Problem("/item", "points_make_up"))
    if cap_left(scheme, around.entries, draft.item) == ZERO:
        problems.append(Problem("/item", "points_cap", {"item_name": item.name, "cap": item.cap}))
    return problems


def _check_quantity(draft: Draft) -> list[Problem]:
    whole = draft.quantity > 0 and draft.quantity % 1 == 0
    return [] if whole else [Problem("/quantity", "points_quantity", {"step": 1})]


def _check_date(scheme: Scheme, draft: Draft, around: Circumstances) -> list[Problem]:
    day = draft.event_date
    if day > around.today:
        return [Problem("/event_date", "future_date", {"today": around.today})]
    if day.year != around.cycle:
        return [Problem("/event_date", "points_cycle", {"cycle": around.cycle})]
    if around.activist_from is None or day < around.activist_from:
        return [Problem("/event_date", "points_not_activist", {"who": "", "on": day})]
    if around.closed_until is not None and day <= around.closed_until:
        return [Problem("/event_date", "points_closed", {"period": around.closed_until})]
    if is_late(scheme, day, around.today) and not around.office_agrees:
        return [Problem("/event_date", "points_late", {"days": scheme.late_days})]
    return []


def is_late(scheme: Scheme, event_date: date, today: date) -> bool:
    """Tell whether an entry comes so late that the town office has to agree `[TEMPLATE]`."""
    return today > event_date + timedelta(days=scheme.late_days)
