"""Who is asked to sign before a task is decided (加签)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Signer(Model):
    """A person asked for an opinion on an open task.

    The words stand in history only, where the law may erase them: ``asked_seq`` and ``answered_seq`` are the rows.
    ``task.signers`` counts those who are still asked; it is what a decision looks at, under the task's lock.
    """

    __tablename__ = "signer"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    task_id: Mapped[UUID]
    node: Mapped[str]
    person_id: Mapped[UUID]
    asked_by: Mapped[UUID]
    asked_seq: Mapped[int]
    status: Mapped[str] = mapped_column(server_default="open")
    opinion: Mapped[str | None]
    answered_seq: Mapped[int | None]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "task_id"], ["task.tenant_id", "task.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"]),
        sa.CheckConstraint("status in ('open','signed','declined','removed','closed')", name="status"),
        sa.CheckConstraint("(status = 'signed') = (opinion is not null)", name="opinion"),
        sa.Index(
            "ix_signer_todo", "tenant_id", "person_id", "due_at", "id", postgresql_where=sa.text("status = 'open'")
        ),
        sa.Index(
            "ix_signer_done",
            "tenant_id",
            "person_id",
            "answered_at",
            "id",
            postgresql_where=sa.text("status in ('signed','declined')"),
        ),
        sa.Index(
            "ix_signer_once",
            "tenant_id",
            "task_id",
            "person_id",
            unique=True,
            postgresql_where=sa.text("status in ('open','signed')"),
        ),
        sa.Index("ix_signer_task", "tenant_id", "task_id"),
        sa.Index("ix_signer_instance", "tenant_id", "instance_id"),
    )
