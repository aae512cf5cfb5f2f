"""What was heard of events that are sent around."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Receipt(Model):
    """A message or signal that has reached a node of an instance; a repeat of its job finds it and does nothing."""

    __tablename__ = "receipt"
    tenant_id: Mapped[TenantKey]
    event_id: Mapped[IdKey]
    instance_id: Mapped[IdKey]
    node: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
