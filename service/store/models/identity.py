"""Who may act: accounts, login sessions, posts, and the memory of repeated requests."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Account(Model):
    """A way to log in; what it may do follows from the posts of its person."""

    __tablename__ = "account"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    login: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    failed_count: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    locked_until: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(server_default="zh-CN")
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"]),
        sa.Index("ix_account_person", "tenant_id", "person_id"),
    )


class LoginSession(Model):
    """A signed-in browser; only the SHA-256 of its cookie is stored."""

    __tablename__ = "login_session"
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    tenant_id: Mapped[int]
    account_id: Mapped[UUID]
    csrf: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    expires_at: Mapped[datetime]
    user_agent: Mapped[str] = mapped_column(server_default="")
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"),
        sa.Index("ix_login_session_account", "tenant_id", "account_id"),
    )


class RoleGrant(Model):
    """A post: role @ organisation, held by a person from a day to a day."""

    __tablename__ = "role_grant"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    person_id: Mapped[UUID]
    role: Mapped[str]
    organization_id: Mapped[UUID]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    granted_by: Mapped[UUID | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "organization_id"], ["organization.tenant_id", "organization.id"]),
        sa.Index("ix_role_grant_person", "tenant_id", "person_id"),
        sa.Index("ix_role_grant_post", "tenant_id", "organization_id", "role"),
    )


class IdempotencyKey(Model):
    """The answer to a request that carried an Idempotency-Key, so that a repeat gets the same one."""

    __tablename__ = "idempotency_key"
    tenant_id: Mapped[TenantKey]
    account_id: Mapped[IdKey]
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int] = mapped_column(sa.SmallInteger)
    body: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
