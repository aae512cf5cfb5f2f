"""Choose sunshine members: how many places an organisation has, who was named, what became of it and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sunshine_share",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("quota", sa.SmallInteger(), nullable=False),
        sa.Column("needed", sa.SmallInteger(), nullable=False),
        sa.Column("waived", sa.Text()),
        sa.PrimaryKeyConstraint("tenant_id", "round_id", "organization_id", name=op.f("pk_sunshine_share")),
    )
    op.create_table(
        "sunshine_nominee",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("stars", sa.SmallInteger()),
        sa.Column("score", sa.Numeric()),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("certificate_no", sa.Text()),
        sa.CheckConstraint(
            "status in ('nominated','excluded','chosen','passed_over','published','announced')",
            name=op.f("ck_sunshine_nominee_status"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "round_id", "person_id", name=op.f("pk_sunshine_nominee")),
    )


def downgrade() -> None:
    op.drop_table("sunshine_nominee")
    op.drop_table("sunshine_share")
