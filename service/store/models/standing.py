"""Who stands in for whom, and who keeps out of whose cases."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from service.store.models.base import IdKey, Model, TenantKey


class Substitution(Model):
    """A substitute acts for a principal from a day to a day, in all of their work or in a part of it (代理)."""

    __tablename__ = "substitution"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    principal_id: Mapped[UUID]
    substitute_id: Mapped[UUID]
    from_on: Mapped[date]
    to_on: Mapped[date]
    process_key: Mapped[str | None]
    node: Mapped[str | None]
    organization_id: Mapped[UUID | None]
    reason: Mapped[str]
    set_by: Mapped[UUID]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "principal_id"], ["person.tenant_id", "person.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "substitute_id"], ["person.tenant_id", "person.id"]),
        sa.CheckConstraint("principal_id <> substitute_id", name="two_people"),
        sa.CheckConstraint("from_on <= to_on", name="days"),
        sa.CheckConstraint("node is null or process_key is not null", name="step"),
        sa.Index("ix_substitution_principal", "tenant_id", "principal_id"),
        sa.Index(
            "ix_substitution_substitute", "tenant_id", "substitute_id", postgresql_where=sa.text("ended_at is null")
        ),
    )


class Recusal(Model):
    """A person keeps out of another one's cases (回避). The class of the relation only: never a family graph."""

    __tablename__ = "recusal"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    person_id: Mapped[UUID]
    other_id: Mapped[UUID]
    relation: Mapped[str]
    declared_by: Mapped[UUID]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "other_id"], ["person.tenant_id", "person.id"]),
        sa.CheckConstraint("person_id <> other_id", name="two_people"),
        sa.CheckConstraint("relation in ('kin', 'marriage', 'interest', 'other')", name="relation"),
        sa.CheckConstraint("to_on is null or from_on <= to_on", name="days"),
        sa.Index("ix_recusal_person", "tenant_id", "person_id", postgresql_where=sa.text("ended_at is null")),
        sa.Index("ix_recusal_other", "tenant_id", "other_id", postgresql_where=sa.text("ended_at is null")),
    )
