"""Which text of a rule pack was released when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class RuleRelease(Model):
    """A text of a rule pack as it was released: its number among the pack's releases, and why it was corrected."""

    __tablename__ = "rule_release"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    pack: Mapped[str]
    number: Mapped[int]
    version: Mapped[int]
    correction: Mapped[str] = mapped_column(server_default="")
    checksum: Mapped[bytes]
    released_at: Mapped[datetime]
    released_by: Mapped[UUID | None]
    __table_args__ = (sa.UniqueConstraint("tenant_id", "pack", "number"),)
