"""Find due timers: the index also serves those that were handed to a job that got lost.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_timer_due", table_name="timer")
    op.create_index("ix_timer_due", "timer", ["tenant_id", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_timer_due", table_name="timer")
    op.execute("create index ix_timer_due on timer (tenant_id, due_at) where deferred_at is null")
