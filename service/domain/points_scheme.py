"""A version of the points measure as typed data: items, caps, base, bands (points.md 3.2, `[TEMPLATE]`).

Read from a parsed YAML mapping (bpmn/rules/points_scheme_*.yaml); an office replaces the file, never this code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.domain.calendar import parse_day
from service.domain.errors import Invalid, NotFound

HALF: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of fact: what it is worth, and how much of it counts in a year (None = no limit)."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    points: Decimal
    cap: Decimal | None
    evidence: str
    recorder: tuple[str, ...]
    verifier: tuple[str, ...]

    @property
    def deducts(self) -> bool:
        """Tell whether the item takes points away."""
        return self.points < 0


@dataclass(frozen=True, slots=True)
class Band:
    """A half-open interval of totals: from `minimum` up to the next band."""

    code: str
    minimum: Decimal
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A version of the points measure. Old entries keep the version they were recorded under."""

    id: str
    name: str
    name_en: str
    template: bool
    effective_from: date
    base_per_year: Decimal
    base_per_month: Decimal
    bonus_cap: Decimal
    total_min: Decimal
    total_max: Decimal
    floor: Decimal
    late_days: int
    verify_days: int
    bands: tuple[Band, ...]
    items: Mapping[str, Item]

    def item(self, code: str) -> Item:
        """Return an item, or say that the scheme has none such."""
        if code not in self.items:
            raise NotFound("points_item_unknown", item=code)
        return self.items[code]


def parse_scheme(raw: Mapping[str, Any]) -> Scheme:
    """Make a typed scheme of a parsed YAML mapping, or raise Invalid naming the field."""
    try:
        bands = sorted((_band(row) for row in raw["bands"]), key=lambda band: band.minimum, reverse=True)
        items = {item.code: item for item in map(_item, raw["items"])}
        start = parse_day(raw["effective_from"])
        if start is None or not bands or not items:
            raise ValueError("effective_from, bands, items")
        return Scheme(
            id=str(raw["id"]),
            name=str(raw["name"]),
            name_en=str(raw.get("name_en", "")),
            template=bool(raw.get("template", False)),
            effective_from=start,
            base_per_year=_number(raw["base"]["per_year"]),
            base_per_month=_number(raw["base"]["per_month"]),
            bonus_cap=_number(raw["bonus_cap"]),
            total_min=_number(raw["total"]["min"]),
            total_max=_number(raw["total"]["max"]),
            floor=_number(raw["floor"]),
            late_days=int(raw["late_days"]),
            verify_days=int(raw["verify_days"]),
            bands=tuple(bands),
            items=items,
        )
    except (KeyError, TypeError, ValueError, ArithmeticError) as exc:
        raise Invalid([], "rule_pack_broken", field=str(exc)) from exc


def scheme_on(raws: Iterable[Mapping[str, Any]], day: date) -> Scheme:
    """Return the scheme in force on a day; rule packs among the mappings are passed over."""
    schemes = [parse_scheme(raw) for raw in raws if raw.get("family") == "points_scheme"]
    in_force = [scheme for scheme in schemes if scheme.effective_from <= day]
    if not in_force:
        raise NotFound("rule_pack_not_found", day=day)
    return max(in_force, key=lambda scheme: scheme.effective_from)


def _number(value: Any) -> Decimal:
    number = Decimal(str(value))
    if number % HALF:
        raise ValueError(f"not in half points: {value}")
    return number


def _band(row: Mapping[str, Any]) -> Band:
    return Band(str(row["code"]), _number(row["min"]), str(row["name"]), str(row.get("name_en", "")))


def _item(row: Mapping[str, Any]) -> Item:
    cap = row.get("cap")
    return Item(
        code=str(row["code"]),
        name=str(row["name"]),
        name_en=str(row.get("name_en", "")),
        unit=str(row["unit"]),
        unit_en=str(row.get("unit_en", "")),
        points=_number(row["points"]),
        cap=None if cap is None else _number(cap),
        evidence=str(row["evidence"]),
        recorder=tuple(row["recorder"]),
        verifier=tuple(row["verifier"]),
    )
