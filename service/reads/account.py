"""账号与安全: one's own account, where it is signed in, and what opens it besides the password."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service.domain import accounts as rules
from service.domain import administration, clock, labels
from service.domain.errors import Forbidden, NotFound
from service.domain.people import Actor
from service.reads import cursor
from service.store import accounts, identities, sessions
from service.store.database import Row, Tx


def page(tx: Tx, actor: Actor, asked: Row) -> dict[str, Any]:
    """Return one's own account, as `asked` for in a session; never a secret, and of an address only the network."""
    own = tx.row(
        """select login, language, password_set_at, totp_since from account where tenant_id = %s and id = %s""",
        (actor.tenant, actor.account_id),
    )
    if own is None or actor.account_id is None:
        raise NotFound()
    strict = bool(
        tx.value("select coalesce(second_factor_required, not demo) from tenant where id = %s", (actor.tenant,))
    )
    return {
        "login": own["login"],
        "language": own["language"],
        "password_set_at": own["password_set_at"],
        "password_needed": rules.needs_password(asked["by_provider"], asked["created_at"], datetime.now(UTC)),
        "factor": {
            "since": own["totp_since"],
            "required": rules.needs_second_factor(actor.roles(), strict),
            "advised": rules.needs_second_factor(actor.roles(), True),
            "codes_left": accounts.codes_left(tx, actor.tenant, actor.account_id),
        },
        "identity": identity(tx, actor.tenant, actor.account_id),
        "sessions": [
            {
                "id": row["id"],
                "device": rules.device(row["user_agent"]),
                "place": row["place"],
                "created_at": row["created_at"],
                "seen_at": row["seen_at"],
                "expires_at": row["expires_at"],
                "current": row["id"] == asked["session_id"],
            }
            for row in sessions.of_account(tx, actor.tenant, actor.account_id, rules.IDLE)
        ],
        "tokens": [token(row) for row in accounts.tokens(tx, actor.tenant, actor.account_id)],
    }


def identity(tx: Tx, tenant: int, account: UUID) -> dict[str, Any] | None:
    """Return what an account is to the identity provider; never by which name."""
    row = identities.of_account(tx, tenant, account)
    return row and {name: row[name] for name in ("linked", "what", "made_at", "used_at")}


def token(row: Row) -> dict[str, Any]:
    """Return what may be shown of an API token."""
    shown = ("id", "name", "scope", "created_at", "expires_at", "used_at", "login", "owner")
    return {name: row[name] for name in shown}


def everybody(tx: Tx, actor: Actor, q: str, state: str, after: str | None, limit: int, lang: str) -> dict[str, Any]:
    """Return a page of the accounts, by their people's names.

    Raises Forbidden to all but the two administrators who look after accounts.
    """
    check_keeper(actor)
    place = cursor.decode(after) if after else ("", UUID(int=0))
    asked = {"on": clock.today(), "q": q.strip(), "state": state, "office": [*rules.SECOND_FACTOR_ROLES]}
    rows = accounts.page(tx, actor.tenant, asked, place, cursor.most(limit) + 1)
    shown, more = cursor.cut(rows, limit, "name_pinyin")
    return {"items": [_listed(row, actor, lang) for row in shown], "next": more}


def of_somebody(tx: Tx, actor: Actor, account: UUID, lang: str) -> dict[str, Any]:
    """Return an account as its keepers see it."""
    row = accounts.listed(tx, actor.tenant, account, clock.today())
    if row is None:
        raise NotFound()
    return _listed(row, actor, lang)


def without(tx: Tx, actor: Actor, q: str) -> list[dict[str, Any]]:
    """Return people who have no account, with a login to propose.

    Raises Forbidden.
    """
    administration.seats(actor, clock.today())
    rows = accounts.without(tx, actor.tenant, q.strip(), 30)
    return [{"value": str(row["id"]), "label": row["name"], "note": row["branch"]} for row in rows]


def check_keeper(actor: Actor) -> None:
    """Raise Forbidden to all but the two administrators who look after accounts."""
    if actor.roles().isdisjoint((administration.SYSTEM, administration.SECURITY)):
        raise Forbidden()


def _listed(row: Row, actor: Actor, lang: str) -> dict[str, Any]:
    system, security = (role in actor.roles() for role in (administration.SYSTEM, administration.SECURITY))
    others, locked = row["person_id"] != actor.person_id, row["locked_until"] is not None
    wanted = rules.needs_second_factor(row["roles"], strict=True)
    return {
        **{
            name: row[name]
            for name in ("id", "login", "branch", "must_change", "sessions", "tokens", "seen_at", "identity")
        },
        "name": row["name"],
        "posts": [
            f"{where} {labels.role_name(role, lang)}" for role, where in zip(row["roles"], row["posts"], strict=True)
        ],
        "status": "closed" if not row["active"] else "locked" if locked else "open",
        "locked_until": row["locked_until"],
        "factor": "on" if row["factor"] else "wanting" if wanted else "off",
        "can": {
            "password": system and others and row["active"],
            "close": (system or security) and others and row["active"],
            "reopen": system and others and not row["active"],
            "unlock": security and others and locked,
            "factor": security and others and row["factor"],
            "sessions": security and others and row["sessions"] > 0,
            "identity": system and others and row["active"] and row["identity"] != "linked",
            "unlink": security and others and row["identity"] is not None,
        },
    }
