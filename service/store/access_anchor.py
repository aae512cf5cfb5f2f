"""The chain of the access log, made in batches: whoever reads waits for nobody.

Rows are written side by side, without a lock; every few minutes one anchor hashes all that came since the one before
it, in the order of their ids. An id tells the real time it was made at, and no request stays open for as long as an
anchor waits: a row that turns up behind an anchor was slipped in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from service.domain import history
from service.store.database import Row, Tx

LOCK: Final = 201706
WAIT: Final = timedelta(minutes=2)
BATCH: Final = 5000
NOTHING: Final = UUID(int=0)


def anchor(tx: Tx, tenant: int) -> int:
    """Anchor what came since the last anchor and is old enough, one batch; return how many rows it was."""
    tx.run("select pg_advisory_xact_lock(%s, %s)", (LOCK, tenant))
    last = tx.row(
        "select seq, through, hash from access_anchor where tenant_id = %s order by seq desc limit 1", (tenant,)
    )
    seq, after, head = (last["seq"], last["through"], bytes(last["hash"])) if last else (0, NOTHING, history.GENESIS)
    rows = tx.rows(
        "select * from access_log where tenant_id = %s and id > %s and id < %s order by id limit %s",
        (tenant, after, _id_at(datetime.now(UTC) - WAIT), BATCH),
    )
    if rows:
        tx.run(
            "insert into access_anchor (tenant_id, seq, through, rows, hash) values (%s, %s, %s, %s, %s)",
            (tenant, seq + 1, rows[-1]["id"], len(rows), _link(head, rows)),
        )
    return len(rows)


def verify(tx: Tx, tenant: int) -> history.Verification:
    """Check every anchor against its rows; `checked` counts anchors."""
    head, after, checked = history.GENESIS, NOTHING, 0
    for each in tx.rows("select * from access_anchor where tenant_id = %s order by seq", (tenant,)):
        rows = tx.rows(
            "select * from access_log where tenant_id = %s and id > %s and id <= %s order by id limit %s",
            (tenant, after, each["through"], BATCH + 1),
        )
        whole = each["seq"] == checked + 1 and len(rows) == each["rows"]
        if not whole or _link(head, rows) != bytes(each["hash"]):
            return history.Verification(False, checked, checked + 1, head)
        head, after, checked = bytes(each["hash"]), each["through"], checked + 1
    return history.Verification(True, checked, None, head)


def _link(head: bytes, rows: Sequence[Row]) -> bytes:
    digest = sha256(head)
    for row in rows:
        digest.update(history.canonical(row))
        digest.update(b"\n")
    return digest.digest()


def _id_at(moment: datetime) -> UUID:
    """Return the smallest UUIDv7 of a moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
