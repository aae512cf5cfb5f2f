"""Who an account's person is to the identity provider: one row an account, sealed, found by its keyed index."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from service.store import ids
from service.store.database import Row, Tx

COLUMN: Final = "identity.value"
SUBJECT: Final = "subject"
EMAIL: Final = "email"
# An address may be given to somebody else: what an administrator wrote down is waited for as long as this.
AWAITED: Final = timedelta(days=30)


def _value(issuer: str, what: str, value: str) -> str:
    return f"{issuer}\n{what}\n{value.strip().casefold() if what == EMAIL else value}"


def account_of(tx: Tx, issuer: str, what: str, value: str) -> Row | None:
    """Lock the account that the provider's person has, or is awaited for; with the identity's id."""
    return tx.row(
        """select a.*, i.id as identity_id, i.linked from identity i
             join account a on a.tenant_id = i.tenant_id and a.id = i.account_id
            where i.value_index = any(%(indexes)s) and (i.linked or i.made_at > now() - %(awaited)s) for update of a""",
        {"indexes": tx.sealer.indexes(_value(issuer, what, value), COLUMN), "awaited": AWAITED},
    )


def of_account(tx: Tx, tenant: int, account: UUID) -> Row | None:
    """Return what an account is linked to or awaits."""
    return tx.row(
        """select id, issuer, what, linked, made_at, used_at from identity
            where tenant_id = %s and account_id = %s and (linked or made_at > now() - %s)
            order by linked desc limit 1""",
        (tenant, account, AWAITED),
    )


def put(tx: Tx, tenant: int, account: UUID, issuer: str, what: str, value: str, linked: bool) -> bool:
    """Give an account its identity in the place of an awaited one; return False when another account has it."""
    whole, row = _value(issuer, what, value), ids.new_id()
    indexes = tx.sealer.indexes(whole, COLUMN)
    tx.run(
        """delete from identity where not linked and (tenant_id = %(tenant)s and account_id = %(account)s
             and issuer = %(issuer)s or value_index = any(%(indexes)s) and made_at <= now() - %(awaited)s)""",
        {"tenant": tenant, "account": account, "issuer": issuer, "indexes": indexes, "awaited": AWAITED},
    )
    if tx.value("select exists (select from identity where value_index = any(%s))", (indexes,)):
        return False
    return (
        tx.run(
            """insert into identity (tenant_id, id, account_id, issuer, what, value, value_index, linked, used_at)
               values (%(tenant)s, %(id)s, %(account)s, %(issuer)s, %(what)s, %(value)s, %(index)s, %(linked)s,
                 case when %(linked)s then now() end) on conflict do nothing""",
            {
                "tenant": tenant,
                "id": row,
                "account": account,
                "issuer": issuer,
                "what": what,
                "value": tx.sealer.seal(whole, row, COLUMN),
                "index": indexes[0],
                "linked": linked,
            },
        )
        == 1
    )


def use(tx: Tx, tenant: int, identity: UUID) -> None:
    """Remember that the provider has shown who it is; what was awaited is linked from now on."""
    tx.run("update identity set linked = true, used_at = now() where tenant_id = %s and id = %s", (tenant, identity))


def remove(tx: Tx, tenant: int, account: UUID) -> bool:
    """Forget what an account is to the provider; return whether there was anything."""
    return tx.run("delete from identity where tenant_id = %s and account_id = %s", (tenant, account)) > 0
