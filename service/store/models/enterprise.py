"""The register of enterprises: counts of class L1, no person."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Enterprise(Model):
    """An enterprise that a census has found; `cluster` is the branch that the census proposes for it."""

    __tablename__ = "enterprise"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    uscc: Mapped[str]
    name: Mapped[str]
    park: Mapped[str]
    place: Mapped[str] = mapped_column(server_default="")
    industry: Mapped[str] = mapped_column(server_default="")
    area_id: Mapped[UUID]
    census_id: Mapped[UUID | None]
    employees: Mapped[int | None]
    full_members: Mapped[int | None]
    probationary: Mapped[int | None]
    applicants: Mapped[int | None]
    union_exists: Mapped[bool] = mapped_column(server_default=sa.false())
    league_exists: Mapped[bool] = mapped_column(server_default=sa.false())
    willing: Mapped[bool | None]
    visited_on: Mapped[date | None]
    cluster: Mapped[int | None]
    organization_id: Mapped[UUID | None]
    instructor_on: Mapped[date | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "area_id"], ["organization.tenant_id", "organization.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "organization_id"], ["organization.tenant_id", "organization.id"]),
        sa.UniqueConstraint("tenant_id", "uscc"),
        sa.Index("ix_enterprise_census", "tenant_id", "census_id", "cluster"),
        sa.Index("ix_enterprise_area", "tenant_id", "area_id", "park"),
    )


class OrgTerm(Model):
    """A term of office of an organisation's committee, from its election or appointment to its end."""

    __tablename__ = "org_term"
    tenant_id: Mapped[TenantKey]
    organization_id: Mapped[IdKey]
    from_on: Mapped[date] = mapped_column(primary_key=True)
    to_on: Mapped[date]
    elected: Mapped[bool]
    instance_id: Mapped[UUID]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "organization_id"], ["organization.tenant_id", "organization.id"]),
    )


class OrgHonour(Model):
    """A sunshine organisation of a year: its score, until when the plaque stands, whether it was taken back."""

    __tablename__ = "org_honour"
    tenant_id: Mapped[TenantKey]
    organization_id: Mapped[IdKey]
    year: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    score: Mapped[int]
    awarded_on: Mapped[date]
    valid_until: Mapped[date]
    withdrawn_on: Mapped[date | None]
    instance_id: Mapped[UUID]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "organization_id"], ["organization.tenant_id", "organization.id"]),
    )
