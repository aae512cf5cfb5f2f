"""Who is signed in, with the names of the posts and what waits: the first thing a screen asks for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from service.domain import administration, clock, deliveries_access, labels, moves, starting
from service.domain.assignment import BLIND
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import exams, inbox
from service.store.database import Row, Tx

DEMO_PASSWORD: Final = "yangguang-demo"  # noqa: S105  # shown on the log-in page of a demo town
# role -> how many of its accounts are worth trying; the same as service/demo/accounts.py prints.
DEMO_ROLES: Final = {
    "town_org_office": 2,
    "town_secretary": 1,
    "town_committee": 1,
    "membership_officer": 1,
    "training_admin": 1,
    "exam_invigilator": 1,
    "area_coordinator": 1,
    "base_committee_reviewer": 1,
    "county_org_dept": 1,
    "branch_secretary": 3,
    "org_commissioner": 3,
    "vote_teller": 3,
    "party_group_leader": 1,
    "contact_person": 1,
    "applicant": 2,
    "activist": 2,
    "auditor": 1,
    "process_editor": 1,
    "process_releaser": 1,
    "sys_admin": 1,
    "security_admin": 1,
    "audit_admin": 1,
    "privacy_officer": 1,
}
STAGE_ROLES: Final = frozenset({"applicant", "activist"})
# Who may look through cases that are not theirs, and through the whole tree.
AUDITORS: Final = frozenset({"auditor", "town_org_office", "county_org_dept"})


def me(tx: Tx, actor: Actor, row: Row, lang: str, duty: str | None = None) -> dict[str, Any]:
    """Return the account behind a session; `duty` is what it has to do before anything else."""
    roles = actor.roles()
    return {
        "account": {"id": actor.account_id, "login": row["login"], "name": actor.name},
        "person": {"id": actor.person_id, "name": actor.name},
        "tenant": {"id": str(actor.tenant), "name": row["tenant_name"]},
        "grants": _posts(tx, actor, lang),
        "csrf": row["csrf"],
        "lang": lang,
        "now": clock.now(),
        "demo": row["demo"],
        "can": {
            "start": _may_start(tx, actor),
            "audit": bool(roles & AUDITORS),
            "organizations": bool(roles - BLIND),
            "exams": exams.has(tx, actor),
            "deliveries": bool(roles & {deliveries_access.ADMIN, moves.OFFICE}),
            "admin": administration.sections(roles),
        },
        "duty": duty,
        "by_provider": row["by_provider"],
        "home": administration.home(roles),
        "counts": inbox.counts(tx, actor),
    }


def _posts(tx: Tx, actor: Actor, lang: str) -> list[dict[str, Any]]:
    if not actor.grants:
        return []
    rows = tx.rows(
        "select id, name, level from organization where tenant_id = %s and id = any(%s)",
        (actor.tenant, [grant.organization_id for grant in actor.grants]),
    )
    homes = {row["id"]: row for row in rows}
    return [
        {
            "role": grant.role,
            "role_name": labels.role_name(grant.role, lang),
            "organization": homes[grant.organization_id],
        }
        for grant in actor.grants
    ]


def _may_start(tx: Tx, actor: Actor) -> bool:
    """Tell whether there is a process that somebody may start: by a post of theirs, or in another's stead."""
    if not actor.substitutions:
        return bool(_started_by(tx, actor.tenant, actor.roles(), 1))
    lent = {post.role for each in actor.substitutions for post in each.posts}
    rows = _started_by(tx, actor.tenant, actor.roles() | lent)
    return any(
        not actor.roles().isdisjoint(roles) or any(starting.in_stead(actor, row["process_key"], roles))
        for row in rows
        if (roles := starting.roles(row))
    )


def _started_by(tx: Tx, tenant: int, roles: Collection[str], most: int | None = None) -> list[Row]:
    return tx.rows(
        """select process_key, properties ->> 'start_role' as start_role from release
            where tenant_id = %s and status = 'released' and coalesce(properties ->> 'start', 'manual') = 'manual'
              and string_to_array(replace(properties ->> 'start_role', ' ', ''), ',') && %s::text[] limit %s""",
        (tenant, list(roles), most),
    )


def demo_accounts(tx: Tx, lang: str) -> dict[str, Any]:
    """Return the accounts that a visitor of a demo town may try: a few of each post, in the order of the work.

    Raises NotFound in a town that is none.
    """
    rows = tx.rows(
        """select a.login, p.name, coalesce(o.name, b.name, t.name) as organization
             from tenant t
             join account a on a.tenant_id = t.id and a.active
             join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
             left join organization b on b.tenant_id = p.tenant_id and b.id = p.branch_id
             left join lateral (
               select home.name from role_grant g
                 join organization home on home.tenant_id = g.tenant_id and home.id = g.organization_id
                where g.tenant_id = p.tenant_id and g.person_id = p.id and a.login like 'demo_' || g.role || '__'
                limit 1) o on true
            where t.demo and a.login ~ '^demo_[a-z_]+_[1-3]$'"""
    )
    accounts = [account for account in map(_demo_account, rows) if account]
    if not accounts:
        raise NotFound("demo_only")
    accounts.sort(key=lambda account: account["order"])
    shown = ("login", "name", "role_name", "organization")
    for account in accounts:
        stage = account["role"] in STAGE_ROLES
        account["role_name"] = (labels.stage_name if stage else labels.role_name)(account["role"], lang)
    return {"accounts": [{name: account[name] for name in shown} for account in accounts], "password": DEMO_PASSWORD}


def _demo_account(row: Row) -> dict[str, Any] | None:
    """Return an account with its place in the list, None when it is not one of the first few of its post."""
    role, _, number = str(row["login"]).removeprefix("demo_").rpartition("_")
    if int(number) > DEMO_ROLES.get(role, 0):
        return None
    return {**row, "role": role, "order": (list(DEMO_ROLES).index(role), number)}
