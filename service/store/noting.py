"""Rows in the histories of many cases at once, for what comes over them from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from service.domain.instances import Event
from service.store.database import Tx
from service.store.history import chain
from service.store.instances import HISTORY, history_rows

BATCH: Final = 200


def note(tx: Tx, tenant: int, noted: Mapping[UUID, Sequence[Event]], at: datetime) -> None:
    """Chain events behind the histories of cases, which stay as they are otherwise; their rows are locked."""
    ids = sorted(noted)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        rows = tx.rows(
            """select id, history_seq, history_head, state from instance
                where tenant_id = %s and id = any(%s) order by id for update""",
            (tenant, part),
        )
        chained = []
        for row in rows:
            head, state = bytes(row["history_head"]), bytes(row["state"])
            chained.append((row["id"], chain(tenant, row["id"], row["history_seq"], head, noted[row["id"]], at, state)))
        tx.run(
            f"""with {HISTORY}
                update instance i set history_seq = x.seq, history_head = x.head, version = i.version + 1,
                       updated_at = %(now)s
                  from unnest(%(ids)s::uuid[], %(seqs)s::bigint[], %(heads)s::bytea[]) x(id, seq, head)
                 where i.tenant_id = %(tenant)s and i.id = x.id""",
            {
                "tenant": tenant,
                "now": at,
                "history": history_rows(tenant, [(case, link) for case, links in chained for link in links]),
                "ids": [case for case, _ in chained],
                "seqs": [links[-1].seq for _, links in chained],
                "heads": [links[-1].hash for _, links in chained],
            },
        )
