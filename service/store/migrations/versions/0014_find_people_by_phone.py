"""Find people by phone, without the number in clear."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("phone_index", sa.LargeBinary()))
    op.create_index(
        "ix_person_phone",
        "person",
        ["tenant_id", "phone_index"],
        postgresql_where=sa.text("phone_index is not null"),
    )


def downgrade() -> None:
    op.drop_column("person", "phone_index")
