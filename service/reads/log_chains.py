"""How far the two logs of the house are chained, and whether what is chained holds."""

from __future__ import annotations

from typing import Any

from service.domain.people import Actor
from service.reads import access_pages
from service.store import access_anchor, admin_log
from service.store.database import Tx


def state(tx: Tx, actor: Actor, check: bool) -> dict[str, Any]:
    """Return the state of the chains; the administrators' log is the auditor's alone.

    Raises Forbidden.
    """
    everything = access_pages.check(actor)
    return {"access": _access(tx, actor.tenant, check), "acts": _acts(tx, actor.tenant, check) if everything else None}


def _access(tx: Tx, tenant: int, check: bool) -> dict[str, Any]:
    row = tx.row(
        """select coalesce(sum(a.rows), 0)::bigint as rows,
                  (select coalesce(
                            (select l.at from access_log l where l.tenant_id = %(tenant)s and l.id = n.through),
                            (select x.until_at from access_archive x where x.tenant_id = %(tenant)s and x.seq = n.seq))
                     from access_anchor n where n.tenant_id = %(tenant)s order by n.seq desc limit 1) as through,
                  (select count(*) from access_log l where l.tenant_id = %(tenant)s and l.id > coalesce(
                     (select through from access_anchor where tenant_id = %(tenant)s order by seq desc limit 1),
                     '00000000-0000-0000-0000-000000000000')) as waiting
             from access_anchor a where a.tenant_id = %(tenant)s""",
        {"tenant": tenant},
    )
    assert row is not None
    found = access_anchor.verify(tx, tenant) if check else None
    return {**row, "ok": found and found.ok, "broken_at": found and found.broken_at}


def _acts(tx: Tx, tenant: int, check: bool) -> dict[str, Any]:
    row = tx.row(
        """select count(*) as rows,
                  (select at from admin_event where tenant_id = %(tenant)s order by seq desc limit 1) as through
             from admin_event where tenant_id = %(tenant)s""",
        {"tenant": tenant},
    )
    assert row is not None
    found = admin_log.verify(tx, tenant) if check else None
    return {**row, "waiting": 0, "ok": found and found.ok, "broken_at": found and found.broken_at}
