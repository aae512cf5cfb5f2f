"""The chain of the access log, made in batches: whoever reads waits for nobody.

Rows are written side by side, without a lock; every few minutes one anchor hashes all that came since the one before
it, in the order of their ids. An id tells the real time it was made at, and no request stays open for as long as an
anchor waits: a row that turns up behind an anchor was slipped in. A stretch that is past its time is archived whole, as
one row, and emptied when that is past its time, too: both by the owner's functions only (migration 0043).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
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


# The rows of a stretch, wherever they are: in one statement, because archiving moves them meanwhile.
_COVERED: Final = """
select l.* from access_log l where l.tenant_id = %(tenant)s and l.id > %(after)s and l.id <= %(through)s
union all
select r.* from access_archive x cross join lateral jsonb_populate_recordset(null::access_log, x.body) r
 where x.tenant_id = %(tenant)s and x.seq = %(seq)s
order by id limit %(most)s
"""
_EMPTIED: Final = """
select 1 as x from access_archive where tenant_id = %(tenant)s and seq = %(seq)s and body is null
   and after = %(after)s and through = %(through)s and rows = %(rows)s and hash = %(hash)s
"""


def verify(tx: Tx, tenant: int) -> history.Verification:
    """Check every anchor against its rows, archived ones included; `checked` counts anchors.

    Of a stretch that was emptied by rule the certificate is left; that its hash was not touched, the next anchor tells.
    """
    head, after, checked = history.GENESIS, NOTHING, 0
    for each in tx.rows("select * from access_anchor where tenant_id = %s order by seq", (tenant,)):
        stretch = {**each, "tenant": tenant, "after": after, "most": BATCH + 1}
        rows = tx.rows(_COVERED, stretch)
        emptied = not rows and tx.row(_EMPTIED, stretch) is not None
        whole = each["seq"] == checked + 1 and (emptied or len(rows) == each["rows"])
        if not whole or not (emptied or _link(head, rows) == bytes(each["hash"])):
            return history.Verification(False, checked, checked + 1, head)
        head, after, checked = bytes(each["hash"]), each["through"], checked + 1
    return history.Verification(True, checked, None, head)


def archive(tx: Tx, tenant: int, after: int, most: int) -> tuple[int, int | None]:
    """Archive what is past its time of some anchors; return how many rows it was, and the last anchor looked at."""
    row = tx.row("select archived, last_seq from archive_access_past_its_time(%s, %s, %s)", (tenant, after, most))
    assert row is not None
    return row["archived"], row["last_seq"]


def empty(tx: Tx, tenant: int, most: int) -> int:
    """Empty archived stretches that are past their time, a batch of them; return how many rows it was."""
    return int(tx.value("select empty_archive_past_its_time(%s, %s)", (tenant, most)))


def archived(tx: Tx, tenant: int, from_on: date, to_on: date) -> Iterator[Row]:
    """Return the archived rows of some days, oldest first; a stretch at a time, for ten years are many."""
    for each in tx.rows(
        """select seq from access_archive where tenant_id = %s and body is not null
              and from_at < %s::date + 2 and until_at >= %s::date - 1 order by seq""",
        (tenant, to_on, from_on),
    ):
        for row in tx.rows(
            """select e as row from access_archive a, jsonb_array_elements(a.body) e
                where a.tenant_id = %s and a.seq = %s
                  and ((e ->> 'at')::timestamptz at time zone 'Asia/Shanghai')::date between %s and %s""",
            (tenant, each["seq"], from_on, to_on),
        ):
            yield row["row"]


def _link(head: bytes, rows: Sequence[Row]) -> bytes:
    digest = sha256(head)
    for row in rows:
        digest.update(history.canonical(row))
        digest.update(b"\n")
    return digest.digest()


def _id_at(moment: datetime) -> UUID:
    """Return the smallest UUIDv7 of a moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
