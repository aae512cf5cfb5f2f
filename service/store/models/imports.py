"""Imports of people and of the register of cases: what was uploaded, row by row, until it is done and afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class ImportRun(Model):
    """One uploaded sheet, of people or of running cases (roster); the file itself is not kept."""

    __tablename__ = "import_run"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    kind: Mapped[str] = mapped_column(server_default="people")
    file_name: Mapped[str]
    status: Mapped[str]
    counts: Mapped[dict[str, Any]]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("kind in ('people','roster')", name="kind"),
        sa.CheckConstraint(
            "status in ('staged','signing','entering','done','undoing','undone','discarded')", name="status"
        ),
        sa.Index("ix_import_run_at", "tenant_id", "created_at"),
    )


class ImportRow(Model):
    """A row of the sheet: class L2 facts in ``facts``; what is sensitive is sealed for the person it will belong to.

    ``raw`` keeps what a refused row said in the sealed columns, sealed for this row, so that it can be mended. Of a
    roster, ``progress`` says how far a row has come, ``found`` why it stayed behind, ``instance_id`` which case it is.
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
    warnings: Mapped[list[Any] | None]
    branch_id: Mapped[UUID | None]
    progress: Mapped[str | None]
    found: Mapped[dict[str, Any] | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    instance_id: Mapped[UUID | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "run_id"], ["import_run.tenant_id", "import_run.id"], ondelete="CASCADE"),
        sa.CheckConstraint("outcome in ('new','changed','unchanged','rejected')", name="outcome"),
        sa.CheckConstraint("progress in ('signed','returned','entered','refused','undone','kept')", name="progress"),
        sa.Index("ix_import_row_id", "tenant_id", "id", unique=True),
        sa.Index("ix_import_row_branch", "tenant_id", "run_id", "branch_id"),
    )


class ImportHeading(Model):
    """Which heading of the office's own sheet was said to be which of our columns, for the next time."""

    __tablename__ = "import_heading"
    tenant_id: Mapped[TenantKey]
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    heading: Mapped[str]
