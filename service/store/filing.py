"""Numbers of series (cases, filings, certificates): without gaps, a series a year."""

from __future__ import annotations

from uuid import UUID

from service.store import codec
from service.store.database import Tx


def take(tx: Tx, tenant: int, series: str, year: int, count: int = 1) -> int:
    """Take numbers of a series and return the first one.

    The row stays locked until the transaction ends: a number that is rolled back is given to the next one who asks.
    """
    last: int = tx.value(
        """insert into number_series (tenant_id, series, year, last) values (%(tenant)s, %(series)s, %(year)s, %(n)s)
           on conflict (tenant_id, series, year) do update set last = number_series.last + %(n)s
           returning last""",
        {"tenant": tenant, "series": series, "year": year, "n": count},
    )
    return last - count + 1


def number_of(tx: Tx, tenant: int, instance_id: UUID, kind: str) -> str | None:
    """Return the number of a kind that an instance has been given, as its history has it."""
    rows = tx.rows(
        """select payload from history where tenant_id = %s and instance_id = %s and type = 'filing.numbered'
              and payload is not null order by seq""",
        (tenant, instance_id),
    )
    said = (codec.loads(bytes(row["payload"])) for row in rows)
    return next((str(each["number"]) for each in said if each["kind"] == kind), None)


def written(series: str, year: int, number: int) -> str:
    """Write a number as files carry it: FZ-2017-0317."""
    return f"{series}-{year}-{number:04d}"
