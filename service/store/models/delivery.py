"""What leaves the house: asked for in the transaction of a step, brought out by a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey

_NOW = sa.text("now()")


class Delivery(Model):
    """A mail or a call outside that a service task waits for.

    Its id is the engine's id of the waiting task; `key` tells the receiver a repeat; `params` are sealed. `tries`
    counts all tries, `tries_now` those since a person last asked for more. Moments are of the real clock.
    """

    __tablename__ = "delivery"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    process_key: Mapped[str]
    node: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    key: Mapped[UUID]
    params: Mapped[bytes]
    address: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="waiting")
    tries: Mapped[int] = mapped_column(server_default="0")
    tries_now: Mapped[int] = mapped_column(server_default="0")
    next_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    handled_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=_NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=_NOW)
    __table_args__ = (
        sa.CheckConstraint("status in ('waiting','sent','done','dead','caught','skipped','cancelled')", name="status"),
        sa.Index("ix_delivery_created", "tenant_id", "created_at", "id"),
        sa.Index("ix_delivery_status", "tenant_id", "status", "created_at", "id"),
        sa.Index("ix_delivery_instance", "tenant_id", "instance_id"),
    )
