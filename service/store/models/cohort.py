"""What is done for many people at once: the batch, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class CohortRun(Model):
    """A decision to open cases, to remind or to file for many; a job carries it out, one person a transaction.

    `answers` is what the form was filled in with (class L1 and L2 only), null once the batch is done.
    """

    __tablename__ = "cohort_run"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    kind: Mapped[str]
    title: Mapped[str]
    process_key: Mapped[str | None]
    node: Mapped[str | None]
    answers: Mapped[dict[str, Any] | None]
    status: Mapped[str] = mapped_column(server_default="running")
    started_by: Mapped[UUID]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("kind in ('start','remind','file')", name="kind"),
        sa.CheckConstraint("status in ('running','stopped','done')", name="status"),
        sa.Index("ix_cohort_run_starter", "tenant_id", "started_by", "started_at"),
    )


class CohortItem(Model):
    """One person of a batch: the task it is about, the case that came of it, and what there is to say (zh, en)."""

    __tablename__ = "cohort_item"
    tenant_id: Mapped[TenantKey]
    run_id: Mapped[IdKey]
    person_id: Mapped[IdKey]
    place: Mapped[int]
    task_id: Mapped[UUID | None]
    instance_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(server_default="waiting")
    code: Mapped[str | None]
    said: Mapped[list[Any] | None]
    at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("status in ('waiting','done','refused')", name="status"),
        sa.ForeignKeyConstraint(["tenant_id", "run_id"], ["cohort_run.tenant_id", "cohort_run.id"], ondelete="CASCADE"),
        sa.Index("ix_cohort_item_status", "tenant_id", "run_id", "status", "place"),
        sa.Index("ix_cohort_item_task", "tenant_id", "task_id", "at", postgresql_where=sa.text("task_id is not null")),
    )
