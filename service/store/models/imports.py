"""Imports of people: what was uploaded, row by row, until it is confirmed and afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class ImportRun(Model):
    """One uploaded sheet; the file itself is not kept."""

    __tablename__ = "import_run"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    file_name: Mapped[str]
    status: Mapped[str]
    counts: Mapped[dict[str, Any]]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("status in ('staged','done','undone','discarded')", name="status"),
        sa.Index("ix_import_run_at", "tenant_id", "created_at"),
    )


class ImportRow(Model):
    """A row of the sheet: class L2 facts in ``facts``; what is sensitive is sealed for the person it will belong to.

    ``raw`` keeps what a refused row said in the sealed columns, sealed for this row, so that it can be mended.
    """

    __tablename__ = "import_row"
    tenant_id: Mapped[TenantKey]
    run_id: Mapped[IdKey]
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    outcome: Mapped[str]
    reasons: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]
    person_id: Mapped[UUID | None]
    id_number: Mapped[bytes | None]
    id_number_index: Mapped[bytes | None]
    birth_date: Mapped[bytes | None]
    phone: Mapped[bytes | None]
    phone_index: Mapped[bytes | None]
    raw: Mapped[bytes | None]
    before: Mapped[dict[str, Any] | None]
    before_phone: Mapped[bytes | None]
    before_index: Mapped[bytes | None]
    version_before: Mapped[int | None]
    version_after: Mapped[int | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "run_id"], ["import_run.tenant_id", "import_run.id"], ondelete="CASCADE"),
        sa.CheckConstraint("outcome in ('new','changed','unchanged','rejected')", name="outcome"),
        sa.Index("ix_import_row_id", "tenant_id", "id", unique=True),
    )
