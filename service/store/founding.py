"""The first rows of a town that is no demo: its name, the root of its tree, and people with a post and an account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from service.store.database import Tx
from service.store.ids import new_id


def has_holders(tx: Tx, tenant: int, roles: Collection[str]) -> bool:
    """Tell whether anybody holds one of these posts, now or later."""
    return bool(
        tx.value(
            """select exists (select 1 from role_grant where tenant_id = %s and role = any(%s)
                 and coalesce(to_on, 'infinity') >= current_date)""",
            (tenant, list(roles)),
        )
    )


def rename(tx: Tx, tenant: int, name: str) -> None:
    """Give a tenant its name."""
    tx.run("update tenant set name = %s where id = %s", (name, tenant))


def root(tx: Tx, tenant: int) -> UUID | None:
    """Return the town at the root of the tree, if there is one."""
    found: UUID | None = tx.value(
        "select id from organization where tenant_id = %s and level = 'town' order by id limit 1", (tenant,)
    )
    return found


def add_root(tx: Tx, tenant: int, name: str) -> UUID:
    """Add the town at the root of the tree."""
    row = new_id()
    tx.run(
        "insert into organization (tenant_id, id, level, kind, name) values (%s, %s, 'town', 'town', %s)",
        (tenant, row, name),
    )
    tx.run(
        "insert into org_closure (tenant_id, descendant_id, ancestor_id, depth) values (%s, %s, %s, 0)",
        (tenant, row, row),
    )
    return row


def login_taken(tx: Tx, login: str) -> bool:
    """Tell whether a login is somebody's."""
    return bool(tx.value("select exists (select 1 from account where login = %s)", (login,)))


def add_holder(
    tx: Tx, tenant: int, name: str, login: str, password_hash: str, role: str, home: UUID, since: date
) -> UUID:
    """Add a person with one post and an account whose password has to be changed first; return the account.

    Nothing is recorded of them but the name: they run the service, they are not on any list of the Party's.
    """
    person, account = new_id(), new_id()
    tx.run(
        "insert into person (tenant_id, id, name, stage, status) values (%s, %s, %s, 'full_member', 'staff')",
        (tenant, person, name),
    )
    tx.run(
        """insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on)
           values (%s, %s, %s, %s, %s, %s)""",
        (tenant, new_id(), person, role, home, since),
    )
    tx.run(
        """insert into account (tenant_id, id, login, person_id, password_hash, must_change)
           values (%s, %s, %s, %s, %s, true)""",
        (tenant, account, login, person, password_hash),
    )
    return account
