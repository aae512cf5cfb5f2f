"""Guard accounts: own passwords, a second factor, sessions that can be told apart, tokens, counted attempts.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NOW = sa.text("now()")


def upgrade() -> None:
    op.add_column("tenant", sa.Column("second_factor_required", sa.Boolean()))
    op.add_column("account", sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("account", sa.Column("password_set_at", INSTANT, server_default=NOW, nullable=False))
    op.add_column("account", sa.Column("totp", sa.LargeBinary()))
    op.add_column("account", sa.Column("totp_draft", sa.LargeBinary()))
    op.add_column("account", sa.Column("totp_step", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("account", sa.Column("totp_since", INSTANT))
    op.add_column(
        "login_session", sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)
    )
    op.add_column("login_session", sa.Column("place", sa.Text(), server_default="", nullable=False))
    op.add_column("login_session", sa.Column("pending", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("login_session", sa.Column("proven_at", INSTANT))
    op.create_unique_constraint(op.f("uq_login_session_id"), "login_session", ["id"])
    _recovery_code()
    _api_token()
    op.create_table(
        "attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "code_hash", name=op.f("pk_recovery_code")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name=op.f("fk_recovery_code_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
    )


def _api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, server_default=NOW, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name=op.f("fk_api_token_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("scope in ('read', 'act')", name=op.f("ck_api_token_scope")),
    )
    op.create_index("ix_api_token_account", "api_token", ["tenant_id", "account_id"])


def downgrade() -> None:
    op.drop_table("attempt")
    op.drop_table("api_token")
    op.drop_table("recovery_code")
    op.drop_constraint(op.f("uq_login_session_id"), "login_session")
    for column in ("proven_at", "pending", "place", "id"):
        op.drop_column("login_session", column)
    for column in ("totp_since", "totp_step", "totp_draft", "totp", "password_set_at", "must_change"):
        op.drop_column("account", column)
    op.drop_column("tenant", "second_factor_required")
