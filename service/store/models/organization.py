"""The town: tenant, organisations and their tree, people, calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.store.models.base import IdKey, Model, TenantKey


class Tenant(Model):
    """A subdistrict; ``clock_offset`` moves its business clock, in demo towns only."""

    __tablename__ = "tenant"
    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    name: Mapped[str]
    demo: Mapped[bool] = mapped_column(server_default=sa.false())
    clock_offset: Mapped[timedelta] = mapped_column(server_default=sa.text("'0'::interval"))
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    second_factor_required: Mapped[bool | None]
    __table_args__ = (sa.CheckConstraint("demo or clock_offset = '0'::interval", name="clock_only_in_demo"),)


class Organization(Model):
    """A unit of the tree: county > town > area > base > branch > group."""

    __tablename__ = "organization"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    parent_id: Mapped[UUID | None]
    level: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    name_pinyin: Mapped[str] = mapped_column(server_default="")
    sort: Mapped[int] = mapped_column(server_default="0")
    tags: Mapped[list[str]] = mapped_column(server_default="{}")
    founded_on: Mapped[date | None]
    dissolved_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "parent_id"], ["organization.tenant_id", "organization.id"]),
        sa.Index("ix_organization_parent", "tenant_id", "parent_id", "sort"),
        sa.CheckConstraint("level in ('county','town','area','base','branch','group')", name="level"),
    )


class OrgClosure(Model):
    """Every ancestor of every organisation, itself included at depth 0."""

    __tablename__ = "org_closure"
    tenant_id: Mapped[TenantKey]
    descendant_id: Mapped[IdKey]
    ancestor_id: Mapped[IdKey]
    depth: Mapped[int] = mapped_column(sa.SmallInteger)
    __table_args__ = (sa.Index("ix_org_closure_down", "tenant_id", "ancestor_id", "descendant_id"),)


class OrgAffiliation(Model):
    """Membership in a joint committee, which is not an edge of the tree."""

    __tablename__ = "org_affiliation"
    tenant_id: Mapped[TenantKey]
    organization_id: Mapped[IdKey]
    joint_id: Mapped[IdKey]
    from_on: Mapped[date] = mapped_column(primary_key=True)  # an organisation may leave and join again
    to_on: Mapped[date | None]


class Person(Model):
    """A recorded person: the sixteen attributes that the work needs, no more (compliance 6.2).

    ``id_number``, ``phone`` and ``birth_date`` are AES-GCM cipher texts; ``*_index`` are keyed hashes for search.
    """

    __tablename__ = "person"
    tenant_id: Mapped[TenantKey]
    id: Mapped[IdKey]
    name: Mapped[str]
    name_pinyin: Mapped[str] = mapped_column(server_default="")
    sex: Mapped[str | None]
    birth_year: Mapped[int | None] = mapped_column(sa.SmallInteger)
    birth_date: Mapped[bytes | None]
    id_number: Mapped[bytes | None]
    id_number_index: Mapped[bytes | None]
    phone: Mapped[bytes | None]
    phone_index: Mapped[bytes | None]
    branch_id: Mapped[UUID | None]
    stage: Mapped[str]
    stage_since: Mapped[date | None]
    applied_on: Mapped[date | None]
    talked_on: Mapped[date | None]
    activist_on: Mapped[date | None]
    member_on: Mapped[date | None]
    education: Mapped[str | None]
    occupation: Mapped[str | None]
    floating: Mapped[bool] = mapped_column(server_default=sa.false())
    status: Mapped[str] = mapped_column(server_default="active")
    version: Mapped[int] = mapped_column(server_default="1")
    __table_args__ = (
        sa.ForeignKeyConstraint(["tenant_id", "branch_id"], ["organization.tenant_id", "organization.id"]),
        sa.Index("ix_person_branch", "tenant_id", "branch_id", "stage"),
        sa.Index("ix_person_name", "tenant_id", "name"),
        sa.Index("ix_person_pinyin", "tenant_id", "name_pinyin", "id"),
        sa.Index("ix_person_id_number", "tenant_id", "id_number_index", unique=True),
        sa.Index("ix_person_closed", "tenant_id", "id", postgresql_where=sa.text("status = 'closed'")),
        sa.Index("ix_person_phone", "tenant_id", "phone_index", postgresql_where=sa.text("phone_index is not null")),
    )


class CalendarDay(Model):
    """A day of the office calendar, make-up workdays included; days of a year not yet published are provisional."""

    __tablename__ = "calendar_day"
    tenant_id: Mapped[TenantKey]
    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    provisional: Mapped[bool] = mapped_column(server_default=sa.false())
    name: Mapped[str] = mapped_column(server_default="")
