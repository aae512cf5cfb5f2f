"""Edit rules in drafts: the text that somebody works on, its version, who wrote in it, and where it was handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rule_draft",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        # a text, since JSONB would put the rules into another order than the law's
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("written_by", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("handed_in", sa.Uuid()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rule_draft")),
        sa.UniqueConstraint("tenant_id", "pack", name=op.f("uq_rule_draft_tenant_id_pack")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "saved_by"], ["person.tenant_id", "person.id"], name=op.f("fk_rule_draft_tenant_id_saved_by")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "handed_in"],
            ["release_draft.tenant_id", "release_draft.id"],
            name=op.f("fk_rule_draft_tenant_id_handed_in"),
        ),
    )


def downgrade() -> None:
    op.drop_table("rule_draft")
