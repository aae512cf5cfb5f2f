"""Documents of cases, what was scanned of them, and the office's own templates."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Document(Model):
    """A document as it was issued, sealed; `sealed` holds the answers of class L3. `body` is null when erased by law.

    A document that grows has a row for each version. `void_at`: the step that issued it was undone.
    """

    __tablename__ = "document"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    organization_id: Mapped[UUID]
    code: Mapped[str]
    number: Mapped[str]
    version: Mapped[int] = mapped_column(sa.SmallInteger)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None]
    digest: Mapped[bytes]
    body: Mapped[bytes | None]
    sealed: Mapped[bytes | None]
    void_at: Mapped[datetime | None]
    __table_args__ = (
        sa.Index("ix_document_instance", "tenant_id", "instance_id", "issued_at"),
        sa.Index("ix_document_person", "tenant_id", "person_id"),
    )


class DocumentScan(Model):
    """A signed paper that came back as a picture, sealed; `digest` is that of the file."""

    __tablename__ = "document_scan"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    document_id: Mapped[UUID]
    instance_id: Mapped[UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[bytes]
    body: Mapped[bytes | None]
    scanned_at: Mapped[datetime]
    scanned_by: Mapped[UUID]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "document_id"], ["document.tenant_id", "document.id"]),
        sa.CheckConstraint("media_type in ('application/pdf', 'image/jpeg', 'image/png')", name="media_type"),
        sa.Index("ix_document_scan_document", "tenant_id", "document_id"),
    )


class DocumentTemplate(Model):
    """A DOCX of the office's own for one kind of document; the newest that has not ended is used."""

    __tablename__ = "document_template"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    code: Mapped[str]
    name: Mapped[str]
    digest: Mapped[bytes]
    content: Mapped[bytes]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        sa.Index(
            "ix_document_template_code",
            "tenant_id",
            "code",
            unique=True,
            postgresql_where=sa.text("ended_at is null"),
        ),
    )
