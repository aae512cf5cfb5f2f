"""Log what administrators do: one chained row an act.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Facts, like history: rows are added and never changed; a payload may be erased by law.
APPEND_ONLY = """
create trigger admin_event_is_append_only before update on admin_event
  for each row execute function only_erase_payload();
create trigger admin_event_is_never_deleted before delete on admin_event
  for each row execute function refuse_change();
create trigger admin_event_is_never_truncated before truncate on admin_event
  execute function refuse_change();
"""


def upgrade() -> None:
    op.create_table(
        "admin_event",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name=op.f("pk_admin_event")),
    )
    op.create_index("ix_admin_event_target", "admin_event", ["tenant_id", "target", "seq"])
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    op.drop_table("admin_event")
