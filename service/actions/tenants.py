"""The tenant: a subdistrict that the service works for."""

from __future__ import annotations

from service.store import tenants
from service.store.database import Database

FIRST = 1
NAME = "城阳街道"


def ensure_tenant(db: Database, demo: bool) -> int:
    """Make the first tenant when there is none; return its id.

    Only a demo tenant may have a moved clock and accounts whose password everybody knows; an existing tenant stays what
    it is.
    """
    with db.transaction() as tx:
        return tenants.ensure(tx, FIRST, NAME, demo)
