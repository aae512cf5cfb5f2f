"""Sealed answers of forms, and who may read those of class L4."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class SealedText(Model):
    """Answers of class L3, sealed; history refers to the row. `body` is null when it was erased by law."""

    __tablename__ = "sealed_text"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    title: Mapped[str]
    node: Mapped[str | None]
    role: Mapped[str | None]
    organization_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    at: Mapped[datetime]
    body: Mapped[bytes | None]
    __table_args__ = (sa.Index("ix_sealed_text_instance", "tenant_id", "instance_id"),)


class SealedRecord(Model):
    """Answers of class L4, sealed with the vault's own key; role @ organisation is the post that keeps them."""

    __tablename__ = "sealed_record"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    title: Mapped[str]
    node: Mapped[str | None]
    role: Mapped[str | None]
    organization_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    at: Mapped[datetime]
    body: Mapped[bytes | None]
    __table_args__ = (sa.Index("ix_sealed_record_instance", "tenant_id", "instance_id"),)


class SealedReader(Model):
    """A person named to read one record of class L4 until a day; a naming is ended, never deleted."""

    __tablename__ = "sealed_reader"
    tenant_id: Mapped[TenantKey]
    record_id: Mapped[IdKey]
    person_id: Mapped[IdKey]
    at: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[date]
    named_by: Mapped[UUID]
    reason: Mapped[str]
    ended_at: Mapped[datetime | None]
