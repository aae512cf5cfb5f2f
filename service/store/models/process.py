"""The machine: releases, instances, tasks, timers, subscriptions and the chained history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Artifact(Model):
    """A file by its SHA-256: a diagram, a form, a table, a rule pack. Never changed, never deleted."""

    __tablename__ = "artifact"
    checksum: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str]
    content: Mapped[bytes]


class Release(Model):
    """A process with everything it needs, pinned by checksum; instances keep theirs."""

    __tablename__ = "release"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    process_key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    status: Mapped[str]
    checksum: Mapped[bytes]
    manifest: Mapped[dict[str, Any]]
    properties: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    released_by: Mapped[UUID | None]
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "process_key", "version"),
        sa.Index(
            "ix_release_current",
            "tenant_id",
            "process_key",
            unique=True,
            postgresql_where=sa.text("status = 'released'"),
        ),
    )


class ReleaseDraft(Model):
    """Files that somebody wants to release; somebody else decides."""

    __tablename__ = "release_draft"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    manifest: Mapped[dict[str, Any]]
    note: Mapped[str]
    status: Mapped[str]
    drafted_by: Mapped[UUID]
    drafted_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "drafted_by"], ["person.tenant_id", "person.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "decided_by"], ["person.tenant_id", "person.id"]),
        sa.CheckConstraint("status in ('open', 'released', 'sent_back')", name="status"),
        sa.CheckConstraint("decided_by <> drafted_by", name="four_eyes"),
        sa.CheckConstraint("(status = 'open') = (decided_by is null)", name="decided"),
    )


class Instance(Model):
    """A running or ended process: the engine's state as one value, and what lists need."""

    __tablename__ = "instance"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    release_id: Mapped[UUID]
    process_key: Mapped[str]
    subject_name: Mapped[str]
    business_key: Mapped[str | None]
    organization_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    parent_id: Mapped[UUID | None]
    parent_task_id: Mapped[UUID | None]
    status: Mapped[str]
    milestone: Mapped[str | None]
    state: Mapped[bytes]
    version: Mapped[int] = mapped_column(server_default="1")
    history_seq: Mapped[int]
    history_head: Mapped[bytes]
    variables: Mapped[dict[str, Any]]
    fault: Mapped[dict[str, Any] | None]
    starter_id: Mapped[UUID | None]
    stand_in_id: Mapped[UUID | None]  # who started it in the starter's stead
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "release_id"], ["release.tenant_id", "release.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "organization_id"], ["organization.tenant_id", "organization.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"]),
        sa.CheckConstraint("status in ('running','ended','faulted','suspended','cancelled')", name="status"),
        sa.Index("ix_instance_started", "tenant_id", "started_at", "id"),
        sa.Index("ix_instance_org", "tenant_id", "organization_id", "started_at"),
        sa.Index("ix_instance_person", "tenant_id", "person_id", "started_at"),
        sa.Index("ix_instance_parent", "tenant_id", "parent_id"),
        sa.Index("ix_instance_key", "tenant_id", "business_key"),
        sa.Index("ix_instance_starter", "tenant_id", "starter_id", "started_at"),
        sa.Index(
            "ix_instance_stand_in",
            "tenant_id",
            "stand_in_id",
            "started_at",
            postgresql_where=sa.text("stand_in_id is not null"),
        ),
        sa.Index(
            "ix_instance_release",
            "tenant_id",
            "release_id",
            postgresql_where=sa.text("status in ('running','faulted','suspended')"),
        ),
        # Updates of the state stay on the same page and out of TOAST.
        {"postgresql_with": {"fillfactor": "70"}},
    )


class HumanTask(Model):
    """A task as the inbox needs it; addressed to role @ organisation, or to one person."""

    __tablename__ = "task"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    process_key: Mapped[str]
    node: Mapped[str]
    title: Mapped[str]
    role: Mapped[str]
    organization_id: Mapped[UUID]
    assignee_id: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None]
    status: Mapped[str]
    due_at: Mapped[datetime]
    earliest_on: Mapped[date | None]
    priority: Mapped[int] = mapped_column(sa.SmallInteger, server_default="5")
    milestone: Mapped[str | None]
    exclude: Mapped[list[UUID]] = mapped_column(server_default="{}")
    data: Mapped[dict[str, Any]]
    draft: Mapped[bytes | None]  # sealed: it may hold anything
    draft_at: Mapped[datetime | None]
    draft_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[UUID | None]
    decision: Mapped[str | None]
    returned: Mapped[dict[str, Any] | None]
    signers: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")
    __table_args__ = (
        sa.CheckConstraint("status in ('open','completed','cancelled','undone')", name="status"),
        sa.Index(
            "ix_task_todo",
            "tenant_id",
            "organization_id",
            "role",
            "due_at",
            "id",
            postgresql_where=sa.text("status = 'open' and assignee_id is null"),
        ),
        sa.Index(
            "ix_task_mine",
            "tenant_id",
            "assignee_id",
            "due_at",
            "id",
            postgresql_where=sa.text("status = 'open' and assignee_id is not null"),
        ),
        sa.Index("ix_task_instance", "tenant_id", "instance_id", "created_at"),
        sa.Index("ix_task_draft", "tenant_id", "draft_by", postgresql_where=sa.text("draft is not null")),
        sa.Index(
            "ix_task_done",
            "tenant_id",
            "completed_by",
            "completed_at",
            "id",
            postgresql_where=sa.text("status = 'completed'"),
        ),
        {"postgresql_with": {"fillfactor": "85"}},
    )


class Timer(Model):
    """What waits for a clock. This row is the truth; the job that fires it is only a messenger."""

    __tablename__ = "timer"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    node: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    due_at: Mapped[datetime]
    interrupting: Mapped[bool]
    deferred_at: Mapped[datetime | None]
    __table_args__ = (
        sa.Index("ix_timer_due", "tenant_id", "due_at"),
        sa.Index("ix_timer_instance", "tenant_id", "instance_id"),
    )


class Subscription(Model):
    """What waits for a message with a correlation key."""

    __tablename__ = "subscription"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    node: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    message: Mapped[str]
    key: Mapped[str | None]
    __table_args__ = (
        sa.Index("ix_subscription_message", "tenant_id", "message", "key"),
        sa.Index("ix_subscription_instance", "tenant_id", "instance_id"),
    )


class History(Model):
    """What happened, in order, chained by hash; rows are never changed (see the trigger in the first migration).

    ``body`` is canonical JSON with a salted digest of ``payload``; ``hash`` = SHA-256(previous hash || body). The
    payload may be erased by law without breaking the chain. ``state`` is the engine's state after the step, for replay.
    """

    __tablename__ = "history"
    tenant_id: Mapped[TenantKey]
    instance_id: Mapped[IdKey]
    seq: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    node: Mapped[str | None]
    task_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    body: Mapped[bytes]
    hash: Mapped[bytes]
    salt: Mapped[bytes]
    payload: Mapped[bytes | None]
    state: Mapped[bytes | None]
    __table_args__ = (
        sa.Index(
            "ix_history_behalf",
            "tenant_id",
            "on_behalf_of",
            "recorded_at",
            postgresql_where=sa.text("on_behalf_of is not null"),
        ),
    )
