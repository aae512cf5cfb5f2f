"""Log refused log-ins: whom the identity provider names may be nobody's account here."""

from __future__ import annotations

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("access_log", "actor_id", nullable=True)


def downgrade() -> None:
    op.execute("alter table access_log alter column actor_id set not null")
