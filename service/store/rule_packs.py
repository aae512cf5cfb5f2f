"""Which text of a rule pack was released when: a row for each, never changed; the texts lie among the artifacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from service.store import drafts, ids, releases
from service.store.database import Row, Tx

_PATH = "rules/{}.rules.json"


def pack_of(path: str) -> str | None:
    """Return the pack that a file of a release is; None for diagrams, tables and forms."""
    name = path.removeprefix("rules/").removesuffix(".rules.json")
    return name if path == _PATH.format(name) else None


def path_of(pack: str) -> str:
    """Return the file of a pack among those of a release."""
    return _PATH.format(pack)


def latest(tx: Tx, tenant: int) -> list[Row]:
    """Return the newest release of every pack."""
    return tx.rows(
        """select distinct on (pack) pack, number, encode(checksum, 'hex') as checksum
             from rule_release where tenant_id = %s order by pack, number desc""",
        (tenant,),
    )


def history(tx: Tx, tenant: int) -> list[Row]:
    """Return all releases of all packs, newest first, with who released them."""
    return tx.rows(
        """select r.pack, r.number, r.version, r.correction, encode(r.checksum, 'hex') as checksum, r.released_at,
                  p.name as released_by_name
             from rule_release r left join person p on p.tenant_id = r.tenant_id and p.id = r.released_by
            where r.tenant_id = %s order by r.released_at desc, r.pack, r.number desc""",
        (tenant,),
    )


def texts(tx: Tx, checksums: Iterable[str]) -> dict[str, Any]:
    """Return the texts of packs by checksum, as they were parsed from YAML."""
    found = releases.load_artifacts(tx, {checksum: checksum for checksum in checksums})
    return {checksum: releases.parse_json(content) for checksum, content in found.items()}


def newest(tx: Tx, tenant: int) -> dict[str, tuple[int, Any]]:
    """Return the newest release of every pack: its number and its text."""
    rows = latest(tx, tenant)
    found = texts(tx, {row["checksum"] for row in rows})
    return {row["pack"]: (row["number"], found[row["checksum"]]) for row in rows}


def record(
    tx: Tx, tenant: int, packs: Mapping[str, tuple[str, Mapping[str, Any]]], at: datetime, released_by: UUID | None
) -> None:
    """Write down every pack (name -> checksum, text) whose newest release has another text."""
    known = {row["pack"]: row for row in latest(tx, tenant)}
    for name, (checksum, text) in sorted(packs.items()):
        before = known.get(name)
        if before is not None and before["checksum"] == checksum:
            continue
        version = text.get("version", 1)
        tx.run(
            """insert into rule_release (tenant_id, id, pack, number, version, correction, checksum, released_at,
                 released_by) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
            (
                tenant,
                ids.new_id(),
                name,
                (before["number"] if before else 0) + 1,
                version if isinstance(version, int) else 1,
                str(text.get("correction") or ""),
                bytes.fromhex(checksum),
                at,
                released_by,
            ),
        )


def open_cases(tx: Tx, tenant: int) -> list[Row]:
    """Count the open cases by the text of each pack that their release pins."""
    return tx.rows(
        """with open as (select release_id, count(*) as n from instance
                          where tenant_id = %(tenant)s and ended_at is null group by release_id)
           select f.key as path, f.value as checksum, sum(open.n)::int as n
             from open join release r on r.tenant_id = %(tenant)s and r.id = open.release_id,
                  jsonb_each_text(r.manifest) f
            where starts_with(f.key, 'rules/') group by f.key, f.value""",
        {"tenant": tenant},
    )


def diagrams(tx: Tx, tenant: int) -> dict[str, str]:
    """Return the diagrams that are released now: path -> checksum; of two texts of one file the later."""
    return {path: checksum for path, checksum in drafts.released_files(tx, tenant).items() if path.endswith(".bpmn")}


def load(tx: Tx, manifest: Mapping[str, str]) -> dict[str, bytes]:
    """Return files by path."""
    return releases.load_artifacts(tx, manifest)
