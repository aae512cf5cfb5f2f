"""What organisations were called and where they stood."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from service.store.models.base import IdKey, Model, TenantKey


class OrganizationChange(Model):
    """A change of an organisation from a day on: founded, moved, merged, split and so on; rows are added only."""

    __tablename__ = "organization_change"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    organization_id: Mapped[UUID]
    kind: Mapped[str]
    on_day: Mapped[date]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "organization_id"], ["organization.tenant_id", "organization.id"]),
        sa.CheckConstraint(
            "kind in ('founded','renamed','moved','dissolved','merged','absorbed','split','split_off')", name="kind"
        ),
        sa.Index("ix_organization_change_of", "tenant_id", "organization_id", "id"),
    )
