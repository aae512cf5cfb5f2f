"""Releases and the files they pin."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import zstandard

from service.store import codec
from service.store.database import Row, Tx
from service.store.ids import new_id


def save_artifacts(tx: Tx, files: Mapping[str, bytes]) -> dict[str, str]:
    """Store files by checksum and return the manifest (path -> hex SHA-256)."""
    manifest = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    compress = zstandard.ZstdCompressor(level=9).compress
    tx.run_many(
        "insert into artifact (checksum, kind, content) values (%s, %s, %s) on conflict do nothing",
        [
            (bytes.fromhex(manifest[path]), path.rsplit(".", 1)[-1], compress(content))
            for path, content in files.items()
        ],
    )
    return manifest


def load_artifacts(tx: Tx, manifest: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a manifest by path."""
    rows = tx.rows(
        "select checksum, content from artifact where checksum = any(%s)",
        [[bytes.fromhex(checksum) for checksum in manifest.values()]],
    )
    decompress = zstandard.ZstdDecompressor().decompress
    content = {bytes(row["checksum"]).hex(): decompress(bytes(row["content"])) for row in rows}
    return {path: content[checksum] for path, checksum in manifest.items()}


def current(tx: Tx, tenant: int, process_key: str) -> Row | None:
    """Return the release that new instances of a process get."""
    return tx.row(
        "select * from release where tenant_id = %s and process_key = %s and status = 'released'",
        (tenant, process_key),
    )


def get(tx: Tx, tenant: int, release_id: UUID) -> Row:
    """Return a release; it exists as long as an instance refers to it."""
    row = tx.row("select * from release where tenant_id = %s and id = %s", (tenant, release_id))
    assert row is not None, release_id
    return row


def lock_keys(tx: Tx, tenant: int) -> None:
    """Let only one deployment of a tenant run at a time."""
    tx.run("select pg_advisory_xact_lock(201705, %s)", (tenant,))


def add(
    tx: Tx,
    tenant: int,
    process_key: str,
    name: str,
    checksum: str,
    manifest: Mapping[str, str],
    properties: Mapping[str, Any],
    at: datetime,
    released_by: UUID | None,
) -> UUID:
    """Add the next version of a process and make it the current one."""
    release_id = new_id()
    tx.run(
        "update release set status = 'superseded' where tenant_id = %s and process_key = %s and status = 'released'",
        (tenant, process_key),
    )
    tx.run(
        """insert into release (tenant_id, id, process_key, version, name, status, checksum, manifest, properties,
             created_at, released_by)
           select %s, %s, %s, coalesce(max(version), 0) + 1, %s, 'released', %s, %s, %s, %s, %s
             from release where tenant_id = %s and process_key = %s""",
        (
            tenant,
            release_id,
            process_key,
            name,
            bytes.fromhex(checksum),
            codec.dumps(dict(manifest)),
            codec.dumps(dict(properties)),
            at,
            released_by,
            tenant,
            process_key,
        ),
    )
    return release_id


def parse_json(content: bytes) -> Any:
    """Read a JSON artifact."""
    return orjson.loads(content)
