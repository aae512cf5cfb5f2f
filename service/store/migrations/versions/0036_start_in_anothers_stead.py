"""Start in another's stead: a case keeps who started it for the post-holder, so that what bars one bars the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("instance", sa.Column("stand_in_id", sa.Uuid()))
    op.create_index(
        "ix_instance_stand_in",
        "instance",
        ["tenant_id", "stand_in_id", "started_at"],
        postgresql_where=sa.text("stand_in_id is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_instance_stand_in", "instance")
    op.drop_column("instance", "stand_in_id")
