"""Repeated requests: the answer to an Idempotency-Key is stored in the transaction of the decision itself."""

from __future__ import annotations

from uuid import UUID

from service.store.database import Row, Tx


def find(tx: Tx, tenant: int, account_id: UUID, key: str) -> Row | None:
    """Return the stored answer of an earlier request with this key."""
    return tx.row(
        "select request_hash, status, body from idempotency_key where tenant_id = %s and account_id = %s and key = %s",
        (tenant, account_id, key),
    )


def remember(tx: Tx, tenant: int, account_id: UUID, key: str, request_hash: bytes, status: int, body: bytes) -> bool:
    """Store the answer; return False when a parallel request with the same key was faster."""
    return bool(
        tx.hot(
            """insert into idempotency_key (tenant_id, account_id, key, request_hash, status, body)
               values (%s, %s, %s, %s, %s, %s) on conflict do nothing returning true as kept""",
            (tenant, account_id, key, request_hash, status, body),
        )
    )


def forget_old(tx: Tx, days: int = 7) -> int:
    """Delete keys that nobody can still be repeating."""
    return tx.run("delete from idempotency_key where created_at < now() - make_interval(days => %s)", (days,))
