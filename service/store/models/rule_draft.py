"""Rule packs that somebody works on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class RuleDraft(Model):
    """The text of a pack that is being written: from which release, by whom, and where it was handed in."""

    __tablename__ = "rule_draft"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    pack: Mapped[str]
    base: Mapped[str]
    base_number: Mapped[int]
    text: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    written_by: Mapped[list[UUID]]
    saved_by: Mapped[UUID]
    saved_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    handed_in: Mapped[UUID | None]
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "pack"),
        sa.ForeignKeyConstraint(["tenant_id", "saved_by"], ["person.tenant_id", "person.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "handed_in"], ["release_draft.tenant_id", "release_draft.id"]),
    )
