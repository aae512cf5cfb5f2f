"""Counted attempts: how often something was tried from one place within a while. Keys are hashes, rows are few."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.store.database import Tx


def count(tx: Tx, key: bytes, within: timedelta) -> int:
    """Count one more attempt; return how many there were, this one included."""
    return int(
        tx.value(
            """insert into attempt (key, count) values (%(key)s, 1)
               on conflict (key) do update set
                 count = case when attempt.since < now() - %(within)s then 1 else attempt.count + 1 end,
                 since = case when attempt.since < now() - %(within)s then now() else attempt.since end
               returning count""",
            {"key": key, "within": within},
        )
    )


def exhausted(tx: Tx, key: bytes, most: int, within: timedelta) -> datetime | None:
    """Return since when too many attempts have been counted, None when another one may be made."""
    found: datetime | None = tx.value(
        "select since from attempt where key = %s and count >= %s and since >= now() - %s", (key, most, within)
    )
    return found


def forget_old(tx: Tx) -> int:
    """Delete what no limit looks at any more."""
    return tx.run("delete from attempt where since < now() - interval '1 day'")
