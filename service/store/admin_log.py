"""The log of administrative acts: chained, append-only, written in the transaction of the act itself.

`before` and `after` are facts about the thing changed: ids, days, roles. Never an identity number, a phone, an address,
a password or any other value of class L3 or above.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from service.domain import clock, history
from service.store.database import Row, Tx

# Acts of one tenant are chained one after the other; the lock ends with the transaction.
LOCK: Final = 201705


def record(
    tx: Tx,
    tenant: int,
    actor: UUID | None,
    kind: str,
    target: UUID | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> int:
    """Record what a person (None: the command line, or the service itself) did to something; return the row's number.

    `kind` is noun.verb, for instance `post.granted`.
    """
    tx.run("select pg_advisory_xact_lock(%s, %s)", (LOCK, tenant))
    last = tx.row("select seq, hash from admin_event where tenant_id = %s order by seq desc limit 1", (tenant,))
    seq, head = (last["seq"] + 1, bytes(last["hash"])) if last else (1, history.GENESIS)
    at, salt = clock.now(), secrets.token_bytes(history.SALT_BYTES)
    payload = history.canonical({"before": before, "after": after, "reason": reason})
    body = history.canonical(
        {
            "actor": actor,
            "at": at,
            "digest": history.commit(salt, payload).hex(),
            "kind": kind,
            "seq": seq,
            "target": str(target),
            "tenant": str(tenant),
        }
    )
    tx.run(
        """insert into admin_event (tenant_id, seq, at, actor_id, kind, target, body, hash, salt, payload)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, seq, at, actor, kind, str(target), body, history.link(head, body), salt, payload),
    )
    return seq


def page(tx: Tx, tenant: int, before: int | None = None, limit: int = 50, target: str | None = None) -> list[Row]:
    """Return acts, newest first; `before` is the number of the last row already seen."""
    return tx.rows(
        """select e.seq, e.at, e.kind, e.target, e.payload, e.actor_id, p.name as actor_name
             from admin_event e left join person p on p.tenant_id = e.tenant_id and p.id = e.actor_id
            where e.tenant_id = %(tenant)s and (%(before)s::bigint is null or e.seq < %(before)s)
              and (%(target)s::text is null or e.target = %(target)s)
            order by e.seq desc limit %(limit)s""",
        {"tenant": tenant, "before": before, "target": target, "limit": limit},
    )


def verify(tx: Tx, tenant: int) -> history.Verification:
    """Check the chain of a tenant's administrative acts."""
    rows = tx.rows(
        "select seq, body, hash, salt, payload from admin_event where tenant_id = %s order by seq", (tenant,)
    )
    return history.verify(history.ChainRow(**row) for row in rows)


def erase(tx: Tx, tenant: int, most: int) -> int:
    """Erase what acts changed, of those past their time, a batch; the acts and their chain stay."""
    return int(tx.value("select erase_acts_past_its_time(%s, %s)", (tenant, most)))
