"""Keep drafts of releases; who drafted one never decides on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    people = [["tenant_id", name] for name in ("drafted_by", "decided_by")]
    op.create_table(
        "release_draft",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("manifest", JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", INSTANT),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_release_draft")),
        *(
            sa.ForeignKeyConstraint(
                columns, ["person.tenant_id", "person.id"], name=op.f(f"fk_release_draft_{'_'.join(columns)}")
            )
            for columns in people
        ),
        sa.CheckConstraint("status in ('open', 'released', 'sent_back')", name=op.f("ck_release_draft_status")),
        sa.CheckConstraint("decided_by <> drafted_by", name=op.f("ck_release_draft_four_eyes")),
        sa.CheckConstraint("(status = 'open') = (decided_by is null)", name=op.f("ck_release_draft_decided")),
    )


def downgrade() -> None:
    op.drop_table("release_draft")
