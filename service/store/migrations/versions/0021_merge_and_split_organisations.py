"""Let organisations be merged and split.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
TABLE, NAME = "organization_change", "ck_organization_change_kind"
BEFORE = "'founded','renamed','moved','dissolved'"


def upgrade() -> None:
    op.drop_constraint(op.f(NAME), TABLE)
    op.create_check_constraint(op.f(NAME), TABLE, f"kind in ({BEFORE},'merged','absorbed','split','split_off')")


def downgrade() -> None:
    op.drop_constraint(op.f(NAME), TABLE)
    op.create_check_constraint(op.f(NAME), TABLE, f"kind in ({BEFORE})")
