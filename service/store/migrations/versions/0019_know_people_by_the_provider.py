"""Know people by what the identity provider calls them; tell which sessions it opened.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("login_session", sa.Column("by_provider", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("login_session", sa.Column("provider_session", sa.LargeBinary()))
    op.create_table(
        "identity",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("value_index", sa.LargeBinary(), nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("made_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_identity")),
        sa.UniqueConstraint("value_index", name=op.f("uq_identity_value_index")),
        sa.UniqueConstraint("tenant_id", "account_id", "issuer", name=op.f("uq_identity_tenant_id_account_id_issuer")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name=op.f("fk_identity_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("what in ('subject', 'email')", name=op.f("ck_identity_what")),
        sa.CheckConstraint("what = 'subject' or not linked", name=op.f("ck_identity_linked")),
    )


def downgrade() -> None:
    op.drop_table("identity")
    op.drop_column("login_session", "provider_session")
    op.drop_column("login_session", "by_provider")
