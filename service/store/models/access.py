"""Who read what is sensitive, and who was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class AccessLog(Model):
    """A read of class L3 or L4, or an attempt that was refused; rows are added and never changed.

    It holds no value that was read: only whose, which fields, what for. `ip_hash` is keyed.
    """

    __tablename__ = "access_log"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]  # null: a log-in by somebody whom the house does not know
    account_id: Mapped[UUID | None]
    result: Mapped[str]
    subject_id: Mapped[UUID | None]
    data_class: Mapped[str | None]
    fields: Mapped[list[str]] = mapped_column(server_default="{}")
    purpose: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    action: Mapped[str] = mapped_column(server_default="")
    target_id: Mapped[UUID | None]
    code: Mapped[str | None]
    request_id: Mapped[str] = mapped_column(server_default="")
    ip_hash: Mapped[bytes | None]
    __table_args__ = (
        sa.CheckConstraint("result in ('allowed','denied')", name="result"),
        sa.CheckConstraint("data_class in ('L3','L4')", name="data_class"),
        sa.CheckConstraint("result = 'denied' or purpose is not null", name="purpose"),
        sa.Index("ix_access_log_subject", "tenant_id", "subject_id", "at"),
        sa.Index("ix_access_log_actor", "tenant_id", "actor_id", "at"),
        sa.Index("ix_access_log_at", "tenant_id", "at"),
    )


class AccessAnchor(Model):
    """A link of the access log's chain: it covers all rows up to an id, since the anchor before it."""

    __tablename__ = "access_anchor"
    tenant_id: Mapped[TenantKey]
    seq: Mapped[int] = mapped_column(primary_key=True)
    through: Mapped[UUID]
    rows: Mapped[int]
    hash: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class AccessArchive(Model):
    """An anchored stretch of the access log that is past its time: its rows, or the certificate that they have gone.

    `after` and `through` are the ids between which the rows stood, `hash` is the anchor's. Written by the owner's
    functions only; emptied once, and never changed.
    """

    __tablename__ = "access_archive"
    tenant_id: Mapped[TenantKey]
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after: Mapped[UUID]
    through: Mapped[UUID]
    rows: Mapped[int]
    hash: Mapped[bytes]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    body: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    archived_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    emptied_at: Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "through"),
        sa.CheckConstraint("(body is null) = (emptied_at is not null)", name="emptied"),
    )
