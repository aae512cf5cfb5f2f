"""Log who read what is sensitive, and who was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# refuse_change() came with the first tables: whoever connects, rows are added and never changed.
APPEND_ONLY = """
create trigger access_log_is_append_only before update or delete on access_log
  for each row execute function refuse_change();
create trigger access_log_is_never_truncated before truncate on access_log execute function refuse_change();
"""


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("data_class", sa.Text(), nullable=True),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), server_default="", nullable=False),
        sa.Column("ip_hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("result in ('allowed','denied')", name=op.f("ck_access_log_result")),
        sa.CheckConstraint("data_class in ('L3','L4')", name=op.f("ck_access_log_data_class")),
        sa.CheckConstraint("result = 'denied' or purpose is not null", name=op.f("ck_access_log_purpose")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_subject", "access_log", ["tenant_id", "subject_id", "at"])
    op.create_index("ix_access_log_actor", "access_log", ["tenant_id", "actor_id", "at"])
    op.create_index("ix_access_log_at", "access_log", ["tenant_id", "at"])
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    op.drop_table("access_log")
