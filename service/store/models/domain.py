"""The domain's own ledgers: rounds and nominations, points, trainings, notices, objections."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Contact(Model):
    """A cultivation contact (培养联系人) of an activist, from a day to a day."""

    __tablename__ = "contact"
    tenant_id: Mapped[TenantKey]
    person_id: Mapped[IdKey]
    contact_id: Mapped[IdKey]
    from_on: Mapped[date] = mapped_column(primary_key=True)
    to_on: Mapped[date | None]
    __table_args__ = (sa.Index("ix_contact_of", "tenant_id", "contact_id"),)


class RecommendationRound(Model):
    """A yearly round of recommendation (年度集中推荐)."""

    __tablename__ = "recommendation_round"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    name: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    quota_total: Mapped[int] = mapped_column(sa.SmallInteger)
    status: Mapped[str]
    announced_until: Mapped[date | None]
    published_on: Mapped[date | None]


class RoundBranch(Model):
    """One branch's part of a round: its quota and how far it is."""

    __tablename__ = "round_branch"
    tenant_id: Mapped[TenantKey]
    round_id: Mapped[IdKey]
    branch_id: Mapped[IdKey]
    quota: Mapped[int] = mapped_column(sa.SmallInteger)
    status: Mapped[str] = mapped_column(server_default="not_started")
    instance_id: Mapped[UUID | None]
    quota_reason: Mapped[str | None]
    eligible_n: Mapped[int | None] = mapped_column(sa.SmallInteger)
    waiver_reason: Mapped[str | None]
    deviation_reason: Mapped[str | None]
    recorded_on: Mapped[date | None]
    __table_args__ = (sa.Index("ix_round_branch_instance", "tenant_id", "instance_id"),)


class Nomination(Model):
    """One person in one round: on the branch's list or not, put forward by whom, found eligible, decided with a reason.

    `method`: listed (on the list, not put forward), excluded, member, league, both. `decision`: empty until decided.
    """

    __tablename__ = "nomination"
    tenant_id: Mapped[TenantKey]
    round_id: Mapped[IdKey]
    branch_id: Mapped[IdKey]
    person_id: Mapped[IdKey]
    method: Mapped[str]
    votes_for: Mapped[int | None]
    votes_total: Mapped[int | None]
    league_reason: Mapped[str | None]
    points_total: Mapped[Decimal | None]
    verdict: Mapped[str | None]
    decision: Mapped[str] = mapped_column(server_default="")
    reason_class: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="")
    recorded_at: Mapped[datetime]
    __table_args__ = (sa.Index("ix_nomination_person", "tenant_id", "person_id"),)


class PointsEntry(Model):
    """A fact in the points ledger; corrected only by a reversal and a new entry, never edited (points 3.3)."""

    __tablename__ = "points_entry"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    person_id: Mapped[UUID]
    cycle: Mapped[int] = mapped_column(sa.SmallInteger)
    item: Mapped[str]
    scheme: Mapped[str]
    event_date: Mapped[date]
    quantity: Mapped[Decimal]
    points: Mapped[Decimal]
    evidence_ref: Mapped[str]
    recorder_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    verifier_id: Mapped[UUID | None]
    verified_at: Mapped[datetime | None]
    status: Mapped[str]
    reverses_id: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(server_default="")
    instance_id: Mapped[UUID | None]
    __table_args__ = (
        sa.CheckConstraint("recorder_id is distinct from verifier_id", name="recorder_is_not_verifier"),
        sa.CheckConstraint("status in ('verified','published','disputed','reversed','reversal')", name="status"),
        sa.Index("ix_points_entry_person", "tenant_id", "person_id", "cycle", "event_date"),
        sa.Index(
            "ix_points_entry_once",
            "tenant_id",
            "person_id",
            "item",
            "event_date",
            "evidence_ref",
            unique=True,
            postgresql_where=sa.text("status not in ('reversed','reversal')"),
        ),
    )


class PointsCycle(Model):
    """A closed period of the ledger of one organisation, with the hash of what was counted."""

    __tablename__ = "points_cycle"
    tenant_id: Mapped[TenantKey]
    organization_id: Mapped[IdKey]
    period: Mapped[str] = mapped_column(primary_key=True)
    cycle: Mapped[int] = mapped_column(sa.SmallInteger)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[str]
    closed_at: Mapped[datetime]
    published_on: Mapped[date | None]
    published_until: Mapped[date | None]
    hash: Mapped[bytes | None]
    totals: Mapped[dict[str, Any]]
    behind: Mapped[dict[str, Any] | None]  # what was hashed besides the totals: the entries, and each person's base


class TrainingClass(Model):
    """A class of the yearly training of activists (年度集中培训)."""

    __tablename__ = "training_class"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    phase: Mapped[int] = mapped_column(sa.SmallInteger, server_default="1")
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str]
    hours: Mapped[int] = mapped_column(sa.SmallInteger)
    status: Mapped[str]
    programme_id: Mapped[UUID | None]  # the case whose phases are classes of their own
    __table_args__ = (sa.Index("ix_training_class_programme", "tenant_id", "programme_id"),)


class Attendance(Model):
    """One person in one training class: invited, there, excused, absent, made up, certified."""

    __tablename__ = "attendance"
    tenant_id: Mapped[TenantKey]
    class_id: Mapped[IdKey]
    person_id: Mapped[IdKey]
    status: Mapped[str]
    leave_class: Mapped[str | None]
    makeup_offered: Mapped[bool] = mapped_column(server_default=sa.false())
    certified: Mapped[bool] = mapped_column(server_default=sa.false())
    certificate_no: Mapped[str | None]
    hours: Mapped[int | None] = mapped_column(sa.SmallInteger)
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime | None]
    __table_args__ = (sa.Index("ix_attendance_person", "tenant_id", "person_id"),)


class Notice(Model):
    """A message to a person inside the product; its text is made from kind and parameters in the reader's language."""

    __tablename__ = "notice"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    person_id: Mapped[UUID]
    instance_id: Mapped[UUID | None]
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    __table_args__ = (sa.Index("ix_notice_person", "tenant_id", "person_id", "created_at"),)


class Objection(Model):
    """A person's objection to what was recorded or decided, and its answer (A13)."""

    __tablename__ = "objection"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    person_id: Mapped[UUID]
    instance_id: Mapped[UUID | None]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    text: Mapped[bytes]  # sealed
    opened_at: Mapped[datetime]
    status: Mapped[str]
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    handler_id: Mapped[UUID | None]
    __table_args__ = (
        sa.Index("ix_objection_person", "tenant_id", "person_id", "opened_at"),
        sa.Index("ix_objection_subject", "tenant_id", "subject_id"),
    )


class NumberSeries(Model):
    """The last number of a series in a year; taking the next one locks the row, so that no number is lost."""

    __tablename__ = "number_series"
    tenant_id: Mapped[TenantKey]
    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    last: Mapped[int]
