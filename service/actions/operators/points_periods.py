"""Operators of the periods of the ledger: totals, close, publish, freeze."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.judging import scheme
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.domain import closings
from service.domain import periods as names
from service.domain import points as rules
from service.domain.errors import Conflict, InvalidAnswers
from service.domain.points import Balance
from service.store import periods, points
from service.store.database import Row
from service.store.notices import NewNotice

Total = dict[str, Any]


@operator("points.totals")
def totals(ctx: Context, cycle: int, period: str, org_id: str) -> list[Total]:
    """Sum the ledgers of an organisation's activists up to the end of a period that is over."""
    organization = values.uuid(org_id)
    _, last = names.bounds(cycle, period)
    if last >= ctx.today:
        raise InvalidAnswers.at("/answers/period", "period_not_over", until=last)
    found = periods.lock(ctx.tx, ctx.tenant, organization, names.key(cycle, period))
    if found is not None:
        raise InvalidAnswers.at("/answers/period", "points_closed", period=names.name(cycle, period))
    return _totals(ctx, organization, cycle, period)[0]


@operator("points.close")
def close(ctx: Context, cycle: int, period: str, org_id: str) -> dict[str, Any]:
    """Close a period provisionally: from now on its facts change by correction only."""
    organization = values.uuid(org_id)
    sums, balances = _totals(ctx, organization, cycle, period)
    stored = _stored(sums)
    behind = _behind(ctx, cycle, period, stored, balances)
    bounds = names.bounds(cycle, period)
    digest = closings.digest(organization, bounds, stored, behind["entries"])
    if not periods.close(
        ctx.tx, ctx.tenant, organization, names.key(cycle, period), cycle, bounds, stored, behind, digest, ctx.at
    ):
        raise Conflict("points_closed", period=names.name(cycle, period))
    ctx.record("points.closed", {"period": names.key(cycle, period), "n": len(sums), "hash": digest.hex()})
    return {"n": len(sums), "hash": digest.hex()}


@operator("points.publish")
def publish(
    ctx: Context,
    cycle: int,
    period: str,
    org_id: str,
    totals: Sequence[Total],
    bands: Sequence[Any],
    until: str,
) -> dict[str, int]:
    """Publish a closed period in the branch, and tell each person the own total."""
    organization, last = values.uuid(org_id), values.day(until)
    row = _closed(ctx, organization, cycle, period)
    stored: dict[str, Total] = dict(row["totals"])
    for total, band in zip(totals, bands, strict=True):
        stored[total["person_id"]] = {**stored.get(total["person_id"], {}), "band": _band(band)}
    periods.publish(ctx.tx, ctx.tenant, organization, names.key(cycle, period), stored, ctx.today, last)
    if row["published_on"] is None:
        labels = {band.code: band.name for band in scheme(ctx).bands}
        tell(ctx, [_notice(person, total, labels, cycle, period, last) for person, total in stored.items()])
    ctx.record("points.published", {"period": names.key(cycle, period), "n": len(stored), "until": last})
    return {"n": len(stored)}


@operator("points.disputes")
def disputes(ctx: Context, cycle: int, period: str, org_id: str) -> dict[str, int]:
    """Count the entries of a period that are still disputed."""
    first, last = names.bounds(cycle, period)
    return {"open_n": periods.disputed(ctx.tx, ctx.tenant, values.uuid(org_id), first, last)}


@operator("points.freeze")
def freeze(ctx: Context, cycle: int, period: str, org_id: str) -> dict[str, Any]:
    """Fix a period for good, with the totals as they stand after the objections and their hash."""
    organization = values.uuid(org_id)
    row = _closed(ctx, organization, cycle, period)
    if row["status"] == "frozen":
        raise Conflict("points_closed", period=names.name(cycle, period))
    bands = {person: {"band": total["band"]} for person, total in row["totals"].items() if "band" in total}
    sums, balances = _totals(ctx, organization, cycle, period)
    stored = {person: {**total, **bands.get(person, {})} for person, total in _stored(sums).items()}
    behind = _behind(ctx, cycle, period, stored, balances)
    digest = closings.digest(organization, names.bounds(cycle, period), stored, behind["entries"])
    periods.freeze(ctx.tx, ctx.tenant, organization, names.key(cycle, period), stored, behind, digest)
    ctx.record("points.frozen", {"period": names.key(cycle, period), "n": len(stored), "hash": digest.hex()})
    return {"n": len(stored), "hash": digest.hex()}


def _totals(ctx: Context, organization: UUID, cycle: int, period: str) -> tuple[list[Total], Mapping[UUID, Balance]]:
    _, last = names.bounds(cycle, period)
    people = [row for row in points.holders(ctx.tx, ctx.tenant, organization) if _was_activist(row, last)]
    sums = points.balances(ctx.tx, ctx.tenant, scheme(ctx), people, cycle, last)
    totals_ = [
        {
            "person_id": str(row["id"]),
            "total": number(sums[row["id"]].total),
            "whole_cycle": period == names.YEAR and rules.whole_cycle(cycle, row["activist_on"]),
        }
        for row in people
    ]
    return totals_, sums


def _was_activist(row: Row, last: date) -> bool:
    return row["activist_on"] is not None and row["activist_on"] <= last


def _stored(sums: Sequence[Total]) -> dict[str, Total]:
    return {row["person_id"]: {"total": row["total"], "whole_cycle": row["whole_cycle"]} for row in sums}


def _behind(
    ctx: Context, cycle: int, period: str, stored: Mapping[str, Total], sums: Mapping[UUID, Balance]
) -> dict[str, Any]:
    """Return what stands behind the totals, as it is kept: every entry as it is now, and each person's base."""
    _, last = names.bounds(cycle, period)
    entries = points.of_people(ctx.tx, ctx.tenant, [UUID(person) for person in stored], cycle, last)
    bases = {str(person): str(each.base) for person, each in sums.items()}
    return {"entries": closings.rows_of(entries), "bases": bases, "scheme": scheme(ctx).id}


def _closed(ctx: Context, organization: UUID, cycle: int, period: str) -> Row:
    row = periods.lock(ctx.tx, ctx.tenant, organization, names.key(cycle, period))
    if row is None:
        raise Conflict("points_not_closed", period=names.name(cycle, period))
    return row


def _notice(person: str, total: Total, labels: Mapping[str, str], cycle: int, period: str, until: date) -> NewNotice:
    params = {
        "period": names.name(cycle, period),
        "until": until,
        "total": total.get("total"),
        "band": labels.get(str(total.get("band")), "暂不分档"),
    }
    return NewNotice(UUID(person), "points_published", params)


def _band(value: Any) -> str:
    """Read what the table said about one person: a code, or a dict with it."""
    code = value.get("band") if isinstance(value, Mapping) else value
    return str(code or "none")


def number(value: Decimal) -> int | float:
    """Write points for process data: whole numbers as such, halves as 0.5."""
    return float(value) if value % 1 else int(value)
