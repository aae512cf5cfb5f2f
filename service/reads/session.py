"""Who is signed in, with the names of the posts and what waits: the first thing a screen asks for."""

from __future__ import annotations

from typing import Any, Final

from service.domain import clock, labels
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import access, inbox
from service.store.database import Row, Tx

DEMO_PASSWORD: Final = "yangguang-demo"
# Who may look through cases that are not theirs, and through the whole tree.
AUDITORS: Final = frozenset({"auditor", "town_org_office", "county_org_dept"})


def me(tx: Tx, actor: Actor, row: Row, lang: str) -> dict[str, Any]:
    """Return the account behind a session."""
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
            "organizations": bool(roles - access.BLIND),
        },
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
    return bool(
        tx.value(
            """select exists (select 1 from release where tenant_id = %s and status = 'released'
                 and coalesce(properties->>'start', 'manual') = 'manual'
                 and string_to_array(replace(properties->>'start_role', ' ', ''), ',') && %s::text[])""",
            (actor.tenant, list(actor.roles())),
        )
    )


def demo_accounts(tx: Tx, lang: str) -> dict[str, Any]:
    """Return the accounts that a visitor of a demo town may try.

    Raises NotFound in a town that is none.
    """
    rows = tx.rows(
        """select distinct on (a.login) a.login, p.name, g.role, o.name as organization
             from tenant t
             join account a on a.tenant_id = t.id and a.active
             join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
             join role_grant g on g.tenant_id = a.tenant_id and g.person_id = a.person_id
             join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id
            where t.demo order by a.login, g.role limit 30"""
    )
    if not rows:
        raise NotFound("demo_only")
    return {
        "accounts": [
            {
                "login": row["login"],
                "name": row["name"],
                "role_name": labels.role_name(row["role"], lang),
                "organization": row["organization"],
            }
            for row in rows
        ],
        "password": DEMO_PASSWORD,
    }
