"""Accounts and login sessions: who is behind a cookie, with the posts that are in force."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from service.store.database import Row, Tx

# One statement answers who asks, what posts they hold today and how far the tenant's clock is moved.
WHO = """
select s.tenant_id, s.account_id, s.csrf, s.seen_at, s.expires_at, a.login, a.language, a.person_id, p.name,
       t.name as tenant_name, t.demo, t.clock_offset,
       coalesce(g.roles, '{}') as roles, coalesce(g.organizations, '{}') as organizations
  from login_session s
  join account a on a.tenant_id = s.tenant_id and a.id = s.account_id and a.active
  join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
  join tenant t on t.id = s.tenant_id
  left join lateral (
    select array_agg(r.role order by r.role, r.organization_id) as roles,
           array_agg(r.organization_id order by r.role, r.organization_id) as organizations
      from role_grant r
     where r.tenant_id = a.tenant_id and r.person_id = a.person_id
       and ((now() + t.clock_offset) at time zone 'Asia/Shanghai')::date
           between r.from_on and coalesce(r.to_on, 'infinity')
  ) g on true
 where s.token_hash = %s and s.expires_at > now()
"""


def who(tx: Tx, token_hash: bytes) -> Row | None:
    """Return the account behind a session cookie, its person, posts and tenant."""
    return tx.row(WHO, (token_hash,))


def account_for_login(tx: Tx, login: str) -> Row | None:
    """Lock the account of a login name, so that parallel guesses are counted one by one."""
    return tx.row(
        """select a.*, t.demo from account a join tenant t on t.id = a.tenant_id
            where a.login = %s for update of a""",
        (login,),
    )


def record_failure(tx: Tx, account: Row, locked_until: datetime | None) -> None:
    """Count a wrong password; lock the account when a day is given."""
    tx.run(
        """update account set failed_count = case when %(until)s::timestamptz is null then failed_count + 1 else 0 end,
             locked_until = coalesce(%(until)s, locked_until) where tenant_id = %(tenant)s and id = %(id)s""",
        {"until": locked_until, "tenant": account["tenant_id"], "id": account["id"]},
    )


def open_session(tx: Tx, account: Row, token_hash: bytes, csrf: str, lifetime: timedelta, user_agent: str) -> None:
    """Start a login session and forget earlier failures."""
    tx.run(
        """update account set failed_count = 0, locked_until = null
            where tenant_id = %s and id = %s and failed_count > 0""",
        (account["tenant_id"], account["id"]),
    )
    tx.run(
        """insert into login_session (token_hash, tenant_id, account_id, csrf, expires_at, user_agent)
           values (%s, %s, %s, %s, now() + %s, %s)""",
        (token_hash, account["tenant_id"], account["id"], csrf, lifetime, user_agent[:300]),
    )


def touch(tx: Tx, token_hash: bytes) -> None:
    """Remember that a session was used."""
    tx.run("update login_session set seen_at = now() where token_hash = %s", (token_hash,))


def close_session(tx: Tx, token_hash: bytes) -> None:
    """End a login session."""
    tx.run("delete from login_session where token_hash = %s", (token_hash,))


def forget_ended(tx: Tx) -> int:
    """Delete login sessions that nobody can use any more."""
    return tx.run("delete from login_session where expires_at < now() or seen_at < now() - interval '1 day'")


def holders(tx: Tx, tenant: int, role: str, organization_id: UUID, day: date) -> list[Row]:
    """Return who holds a post on a day."""
    return tx.rows(
        """select p.id, p.name, r.from_on from role_grant r
             join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
            where r.tenant_id = %s and r.role = %s and r.organization_id = %s
              and r.from_on <= %s and (r.to_on is null or r.to_on >= %s) order by p.name_pinyin, p.id""",
        (tenant, role, organization_id, day, day),
    )
