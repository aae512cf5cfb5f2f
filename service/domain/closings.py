"""Closed periods of the points ledger: their hash, and the check that recomputes it from what was kept and what stands.

Three questions: is what was kept still what was hashed; do the kept entries still say in the ledger what they said; do
they, with the scheme, add up to the totals that were published. A later correction is no difference: it is a reversal
beside the entry, and the entry itself is as it was.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from service.domain.calendar import parse_day
from service.domain.history import canonical
from service.domain.points import Fact, Scheme, balance

SAME: Final = "same"
CHANGED: Final = "changed"
UNKEPT: Final = "unkept"  # closed before it was kept what lay behind

Row = Mapping[str, Any]


def rows_of(entries: Mapping[UUID, Sequence[Row]]) -> list[list[str]]:
    """Return the entries behind a closing, person by person, as they are hashed and kept."""
    return [
        [str(row["id"]), row["item"], row["event_date"].isoformat(), str(row["points"]), row["status"]]
        for person in sorted(entries)
        for row in entries[person]
    ]


def digest(
    organization: UUID, bounds: tuple[date, date], totals: Mapping[str, Any], entries: Sequence[Sequence[str]]
) -> bytes:
    """Return the hash of the totals and of every entry behind them."""
    first, last = bounds
    facts = {"organization": organization, "first": first, "last": last, "totals": totals, "entries": entries}
    return sha256(canonical(facts)).digest()


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: same, changed or unkept, and whose or which record differs first."""

    result: str
    where: str = ""


def check(period: Row, ledger: Mapping[str, Row], schemes: Mapping[str, Scheme]) -> Checked:
    """Recompute a closed period: `ledger` has the entries as they stand today, by id."""
    behind = period["behind"]
    if not behind:
        return Checked(UNKEPT)
    bounds = (period["starts_on"], period["ends_on"])
    # The band joins the totals when they are published; the hash of a period that is not frozen is older.
    totals = period["totals"] if period["status"] == "frozen" else _without_bands(period["totals"])
    if digest(period["organization_id"], bounds, totals, behind["entries"]) != bytes(period["hash"]):
        return Checked(CHANGED, "hash")
    for row_id, item, day, worth, _ in behind["entries"]:
        now = ledger.get(row_id)
        if now is None or (now["item"], now["event_date"].isoformat(), str(now["points"])) != (item, day, worth):
            return Checked(CHANGED, row_id)
    scheme = schemes.get(behind["scheme"])
    return Checked(SAME) if scheme is None else _recount(totals, behind, ledger, scheme)


def _recount(totals: Mapping[str, Any], behind: Row, ledger: Mapping[str, Row], scheme: Scheme) -> Checked:
    """Sum every person's kept entries once more, with the base that they had."""
    facts: dict[str, list[Fact]] = {}
    for row_id, item, day, worth, status in behind["entries"]:
        now = ledger[row_id]
        on = parse_day(day)
        assert on is not None
        reverses: Hashable | None = str(now["reverses_id"]) if now["reverses_id"] else None
        facts.setdefault(str(now["person_id"]), []).append(Fact(row_id, item, on, Decimal(worth), status, reverses))
    for person, total in totals.items():
        base = Decimal(behind["bases"].get(person, "0"))
        if balance(scheme, facts.get(person, ()), base).total != Decimal(str(total["total"])):
            return Checked(CHANGED, person)
    return Checked(SAME)


def _without_bands(totals: Mapping[str, Any]) -> dict[str, Any]:
    return {person: {key: value for key, value in each.items() if key != "band"} for person, each in totals.items()}
