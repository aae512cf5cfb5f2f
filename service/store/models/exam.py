"""The computer exam: question banks by version, exams, who takes them, each sitting and each answer.

A sitting is no state of the engine: hundreds of people write at once, every few seconds, and the process only waits for
the end. An answer is a row of its own, so that saving touches what changed and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class ExamBank(Model):
    """One version of a question bank; it never changes, the next import makes the next version."""

    __tablename__ = "exam_bank"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    organization_id: Mapped[UUID]
    name: Mapped[str]
    version: Mapped[int]
    questions: Mapped[int]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    __table_args__ = (sa.UniqueConstraint("tenant_id", "organization_id", "name", "version"),)


class ExamQuestion(Model):
    """A question of a bank's version, with its right answers; takers never get those."""

    __tablename__ = "exam_question"
    tenant_id: Mapped[TenantKey]
    bank_id: Mapped[IdKey]
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    topic: Mapped[str] = mapped_column(server_default="")
    stem: Mapped[str]
    options: Mapped[list[Any]]
    answer: Mapped[list[str]]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "bank_id"], ["exam_bank.tenant_id", "exam_bank.id"], ondelete="CASCADE"),
        sa.CheckConstraint("kind in ('single','multiple','judgement')", name="kind"),
    )


class Exam(Model):
    """An exam: which bank's version, which blueprint, how long, when; pass mark and re-sits are data."""

    __tablename__ = "exam"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    instance_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    class_id: Mapped[UUID | None]
    bank_id: Mapped[UUID]
    name: Mapped[str]
    first_day: Mapped[date]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(sa.SmallInteger)
    blueprint: Mapped[list[Any]]
    pass_mark: Mapped[int] = mapped_column(sa.SmallInteger)
    resits: Mapped[int] = mapped_column(sa.SmallInteger)
    age_limit: Mapped[int] = mapped_column(sa.SmallInteger)
    status: Mapped[str]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "bank_id"], ["exam_bank.tenant_id", "exam_bank.id"]),
        sa.CheckConstraint("status in ('planned','open','closed')", name="status"),
        sa.Index("ix_exam_instance", "tenant_id", "instance_id"),
    )


class ExamTaker(Model):
    """Somebody on an exam's list, and how they take part."""

    __tablename__ = "exam_taker"
    tenant_id: Mapped[TenantKey]
    exam_id: Mapped[IdKey]
    person_id: Mapped[IdKey]
    mode: Mapped[str]
    extra_minutes: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    extra_reason: Mapped[str | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "exam_id"], ["exam.tenant_id", "exam.id"], ondelete="CASCADE"),
        sa.CheckConstraint("mode in ('computer','paper','attendance','unknown')", name="mode"),
        sa.Index("ix_exam_taker_person", "tenant_id", "person_id"),
    )


class ExamSitting(Model):
    """One attempt of one taker: the paper drawn, its time, what came of it. `device` counts who took it over."""

    __tablename__ = "exam_sitting"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    exam_id: Mapped[UUID]
    person_id: Mapped[UUID]
    attempt: Mapped[int] = mapped_column(sa.SmallInteger)
    paper: Mapped[list[Any]]
    device: Mapped[int] = mapped_column(server_default="1")
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    ended: Mapped[str | None]
    score: Mapped[int | None] = mapped_column(sa.SmallInteger)
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["tenant_id", "exam_id", "person_id"],
            ["exam_taker.tenant_id", "exam_taker.exam_id", "exam_taker.person_id"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("tenant_id", "exam_id", "person_id", "attempt"),
        sa.CheckConstraint("ended in ('taker','time','closed','paper')", name="ended"),
    )


class ExamAnswer(Model):
    """What was chosen at one place of a paper; `seq` is the taker's own count: a late repeat changes nothing."""

    __tablename__ = "exam_answer"
    tenant_id: Mapped[TenantKey]
    sitting_id: Mapped[IdKey]
    place: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    chosen: Mapped[list[str]]
    seq: Mapped[int]
    saved_at: Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["tenant_id", "sitting_id"], ["exam_sitting.tenant_id", "exam_sitting.id"], ondelete="CASCADE"
        ),
    )
