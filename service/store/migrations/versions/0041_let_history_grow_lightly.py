"""Let history grow lightly: two of its indexes served no statement, and each decision wrote both of them twice."""

from __future__ import annotations

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_history_actor", table_name="history")
    op.drop_index("ix_history_recorded", table_name="history")


def downgrade() -> None:
    op.create_index("ix_history_actor", "history", ["tenant_id", "actor_id", "recorded_at"])
    op.create_index("ix_history_recorded", "history", ["tenant_id", "recorded_at"])
