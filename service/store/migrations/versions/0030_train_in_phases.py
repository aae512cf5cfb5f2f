"""Let classes be phases of one programme, and keep the hours that somebody was credited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_class", sa.Column("programme_id", sa.Uuid()))
    op.create_index("ix_training_class_programme", "training_class", ["tenant_id", "programme_id"])
    op.add_column("attendance", sa.Column("hours", sa.SmallInteger()))
    rules = sa.table("retention_rule", *map(sa.column, ("process_key", "keep_months", "basis")))
    kept = ("proc_training_programme", "proc_rotation_training", "proc_mobile_school", "proc_training_phase")
    basis = "培训签到和安排：结束后 3 年"
    op.bulk_insert(rules, [{"process_key": key, "keep_months": 36, "basis": basis} for key in kept])


def downgrade() -> None:
    op.drop_column("attendance", "hours")
    op.drop_index("ix_training_class_programme", "training_class")
    op.drop_column("training_class", "programme_id")
