"""Chain the access log in batches: an anchor covers all rows since the one before it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

APPEND_ONLY = """
create trigger access_anchor_is_append_only before update or delete on access_anchor
  for each row execute function refuse_change();
create trigger access_anchor_is_never_truncated before truncate on access_anchor execute function refuse_change();
"""


def upgrade() -> None:
    op.create_table(
        "access_anchor",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("through", sa.Uuid(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name=op.f("pk_access_anchor")),
    )
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    op.drop_table("access_anchor")
