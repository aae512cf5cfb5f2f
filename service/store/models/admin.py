"""What administrators do, as facts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import Model, TenantKey


class AdminEvent(Model):
    """An administrative act: who did what to what, with the facts before and after and the reason in ``payload``.

    Chained by tenant as history is by instance; the payload may be erased by law, the row never changes otherwise.
    """

    __tablename__ = "admin_event"
    tenant_id: Mapped[TenantKey]
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    kind: Mapped[str]
    target: Mapped[str]
    body: Mapped[bytes]
    hash: Mapped[bytes]
    salt: Mapped[bytes]
    payload: Mapped[bytes | None]
    __table_args__ = (sa.Index("ix_admin_event_target", "tenant_id", "target", "seq"),)
