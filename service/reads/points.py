"""A person's ledger as the person, the branch and the town office read it; totals are always summed anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.domain import clock, labels
from service.domain import points as rules
from service.domain.messages import is_english
from service.domain.page_words import word
from service.domain.points import Balance, ClosedCycle, Scheme
from service.store import periods, points
from service.store.database import Row, Tx

_ENTRIES = """
select e.id, e.event_date, e.item, e.quantity, e.points, e.evidence_ref, e.status, e.reverses_id, e.note,
       recorder.name as recorder, verifier.name as verifier
  from points_entry e
  left join person recorder on recorder.tenant_id = e.tenant_id and recorder.id = e.recorder_id
  left join person verifier on verifier.tenant_id = e.tenant_id and verifier.id = e.verifier_id
 where e.tenant_id = %s and e.person_id = %s and e.cycle = %s order by e.event_date, e.recorded_at, e.id
"""


def ledger(
    tx: Tx, tenant: int, person: Row, lang: str, masked: bool = False, cycle: int | None = None
) -> dict[str, Any] | None:
    """Return the ledger of a person (a row with `id` and `activist_on`), or None where no scheme is in force."""
    today = clock.today()
    cycle = cycle or today.year
    scheme = points.scheme(tx, tenant, today)
    if scheme is None:
        return None
    rows = tx.rows(_ENTRIES, (tenant, person["id"], cycle))
    until = min(today, date(cycle, 12, 31))
    base = rules.base_points(scheme, cycle, person["activist_on"], until)
    summed = rules.balance(scheme, points.facts(rows), base)
    band, note = band_of(tx, tenant, scheme, person["id"], lang)
    return {
        "cycle": cycle,
        "scheme": scheme.name_en if is_english(lang) and scheme.name_en else scheme.name,
        "template": scheme.template,
        "opening": plain(base),
        "total": plain(summed.total),
        "band": band,
        "band_note": note,
        "entries": [entry(row, scheme, summed, lang, masked) for row in rows],
        "caps": [
            {
                "item": use.item,
                "name": item_name(scheme, use.item, lang),
                "used": plain(use.used),
                "cap": plain(use.cap),
            }
            for use in sorted(summed.uses.values(), key=lambda use: use.item)
            if use.cap is not None
        ],
    }


def band_of(tx: Tx, tenant: int, scheme: Scheme, person_id: UUID, lang: str) -> tuple[str | None, str]:
    """Return the band of a person's last closed year, and where it comes from or why there is none."""
    year = periods.last_years(tx, tenant, [person_id]).get(person_id)
    closed = [ClosedCycle(year["cycle"], Decimal(str(year["total"])), bool(year.get("whole_cycle")))] if year else []
    band = rules.band_of_person(scheme, closed)
    if band is None or year is None:
        return None, word("no_band", lang)
    return band_name(band, lang), word("band_of", lang, cycle=year["cycle"], total=year["total"])


def band_name(band: rules.Band, lang: str) -> str:
    """Return what a band is called."""
    return band.name_en if is_english(lang) and band.name_en else band.name


def item_name(scheme: Scheme, code: str, lang: str) -> str:
    """Return what an item is called."""
    item = scheme.items.get(code)
    if item is None:
        return code
    return item.name_en if is_english(lang) and item.name_en else item.name


def quantity(scheme: Scheme, code: str, qty: object, lang: str) -> str:
    """Write how much of an item an entry records, with the scheme's unit: 2 次."""
    item = scheme.items.get(code)
    unit = "" if item is None else item.unit_en if is_english(lang) and item.unit_en else item.unit
    return f"{qty} {unit}".strip()


def entry(row: Row, scheme: Scheme, summed: Balance, lang: str, masked: bool) -> dict[str, Any]:
    """Shape an entry. An auditor reads that it is there and what it did, not what the evidence was."""
    item = scheme.items.get(row["item"])
    after = summed.cap_after.get(row["id"])
    # A reversal is told by what it reverses; lists know it as reversed, like the entry that it undoes.
    status = "reversed" if row["status"] == "reversal" else row["status"]
    return {
        "id": row["id"],
        "event_date": row["event_date"],
        "item": row["item"],
        "item_name": item_name(scheme, row["item"], lang),
        "qty": plain(row["quantity"]),
        "points": signed(row["points"]),
        "cap_used": f"{plain(after)}/{plain(item.cap)}" if item and item.cap is not None and after is not None else "",
        "evidence": word("masked", lang) if masked else row["evidence_ref"],
        "recorder": row["recorder"] or labels.role_name("system", lang),
        "verifier": row["verifier"],
        "status": status,
        "status_name": labels.label(labels.POINTS_STATUSES, row["status"], lang),
        "counted": row["id"] in summed.counted,
        "reverses": row["reverses_id"],
        "note": None if masked else row["note"] or None,
    }


def totals(tx: Tx, tenant: int, organization_id: UUID, cycle: int, until: date, lang: str) -> list[dict[str, Any]]:
    """Return the totals of an organisation's activists up to a day, in the order of names."""
    scheme = points.scheme(tx, tenant, clock.today())
    people: Sequence[Row] = points.holders(tx, tenant, organization_id)
    if scheme is None:
        return []
    sums = points.balances(tx, tenant, scheme, people, cycle, until)
    shaped = []
    for row in people:
        whole = until == date(cycle, 12, 31) and rules.whole_cycle(cycle, row["activist_on"])
        total = sums[row["id"]].total
        band = band_name(rules.band(scheme, total), lang) if whole else "—"
        shaped.append({"name": row["name"], "total": plain(total), "band": band})
    return shaped


def plain(value: Decimal | None) -> str:
    """Write points without a sign: 26.5, 4."""
    return "" if value is None else f"{value:.1f}" if value % 1 else str(int(value))


def signed(value: Decimal) -> str:
    """Write points with a sign: +1.0."""
    return f"{value:+.1f}"
