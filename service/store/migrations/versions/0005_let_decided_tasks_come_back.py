"""Let decided tasks come back: those that are undone, and why an open one is open again.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
STATUS = "ck_task_status"


def upgrade() -> None:
    op.add_column("task", sa.Column("returned", postgresql.JSONB(), nullable=True))
    op.drop_constraint(op.f(STATUS), "task", type_="check")
    op.create_check_constraint(op.f(STATUS), "task", "status in ('open','completed','cancelled','undone')")


def downgrade() -> None:
    op.drop_constraint(op.f(STATUS), "task", type_="check")
    op.execute("update task set status = 'cancelled' where status = 'undone'")
    op.create_check_constraint(op.f(STATUS), "task", "status in ('open','completed','cancelled')")
    op.drop_column("task", "returned")
