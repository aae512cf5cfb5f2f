"""Accounts as their owners and administrators change them: passwords, second factors, recovery codes, API tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from service.store.database import Row, Tx


def lock(tx: Tx, tenant: int, account: UUID) -> Row | None:
    """Lock an account; return it with its person's name."""
    return tx.row(
        """select a.*, p.name, p.name_pinyin, coalesce(t.second_factor_required, not t.demo) as strict
             from account a join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
             join tenant t on t.id = a.tenant_id
            where a.tenant_id = %s and a.id = %s for update of a""",
        (tenant, account),
    )


def set_password(tx: Tx, tenant: int, account: UUID, password_hash: str, must_change: bool) -> None:
    """Store a new password and forget failures with the old one."""
    tx.run(
        """update account set password_hash = %s, must_change = %s, password_set_at = now(), failed_count = 0,
             locked_until = null where tenant_id = %s and id = %s""",
        (password_hash, must_change, tenant, account),
    )


def set_language(tx: Tx, tenant: int, account: UUID, language: str) -> None:
    """Store in which language an account is greeted."""
    tx.run("update account set language = %s where tenant_id = %s and id = %s", (language, tenant, account))


def unlock(tx: Tx, tenant: int, account: UUID) -> None:
    """Let an account log in again after too many wrong passwords."""
    tx.run(
        "update account set failed_count = 0, locked_until = null where tenant_id = %s and id = %s", (tenant, account)
    )


def draft_factor(tx: Tx, tenant: int, account: UUID, sealed: bytes) -> None:
    """Keep a secret that is not proven yet."""
    tx.run("update account set totp_draft = %s where tenant_id = %s and id = %s", (sealed, tenant, account))


def adopt_factor(tx: Tx, tenant: int, account: UUID, step: int) -> None:
    """Make the drafted secret the account's second factor."""
    tx.run(
        """update account set totp = totp_draft, totp_draft = null, totp_step = %s, totp_since = now()
            where tenant_id = %s and id = %s""",
        (step, tenant, account),
    )


def drop_factor(tx: Tx, tenant: int, account: UUID) -> None:
    """Forget the second factor and its recovery codes."""
    tx.run(
        "update account set totp = null, totp_draft = null, totp_since = null where tenant_id = %s and id = %s",
        (tenant, account),
    )
    tx.run("delete from recovery_code where tenant_id = %s and account_id = %s", (tenant, account))


def use_step(tx: Tx, tenant: int, account: UUID, step: int) -> bool:
    """Use up a code's half minute; return whether it and none after it had been used before."""
    return (
        tx.run(
            """update account set totp_step = %(step)s
                where tenant_id = %(tenant)s and id = %(id)s and totp_step < %(step)s""",
            {"step": step, "tenant": tenant, "id": account},
        )
        == 1
    )


def replace_codes(tx: Tx, tenant: int, account: UUID, hashes: Iterable[bytes]) -> None:
    """Store new recovery codes in place of the old ones."""
    tx.run("delete from recovery_code where tenant_id = %s and account_id = %s", (tenant, account))
    tx.run_many(
        "insert into recovery_code (tenant_id, account_id, code_hash) values (%s, %s, %s)",
        [(tenant, account, code) for code in hashes],
    )


def use_code(tx: Tx, tenant: int, account: UUID, code_hash: bytes) -> bool:
    """Use up a recovery code; return whether there was such a one."""
    return (
        tx.run(
            "delete from recovery_code where tenant_id = %s and account_id = %s and code_hash = %s",
            (tenant, account, code_hash),
        )
        == 1
    )


def codes_left(tx: Tx, tenant: int, account: UUID) -> int:
    """Count the recovery codes that are left."""
    return int(
        tx.value("select count(*) from recovery_code where tenant_id = %s and account_id = %s", (tenant, account))
    )


def add_token(tx: Tx, tenant: int, token: Row, lifetime: timedelta) -> None:
    """Store a new API token: its id, account, name, scope and hash."""
    tx.run(
        """insert into api_token (tenant_id, id, account_id, name, scope, token_hash, expires_at)
           values (%(tenant)s, %(id)s, %(account_id)s, %(name)s, %(scope)s, %(token_hash)s, now() + %(lifetime)s)""",
        {**token, "tenant": tenant, "lifetime": lifetime},
    )


def tokens(tx: Tx, tenant: int, account: UUID | None = None) -> list[Row]:
    """Return the API tokens that still open something, of an account or of everybody, the newest first."""
    return tx.rows(
        """select k.id, k.name, k.scope, k.created_at, k.expires_at, k.used_at, k.account_id, a.login, p.name as owner
             from api_token k join account a on a.tenant_id = k.tenant_id and a.id = k.account_id
             join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
            where k.tenant_id = %(tenant)s and (%(account)s::uuid is null or k.account_id = %(account)s)
              and k.revoked_at is null and k.expires_at > now() order by k.created_at desc, k.id""",
        {"tenant": tenant, "account": account},
    )


def use_token(tx: Tx, tenant: int, token: UUID) -> None:
    """Remember that an API token was used."""
    tx.run("update api_token set used_at = now() where tenant_id = %s and id = %s", (tenant, token))


def revoke_token(tx: Tx, tenant: int, token: UUID, account: UUID | None = None) -> Row | None:
    """End an API token, of an account or of anybody; return it if there was one."""
    return tx.row(
        """update api_token set revoked_at = now() where tenant_id = %(tenant)s and id = %(id)s and revoked_at is null
              and (%(account)s::uuid is null or account_id = %(account)s) returning id, name, account_id""",
        {"tenant": tenant, "id": token, "account": account},
    )
