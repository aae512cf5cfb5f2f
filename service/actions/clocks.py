"""The demo town's clock: shown, or moved to another day."""

from __future__ import annotations

from datetime import UTC, datetime

from service.domain import clock
from service.domain.calendar import at, parse_day
from service.domain.errors import Conflict, Invalid
from service.store import tenants, waits
from service.store.database import Database

OPENING_HOUR = 9


def move_clock(db: Database, tenant: int, day: str | None) -> datetime:
    """Move a demo tenant's clock to the morning of a day, or only tell it; return the business time.

    Raises Conflict for a tenant that is no demo, Invalid for a day that is none.
    """
    with db.transaction() as tx:
        offset = next(row["clock_offset"] for row in waits.tenants(tx) if row["id"] == tenant)
        if day is not None:
            parsed = parse_day(day)
            if parsed is None:
                raise Invalid.at("/day", "bad_date")
            offset = at(parsed, OPENING_HOUR) - datetime.now(UTC)
            if not tenants.move_clock(tx, tenant, offset):
                raise Conflict("demo_only")
        clock.use_offset(offset)
        return clock.now().astimezone(clock.OFFICE_ZONE)
