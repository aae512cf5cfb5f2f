"""Tenants."""

from __future__ import annotations

from datetime import timedelta

from service.store.database import Tx


def ensure(tx: Tx, tenant: int, name: str, demo: bool) -> int:
    """Add a tenant unless it is there."""
    tx.run("insert into tenant (id, name, demo) values (%s, %s, %s) on conflict do nothing", (tenant, name, demo))
    return tenant


def move_clock(tx: Tx, tenant: int, offset: timedelta) -> bool:
    """Move the clock of a demo tenant; return whether it is one."""
    return tx.run("update tenant set clock_offset = %s where id = %s and demo", (offset, tenant)) == 1


def is_demo(tx: Tx, tenant: int) -> bool:
    """Tell whether a tenant is a demo town, whose people's numbers belong to nobody."""
    return bool(tx.value("select demo from tenant where id = %s", (tenant,)))
