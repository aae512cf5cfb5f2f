"""Star ratings of members and the choice of sunshine members: averages and counts, never who gave which mark."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class StarRating(Model):
    """A member's rating of a year, part by part; a part that nobody gave is null."""

    __tablename__ = "star_rating"
    tenant_id: Mapped[TenantKey]
    person_id: Mapped[IdKey]
    year: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    branch_id: Mapped[UUID]
    instance_id: Mapped[UUID]
    exempt_class: Mapped[str | None]
    self_mark: Mapped[Decimal | None]
    peers: Mapped[Decimal | None]
    peers_n: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    mass: Mapped[Decimal | None]
    mass_n: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    branch_mark: Mapped[Decimal | None]
    points: Mapped[Decimal | None]
    score: Mapped[Decimal | None]
    stars: Mapped[int | None] = mapped_column(sa.SmallInteger)
    status: Mapped[str] = mapped_column(server_default="open")
    __table_args__ = (
        sa.CheckConstraint("status in ('open','proposed','published','awarded')", name="status"),
        sa.CheckConstraint("stars between 1 and 5", name="stars"),
        sa.Index("ix_star_rating_instance", "tenant_id", "instance_id"),
    )


class SunshineShare(Model):
    """How many places an organisation has in a round, by its members, and how many it has to name."""

    __tablename__ = "sunshine_share"
    tenant_id: Mapped[TenantKey]
    round_id: Mapped[IdKey]
    organization_id: Mapped[IdKey]
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    members: Mapped[int]
    quota: Mapped[int] = mapped_column(sa.SmallInteger)
    needed: Mapped[int] = mapped_column(sa.SmallInteger)
    waived: Mapped[str | None]


class SunshineNominee(Model):
    """Somebody named in a round: what the table says, what became of it and why, the certificate."""

    __tablename__ = "sunshine_nominee"
    tenant_id: Mapped[TenantKey]
    round_id: Mapped[IdKey]
    person_id: Mapped[IdKey]
    organization_id: Mapped[UUID]
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    stars: Mapped[int | None] = mapped_column(sa.SmallInteger)
    score: Mapped[Decimal | None]
    verdict: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    certificate_no: Mapped[str | None]
    __table_args__ = (
        sa.CheckConstraint(
            "status in ('nominated','excluded','chosen','passed_over','published','announced')", name="status"
        ),
    )
