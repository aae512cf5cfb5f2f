"""Rate members: averages and counts, never who gave which mark."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "star_rating",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("exempt_class", sa.Text()),
        sa.Column("self_mark", sa.Numeric()),
        sa.Column("peers", sa.Numeric()),
        sa.Column("peers_n", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("mass", sa.Numeric()),
        sa.Column("mass_n", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("branch_mark", sa.Numeric()),
        sa.Column("points", sa.Numeric()),
        sa.Column("score", sa.Numeric()),
        sa.Column("stars", sa.SmallInteger()),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.CheckConstraint("status in ('open','proposed','published','awarded')", name=op.f("ck_star_rating_status")),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_star_rating_stars")),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", "year", name=op.f("pk_star_rating")),
    )
    op.create_index("ix_star_rating_instance", "star_rating", ["tenant_id", "instance_id"])


def downgrade() -> None:
    op.drop_index("ix_star_rating_instance", "star_rating")
    op.drop_table("star_rating")
