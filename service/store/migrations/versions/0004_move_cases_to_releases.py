"""Move running cases to another release in bulk: the plan, and what became of each case.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_migration",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("from_releases", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("to_release", sa.Uuid(), nullable=False),
        sa.Column("mapping", JSONB(), nullable=False),
        sa.Column("status", sa.Text(), server_default="running", nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('running','stopped','done','undoing','undone')", name=op.f("ck_case_migration_status")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "to_release"],
            ["release.tenant_id", "release.id"],
            name=op.f("fk_case_migration_tenant_id_to_release"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_migration")),
    )
    op.create_index("ix_case_migration_process", "case_migration", ["tenant_id", "process_key", "started_at"])
    op.create_table(
        "case_migration_item",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("migration_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("from_release", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("found", JSONB(), server_default="[]", nullable=False),
        sa.Column("before", JSONB(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('waiting','done','refused','undone','kept')", name=op.f("ck_case_migration_item_status")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "migration_id"],
            ["case_migration.tenant_id", "case_migration.id"],
            name=op.f("fk_case_migration_item_tenant_id_migration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "instance_id"],
            ["instance.tenant_id", "instance.id"],
            name=op.f("fk_case_migration_item_tenant_id_instance_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "migration_id", "instance_id", name=op.f("pk_case_migration_item")),
    )
    op.create_index(
        "ix_case_migration_item_status", "case_migration_item", ["tenant_id", "migration_id", "status", "place"]
    )
    op.create_index("ix_case_migration_item_instance", "case_migration_item", ["tenant_id", "instance_id"])
    op.create_index(
        "ix_instance_release",
        "instance",
        ["tenant_id", "release_id"],
        postgresql_where=sa.text("status in ('running','faulted','suspended')"),
    )


def downgrade() -> None:
    op.drop_index("ix_instance_release", "instance")
    op.drop_table("case_migration_item")
    op.drop_table("case_migration")
