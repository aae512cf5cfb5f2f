"""How long the words of a case are kept, what holds them longer, and what was erased."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class RetentionRule(Model):
    """Months that the payloads of a process are kept after its end; without a row they are kept for ever."""

    __tablename__ = "retention_rule"
    process_key: Mapped[str] = mapped_column(primary_key=True)
    keep_months: Mapped[int]
    basis: Mapped[str]
    __table_args__ = (sa.CheckConstraint("keep_months >= 6", name="keep_months"),)


class RetentionKind(Model):
    """Months that records outside of histories are kept: class L4, notices, lists, logs, applicants who have gone."""

    __tablename__ = "retention_kind"
    kind: Mapped[str] = mapped_column(primary_key=True)
    keep_months: Mapped[int]
    basis: Mapped[str]
    __table_args__ = (sa.CheckConstraint("keep_months >= 6", name="keep_months"),)


class LegalHold(Model):
    """Nothing of a case, or of a person's cases, is erased until the hold is ended."""

    __tablename__ = "legal_hold"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    reason: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    ended_at: Mapped[datetime | None]
    set_by: Mapped[UUID | None]
    ended_by: Mapped[UUID | None]
    __table_args__ = (sa.CheckConstraint("num_nonnulls(instance_id, person_id) = 1", name="one"),)


class Erasure(Model):
    """The certificate of an erasure: what, when, by which rule, at which head of the chain; never changed."""

    __tablename__ = "erasure"
    tenant_id: Mapped[TenantKey]
    instance_id: Mapped[IdKey]
    at: Mapped[datetime] = mapped_column(primary_key=True)
    process_key: Mapped[str]
    rule: Mapped[str]
    ended_at: Mapped[datetime]
    rows: Mapped[int]
    head: Mapped[bytes]


class Anonymisation(Model):
    """The certificate that a person was made anonymous: by which rule, since when; never changed."""

    __tablename__ = "anonymisation"
    tenant_id: Mapped[TenantKey]
    person_id: Mapped[IdKey]
    at: Mapped[datetime]
    rule: Mapped[str]
    stage: Mapped[str]
    last_contact: Mapped[datetime]
    cases: Mapped[int]
    rows: Mapped[int]
