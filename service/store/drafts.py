"""Drafts of releases: which files somebody wants to release, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from service.store import codec, ids
from service.store.database import Row, Tx

_ROW = """select d.id, d.manifest, d.note, d.status, d.drafted_by, d.drafted_at, d.decided_by, d.decided_at, d.reason,
       p.name as drafted_by_name, q.name as decided_by_name
  from release_draft d join person p on p.tenant_id = d.tenant_id and p.id = d.drafted_by
  left join person q on q.tenant_id = d.tenant_id and q.id = d.decided_by
 where d.tenant_id = %(tenant)s"""


def add(tx: Tx, tenant: int, manifest: Mapping[str, str], note: str, drafted_by: UUID) -> UUID:
    """Store a draft; its files are kept by checksum as those of releases are."""
    row_id = ids.new_id()
    tx.run(
        """insert into release_draft (tenant_id, id, manifest, note, status, drafted_by)
           values (%s, %s, %s, %s, 'open', %s)""",
        (tenant, row_id, codec.dumps(dict(manifest)), note, drafted_by),
    )
    return row_id


def get(tx: Tx, tenant: int, draft: UUID, lock: bool = False) -> Row | None:
    """Return a draft; locked for whoever decides on it."""
    return tx.row(f"{_ROW} and d.id = %(id)s {'for update of d' if lock else ''}", {"tenant": tenant, "id": draft})


def latest(tx: Tx, tenant: int, limit: int = 100) -> list[Row]:
    """Return the latest drafts, open ones first."""
    return tx.rows(
        f"{_ROW} order by (d.status = 'open') desc, d.drafted_at desc, d.id limit %(limit)s",
        {"tenant": tenant, "limit": limit},
    )


def decide(tx: Tx, tenant: int, draft: UUID, status: str, person: UUID, reason: str) -> None:
    """Close a draft; the database itself refuses the one who drafted it."""
    tx.run(
        """update release_draft set status = %s, decided_by = %s, decided_at = now(), reason = %s
            where tenant_id = %s and id = %s""",
        (status, person, reason, tenant, draft),
    )


def released_files(tx: Tx, tenant: int) -> dict[str, str]:
    """Return the files of all that is released now: path -> checksum; of two the later one."""
    rows = tx.rows(
        "select manifest from release where tenant_id = %s and status = 'released' order by created_at, id", (tenant,)
    )
    return {path: checksum for row in rows for path, checksum in row["manifest"].items()}


def own_files(tx: Tx, tenant: int) -> dict[str, str]:
    """Return the files that came by drafts and are still what is released: path -> checksum."""
    rows = tx.rows(
        "select manifest from release_draft where tenant_id = %s and status = 'released' order by decided_at, id",
        (tenant,),
    )
    drafted = {path: checksum for row in rows for path, checksum in row["manifest"].items()}
    now = released_files(tx, tenant)
    return {path: checksum for path, checksum in drafted.items() if now.get(path) == checksum}
