"""Do something for many people: the batch, and what became of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohort_run",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=True),
        sa.Column("node", sa.Text(), nullable=True),
        sa.Column("answers", JSONB(), nullable=True),
        sa.Column("status", sa.Text(), server_default="running", nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('start','remind','file')", name=op.f("ck_cohort_run_kind")),
        sa.CheckConstraint("status in ('running','stopped','done')", name=op.f("ck_cohort_run_status")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cohort_run")),
    )
    op.create_index("ix_cohort_run_starter", "cohort_run", ["tenant_id", "started_by", "started_at"])
    op.create_table(
        "cohort_item",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("said", JSONB(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('waiting','done','refused')", name=op.f("ck_cohort_item_status")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["cohort_run.tenant_id", "cohort_run.id"],
            name=op.f("fk_cohort_item_tenant_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "person_id", name=op.f("pk_cohort_item")),
    )
    op.create_index("ix_cohort_item_status", "cohort_item", ["tenant_id", "run_id", "status", "place"])
    op.create_index(
        "ix_cohort_item_task",
        "cohort_item",
        ["tenant_id", "task_id", "at"],
        postgresql_where=sa.text("task_id is not null"),
    )


def downgrade() -> None:
    op.drop_table("cohort_item")
    op.drop_table("cohort_run")
