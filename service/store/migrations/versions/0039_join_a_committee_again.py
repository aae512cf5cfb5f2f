"""Join a committee again: each time that an organisation belonged to a joint committee is a row of its own."""

from __future__ import annotations

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NAME = "pk_org_affiliation"
TABLE = "org_affiliation"
PAIR = ["tenant_id", "organization_id", "joint_id"]


def upgrade() -> None:
    op.drop_constraint(NAME, TABLE)
    op.create_primary_key(NAME, TABLE, [*PAIR, "from_on"])


def downgrade() -> None:
    op.drop_constraint(NAME, TABLE)
    op.create_primary_key(NAME, TABLE, PAIR)
