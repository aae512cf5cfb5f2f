"""Cases on their way to another release: the plan, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class CaseMigration(Model):
    """A decision to move cases to a release; a job carries it out, one case a transaction."""

    __tablename__ = "case_migration"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    process_key: Mapped[str]
    from_releases: Mapped[list[UUID]]
    to_release: Mapped[UUID]
    mapping: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(server_default="running")
    started_by: Mapped[UUID]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("status in ('running','stopped','done','undoing','undone')", name="status"),
        sa.ForeignKeyConstraint(["tenant_id", "to_release"], ["release.tenant_id", "release.id"]),
        sa.Index("ix_case_migration_process", "tenant_id", "process_key", "started_at"),
    )


class CaseMigrationItem(Model):
    """One case of a plan: what was found, the history row that says so, and what its waits were like before."""

    __tablename__ = "case_migration_item"
    tenant_id: Mapped[TenantKey]
    migration_id: Mapped[IdKey]
    instance_id: Mapped[IdKey]
    place: Mapped[int]
    status: Mapped[str] = mapped_column(server_default="waiting")
    from_release: Mapped[UUID]
    seq: Mapped[int | None]
    found: Mapped[list[Any]] = mapped_column(server_default="[]")
    before: Mapped[dict[str, Any] | None]
    at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("status in ('waiting','done','refused','undone','kept')", name="status"),
        sa.ForeignKeyConstraint(["tenant_id", "migration_id"], ["case_migration.tenant_id", "case_migration.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "instance_id"], ["instance.tenant_id", "instance.id"]),
        sa.Index("ix_case_migration_item_status", "tenant_id", "migration_id", "status", "place"),
        sa.Index("ix_case_migration_item_instance", "tenant_id", "instance_id"),
    )
