"""Accounts and login sessions: who is behind a cookie, with the posts that are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from service.store.database import Row, Tx

# One statement answers who asks, what posts they hold today, whether they act in somebody's stead, whose cases they
# keep out of, and how far the tenant's clock is moved.
_ASKED = """
select s.tenant_id, s.account_id, s.id as session_id, s.csrf, s.scope, s.seen_at, s.proven_at, s.expires_at,
       s.created_at, s.by_provider, a.login, a.language, a.person_id,
       a.must_change and not s.by_provider as must_change, a.totp is not null as has_factor,
       (select p.name from person p where p.tenant_id = a.tenant_id and p.id = a.person_id) as name,
       t.name as tenant_name, t.demo, t.clock_offset, coalesce(t.second_factor_required, not t.demo) as strict,
       coalesce(g.roles, '{}') as roles, coalesce(g.organizations, '{}') as organizations,
       now.day,
       exists (select from substitution u where u.tenant_id = a.tenant_id and u.substitute_id = a.person_id
         and u.ended_at is null and now.day between u.from_on and u.to_on) as stands_in,
       array(select x.other_id from recusal x where x.tenant_id = a.tenant_id and x.person_id = a.person_id
         and x.ended_at is null and now.day between x.from_on and coalesce(x.to_on, 'infinity')) as recused
  from (SOURCE) s
  join account a on a.tenant_id = s.tenant_id and a.id = s.account_id and a.active
  join tenant t on t.id = s.tenant_id
  cross join lateral (select ((now() + t.clock_offset) at time zone 'Asia/Shanghai')::date as day) now
  left join lateral (
    select array_agg(h.role) as roles, array_agg(h.organization_id) as organizations
      from (select r.role, r.organization_id from role_grant r
             where r.tenant_id = a.tenant_id and r.person_id = a.person_id
               and now.day between r.from_on and coalesce(r.to_on, 'infinity')
             order by r.role, r.organization_id) h
  ) g on true
 where s.token_hash = %s and s.expires_at > now()
"""
WHO = _ASKED.replace(
    "SOURCE",
    """select token_hash, id, tenant_id, account_id, csrf, 'session' as scope, seen_at, proven_at, expires_at,
                     created_at, by_provider from login_session where not pending""",
)
WHO_BY_TOKEN = _ASKED.replace(
    "SOURCE",
    """select token_hash, id, tenant_id, account_id, '' as csrf, scope, used_at as seen_at,
                     null::timestamptz as proven_at, expires_at, created_at, false as by_provider
                from api_token where revoked_at is null""",
)

# A statement of its own: hardly anybody stands in for somebody, and within the other it would double what that costs.
_STANDING = """
select coalesce(jsonb_agg(jsonb_build_object('principal', u.principal_id, 'name', q.name, 'process', u.process_key,
         'node', u.node, 'organization', u.organization_id,
         'posts', (select jsonb_agg(jsonb_build_array(r.role, r.organization_id)) from role_grant r
           where r.tenant_id = u.tenant_id and r.person_id = u.principal_id
             and %(day)s between r.from_on and coalesce(r.to_on, 'infinity')),
         'recused', (select jsonb_agg(x.other_id) from recusal x
           where x.tenant_id = u.tenant_id and x.person_id = u.principal_id and x.ended_at is null
             and %(day)s between x.from_on and coalesce(x.to_on, 'infinity'))) order by u.created_at), '[]')
  from substitution u join person q on q.tenant_id = u.tenant_id and q.id = u.principal_id
 where u.tenant_id = %(tenant)s and u.substitute_id = %(person)s and u.ended_at is null
   and %(day)s between u.from_on and u.to_on
"""


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a login session begins with."""

    token_hash: bytes
    csrf: str
    lifetime: timedelta
    user_agent: str
    place: str
    pending: bool = False
    proven: bool = False
    by_provider: bool = False
    """The identity provider said who it is; no password was asked."""
    provider_session: bytes | None = None


def who(tx: Tx, token_hash: bytes) -> Row | None:
    """Return the account behind a session cookie, its person, posts and tenant."""
    return _with_standing(tx, next(iter(tx.hot(WHO, (token_hash,))), None))


def who_by_token(tx: Tx, token_hash: bytes) -> Row | None:
    """Return the account behind an API token; `scope` says what the token is good for."""
    return _with_standing(tx, tx.row(WHO_BY_TOKEN, (token_hash,)))


def _with_standing(tx: Tx, row: Row | None) -> Row | None:
    """Add in whose stead somebody acts."""
    if row is not None:
        asked = {"tenant": row["tenant_id"], "person": row["person_id"], "day": row["day"]}
        row["standing"] = tx.value(_STANDING, asked) if row["stands_in"] else []
    return row


def account_for_login(tx: Tx, login: str) -> Row | None:
    """Lock the account of a login name, so that parallel guesses are counted one by one."""
    return tx.row(
        """select a.*, t.demo from account a join tenant t on t.id = a.tenant_id
            where a.login = %s for update of a""",
        (login,),
    )


def account_half_in(tx: Tx, token_hash: bytes) -> Row | None:
    """Lock the account whose password was right and whose second factor is still awaited.

    The session is locked, too: whoever waited for a twin of this request finds it gone, and not as it was before.
    """
    return tx.row(
        """select a.*, s.by_provider, s.provider_session from login_session s
             join account a on a.tenant_id = s.tenant_id and a.id = s.account_id
            where s.token_hash = %s and s.pending and s.expires_at > now() for update of s, a""",
        (token_hash,),
    )


def record_failure(tx: Tx, account: Row, locked_until: datetime | None) -> None:
    """Count a wrong password; lock the account when a day is given."""
    tx.run(
        """update account set failed_count = case when %(until)s::timestamptz is null then failed_count + 1 else 0 end,
             locked_until = coalesce(%(until)s, locked_until) where tenant_id = %(tenant)s and id = %(id)s""",
        {"until": locked_until, "tenant": account["tenant_id"], "id": account["id"]},
    )


def open_session(tx: Tx, account: Row, new: NewSession) -> None:
    """Start a login session; one that is not pending forgets earlier failures."""
    if not new.pending:
        tx.run(
            """update account set failed_count = 0, locked_until = null
                where tenant_id = %s and id = %s and failed_count > 0""",
            (account["tenant_id"], account["id"]),
        )
    tx.run(
        """insert into login_session (token_hash, tenant_id, account_id, csrf, expires_at, user_agent, place, pending,
             proven_at, by_provider, provider_session)
           values (%s, %s, %s, %s, now() + %s, %s, %s, %s, case when %s then now() end, %s, %s)""",
        (
            new.token_hash, account["tenant_id"], account["id"], new.csrf, new.lifetime, new.user_agent[:300],
            new.place, new.pending, new.proven, new.by_provider, new.provider_session,
        ),
    )  # fmt: skip


def touch(tx: Tx, token_hash: bytes) -> None:
    """Remember that a session was used."""
    tx.run("update login_session set seen_at = now() where token_hash = %s", (token_hash,))


def close_session(tx: Tx, token_hash: bytes) -> None:
    """End a login session."""
    tx.run("delete from login_session where token_hash = %s", (token_hash,))


def prove(tx: Tx, token_hash: bytes) -> None:
    """Remember that the second factor was shown just now."""
    tx.run("update login_session set proven_at = now() where token_hash = %s", (token_hash,))


def of_account(tx: Tx, tenant: int, account: UUID, idle: timedelta) -> list[Row]:
    """Return where an account is signed in, the last used first."""
    return tx.rows(
        """select id, created_at, seen_at, expires_at, user_agent, place from login_session
            where tenant_id = %s and account_id = %s and not pending and expires_at > now() and seen_at > now() - %s
            order by seen_at desc, id""",
        (tenant, account, idle),
    )


def revoke(tx: Tx, tenant: int, account: UUID, session: UUID) -> bool:
    """End one login session of an account; return whether there was one."""
    return (
        tx.run(
            "delete from login_session where tenant_id = %s and account_id = %s and id = %s",
            (tenant, account, session),
        )
        == 1
    )


def revoke_all(tx: Tx, tenant: int, account: UUID, but: UUID | None = None) -> int:
    """End the login sessions of an account, all or all but one."""
    return tx.run(
        "delete from login_session where tenant_id = %s and account_id = %s and id is distinct from %s",
        (tenant, account, but),
    )


def end_of_provider(tx: Tx, provider_session: bytes | None, tenant: int, account: UUID | None) -> int:
    """End the login sessions that the identity provider opened: those of one session there, or all of an account."""
    return tx.run(
        """delete from login_session where by_provider and (provider_session = %(there)s
             or (tenant_id = %(tenant)s and account_id = %(account)s))""",
        {"there": provider_session, "tenant": tenant, "account": account},
    )


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
