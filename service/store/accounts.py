"""Accounts as their owners and administrators change them: passwords, second factors, recovery codes, API tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
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


_LISTED = """select a.id, a.login, a.person_id, p.name, p.name_pinyin, b.name as branch, a.active, a.must_change,
       a.created_at, a.totp is not null as factor, coalesce(t.second_factor_required, not t.demo) as strict,
       case when a.locked_until > now() then a.locked_until end as locked_until, s.sessions, s.seen_at,
       coalesce(g.roles, '{}') as roles, coalesce(g.posts, '{}') as posts,
       (select count(*) from api_token k where k.tenant_id = a.tenant_id and k.account_id = a.id
           and k.revoked_at is null and k.expires_at > now()) as tokens,
       (select case when i.linked then 'linked' else 'awaited' end from identity i
         where i.tenant_id = a.tenant_id and i.account_id = a.id
           and (i.linked or i.made_at > now() - interval '30 days')
         order by i.linked desc limit 1) as identity
  from account a
  join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
  join tenant t on t.id = a.tenant_id
  left join organization b on b.tenant_id = p.tenant_id and b.id = p.branch_id
  left join lateral (select count(*) as sessions, max(l.seen_at) as seen_at from login_session l
     where l.tenant_id = a.tenant_id and l.account_id = a.id and not l.pending and l.expires_at > now()) s on true
  left join lateral (select array_agg(r.role order by r.role, o.name) as roles,
       array_agg(o.name order by r.role, o.name) as posts
      from role_grant r join organization o on o.tenant_id = r.tenant_id and o.id = r.organization_id
     where r.tenant_id = a.tenant_id and r.person_id = a.person_id
       and %(on)s between r.from_on and coalesce(r.to_on, 'infinity')) g on true
 where a.tenant_id = %(tenant)s"""
_STATES = {
    "": "true",
    "open": "a.active",
    "closed": "not a.active",
    "locked": "a.locked_until > now()",
    "plain": "a.active and a.totp is null and g.roles && %(office)s::text[]",
}


def page(tx: Tx, tenant: int, asked: Row, after: tuple[str, UUID], limit: int) -> list[Row]:
    """Return accounts by their people's names; `state`: open, closed, locked, plain (a second factor is wanting)."""
    return tx.rows(
        f"""{_LISTED} and {_STATES[asked["state"]]}
              and (%(q)s = '' or p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin like lower(%(q)s) || '%%'
                   or a.login like lower(%(q)s) || '%%')
              and (p.name_pinyin, a.id) > (%(key)s, %(after)s)
            order by p.name_pinyin, a.id limit %(limit)s""",
        {**asked, "tenant": tenant, "key": after[0], "after": after[1], "limit": limit},
    )


def listed(tx: Tx, tenant: int, account: UUID, on: date) -> Row | None:
    """Return an account as lists show it."""
    return tx.row(f"{_LISTED} and a.id = %(id)s", {"tenant": tenant, "id": account, "on": on})


def of_person(tx: Tx, tenant: int, person: UUID) -> Row | None:
    """Lock a person on record; return their name, and the login of an account of theirs that is open."""
    return tx.row(
        """select p.id, p.name, p.name_pinyin, (select a.login from account a where a.tenant_id = p.tenant_id
                and a.person_id = p.id and a.active order by a.created_at limit 1) as login
             from person p where p.tenant_id = %s and p.id = %s and p.status <> 'erased' for no key update of p""",
        (tenant, person),
    )


def without(tx: Tx, tenant: int, q: str, limit: int) -> list[Row]:
    """Return people on record who have no open account, by name."""
    return tx.rows(
        """select p.id, p.name, b.name as branch from person p
             left join organization b on b.tenant_id = p.tenant_id and b.id = p.branch_id
            where p.tenant_id = %(tenant)s and p.status <> 'erased' and not exists (select 1 from account a
                where a.tenant_id = p.tenant_id and a.person_id = p.id and a.active)
              and (p.name ilike '%%' || %(q)s || '%%' or p.name_pinyin like lower(%(q)s) || '%%')
            order by p.name_pinyin, p.id limit %(limit)s""",
        {"tenant": tenant, "q": q, "limit": limit},
    )


def add(tx: Tx, tenant: int, account: Row) -> bool:
    """Open an account with a temporary password; return False when the login is taken."""
    return (
        tx.run(
            """insert into account (tenant_id, id, login, person_id, password_hash, must_change)
               values (%(tenant)s, %(id)s, %(login)s, %(person)s, %(hash)s, true) on conflict (login) do nothing""",
            {"tenant": tenant, **account},
        )
        == 1
    )


def set_active(tx: Tx, tenant: int, account: UUID, active: bool) -> None:
    """Close an account, or open it again."""
    tx.run(
        """update account set active = %s, failed_count = 0, locked_until = null where tenant_id = %s and id = %s""",
        (active, tenant, account),
    )


def revoke_tokens(tx: Tx, tenant: int, account: UUID) -> int:
    """End all API tokens of an account."""
    return tx.run(
        """update api_token set revoked_at = now()
            where tenant_id = %s and account_id = %s and revoked_at is null""",
        (tenant, account),
    )


def last_of(tx: Tx, tenant: int, person: UUID, roles: Sequence[str], on: date) -> str | None:
    """Return a role that nobody else with an open account holds any more once this person's account is closed."""
    row = tx.row(
        """select r.role from role_grant r where r.tenant_id = %(tenant)s and r.person_id = %(person)s
              and r.role = any(%(roles)s) and %(on)s between r.from_on and coalesce(r.to_on, 'infinity')
              and not exists (select 1 from role_grant o join account a on a.tenant_id = o.tenant_id
                    and a.person_id = o.person_id and a.active
                  where o.tenant_id = r.tenant_id and o.role = r.role and o.person_id <> r.person_id
                    and %(on)s between o.from_on and coalesce(o.to_on, 'infinity')) limit 1""",
        {"tenant": tenant, "person": person, "roles": list(roles), "on": on},
    )
    return row["role"] if row else None
