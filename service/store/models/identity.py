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
    must_change: Mapped[bool] = mapped_column(server_default=sa.false())
    password_set_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    totp: Mapped[bytes | None]
    totp_draft: Mapped[bytes | None]
    totp_step: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")
    totp_since: Mapped[datetime | None]
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
    id: Mapped[UUID] = mapped_column(unique=True, server_default=sa.text("gen_random_uuid()"))
    place: Mapped[str] = mapped_column(server_default="")
    pending: Mapped[bool] = mapped_column(server_default=sa.false())
    proven_at: Mapped[datetime | None]
    by_provider: Mapped[bool] = mapped_column(server_default=sa.false())
    provider_session: Mapped[bytes | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"),
        sa.Index("ix_login_session_account", "tenant_id", "account_id"),
    )


class Identity(Model):
    """Who an account's person is to the identity provider; awaited until the first log-in has shown it.

    What the provider calls people may be a number of theirs: it is sealed, and found by its keyed index.
    """

    __tablename__ = "identity"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    account_id: Mapped[UUID]
    issuer: Mapped[str]
    what: Mapped[str]
    value: Mapped[bytes]
    value_index: Mapped[bytes] = mapped_column(unique=True)
    linked: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    used_at: Mapped[datetime | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "account_id", "issuer"),
        sa.CheckConstraint("what in ('subject', 'email')", name="what"),
        sa.CheckConstraint("what = 'subject' or not linked", name="linked"),
    )


class RecoveryCode(Model):
    """A code that stands in for the telephone once; only its SHA-256 is stored."""

    __tablename__ = "recovery_code"
    tenant_id: Mapped[TenantKey]
    account_id: Mapped[IdKey]
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"),
    )


class ApiToken(Model):
    """A key for a program that acts for an account; only its SHA-256 is stored."""

    __tablename__ = "api_token"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    account_id: Mapped[UUID]
    name: Mapped[str]
    scope: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"),
        sa.Index("ix_api_token_account", "tenant_id", "account_id"),
        sa.CheckConstraint("scope in ('read', 'act')", name="scope"),
    )


class Attempt(Model):
    """How often somebody has tried from one place within a while; the key is a hash."""

    __tablename__ = "attempt"
    key: Mapped[bytes] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(server_default=sa.func.now())


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
    review_by: Mapped[date | None]
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
