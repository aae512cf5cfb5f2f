"""From activist to development candidate: reviews, attempts, public notices, introducers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class ActivistReview(Model):
    """A half-year review of an activist (半年考察), by its turn: 1 after six months, 2 after twelve."""

    __tablename__ = "activist_review"
    tenant_id: Mapped[TenantKey]
    person_id: Mapped[IdKey]
    turn: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    held_on: Mapped[date]
    result: Mapped[str]
    instance_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    __table_args__ = (
        sa.CheckConstraint("result in ('good', 'fair', 'weak')", name="result"),
        sa.CheckConstraint("turn > 0", name="turn"),
    )


class CandidateAttempt(Model):
    """What came of proposing a person as a development candidate, and from when one may try again."""

    __tablename__ = "candidate_attempt"
    tenant_id: Mapped[TenantKey]
    person_id: Mapped[IdKey]
    instance_id: Mapped[IdKey]
    decided_on: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    reason_class: Mapped[str | None]
    not_before: Mapped[date | None]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    __table_args__ = (
        sa.CheckConstraint("outcome in ('listed', 'not_listed')", name="outcome"),
        sa.CheckConstraint("(outcome = 'not_listed') = (reason_class is not null)", name="reason"),
    )


class Introducer(Model):
    """One of the two introducers (入党介绍人) of a development candidate, from a day to a day."""

    __tablename__ = "introducer"
    tenant_id: Mapped[TenantKey]
    person_id: Mapped[IdKey]
    introducer_id: Mapped[IdKey]
    from_on: Mapped[date] = mapped_column(primary_key=True)
    to_on: Mapped[date | None]
    __table_args__ = (
        sa.CheckConstraint("introducer_id <> person_id", name="other"),
        sa.Index("ix_introducer_of", "tenant_id", "introducer_id"),
    )


class Publication(Model):
    """A public notice (公示) at one place; when it comes down, what it said is gone and the fact remains."""

    __tablename__ = "publication"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[str]
    place: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    fields: Mapped[dict[str, Any] | None]
    taken_down_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("(fields is null) = (taken_down_at is not null)", name="down"),
        sa.CheckConstraint("closes_on >= opens_on", name="days"),
        sa.CheckConstraint("place in ('unit', 'residence')", name="place"),
        sa.Index("ix_publication_instance", "tenant_id", "instance_id"),
        sa.Index("ix_publication_person", "tenant_id", "person_id"),
    )
