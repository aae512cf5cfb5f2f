"""账号与安全: one's own account, where it is signed in, and what opens it besides the password."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import accounts as rules
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.store import accounts, sessions
from service.store.database import Row, Tx


def page(tx: Tx, actor: Actor, session: UUID) -> dict[str, Any]:
    """Return one's own account; never a secret, and of an address only the network."""
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
        "factor": {
            "since": own["totp_since"],
            "required": rules.needs_second_factor(actor.roles(), strict),
            "advised": rules.needs_second_factor(actor.roles(), True),
            "codes_left": accounts.codes_left(tx, actor.tenant, actor.account_id),
        },
        "sessions": [
            {
                "id": row["id"],
                "device": rules.device(row["user_agent"]),
                "place": row["place"],
                "created_at": row["created_at"],
                "seen_at": row["seen_at"],
                "expires_at": row["expires_at"],
                "current": row["id"] == session,
            }
            for row in sessions.of_account(tx, actor.tenant, actor.account_id, rules.IDLE)
        ],
        "tokens": [token(row) for row in accounts.tokens(tx, actor.tenant, actor.account_id)],
    }


def token(row: Row) -> dict[str, Any]:
    """Return what may be shown of an API token."""
    shown = ("id", "name", "scope", "created_at", "expires_at", "used_at", "login", "owner")
    return {name: row[name] for name in shown}
